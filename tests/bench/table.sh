#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What all benches of one run said, in one table: this library, its best peer,
# the aim, and whether it is reached.
#
#	table.sh OUTPUT-OF-THE-BENCHES LIBRARY [PLOT.svg]

set -u
out=$1 library=$2 plot=${3:-}
size=0
if [ -f "$library" ]; then
	copy=$(mktemp) || exit 1
	strip --strip-unneeded -o "$copy" "$library" 2>/dev/null &&
		size=$(wc -c <"$copy")
	rm -f "$copy"
fi

awk -v size="$size" -v plot="$plot" '
# row NAME OURS PEER UNIT AIM-NUMBER DIRECTION(-1: at most, 1: at least) AIM-TEXT
function row(name, ours, peer, unit, aim, direction, text, ratio, ok) {
	if (ours == "")
		return
	ratio = ""
	if (peer > 0)
		ratio = sprintf("%.2f", direction < 0 ? ours / peer : peer / ours)
	ours += 0
	ok = direction < 0 ? ours <= aim + 0 : ours >= aim + 0
	theirs = "-"
	if (peer > 0)
		theirs = peer " " unit
	printf("%-36s %14s %14s %6s  %-22s %s\n", name, ours " " unit, theirs,
	    ratio, text, ok ? "reached" : "NOT reached")
	if (peer > 0) {
		names[++n] = name; a[n] = ours; b[n] = peer; units[n] = unit
	}
}
/^instructions/ { part = "instr"; next }
/^record / { part = "time"; next }
/^check_host/ { part = "check"; next }
/^one check / { part = "net"; next }
part == "check" && NF == 6 { ns[$1] = $2; ns2[$1] = $3; peak[$1] = $6 }
part == "net" && NF == 5 { path[$1] = $2; ahead[$1] = $3; none[$1] = $5 }
part == "time" && NF == 4 { t[$1, $2] = $3 }
part == "instr" && NF == 4 { i[$1, $2] = $3 }
/^SPF checks, .*20 ms/ { cold = $0; sub(/\/s.*/, "", cold); sub(/.* /, "", cold)
	sent = $(NF - 1) }
/^SPF checks, answers kept/ { hot = $0; sub(/\/s.*/, "", hot); sub(/.* /, "", hot) }
END {
	printf "%-36s %14s %14s %6s  %-22s\n", "work", "libmailauth",
	    "best C peer", "ratio", "aim"
	row("SPF record parse", i["spf", "libmailauth"], i["spf", "libspf2"], "instr", 3800, -1, "at most 3800")
	row("DMARC record parse", i["dmarc", "libmailauth"], i["dmarc", "libopendmarc"], "instr", 2000, -1, "at most 2000")
	row("DKIM key parse", i["dkim", "libmailauth"], i["dkim", "libopendkim"], "instr", 6500, -1, "at most 6500")
	row("SPF record parse, time", t["spf", "libmailauth"], t["spf", "libspf2"], "ns", t["spf", "libspf2"], -1, "")
	row("DMARC record parse, time", t["dmarc", "libmailauth"], t["dmarc", "libopendmarc"], "ns", t["dmarc", "libopendmarc"], -1, "")
	row("DKIM key parse, time", t["dkim", "libmailauth"], t["dkim", "libopendkim"], "ns", t["dkim", "libopendkim"], -1, "")
	row("check_host, 9 includes 3 deep", i["inc9.test", "libmailauth"], i["inc9.test", "libspf2"], "instr", 60000, -1, "at most 60000")
	row("check_host, 9 includes 3 deep, time", ns["inc9.test"], ns2["inc9.test"], "ns", ns2["inc9.test"] / 10, -1, "a tenth of the peer")
	row("the same over a 20 ms network", ahead["inc9.test"], none["inc9.test"], "ms", path["inc9.test"] * 1.05 + 1, -1, "1.05 x path + 1 ms")
	row("2,000 domains, cold, 20 ms", cold, 0, "/s", 4500, 1, "at least 4500/s")
	row("  questions sent", sent, 0, "", 3558 * 1.01, -1, "at most 1.01 x 3558")
	row("2,000 domains, answers kept", hot, 0, "/s", 30000, 1, "at least 30000/s")
	row("memory of one check", peak["inc9.test"], 18700, "B", 16384, -1, "at most 16384")
	row("shared library, stripped", size, 109000, "B", 204800, -1, "at most 204800")
	if (plot != "")
		draw()
}
function draw(k, y, width) {
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 %d\" font-family=\"sans-serif\" font-size=\"12\">\n", 46 * n + 60 > plot
	printf "<title>libmailauth beside its peers: less is better</title>\n" > plot
	printf "<rect width=\"720\" height=\"%d\" fill=\"#fff\"/>\n", 46 * n + 60 > plot
	printf "<text x=\"10\" y=\"22\" font-size=\"15\">Cost beside the best C peer (the longer bar is 100 %%; less is better)</text>\n" > plot
	for (k = 1; k <= n; k++) {
		y = 46 * k
		big = a[k] > b[k] ? a[k] : b[k]
		printf "<text x=\"10\" y=\"%d\">%s</text>\n", y + 4, names[k] > plot
		printf "<rect x=\"270\" y=\"%d\" width=\"%d\" height=\"13\" fill=\"#1b6ca8\"/>\n", y - 9, 330 * a[k] / big + 1 > plot
		printf "<rect x=\"270\" y=\"%d\" width=\"%d\" height=\"13\" fill=\"#b8b8b8\"/>\n", y + 6, 330 * b[k] / big + 1 > plot
		printf "<text x=\"%d\" y=\"%d\">%s %s</text>\n", 276 + 330 * a[k] / big, y + 2, a[k], units[k] > plot
		printf "<text x=\"%d\" y=\"%d\">%s %s</text>\n", 276 + 330 * b[k] / big, y + 17, b[k], units[k] > plot
	}
	printf "<text x=\"10\" y=\"%d\" fill=\"#1b6ca8\">blue: libmailauth</text><text x=\"150\" y=\"%d\" fill=\"#777\">grey: libspf2, libopendmarc, libopendkim; for the network, without asking ahead</text>\n</svg>\n", 46 * n + 48, 46 * n + 48 > plot
}' "$out"

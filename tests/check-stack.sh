#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The stack: no function of the library calls itself, not even through others;
# no frame has a size known only at run time; the deepest chain of calls stays
# below 16 KiB.  From the call graphs that gcc writes beside the objects; calls
# through pointers are not in them.

builddir=${builddir:-build}
if [ -n "${SANITIZERS:-}" ]; then
	echo "skip the stack: sanitizers enlarge the frames"
	exit 0
fi
graphs=$(find "$builddir/obj/libmailauth" -name '*.ci' 2>/dev/null)
if [ -z "$graphs" ]; then
	echo "skip the stack: the compiler writes no call graphs"
	exit 0
fi

# shellcheck disable=SC2086
awk -v limit=16384 '
	/^node: / {
		split($0, q, "\"")
		name = q[2]
		if (match($0, /[0-9]+ bytes \(/)) {
			size[name] = substr($0, RSTART) + 0
			if ($0 ~ /\(dynamic\)/)
				dynamic = dynamic "\n    " name
		}
	}
	/^edge: / {
		split($0, q, "\"")
		if (!((q[2], q[4]) in known)) {
			known[q[2], q[4]] = 1
			callee[q[2], ++calls[q[2]]] = q[4]
		}
	}
	# Depth first with a stack of our own; colour 1 is on the path, 2 is done.
	function walk(root,   top, f, g, i, text) {
		top = 1; path[1] = root; at[1] = 0; colour[root] = 1
		while (top > 0) {
			f = path[top]
			if (at[top] < calls[f]) {
				g = callee[f, ++at[top]]
				if (!(g in size))
					continue
				if (colour[g] == 1) {
					text = g
					for (i = top; path[i] != g; i--)
						text = path[i] " > " text
					cycles = cycles "\n    " g " > " text
				} else if (colour[g] != 2) {
					path[++top] = g; at[top] = 0; colour[g] = 1
				}
				continue
			}
			deep[f] = 0
			for (i = 1; i <= calls[f]; i++) {
				g = callee[f, i]
				if (deep[g] > deep[f]) {
					deep[f] = deep[g]; via[f] = g
				}
			}
			deep[f] += size[f]
			colour[f] = 2
			top--
		}
	}
	END {
		for (f in size)
			if (colour[f] != 2)
				walk(f)
		for (f in size)
			if (deep[f] > deep[most])
				most = f
		text = ""
		for (f = most; f != ""; f = via[f])
			text = text "\n    " size[f] " " f
		print "deepest: " deep[most] " octets" text
		bad = 0
		if (cycles != "") { print "calls in a circle:" cycles; bad = 1 }
		print (cycles == "" ? "ok" : "not ok") " no recursion"
		if (dynamic != "") print "frames without a bound:" dynamic
		print (dynamic == "" ? "ok" : "not ok") " every frame has a fixed size"
		print (deep[most] <= limit ? "ok" : "not ok") " the deepest calls take at most " limit " octets"
		exit (cycles != "" || dynamic != "" || deep[most] > limit)
	}' $graphs

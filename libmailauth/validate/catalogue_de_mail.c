/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules in German: SPF and DKIM.  UTF-8, in the order of the rules' numbers. */
#include "validate/catalogue_de.h"

const struct german mailauth__german_mail[] = {
	{ MAILAUTH_RULE_SPF_MISSING,
	  "Die Domain hat keinen SPF-Eintrag",
	  "Unter der Domain einen TXT-Eintrag ver\xC3\xB6" "ffentlichen, "
	  "der mit \"v=spf1\" beginnt; \"v=spf1 -all\", wenn sie keine "
	  "Mail sendet" },
	{ MAILAUTH_RULE_SPF_MULTIPLE_RECORDS,
	  "Es gibt mehrere SPF-Eintr\xC3\xA4ge, was f\xC3\xBCr jeden "
	  "Empf\xC3\xA4nger ein Fehler ist",
	  "Die Terme in einem Eintrag zusammenfassen und die anderen "
	  "Eintr\xC3\xA4ge l\xC3\xB6schen" },
	{ MAILAUTH_RULE_SPF_RRTYPE_99,
	  "Es gibt einen Eintrag des abgeschafften Typs SPF",
	  "Den Eintrag des Typs SPF l\xC3\xB6schen und den des Typs TXT "
	  "behalten" },
	{ MAILAUTH_RULE_SPF_VERSION_NEAR_MISS,
	  "Der Eintrag ist f\xC3\xBCr SPF gemeint, beginnt aber nicht mit "
	  "\"v=spf1 \"",
	  "Den Eintrag mit genau \"v=spf1\" und einem Leerzeichen dahinter "
	  "beginnen" },
	{ MAILAUTH_RULE_SPF_VERSION_CASE,
	  "v=spf1 ist nicht klein geschrieben",
	  "\"v=spf1\" klein schreiben, wie alle anderen" },
	{ MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "Vor v=spf1 steht ein Leerzeichen",
	  "Alles vor \"v=spf1\" entfernen" },
	{ MAILAUTH_RULE_SPF_SENDER_ID,
	  "Es gibt einen veralteten Sender-ID-Eintrag",
	  "Den Eintrag l\xC3\xB6schen, der mit \"spf2.0/\" beginnt" },
	{ MAILAUTH_RULE_SPF_WRONG_OWNER,
	  "Der SPF-Eintrag steht unter einem Namen, wo ihn niemand sucht",
	  "Ihn unter der Domain hinter dem \"@\" der Absender "
	  "ver\xC3\xB6" "ffentlichen, nicht darunter" },
	{ MAILAUTH_RULE_SPF_WILDCARD,
	  "Alle Namen unter der Domain haben Adressen, aber keinen SPF-Eintrag",
	  "Auch f\xC3\xBCr die Wildcard einen SPF-Eintrag "
	  "ver\xC3\xB6" "ffentlichen, und f\xC3\xBCr jeden Namen, den es "
	  "darunter gibt" },
	{ MAILAUTH_RULE_SPF_SYNTAX,
	  "Der SPF-Eintrag hat einen Schreibfehler, also gilt er nicht",
	  "Den Term an der gezeigten Stelle berichtigen oder entfernen" },
	{ MAILAUTH_RULE_SPF_UNKNOWN_MECHANISM,
	  "Einen solchen Mechanismus gibt es nicht, also gilt der ganze Eintrag "
	  "nicht",
	  "Den Term berichtigen oder entfernen; es gibt all, include, a, "
	  "mx, ptr, ip4, ip6 und exists" },
	{ MAILAUTH_RULE_SPF_MECHANISM_TYPO,
	  "Der Name eines Mechanismus ist falsch geschrieben, also gilt der "
	  "ganze Eintrag nicht",
	  "Den Namen wie gezeigt schreiben; ip4, ip6 und include werden am "
	  "h\xC3\xA4ufigsten verschrieben" },
	{ MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER,
	  "Ein unbekannter Modifikator wird \xC3\xBC" "bergangen",
	  "Ihn entfernen, oder berichtigen, wenn er verschrieben ist" },
	{ MAILAUTH_RULE_SPF_EQUALS_FOR_COLON,
	  "Gleichheitszeichen und Doppelpunkt sind verwechselt",
	  "Das Zeichen tauschen: \"include:example.org\" und "
	  "\"redirect=example.org\" sind richtig" },
	{ MAILAUTH_RULE_SPF_BAD_SEPARATOR,
	  "Terme werden durch Leerzeichen getrennt, nicht durch "
	  "Komma oder Semikolon",
	  "Zwischen zwei Terme genau ein Leerzeichen setzen und sonst "
	  "nichts" },
	{ MAILAUTH_RULE_SPF_MISSING_ARGUMENT,
	  "Hinter dem Doppelpunkt fehlt der Wert",
	  "Den Wert ohne Leerzeichen gleich hinter das Zeichen schreiben "
	  "oder den Term entfernen" },
	{ MAILAUTH_RULE_SPF_IP4_INVALID,
	  "Das ist keine IPv4-Adresse",
	  "Vier Zahlen von 0 bis 255 schreiben und f\xC3\xBCr ein Netz die "
	  "L\xC3\xA4nge des Pr\xC3\xA4" "fixes: ip4:192.0.2.0/24" },
	{ MAILAUTH_RULE_SPF_IP6_INVALID,
	  "Das ist keine IPv6-Adresse",
	  "Die Adresse mit Doppelpunkten schreiben und f\xC3\xBCr ein Netz "
	  "die L\xC3\xA4nge des Pr\xC3\xA4" "fixes: ip6:2001:db8::/32" },
	{ MAILAUTH_RULE_SPF_IP_FAMILY,
	  "Unter ip4: steht eine IPv6-Adresse, oder umgekehrt",
	  "ip4 f\xC3\xBCr IPv4-Adressen und ip6 f\xC3\xBCr IPv6-Adressen "
	  "verwenden" },
	{ MAILAUTH_RULE_SPF_CIDR_INVALID,
	  "Die L\xC3\xA4nge des Netzes ist falsch angegeben",
	  "F\xC3\xBCr IPv4 /0 bis /32 und f\xC3\xBCr IPv6 /0 bis /128 "
	  "schreiben (//0 bis //128 hinter a und mx), ohne f\xC3\xBChrende "
	  "Null" },
	{ MAILAUTH_RULE_SPF_CIDR_HOST_BITS,
	  "Die Adresse ist nicht der Anfang ihres Netzes",
	  "Die Adresse des Netzes schreiben, wie gezeigt, damit man sieht, "
	  "wie weit es reicht" },
	{ MAILAUTH_RULE_SPF_IP_SPECIAL,
	  "Eine private Adresse kann im Internet nie vorkommen",
	  "Den Term entfernen oder die \xC3\xB6" "ffentliche Adresse "
	  "schreiben, von der die Mail kommt" },
	{ MAILAUTH_RULE_SPF_CIDR_TOO_WIDE,
	  "Das erlaubte Netz ist sehr gro\xC3\x9F",
	  "Den Bereich auf die Adressen beschr\xC3\xA4nken, die wirklich "
	  "senden" },
	{ MAILAUTH_RULE_SPF_DOMAIN_IS_IP,
	  "Wo ein Name hingeh\xC3\xB6rt, steht eine Adresse",
	  "Vor eine Adresse ip4: oder ip6: schreiben" },
	{ MAILAUTH_RULE_SPF_DOMAIN_INVALID,
	  "Das ist kein Domainname",
	  "Einen vollst\xC3\xA4ndigen Domainnamen wie _spf.example.org "
	  "schreiben, ohne Protokoll, Pfad und \"@\"" },
	{ MAILAUTH_RULE_SPF_MACRO_SYNTAX,
	  "Ein Makro %{...} ist fehlerhaft",
	  "Makros wie %{i} oder %{d2} schreiben; ein Prozentzeichen selbst "
	  "ist %%" },
	{ MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE,
	  "Das Ergebnis h\xC3\xA4ngt von der Nachricht ab",
	  "Mit einer Adresse und einem Absender pr\xC3\xBC" "fen oder ein "
	  "festes Ziel nennen" },
	{ MAILAUTH_RULE_SPF_P_MACRO,
	  "Das Makro %{p} soll nicht verwendet werden",
	  "Statt %{p} das Makro %{i} oder ein anderes verwenden" },
	{ MAILAUTH_RULE_SPF_ALL_MISSING,
	  "Der Eintrag endet weder mit \"all\" noch mit redirect",
	  "\"~all\" oder \"-all\" anh\xC3\xA4ngen" },
	{ MAILAUTH_RULE_SPF_ALL_PASS,
	  "+all erlaubt jedem zu senden",
	  "\"+all\" durch \"~all\" oder \"-all\" ersetzen" },
	{ MAILAUTH_RULE_SPF_ALL_NEUTRAL,
	  "?all sagt \xC3\xBC" "ber andere Absender nichts aus",
	  "\"~all\" verwenden, und \"-all\", sobald alle Absender "
	  "aufgef\xC3\xBChrt sind" },
	{ MAILAUTH_RULE_SPF_ALL_SOFTFAIL,
	  "Nicht genannte Absender gelten als verd\xC3\xA4" "chtig (~all)",
	  "Zusammen mit einer durchsetzenden DMARC-Richtlinie lassen, oder "
	  "\"-all\", sobald alle Absender aufgef\xC3\xBChrt sind" },
	{ MAILAUTH_RULE_SPF_ALL_FAIL_RISK,
	  "-all kann Mail abweisen lassen, bevor DKIM gepr\xC3\xBC" "ft ist",
	  "Lassen, wenn das gewollt ist, oder \"~all\" zusammen mit einer "
	  "durchsetzenden DMARC-Richtlinie" },
	{ MAILAUTH_RULE_SPF_AFTER_ALL,
	  "Terme hinter \"all\" werden \xC3\xBC" "bergangen",
	  "Sie vor \"all\" setzen oder entfernen" },
	{ MAILAUTH_RULE_SPF_REDIRECT_WITH_ALL,
	  "redirect wird \xC3\xBC" "bergangen, weil der Eintrag ein \"all\" hat",
	  "Eines von beiden entfernen: \"all\", wenn der andere Eintrag "
	  "entscheiden soll, sonst \"redirect\"" },
	{ MAILAUTH_RULE_SPF_REDIRECT_ORDER,
	  "redirect steht nicht am Ende",
	  "\"redirect\" ans Ende des Eintrags setzen" },
	{ MAILAUTH_RULE_SPF_MODIFIER_DUPLICATE,
	  "redirect oder exp steht zweimal, also gilt der Eintrag nicht",
	  "H\xC3\xB6" "chstens ein redirect und ein exp behalten" },
	{ MAILAUTH_RULE_SPF_TOO_MANY_LOOKUPS,
	  "Der Eintrag braucht mehr als 10 DNS-Abfragen, also gilt er nicht",
	  "Nicht ben\xC3\xB6tigte include entfernen, oder a, mx und "
	  "include durch ip4 und ip6 ersetzen, die teuersten zuerst" },
	{ MAILAUTH_RULE_SPF_LOOKUPS_NEAR_LIMIT,
	  "Der Eintrag braucht fast die erlaubten 10 DNS-Abfragen",
	  "Nicht ben\xC3\xB6tigte Terme entfernen, bevor das Wachstum "
	  "eines Anbieters den Eintrag unbrauchbar macht" },
	{ MAILAUTH_RULE_SPF_LOOKUPS_ORDER_DEPENDENT,
	  "Nur manche Absender treffen auf die Grenze von 10 Abfragen",
	  "Den ganzen Baum unter 10 Abfragen bringen, nicht nur den Weg "
	  "bis zum ersten Treffer" },
	{ MAILAUTH_RULE_SPF_TOO_MANY_VOID,
	  "Mehr als 2 Abfragen laufen ins Leere",
	  "Die Terme, die nichts finden, entfernen oder berichtigen" },
	{ MAILAUTH_RULE_SPF_VOID_LOOKUP,
	  "Ein Term findet nichts",
	  "Den Term entfernen oder den Namen anlegen, nach dem er fragt" },
	{ MAILAUTH_RULE_SPF_MX_OVER_10,
	  "mx trifft auf mehr als 10 Hosts",
	  "Statt mx die sendenden Adressen mit ip4 und ip6 auff\xC3\xBChren" },
	{ MAILAUTH_RULE_SPF_A_OVER_10,
	  "a trifft auf sehr viele Adressen",
	  "Statt a das Netz mit ip4 oder ip6 auff\xC3\xBChren" },
	{ MAILAUTH_RULE_SPF_PTR,
	  "ptr soll nicht mehr verwendet werden",
	  "\"ptr\" durch ip4, ip6, a oder mx ersetzen" },
	{ MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD,
	  "Das Ziel von include hat keinen SPF-Eintrag, also gilt der ganze "
	  "Eintrag nicht",
	  "Den Anbieter nach dem Namen f\xC3\xBCr include fragen; "
	  "f\xC3\xBCr einen einzelnen Host a: oder ip4: verwenden" },
	{ MAILAUTH_RULE_SPF_INCLUDE_PERMERROR,
	  "Der eingebundene Eintrag ist kaputt, also gilt auch dieser nicht",
	  "Dem Inhaber Bescheid geben und das include entfernen, bis es "
	  "behoben ist" },
	{ MAILAUTH_RULE_SPF_INCLUDE_MULTIPLE,
	  "Das Ziel von include hat mehrere SPF-Eintr\xC3\xA4ge",
	  "Dem Inhaber Bescheid geben und das include entfernen, bis es "
	  "behoben ist" },
	{ MAILAUTH_RULE_SPF_INCLUDE_LOOP,
	  "include f\xC3\xBChrt im Kreis",
	  "Das include entfernen, das den Kreis schlie\xC3\x9Ft" },
	{ MAILAUTH_RULE_SPF_INCLUDE_DUPLICATE,
	  "Dasselbe include steht mehrmals",
	  "Das zweite include entfernen" },
	{ MAILAUTH_RULE_SPF_INCLUDE_PASS_ALL,
	  "Der eingebundene Eintrag erlaubt jedem zu senden",
	  "Das include entfernen und dem Inhaber des Eintrags Bescheid "
	  "geben" },
	{ MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD,
	  "Das Ziel von redirect hat keinen SPF-Eintrag",
	  "Den Namen berichtigen oder den Eintrag stattdessen mit \"all\" "
	  "enden lassen" },
	{ MAILAUTH_RULE_SPF_REDIRECT_LOOP,
	  "redirect f\xC3\xBChrt im Kreis",
	  "Das redirect entfernen, das den Kreis schlie\xC3\x9Ft" },
	{ MAILAUTH_RULE_SPF_EXISTS_STATIC,
	  "exists ohne Makro ist immer gleich",
	  "Den Term entfernen oder ein Makro wie %{i} darin verwenden" },
	{ MAILAUTH_RULE_SPF_EXP_TARGET,
	  "Die Erkl\xC3\xA4rung unter exp= fehlt",
	  "Dort einen einzigen TXT-Eintrag ver\xC3\xB6" "ffentlichen oder "
	  "exp entfernen" },
	{ MAILAUTH_RULE_SPF_RECORD_LONG,
	  "Der Eintrag ist lang",
	  "Den Eintrag k\xC3\xBCrzen oder Terme in einen eigenen, "
	  "eingebundenen Eintrag verlegen" },
	{ MAILAUTH_RULE_SPF_REDUNDANT_TERM,
	  "Ein Term ist schon durch einen anderen abgedeckt",
	  "Den Term entfernen" },
	{ MAILAUTH_RULE_SPF_MX_NOT_COVERED,
	  "Der eigene Mail-Host darf laut SPF nicht senden",
	  "mx erg\xC3\xA4nzen, wenn auch diese Hosts Mail senden" },
	{ MAILAUTH_RULE_SPF_SENDS_NOTHING_WITH_MX,
	  "Die Domain empf\xC3\xA4ngt Mail, aber laut SPF sendet niemand",
	  "Lassen, wenn die Domain nie sendet, auch keine Antworten; sonst "
	  "ihre Absender auff\xC3\xBChren" },
	{ MAILAUTH_RULE_SPF_HOST_RECORD_MISSING,
	  "Der Mail-Host hat keinen eigenen SPF-Eintrag",
	  "Unter dem Namen des Hosts \"v=spf1 a -all\" "
	  "ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_SPF_PARKED,
	  "Die Domain empf\xC3\xA4ngt keine Mail; sie sollte sagen, dass sie "
	  "keine sendet",
	  "\"v=spf1 -all\" ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_SELECTOR_MISSING,
	  "Unter dem Selektor steht kein Schl\xC3\xBCssel",
	  "Den Schl\xC3\xBCssel als TXT unter SELEKTOR._domainkey.DOMAIN "
	  "ver\xC3\xB6" "ffentlichen oder den Selektor berichtigen" },
	{ MAILAUTH_RULE_DKIM_NO_SELECTOR_GIVEN,
	  "Schl\xC3\xBCssel lassen sich nicht auflisten; es wurde kein Selektor "
	  "angegeben",
	  "Die Selektoren mit --selector nennen oder ein Profil verwenden, "
	  "das sie vorschreibt; das s= einer DKIM-Signatur nennt einen" },
	{ MAILAUTH_RULE_DKIM_TREE_EMPTY,
	  "Die Domain hat keine DKIM-Schl\xC3\xBCssel",
	  "Wenn die Domain Mail sendet, DKIM einrichten und den "
	  "Schl\xC3\xBCssel ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_MULTIPLE_RECORDS,
	  "Unter dem Selektor stehen mehrere Eintr\xC3\xA4ge",
	  "Genau einen TXT-Eintrag unter diesem Namen behalten; einen "
	  "zweiten Schl\xC3\xBCssel unter einem anderen Selektor "
	  "ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_SPLIT_OVER_RRS,
	  "Der Schl\xC3\xBCssel ist auf zwei Eintr\xC3\xA4ge verteilt",
	  "Die Teile als Zeichenketten eines TXT-Eintrags eintragen: "
	  "\"Teil eins\" \"Teil zwei\"" },
	{ MAILAUTH_RULE_DKIM_NOT_DKIM,
	  "Der Eintrag ist kein Schl\xC3\xBCssel",
	  "Ihn durch den Eintrag der Mailsoftware ersetzen: v=DKIM1; "
	  "k=rsa; p=..." },
	{ MAILAUTH_RULE_DKIM_VERSION_BAD,
	  "v=DKIM1 ist falsch geschrieben oder steht nicht vorn",
	  "v=DKIM1 an den Anfang schreiben" },
	{ MAILAUTH_RULE_DKIM_VERSION_ABSENT,
	  "v=DKIM1 fehlt",
	  "v=DKIM1; vor die anderen Angaben setzen" },
	{ MAILAUTH_RULE_DKIM_TAG_SYNTAX,
	  "Der Schl\xC3\xBCsseleintrag hat einen Schreibfehler",
	  "Jede Angabe als Name=Wert schreiben und die Angaben durch "
	  "Semikolons trennen" },
	{ MAILAUTH_RULE_DKIM_TAG_DUPLICATE,
	  "Eine Angabe steht zweimal",
	  "Die zweite Angabe dieses Namens entfernen" },
	{ MAILAUTH_RULE_DKIM_TAG_UNKNOWN,
	  "Eine unbekannte Angabe wird \xC3\xBC" "bergangen",
	  "Die Angabe entfernen oder ihren Namen berichtigen: Gro\xC3\x9F- "
	  "und Kleinschreibung z\xC3\xA4hlt" },
	{ MAILAUTH_RULE_DKIM_P_MISSING,
	  "p= fehlt",
	  "p= mit dem \xC3\xB6" "ffentlichen Schl\xC3\xBCssel in Base64 "
	  "erg\xC3\xA4nzen" },
	{ MAILAUTH_RULE_DKIM_REVOKED,
	  "Der Schl\xC3\xBCssel ist widerrufen (p= ist leer)",
	  "Richtig so, wenn niemand mehr mit diesem Selektor signiert; "
	  "sonst den Schl\xC3\xBCssel wieder ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_BASE64,
	  "Der Schl\xC3\xBCssel ist unvollst\xC3\xA4ndig oder verf\xC3\xA4lscht",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel neu kopieren, in "
	  "einem St\xC3\xBC" "ck aus Buchstaben, Ziffern, +, / und = am "
	  "Ende" },
	{ MAILAUTH_RULE_DKIM_KEY_PEM,
	  "BEGIN und END geh\xC3\xB6ren nicht in den Eintrag",
	  "Die Zeilen BEGIN und END entfernen und nur das Base64 "
	  "dazwischen in p= setzen" },
	{ MAILAUTH_RULE_DKIM_KEY_DER,
	  "p= enth\xC3\xA4lt keinen Schl\xC3\xBCssel",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel neu ausgeben: "
	  "openssl rsa -in KEY -pubout" },
	{ MAILAUTH_RULE_DKIM_KEY_PRIVATE,
	  "Ein privater Schl\xC3\xBCssel wurde ver\xC3\xB6" "ffentlicht",
	  "Diesen Eintrag sofort entfernen, ein neues Schl\xC3\xBCsselpaar "
	  "erzeugen und nur dessen \xC3\xB6" "ffentliche H\xC3\xA4lfte "
	  "unter einem neuen Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_UNDER_1024,
	  "Der Schl\xC3\xBCssel ist k\xC3\xBCrzer als 1024 Bit und gilt nicht",
	  "Einen RSA-Schl\xC3\xBCssel mit 2048 Bit erzeugen und unter "
	  "einem neuen Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_1024,
	  "Der Schl\xC3\xBCssel ist k\xC3\xBCrzer als 2048 Bit",
	  "Einen RSA-Schl\xC3\xBCssel mit 2048 Bit erzeugen und unter "
	  "einem neuen Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_OVER_4096,
	  "Der Schl\xC3\xBCssel ist l\xC3\xA4nger als 4096 Bit; nicht alle "
	  "k\xC3\xB6nnen ihn pr\xC3\xBC" "fen",
	  "Einen RSA-Schl\xC3\xBCssel mit 2048 bis 4096 Bit verwenden" },
	{ MAILAUTH_RULE_DKIM_KEY_TYPE_UNKNOWN,
	  "Die Art des Schl\xC3\xBCssels ist unbekannt",
	  "k=rsa oder k=ed25519 schreiben, je nach Schl\xC3\xBCssel" },
	{ MAILAUTH_RULE_DKIM_ED25519_LENGTH,
	  "Der Ed25519-Schl\xC3\xBCssel hat die falsche L\xC3\xA4nge",
	  "Die 32 Oktette des \xC3\xB6" "ffentlichen Schl\xC3\xBCssels "
	  "selbst in Base64 in p= setzen" },
	{ MAILAUTH_RULE_DKIM_ED25519_ONLY,
	  "Nur Ed25519: Viele k\xC3\xB6nnen das nicht pr\xC3\xBC" "fen",
	  "Auch mit einem RSA-Schl\xC3\xBCssel signieren, unter einem "
	  "eigenen Selektor" },
	{ MAILAUTH_RULE_DKIM_HASH_SHA1,
	  "Nur SHA-1 ist erlaubt, das nicht mehr gilt",
	  "h= entfernen oder h=sha256 schreiben" },
	{ MAILAUTH_RULE_DKIM_HASH_UNKNOWN,
	  "Ein unbekanntes Hash-Verfahren ist genannt",
	  "h= entfernen oder h=sha256 schreiben" },
	{ MAILAUTH_RULE_DKIM_SERVICE_TYPE,
	  "Der Schl\xC3\xBCssel ist nicht f\xC3\xBCr Mail bestimmt",
	  "s= entfernen oder email in die Liste aufnehmen" },
	{ MAILAUTH_RULE_DKIM_TESTING,
	  "Der Schl\xC3\xBCssel ist als Versuch gekennzeichnet (t=y)",
	  "Das Kennzeichen y entfernen, sobald das Signieren l\xC3\xA4uft" },
	{ MAILAUTH_RULE_DKIM_STRICT_SUBDOMAIN,
	  "t=s verbietet Subdomains",
	  "Das Kennzeichen s entfernen, wenn Signaturen Nutzer von "
	  "Subdomains nennen" },
	{ MAILAUTH_RULE_DKIM_FLAG_UNKNOWN,
	  "Ein unbekanntes Kennzeichen wird \xC3\xBC" "bergangen",
	  "Das Kennzeichen entfernen; es gibt nur y und s" },
	{ MAILAUTH_RULE_DKIM_G_TAG,
	  "g= ist veraltet",
	  "g= entfernen; Pr\xC3\xBC" "fer nach dem alten RFC 4871 weisen "
	  "alle Mail zur\xC3\xBC" "ck, wenn es leer ist" },
	{ MAILAUTH_RULE_DKIM_ADSP,
	  "Ein veralteter Richtlinien-Eintrag ist noch da",
	  "Den Eintrag l\xC3\xB6schen und stattdessen eine "
	  "DMARC-Richtlinie ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_CNAME_OK,
	  "Der Schl\xC3\xBCssel kommt \xC3\xBC" "ber einen Alias",
	  "Nichts zu tun, solange der Inhaber des Ziels die Mail signiert" },
	{ MAILAUTH_RULE_DKIM_KEY_SHARED,
	  "Derselbe Schl\xC3\xBCssel steht unter mehreren Namen",
	  "F\xC3\xBCr jede Domain ein eigenes Schl\xC3\xBCsselpaar "
	  "erzeugen, damit ein Verlust nicht alle betrifft" },
	{ MAILAUTH_RULE_DKIM_ROTATION_SLOT_EMPTY,
	  "Der vorgeschriebene Alias stimmt; der Anbieter hat dort noch keinen "
	  "Schl\xC3\xBCssel",
	  "Nichts zu tun: Der Anbieter ver\xC3\xB6" "ffentlicht dort einen "
	  "Schl\xC3\xBCssel, wenn er wechselt" },
	{ MAILAUTH_RULE_DKIM_VERSION_NOT_FIRST,
	  "Die Angabe v= steht nicht am Anfang",
	  "v=DKIM1; an den Anfang des Eintrags setzen" },
	{ MAILAUTH_RULE_DKIM_VERSION_CASE,
	  "Die Version muss in Gro\xC3\x9F" "buchstaben DKIM1 "
	  "hei\xC3\x9F" "en",
	  "v=DKIM1 schreiben" },
	{ MAILAUTH_RULE_DKIM_TAG_EMPTY,
	  "Ein Semikolon steht, wo eine Angabe stehen muss",
	  "Ein Semikolon zwischen zwei Angaben setzen und "
	  "h\xC3\xB6" "chstens eines ans Ende" },
	{ MAILAUTH_RULE_DKIM_LIST_SYNTAX,
	  "Eine Liste hat einen leeren oder fehlerhaften Eintrag",
	  "Die W\xC3\xB6rter der Liste durch einzelne Doppelpunkte trennen "
	  "oder die Angabe entfernen" },
	{ MAILAUTH_RULE_DKIM_HASH_SIGNATURE_ALGORITHM,
	  "h= nennt ein Signaturverfahren statt eines Hashverfahrens",
	  "h= entfernen oder h=sha256 schreiben" },
	{ MAILAUTH_RULE_DKIM_KEY_TYPE_CASE,
	  "Der Schl\xC3\xBCsseltyp ist nicht klein geschrieben",
	  "k=rsa oder k=ed25519 klein schreiben" },
	{ MAILAUTH_RULE_DKIM_KEY_TYPE_MISMATCH,
	  "p= enth\xC3\xA4lt einen Schl\xC3\xBCssel anderen Typs, als k= sagt",
	  "In k= die Art des Schl\xC3\xBCssels nennen: rsa (die Vorgabe) "
	  "oder ed25519" },
	{ MAILAUTH_RULE_DKIM_ED25519_SPKI,
	  "Der Ed25519-Schl\xC3\xBCssel ist als SubjectPublicKeyInfo "
	  "verpackt statt roh",
	  "Nur die letzten 32 Oktette davon in Base64 in p= setzen" },
	{ MAILAUTH_RULE_DKIM_KEY_PKCS1,
	  "p= enth\xC3\xA4lt einen blo\xC3\x9F" "en RSAPublicKey, den viele "
	  "Pr\xC3\xBC" "fer nicht lesen",
	  "Den Schl\xC3\xBCssel als SubjectPublicKeyInfo "
	  "ver\xC3\xB6" "ffentlichen: openssl rsa -RSAPublicKey_in -in KEY "
	  "-pubout" },
	{ MAILAUTH_RULE_DKIM_KEY_TRUNCATED,
	  "Der Schl\xC3\xBCssel ist abgeschnitten: ein Teil fehlt",
	  "Den ganzen Schl\xC3\xBCssel eintragen; wo eine Zeichenkette nur "
	  "255 Zeichen haben darf, ihn auf mehrere Zeichenketten eines "
	  "Eintrags verteilen" },
	{ MAILAUTH_RULE_DKIM_KEY_TRAILING,
	  "Hinter dem Ende des Schl\xC3\xBCssels folgen weitere Oktette",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel neu kopieren, ohne "
	  "das, was ihm folgt" },
	{ MAILAUTH_RULE_DKIM_KEY_BLANKS,
	  "In p= stehen Leerzeichen; das ist erlaubt, st\xC3\xB6rt aber "
	  "manche Programme",
	  "Das Base64 des Schl\xC3\xBCssels in einem St\xC3\xBC" "ck "
	  "schreiben" },
	{ MAILAUTH_RULE_DKIM_BYTE_ORDER_MARK,
	  "Der Eintrag beginnt mit einer unsichtbaren Byte-Order-Mark",
	  "Das erste Zeichen des Eintrags l\xC3\xB6schen: das v von "
	  "v=DKIM1 neu tippen" },
	{ MAILAUTH_RULE_DKIM_OWNER_IN_VALUE,
	  "Der Name des Eintrags wurde in seinen Wert kopiert",
	  "Den Wert mit v=DKIM1 beginnen; der Name geh\xC3\xB6rt in das "
	  "Feld f\xC3\xBCr Namen" },
	{ MAILAUTH_RULE_DKIM_CNAME_IN_TXT,
	  "Das Ziel eines CNAME wurde als TXT eingetragen",
	  "Den TXT-Eintrag l\xC3\xB6schen und den Namen als Ziel eines "
	  "CNAME eintragen" },
	{ MAILAUTH_RULE_DKIM_WRONG_OWNER,
	  "Der Schl\xC3\xBCssel steht unter dem falschen Namen",
	  "Den Eintrag unter SELEKTOR._domainkey.DOMAIN setzen" },
	{ MAILAUTH_RULE_DKIM_EXPONENT_INVALID,
	  "Kein RSA-Schl\xC3\xBCssel kann diesen Exponenten haben",
	  "Einen neuen RSA-Schl\xC3\xBCssel mit dem \xC3\xBC" "blichen "
	  "Exponenten 65537 erzeugen" },
	{ MAILAUTH_RULE_DKIM_EXPONENT_SMALL,
	  "Der Exponent 3 macht Fehler anderer gef\xC3\xA4hrlich",
	  "Einen neuen RSA-Schl\xC3\xBCssel mit dem \xC3\xBC" "blichen "
	  "Exponenten 65537 erzeugen" },
	{ MAILAUTH_RULE_DKIM_EXPONENT_UNUSUAL,
	  "Der Exponent ist nicht der \xC3\xBC" "bliche 65537",
	  "F\xC3\xBCr den n\xC3\xA4" "chsten Schl\xC3\xBCssel den "
	  "Exponenten 65537 verwenden, den alle Pr\xC3\xBC" "fer kennen" },
	{ MAILAUTH_RULE_DKIM_MODULUS_EVEN,
	  "Der Modulus ist gerade, also kein RSA-Schl\xC3\xBCssel",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel neu kopieren oder "
	  "einen neuen erzeugen" },
	{ MAILAUTH_RULE_DKIM_MODULUS_SMALL_FACTOR,
	  "Der Modulus hat einen kleinen Teiler: besch\xC3\xA4" "digt oder "
	  "schlecht erzeugt",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel neu kopieren; ist "
	  "er derselbe, einen neuen erzeugen" },
	{ MAILAUTH_RULE_DKIM_MODULUS_SQUARE,
	  "Der Modulus ist eine Quadratzahl: jeder kann den privaten "
	  "Schl\xC3\xBCssel berechnen",
	  "Mit anderer Software einen neuen Schl\xC3\xBCssel erzeugen und "
	  "unter einem neuen Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_MODULUS_CLOSE_PRIMES,
	  "Die Primzahlen liegen zu nah beieinander: jeder kann den privaten "
	  "Schl\xC3\xBCssel berechnen",
	  "Mit anderer Software einen neuen Schl\xC3\xBCssel erzeugen und "
	  "unter einem neuen Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_MODULUS_ROCA,
	  "Der Schl\xC3\xBCssel tr\xC3\xA4gt das Merkmal von CVE-2017-15361 "
	  "(ROCA)",
	  "Einen neuen Schl\xC3\xBCssel in Software erzeugen, nicht auf "
	  "dem betroffenen Chip, und unter einem neuen Selektor "
	  "ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_BLOCKLISTED,
	  "Der private Schl\xC3\xBCssel ist \xC3\xB6" "ffentlich bekannt: er "
	  "steht auf der Sperrliste",
	  "Einen neuen Schl\xC3\xBCssel erzeugen und unter einem neuen "
	  "Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_SAMPLE,
	  "Das ist ein Beispielschl\xC3\xBCssel aus einem RFC, dessen "
	  "privaten Teil jeder kennt",
	  "Einen eigenen Schl\xC3\xBCssel erzeugen und unter einem neuen "
	  "Selektor ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DKIM_KEY_NOT_EXAMINED,
	  "Der Modulus ist gr\xC3\xB6\xC3\x9F" "er als die Grenze und wurde "
	  "nicht untersucht",
	  "Einen RSA-Schl\xC3\xBCssel mit 2048 bis 4096 Bit verwenden oder "
	  "die Grenze MAILAUTH_OPT_DKIM_BITS anheben" },
	{ MAILAUTH_RULE_DKIM_NONE_FOUND,
	  "Keiner der versuchten Selektoren hat einen Schl\xC3\xBCssel; es "
	  "kann andere geben",
	  "Die verwendeten Selektoren nennen; das s= einer DKIM-Signatur "
	  "nennt einen" },
	{ MAILAUTH_RULE_DKIM_TREE_EXISTS,
	  "Unter _domainkey gibt es Namen, also wohl Schl\xC3\xBCssel unter "
	  "anderen Selektoren",
	  "Die verwendeten Selektoren nennen; das s= einer DKIM-Signatur "
	  "nennt einen" },
	{ MAILAUTH_RULE_DKIM_WILDCARD,
	  "Ein Wildcard-Eintrag antwortet f\xC3\xBCr jeden Selektor der "
	  "Domain",
	  "Ein leeres p= dort widerruft absichtlich alle anderen "
	  "Schl\xC3\xBCssel; steht etwas anderes dort, entfernen" },
	{ MAILAUTH_RULE_DKIM_ED25519_SMALL_ORDER,
	  "Der Ed25519-Schl\xC3\xBCssel ist ein Punkt kleiner Ordnung: jeder kann "
	  "Signaturen daf\xC3\xBCr herstellen",
	  "Mit einem verl\xC3\xA4sslichen Programm ein neues Schl\xC3\xBCsselpaar "
	  "erzeugen und dessen \xC3\xB6" "ffentlichen Schl\xC3\xBCssel eintragen" },
	{ MAILAUTH_RULE_DKIM_ED25519_NO_POINT,
	  "Der Ed25519-Schl\xC3\xBCssel ist kein Punkt seiner Kurve, also "
	  "besch\xC3\xA4" "digt",
	  "Den \xC3\xB6" "ffentlichen Schl\xC3\xBCssel aus seiner Datei neu "
	  "kopieren" },
};
const size_t mailauth__german_mail_count = COUNT_OF(mailauth__german_mail);

/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules in German: names, aliases, mail hosts.  UTF-8, in the order of the rules' numbers. */
#include "validate/catalogue_de.h"

const struct german mailauth__german_dns[] = {
	{ MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN,
	  "Die Domain gibt es im DNS nicht",
	  "Die Domain registrieren oder delegieren, oder die Schreibweise "
	  "berichtigen" },
	{ MAILAUTH_RULE_DNS_SERVFAIL,
	  "Die Nameserver gaben keine brauchbare Antwort; was dort steht, ist "
	  "unbekannt",
	  "Sp\xC3\xA4ter noch einmal fragen; bleibt es dabei, jeden Nameserver "
	  "der Zone einzeln pr\xC3\xBC" "fen" },
	{ MAILAUTH_RULE_DNS_TIMEOUT,
	  "Kein Nameserver antwortete rechtzeitig; was dort steht, ist unbekannt",
	  "Sp\xC3\xA4ter oder \xC3\xBC" "ber einen anderen Resolver fragen; "
	  "vielleicht sperrt eine Firewall DNS \xC3\xBC" "ber TCP" },
	{ MAILAUTH_RULE_DNS_BOGUS,
	  "Die DNSSEC-Pr\xC3\xBC" "fung schlug fehl; pr\xC3\xBC" "fende "
	  "Empf\xC3\xA4nger sehen nichts von der Domain",
	  "Signaturen oder DS-Eintrag reparieren, oder den DS-Eintrag beim "
	  "Registrar entfernen" },
	{ MAILAUTH_RULE_DNS_NS_INCONSISTENT,
	  "Die Nameserver der Zone antworten verschieden",
	  "Die Sekund\xC3\xA4rserver die aktuelle Zone laden lassen; "
	  "Seriennummern der SOA-Eintr\xC3\xA4ge vergleichen" },
	{ MAILAUTH_RULE_DNS_NS_UNRESPONSIVE,
	  "Ein Nameserver der Zone antwortet nicht f\xC3\xBCr sie",
	  "Den Nameserver reparieren, oder aus Zone und Delegation nehmen" },
	{ MAILAUTH_RULE_DNS_NAME_INVALID,
	  "Das ist kein Domainname",
	  "Ein Label hat h\xC3\xB6" "chstens 63 Oktette, ein Name 253 Zeichen, "
	  "und keines ist leer" },
	{ MAILAUTH_RULE_DNS_IDN_NOT_ALABEL,
	  "Ein Name enth\xC3\xA4lt Zeichen au\xC3\x9F" "erhalb von ASCII",
	  "Die A-Form des Namens eintragen, die mit xn-- beginnt" },
	{ MAILAUTH_RULE_DNS_PUBLIC_SUFFIX,
	  "Das ist ein \xC3\xB6" "ffentliches Suffix, unter dem andere ihre "
	  "Domains registrieren",
	  "Statt seiner die registrierte Domain darunter pr\xC3\xBC" "fen" },
	{ MAILAUTH_RULE_DNS_WILDCARD_ANSWERS,
	  "Auch nie eingetragene Namen haben Eintr\xC3\xA4ge: Die Zone hat einen "
	  "Platzhalter (*)",
	  "Pr\xC3\xBC" "fen, ob die gefundenen Eintr\xC3\xA4ge gemeint sind oder "
	  "vom Platzhalter kommen" },
	{ MAILAUTH_RULE_DNS_OWNER_DOUBLED,
	  "Der Eintrag steht unter einem Namen, der die Zone doppelt "
	  "enth\xC3\xA4lt",
	  "Nur den Teil vor der Zone eintragen, oder den ganzen Namen mit Punkt "
	  "am Ende" },
	{ MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST,
	  "Der Eintrag steht unter einem Namen, dem ein Unterstrich oder Punkt "
	  "fehlt",
	  "Den Eintrag unter den Namen mit Unterstrich verschieben, etwa _dmarc "
	  "oder selektor._domainkey" },
	{ MAILAUTH_RULE_DNS_TARGET_DOUBLED,
	  "Das Ziel endet auf die eigene Zone, weil der Punkt am Ende fehlt",
	  "Das Ziel mit Punkt am Ende eintragen" },
	{ MAILAUTH_RULE_DNS_TXT_SEMICOLON_CUT,
	  "Der Eintrag endet am ersten Semikolon, das einen Kommentar begann",
	  "Den ganzen Text in Anf\xC3\xBChrungszeichen setzen" },
	{ MAILAUTH_RULE_DNS_TXT_STRINGS_GLUED,
	  "Teile des Eintrags sto\xC3\x9F" "en ohne Leerzeichen aneinander",
	  "Den ganzen Text in ein Paar Anf\xC3\xBChrungszeichen setzen, oder "
	  "jeden Teil mit Leerzeichen enden lassen" },
	{ MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES,
	  "Anf\xC3\xBChrungszeichen wurden Teil des Eintrags",
	  "Den Text ohne Anf\xC3\xBChrungszeichen eingeben; die "
	  "Oberfl\xC3\xA4" "che setzt sie selbst" },
	{ MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH,
	  "R\xC3\xBC" "ckstriche wurden Teil des Eintrags",
	  "Den Text ohne R\xC3\xBC" "ckstriche eingeben; vor einem Semikolon "
	  "braucht die Oberfl\xC3\xA4" "che keinen" },
	{ MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
	  "Der Eintrag enth\xC3\xA4lt ein typographisches Zeichen, wo ASCII "
	  "hingeh\xC3\xB6rt",
	  "Den Eintrag in ASCII neu tippen, statt ihn von einer Hilfeseite "
	  "einzuf\xC3\xBCgen" },
	{ MAILAUTH_RULE_DNS_TXT_NON_ASCII,
	  "Der Eintrag enth\xC3\xA4lt Zeichen au\xC3\x9F" "erhalb von ASCII",
	  "Den Eintrag in druckbarem ASCII schreiben, Domainnamen in der A-Form "
	  "(xn--)" },
	{ MAILAUTH_RULE_DNS_TXT_PLACEHOLDER,
	  "Der Eintrag enth\xC3\xA4lt noch einen Platzhalter der Anleitung",
	  "Den wirklichen Wert einsetzen, oder ihn herausnehmen" },
	{ MAILAUTH_RULE_DNS_TXT_STRING_OVER_255,
	  "Der Eintrag wurde nach 255 Oktetten abgeschnitten, mehr fasst ein "
	  "Teil nicht",
	  "Den Text in Teile zu h\xC3\xB6" "chstens 255 Oktetten in einem "
	  "Eintrag aufteilen" },
	{ MAILAUTH_RULE_DNS_TXT_RESPONSE_LARGE,
	  "Die TXT-Eintr\xC3\xA4ge der Domain sind zu viele f\xC3\xBCr ein "
	  "UDP-Paket",
	  "Nicht mehr gebrauchte Eintr\xC3\xA4ge entfernen, etwa alte "
	  "Best\xC3\xA4tigungscodes" },
	{ MAILAUTH_RULE_DNS_TTL_HIGH,
	  "Die Haltezeit (TTL) ist so lang, dass \xC3\x84nderungen sp\xC3\xA4t "
	  "ankommen",
	  "Die Haltezeit einen Tag vor der \xC3\x84nderung auf 300 Sekunden "
	  "senken" },
	{ MAILAUTH_RULE_DNS_NEGATIVE_CACHED,
	  "Dass ein Eintrag fehlt, wird lange gemerkt; ein neuer ist erst "
	  "sp\xC3\xA4ter zu sehen",
	  "Nach dem Eintragen so lange warten, oder das Minimum des SOA-Eintrags "
	  "senken" },
	{ MAILAUTH_RULE_CNAME_AT_APEX,
	  "An der Domain selbst steht ein CNAME, was nie erlaubt ist",
	  "Der Domain selbst A- und AAAA-Eintr\xC3\xA4ge geben (oder was "
	  "der Anbieter ALIAS oder ANAME nennt) und den CNAME unter einen "
	  "Namen darunter setzen" },
	{ MAILAUTH_RULE_CNAME_AND_OTHER_DATA,
	  "Neben dem CNAME stehen andere Eintr\xC3\xA4ge",
	  "Die anderen Eintr\xC3\xA4ge unter diesem Namen l\xC3\xB6schen "
	  "und nur den CNAME behalten, oder umgekehrt" },
	{ MAILAUTH_RULE_CNAME_MULTIPLE,
	  "Es gibt mehrere CNAME-Eintr\xC3\xA4ge unter einem Namen",
	  "Einen CNAME behalten und die anderen l\xC3\xB6schen" },
	{ MAILAUTH_RULE_CNAME_LOOP,
	  "Die Aliase laufen im Kreis",
	  "Einen der Aliase des Kreises auf den Namen zeigen lassen, der "
	  "die Daten hat" },
	{ MAILAUTH_RULE_CNAME_CHAIN_LONG,
	  "Die Kette der Aliase ist lang",
	  "Den ersten Alias gleich auf den letzten Namen der Kette zeigen "
	  "lassen" },
	{ MAILAUTH_RULE_CNAME_DANGLING,
	  "Der Alias f\xC3\xBChrt ins Leere",
	  "Das Ziel berichtigen; hat der Anbieter es vorgeschrieben, dem "
	  "Anbieter Bescheid geben" },
	{ MAILAUTH_RULE_CNAME_DANGLING_UNREGISTERED,
	  "Der Alias f\xC3\xBChrt zu einer Domain, die niemand registriert hat: "
	  "Wer sie registriert, kann ihn \xC3\xBC" "bernehmen",
	  "Den Alias sofort l\xC3\xB6schen oder sein Ziel berichtigen" },
	{ MAILAUTH_RULE_CNAME_TARGET_IS_IP,
	  "Das Ziel des Alias ist eine Adresse",
	  "Statt des CNAME einen A- oder AAAA-Eintrag mit der Adresse "
	  "ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_CNAME_TARGET_IS_URL,
	  "Das Ziel des Alias ist eine Webadresse",
	  "Nur den Hostnamen eintragen, ohne Schema, Schr\xC3\xA4gstriche "
	  "und Pfad" },
	{ MAILAUTH_RULE_CNAME_FLATTENED,
	  "Statt des Alias stehen dort die Daten des Ziels",
	  "Nichts zu tun; einen CNAME ver\xC3\xB6" "ffentlichen, wenn "
	  "\xC3\x84nderungen des Ziels nachvollzogen werden sollen" },
	{ MAILAUTH_RULE_CNAME_VIA_DNAME,
	  "Der Alias kommt von einem DNAME-Eintrag",
	  "Nichts zu tun, wenn der DNAME-Eintrag gewollt ist" },
	{ MAILAUTH_RULE_CNAME_TTL_MISMATCH,
	  "Die Haltezeit des Alias ist viel l\xC3\xA4nger als die des Ziels",
	  "Dem Alias vor der n\xC3\xA4" "chsten \xC3\x84nderung etwa die "
	  "TTL seines Ziels geben" },
	{ MAILAUTH_RULE_MX_MISSING,
	  "Die Domain hat weder MX-Eintrag noch Adresse und kann keine Mail "
	  "empfangen",
	  "Den MX-Eintrag des Anbieters eintragen, oder \"MX 0 .\", wenn die "
	  "Domain keine Mail annimmt" },
	{ MAILAUTH_RULE_MX_IMPLICIT,
	  "Die Domain hat keinen MX-Eintrag; Mail geht an den Host ihres A- oder "
	  "AAAA-Eintrags",
	  "Einen MX-Eintrag mit dem Mail-Host anlegen" },
	{ MAILAUTH_RULE_MX_NULL,
	  "Die Domain erkl\xC3\xA4rt, keine Mail anzunehmen",
	  "Nichts zu tun, wenn das so gemeint ist" },
	{ MAILAUTH_RULE_MX_NULL_WITH_OTHER,
	  "Die Domain erkl\xC3\xA4rt, keine Mail anzunehmen, und nennt doch "
	  "Mail-Hosts",
	  "\"MX 0 .\" entfernen, oder die anderen MX-Eintr\xC3\xA4ge" },
	{ MAILAUTH_RULE_MX_NULL_NONZERO_PREF,
	  "Der Null-MX hat eine andere Priorit\xC3\xA4t als 0",
	  "Als \"MX 0 .\" schreiben" },
	{ MAILAUTH_RULE_MX_NULL_BUT_SENDS,
	  "SPF erlaubt Absender f\xC3\xBCr eine Domain, die keine Mail annimmt; "
	  "niemand kann antworten",
	  "\"v=spf1 -all\" ver\xC3\xB6" "ffentlichen, oder einen MX-Eintrag" },
	{ MAILAUTH_RULE_MX_TARGET_CNAME,
	  "Ein MX-Eintrag nennt einen Alias",
	  "Den Host nennen, auf den der Alias zeigt" },
	{ MAILAUTH_RULE_MX_TARGET_NXDOMAIN,
	  "Ein MX-Eintrag nennt einen Host, den es nicht gibt",
	  "Den Namen des Hosts berichtigen, auf den Punkt am Ende achten" },
	{ MAILAUTH_RULE_MX_TARGET_NO_ADDRESS,
	  "Ein MX-Eintrag nennt einen Host ohne Adresse",
	  "Dem Host einen A-Eintrag geben, oder einen anderen Host nennen" },
	{ MAILAUTH_RULE_MX_TARGET_IS_IP,
	  "Ein MX-Eintrag nennt eine Adresse",
	  "Dem Server einen Hostnamen mit A-Eintrag geben und diesen Host nennen" },
	{ MAILAUTH_RULE_MX_TARGET_INVALID_HOST,
	  "Ein MX-Eintrag nennt, was kein Hostname ist",
	  "Nur Buchstaben, Ziffern und innere Bindestriche verwenden" },
	{ MAILAUTH_RULE_MX_TARGET_SINGLE_LABEL,
	  "Ein MX-Eintrag nennt einen Host aus einem einzigen Label",
	  "Den vollen Namen des Hosts mit Punkt am Ende eintragen" },
	{ MAILAUTH_RULE_MX_TARGET_SPECIAL_ADDRESS,
	  "Ein MX-Host hat eine Adresse, die \xC3\xBC" "ber das Internet niemand "
	  "erreicht",
	  "Die \xC3\xB6" "ffentliche Adresse des Hosts ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_MX_TARGET_MSV1_INVALID,
	  "Ein Besitznachweis f\xC3\xBCr Office 365 blieb unter den "
	  "MX-Eintr\xC3\xA4gen",
	  "Ihn entfernen und den Besitz durch einen TXT-Eintrag nachweisen" },
	{ MAILAUTH_RULE_MX_DUPLICATE_HOST,
	  "Derselbe Host steht in mehreren MX-Eintr\xC3\xA4gen",
	  "Den mit der kleinsten Zahl behalten" },
	{ MAILAUTH_RULE_MX_SINGLE,
	  "Es gibt nur einen MX-Host",
	  "Nichts zu tun, wenn der Anbieter dahinter verteilt; sonst einen "
	  "zweiten erg\xC3\xA4nzen" },
	{ MAILAUTH_RULE_MX_SAME_ADDRESS,
	  "Zwei MX-Hosts teilen eine Adresse; der eine ersetzt den anderen nicht",
	  "Dem Ersatz eine eigene Adresse geben, oder ihn entfernen" },
	{ MAILAUTH_RULE_MX_NO_IPV6,
	  "Ein MX-Host hat keine IPv6-Adresse",
	  "Einen AAAA-Eintrag erg\xC3\xA4nzen, wenn der Server IPv6 hat" },
	{ MAILAUTH_RULE_MX_IPV6_ONLY,
	  "Ein MX-Host hat nur eine IPv6-Adresse",
	  "Einen A-Eintrag erg\xC3\xA4nzen: Viele Absender haben kein IPv6" },
	{ MAILAUTH_RULE_MX_BACKUP_PREFERRED,
	  "Der Ersatz wird vor dem Haupt-MX versucht",
	  "Die beiden Zahlen tauschen: Die kleinere kommt zuerst" },
	{ MAILAUTH_RULE_MX_FOREIGN_LEFTOVER,
	  "Ein MX-Eintrag eines anderen Anbieters ist noch da",
	  "Ihn entfernen, sobald die Domain umgezogen ist" },
	{ MAILAUTH_RULE_MX_UNAPPROVED_HOST,
	  "Ein MX-Host geh\xC3\xB6rt nicht zu den erlaubten",
	  "Den Eintrag entfernen, oder den Host zulassen" },
	{ MAILAUTH_RULE_MX_NS_INCONSISTENT,
	  "Die Nameserver sind sich \xC3\xBC" "ber die MX-Eintr\xC3\xA4ge uneins",
	  "Alle Nameserver die aktuelle Zone laden lassen" },
	{ MAILAUTH_RULE_PTR_MISSING,
	  "Eine Adresse eines Mail-Hosts hat keinen PTR-Eintrag",
	  "Den PTR-Eintrag von dem setzen lassen, der die Adresse vergibt" },
	{ MAILAUTH_RULE_PTR_NOT_FORWARD_CONFIRMED,
	  "Der R\xC3\xBC" "ckw\xC3\xA4rtsname einer Adresse hat diese Adresse "
	  "nicht",
	  "PTR-Eintrag und A- oder AAAA-Eintrag in Einklang bringen" },
	{ MAILAUTH_RULE_PTR_MULTIPLE,
	  "Eine Adresse hat mehrere PTR-Eintr\xC3\xA4ge",
	  "Den behalten, der den Mail-Host nennt" },
	{ MAILAUTH_RULE_PTR_GENERIC,
	  "Der R\xC3\xBC" "ckw\xC3\xA4rtsname ist einer, den Anbieter von sich "
	  "aus vergeben",
	  "Ihn auf den Namen des Mail-Hosts setzen lassen" },
	{ MAILAUTH_RULE_PTR_HELO_MISMATCH,
	  "HELO-Name und R\xC3\xBC" "ckw\xC3\xA4rtsname unterscheiden sich",
	  "HELO-Name, PTR-Eintrag und A-Eintrag in Einklang bringen" },
	{ MAILAUTH_RULE_PTR_HELO_NO_ADDRESS,
	  "Der HELO-Name hat keine Adresse",
	  "Dem HELO-Namen einen A-Eintrag geben, oder den Server einen anderen "
	  "nennen lassen" },
	{ MAILAUTH_RULE_PTR_CNAME_DELEGATION,
	  "Der R\xC3\xBC" "ckw\xC3\xA4rtsname kommt \xC3\xBC" "ber einen Alias",
	  "Nichts zu tun: So werden kleine Netze delegiert" },
	{ MAILAUTH_RULE_PTR_V6_MISSING,
	  "Eine IPv6-Adresse eines Mail-Hosts hat keinen PTR-Eintrag",
	  "Den PTR-Eintrag setzen: Viele Empf\xC3\xA4nger weisen IPv6 sonst ab" },
};
const size_t mailauth__german_dns_count = COUNT_OF(mailauth__german_dns);

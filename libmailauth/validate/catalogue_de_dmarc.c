/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules in German: DMARC.  UTF-8, in the order of the rules' numbers. */
#include "validate/catalogue_de.h"

const struct german mailauth__german_dmarc[] = {
	{ MAILAUTH_RULE_DMARC_MISSING,
	  "Die Domain hat keinen DMARC-Eintrag",
	  "Unter _dmarc der Domain einen TXT-Eintrag "
	  "ver\xC3\xB6" "ffentlichen; v=DMARC1; p=none; rua=mailto:ADRESSE "
	  "ist ein sicherer erster Schritt" },
	{ MAILAUTH_RULE_DMARC_INHERITED,
	  "Die Richtlinie kommt von einer \xC3\xBC" "bergeordneten Domain",
	  "Nichts zu tun; einen eigenen Eintrag nur "
	  "ver\xC3\xB6" "ffentlichen, wenn diese Domain eine andere "
	  "Richtlinie braucht" },
	{ MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS,
	  "Es gibt mehrere DMARC-Eintr\xC3\xA4ge, also z\xC3\xA4hlt keiner",
	  "Unter dem Namen einen DMARC-Eintrag behalten und die anderen "
	  "l\xC3\xB6schen" },
	{ MAILAUTH_RULE_DMARC_WRONG_LOCATION,
	  "Der DMARC-Eintrag steht nicht unter _dmarc",
	  "Den TXT-Eintrag unter den Namen _dmarc der Domain setzen" },
	{ MAILAUTH_RULE_DMARC_UNRELATED_TXT,
	  "Unter _dmarc steht noch ein anderer Text",
	  "Den TXT-Eintrag unter den Namen setzen, f\xC3\xBCr den er "
	  "gemeint ist, oder l\xC3\xB6schen" },
	{ MAILAUTH_RULE_DMARC_IS_SPF,
	  "Unter _dmarc steht ein SPF-Eintrag",
	  "Den SPF-Eintrag unter die Domain selbst setzen und hier einen "
	  "ver\xC3\xB6" "ffentlichen, der mit v=DMARC1 beginnt" },
	{ MAILAUTH_RULE_DMARC_VERSION_BAD,
	  "Der Eintrag beginnt nicht mit v=DMARC1",
	  "Den Eintrag mit v=DMARC1 in Gro\xC3\x9F" "buchstaben und einem "
	  "Semikolon beginnen" },
	{ MAILAUTH_RULE_DMARC_LEADING_SPACE,
	  "Vor v=DMARC1 steht ein Leerzeichen",
	  "Die Leerzeichen am Anfang des Eintrags entfernen" },
	{ MAILAUTH_RULE_DMARC_EMPTY_RECORD,
	  "Der Eintrag enth\xC3\xA4lt nur v=DMARC1; der Rest ging am Semikolon "
	  "verloren",
	  "p= und rua= erg\xC3\xA4nzen; waren sie eingetragen, den ganzen "
	  "Text in Anf\xC3\xBChrungszeichen setzen, denn ein Semikolon "
	  "ohne sie beginnt in der Zonendatei einen Kommentar" },
	{ MAILAUTH_RULE_DMARC_BAD_SEPARATOR,
	  "Angaben werden durch Semikolon getrennt, nicht durch Komma",
	  "Zwischen Angaben ein Semikolon schreiben, kein Komma, "
	  "Doppelpunkt oder Leerzeichen, und kein zweites Semikolon" },
	{ MAILAUTH_RULE_DMARC_TAG_DUPLICATE,
	  "Eine Angabe steht zweimal",
	  "Von den Angaben gleichen Namens nur eine behalten" },
	{ MAILAUTH_RULE_DMARC_TAG_UNKNOWN,
	  "Eine unbekannte Angabe wird \xC3\xBC" "bergangen",
	  "Die Angabe entfernen oder ihren Namen berichtigen" },
	{ MAILAUTH_RULE_DMARC_TAG_TYPO,
	  "Eine Angabe ist wohl falsch geschrieben",
	  "Den Namen der Angabe berichtigen" },
	{ MAILAUTH_RULE_DMARC_P_MISSING,
	  "p= fehlt",
	  "Gleich hinter v=DMARC1 p=none, p=quarantine oder p=reject "
	  "erg\xC3\xA4nzen" },
	{ MAILAUTH_RULE_DMARC_P_INVALID,
	  "p= muss none, quarantine oder reject sein",
	  "p auf none, quarantine oder reject setzen" },
	{ MAILAUTH_RULE_DMARC_P_NOT_SECOND,
	  "p= steht nicht gleich hinter v=DMARC1",
	  "Die Angabe p gleich hinter v=DMARC1 setzen" },
	{ MAILAUTH_RULE_DMARC_P_NONE,
	  "p=none beobachtet nur",
	  "Wenn die Berichte zeigen, dass alle eigene Mail besteht, die "
	  "Richtlinie auf quarantine und dann auf reject setzen" },
	{ MAILAUTH_RULE_DMARC_P_QUARANTINE,
	  "p=quarantine; der n\xC3\xA4" "chste Schritt ist reject",
	  "Wenn nichts Erw\xC3\xBCnschtes mehr unter Quarant\xC3\xA4ne "
	  "ger\xC3\xA4t, p=reject erw\xC3\xA4gen; vorher auf Mailinglisten "
	  "achten" },
	{ MAILAUTH_RULE_DMARC_SP_WEAKER,
	  "F\xC3\xBCr Subdomains gilt weniger als f\xC3\xBCr die Domain",
	  "Die Angabe entfernen oder auf die Richtlinie von p setzen, wenn "
	  "Subdomains nicht wirklich weniger brauchen" },
	{ MAILAUTH_RULE_DMARC_SP_INVALID,
	  "sp= oder np= hat einen ung\xC3\xBCltigen Wert",
	  "Die Angabe auf none, quarantine oder reject setzen oder "
	  "entfernen" },
	{ MAILAUTH_RULE_DMARC_SP_INEFFECTIVE,
	  "sp= wirkt im Eintrag einer Subdomain nicht",
	  "Die Angabe entfernen oder im Eintrag der Organisationsdomain "
	  "setzen" },
	{ MAILAUTH_RULE_DMARC_NP_ADVICE,
	  "np=reject sch\xC3\xBCtzt erfundene Subdomains",
	  "np=reject erg\xC3\xA4nzen: Von einer Domain, die es nicht gibt, "
	  "kann keine Mail zu Recht kommen" },
	{ MAILAUTH_RULE_DMARC_TEST_MODE,
	  "t=y schw\xC3\xA4" "cht die Richtlinie um eine Stufe",
	  "t=y entfernen, wenn der Test vorbei ist" },
	{ MAILAUTH_RULE_DMARC_PCT_PARTIAL,
	  "pct= ist abgeschafft",
	  "pct entfernen; um eine Richtlinie zu testen, t=y verwenden" },
	{ MAILAUTH_RULE_DMARC_REMOVED_TAG,
	  "pct, rf und ri sind abgeschafft",
	  "Die Angabe entfernen" },
	{ MAILAUTH_RULE_DMARC_PSD_Y,
	  "psd=y ist nur f\xC3\xBCr \xC3\xB6" "ffentliche Suffixe",
	  "psd=y entfernen, au\xC3\x9F" "er f\xC3\xBCr ein "
	  "\xC3\xB6" "ffentliches Suffix" },
	{ MAILAUTH_RULE_DMARC_PSD_INVALID,
	  "psd= muss y, n oder u sein",
	  "psd auf y, n oder u setzen oder entfernen" },
	{ MAILAUTH_RULE_DMARC_ALIGNMENT_INVALID,
	  "adkim= und aspf= m\xC3\xBCssen r oder s sein",
	  "Die Angabe auf r oder s setzen oder entfernen" },
	{ MAILAUTH_RULE_DMARC_ALIGNMENT_STRICT,
	  "Strenge \xC3\x9C" "bereinstimmung: Mail besteht durch DKIM nur, "
	  "wenn die Signatur genau die Domain im From hat",
	  "Nur lassen, wenn alle Mail mit genau der Domain im From "
	  "signiert wird; sonst die Angabe entfernen" },
	{ MAILAUTH_RULE_DMARC_FO_INVALID,
	  "fo= hat einen ung\xC3\xBCltigen Wert",
	  "Eine Liste wie fo=1:d:s schreiben" },
	{ MAILAUTH_RULE_DMARC_FO_WITHOUT_RUF,
	  "fo= wirkt ohne ruf= nicht",
	  "fo entfernen, oder ruf erg\xC3\xA4nzen, wenn Fehlerberichte "
	  "erw\xC3\xBCnscht sind" },
	{ MAILAUTH_RULE_DMARC_RUA_MISSING,
	  "Es sind keine Sammelberichte bestellt (rua=)",
	  "rua=mailto:ADRESSE erg\xC3\xA4nzen, um zu erfahren, wer mit "
	  "dieser Domain sendet" },
	{ MAILAUTH_RULE_DMARC_RUF_ONLY,
	  "Nur Fehlerberichte sind bestellt; kaum jemand schickt sie",
	  "rua=mailto:ADRESSE erg\xC3\xA4nzen" },
	{ MAILAUTH_RULE_DMARC_URI_INVALID,
	  "Eine Berichtsadresse ist fehlerhaft; es fehlt wohl mailto:",
	  "Adressen als mailto:user@example.org schreiben, durch Kommas "
	  "getrennt, Komma und Ausrufezeichen darin als %2C und %21" },
	{ MAILAUTH_RULE_DMARC_URI_SCHEME,
	  "Nur mailto: wird sicher unterst\xC3\xBCtzt",
	  "Eine Adresse mit mailto: erg\xC3\xA4nzen" },
	{ MAILAUTH_RULE_DMARC_URI_SIZE_LIMIT,
	  "Die Gr\xC3\xB6\xC3\x9F" "enangabe hinter ! ist veraltet",
	  "Das Ausrufezeichen und die Grenze entfernen" },
	{ MAILAUTH_RULE_DMARC_URI_DUPLICATE,
	  "Eine Berichtsadresse steht zweimal",
	  "Die zweite entfernen" },
	{ MAILAUTH_RULE_DMARC_URI_MANY,
	  "Mehr als zwei Berichtsadressen werden vielleicht \xC3\xBC" "bergangen",
	  "Die wichtigsten Adressen zuerst setzen oder die Berichte aus "
	  "einem Postfach verteilen" },
	{ MAILAUTH_RULE_DMARC_REPORT_UNAUTHORISED,
	  "Der Empf\xC3\xA4nger der Berichte hat sie nicht erlaubt",
	  "Den Betreiber der Berichtsadresse unter "
	  "DOMAIN._report._dmarc.HOST einen TXT-Eintrag v=DMARC1 "
	  "ver\xC3\xB6" "ffentlichen lassen, oder eine Adresse der eigenen "
	  "Domain verwenden" },
	{ MAILAUTH_RULE_DMARC_REPORT_NO_MX,
	  "Die Domain der Berichtsadresse empf\xC3\xA4ngt keine Mail",
	  "F\xC3\xBCr die Domain der Berichtsadresse MX-Eintr\xC3\xA4ge "
	  "ver\xC3\xB6" "ffentlichen oder eine andere Adresse verwenden" },
	{ MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY,
	  "Der Alias _dmarc f\xC3\xBChrt zu keinem DMARC-Eintrag",
	  "Den Betreiber des Ziels dort einen Eintrag "
	  "ver\xC3\xB6" "ffentlichen lassen oder den Alias durch einen "
	  "TXT-Eintrag ersetzen" },
	{ MAILAUTH_RULE_DMARC_NO_SPF_NO_DKIM,
	  "DMARC verlangt Abweisung, aber es gibt weder SPF noch DKIM: Alle Mail "
	  "scheitert",
	  "SPF ver\xC3\xB6" "ffentlichen und mit DKIM signieren, bevor "
	  "quarantine oder reject verlangt wird" },
	{ MAILAUTH_RULE_DMARC_SPF_ONLY,
	  "Es gibt SPF, aber keinen DKIM-Schl\xC3\xBCssel: Weitergeleitete Mail "
	  "scheitert",
	  "Die Mail mit DKIM und der Domain im From signieren" },
	{ MAILAUTH_RULE_DMARC_ORGDOMAIN_AMBIGUOUS,
	  "Alte und neue Regeln ergeben verschiedene Organisationsdomains",
	  "Unter der Domain, die die Organisationsdomain sein soll, einen "
	  "Eintrag mit psd=n ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DMARC_LONG,
	  "Der Eintrag ist lang",
	  "Weniger oder k\xC3\xBCrzere Berichtsadressen verwenden" },
	{ MAILAUTH_RULE_DMARC_NONSENDING_POLICY,
	  "Die Domain empf\xC3\xA4ngt keine Mail; sie sollte sagen, dass nichts "
	  "in ihrem Namen echt ist",
	  "v=DMARC1; p=reject und SPF v=spf1 -all ver\xC3\xB6" "ffentlichen" },
	{ MAILAUTH_RULE_DMARC_TAG_SYNTAX,
	  "Eine Angabe ist falsch geschrieben und wird \xC3\xBC" "bergangen",
	  "Jede Angabe als Name=Wert in druckbarem ASCII schreiben und die "
	  "Angaben durch Semikolons trennen" },
};
const size_t mailauth__german_dmarc_count = COUNT_OF(mailauth__german_dmarc);

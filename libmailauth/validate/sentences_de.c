/* SPDX-License-Identifier: BSD-2-Clause */
/* The sentences with particulars in German, by the format that makes the English
 * one: {1} is what its first conversion stands for, {1*} one of our own words,
 * which is put into German too.  UTF-8. */
#include <string.h>

#include "validate/catalogue_de.h"

struct pair {
	const char *english, *german;
};

static const struct pair sentences[] = {
	{ "the name server %s%s%s%s does not answer for %s: %s",
	  "Der Nameserver {1}{2}{3}{4} antwortet nicht f\xC3\xBCr {5}: {6*}" },
	{ "the name servers of %s give different %s records for %s",
	  "Die Nameserver von {1} geben f\xC3\xBCr {3} verschiedene "
	  "{2*}-Eintr\xC3\xA4ge" },
	{ "the owner \"%s\" of [%s] is no domain name: %s",
	  "Der Name \"{1}\" von [{2}] ist kein Domainname: {3*}" },
	{ "[%s] cannot want \"%s\": %s",
	  "[{1}] kann nicht \"{2}\" verlangen: {3*}" },
	{ "the profile %s needs the variable %s: give --set %s=VALUE",
	  "Das Profil {1} braucht die Variable {2}: --set {3}=WERT angeben" },
	{ "the profile %s has no variable %s",
	  "Das Profil {1} hat keine Variable {2}" },
	{ "%s: whether %s has %s records is unknown%s%s",
	  "{1*}: Ob {2} {3*}-Eintr\xC3\xA4ge hat, ist unbekannt{4*}{5}" },
	{ "%s, which the profile prescribes, has no %s record: the "
	  "provider has to mend that, nothing is wrong in %s",
	  "{1}, vom Anbieter vorgeschrieben, hat keinen Eintrag {2*}: Das "
	  "muss der Anbieter beheben, in {3} ist nichts falsch" },
	{ "%s, to which the %s record of %s points, has no %s record",
	  "{1}, das Ziel des {2}-Eintrags von {3}, hat keinen Eintrag {4*}" },
	{ "%s is the prescribed alias; the provider has not put a key at "
	  "%s yet",
	  "{1} ist der vorgeschriebene Alias; der Anbieter hat unter {2} "
	  "noch keinen Schl\xC3\xBCssel" },
	{ "%s is the prescribed alias, but there is no DMARC record at %s: "
	  "the provider has to mend that",
	  "{1} ist der vorgeschriebene Alias, aber unter {2} gibt es "
	  "keinen DMARC-Eintrag: Das muss der Anbieter beheben" },
	{ "%s is the prescribed alias, but %s has no address: the provider "
	  "has to mend that",
	  "{1} ist der vorgeschriebene Alias, aber {2} hat keine Adresse: "
	  "Das muss der Anbieter beheben" },
	{ "the alias %s points to %s: without a final dot the zone was "
	  "appended to %s",
	  "Der Alias {1} zeigt auf {2}: Ohne Punkt am Ende wurde an {3} "
	  "die Zone angeh\xC3\xA4ngt" },
	{ "the alias %s points to %s, not to %s",
	  "Der Alias {1} zeigt auf {2}, nicht auf {3}" },
	{ "%s has the %s of %s itself instead of an alias to it: right "
	  "today, but it will not follow when the provider changes %s",
	  "{1} hat {2*} von {3} selbst statt eines Alias darauf: heute "
	  "richtig, aber es folgt nicht, wenn der Anbieter etwas "
	  "\xC3\xA4ndert" },
	{ "%s has records of its own beside the alias to %s, and one of "
	  "the two is ignored",
	  "{1} hat eigene Eintr\xC3\xA4ge neben dem Alias auf {2}; eines "
	  "von beiden wird \xC3\xBC" "bergangen" },
	{ "%s has a TXT record of its own in place of the alias to %s",
	  "{1} hat einen eigenen TXT-Eintrag statt des Alias auf {2}" },
	{ "%s has records of its own in place of the alias to %s",
	  "{1} hat eigene Eintr\xC3\xA4ge statt des Alias auf {2}" },
	{ "%s has TXT records that are no usable DMARC policy, in place of "
	  "the alias to %s",
	  "{1} hat statt des Alias auf {2} TXT-Eintr\xC3\xA4ge, die keine "
	  "brauchbare DMARC-Richtlinie sind" },
	{ "there is a DMARC record at %s, where nobody looks for it; at %s "
	  "the alias to %s belongs",
	  "Unter {1} steht ein DMARC-Eintrag, wo ihn niemand sucht; unter "
	  "{2} geh\xC3\xB6rt der Alias auf {3}" },
	{ "there is no alias (CNAME) at %s; it must point to %s",
	  "Unter {1} gibt es keinen Alias (CNAME); er muss auf {2} zeigen" },
	{ "there is no alias (CNAME) at %s; it %s point to %s",
	  "Unter {1} gibt es keinen Alias (CNAME); er {2*} auf {3} zeigen" },
	{ "%s must not be an alias to %s",
	  "{1} darf kein Alias auf {2} sein" },
	{ "the key at %s is revoked (empty p=)",
	  "Der Schl\xC3\xBCssel unter {1} ist widerrufen (leeres p=)" },
	{ "the TXT record at %s holds no usable key",
	  "Der TXT-Eintrag unter {1} enth\xC3\xA4lt keinen brauchbaren "
	  "Schl\xC3\xBCssel" },
	{ "the key at %s is not the one the provider signs with",
	  "Der Schl\xC3\xBCssel unter {1} ist nicht der, mit dem der "
	  "Anbieter signiert" },
	{ "the key at %s has %d bits, the profile wants at least %u",
	  "Der Schl\xC3\xBCssel unter {1} hat {2} Bit, verlangt sind "
	  "mindestens {3}" },
	{ "there must be no key at %s",
	  "Unter {1} darf es keinen Schl\xC3\xBCssel geben" },
	{ "%s has %u TXT records; a selector has one",
	  "{1} hat {2} TXT-Eintr\xC3\xA4ge; ein Selektor hat einen" },
	{ "there is no DKIM key at %s",
	  "Unter {1} gibt es keinen DKIM-Schl\xC3\xBCssel" },
	{ "the DMARC record at %s cannot be used",
	  "Der DMARC-Eintrag unter {1} ist unbrauchbar" },
	{ "the DMARC policy of %s is %s%s, the profile wants at least %s",
	  "Die DMARC-Richtlinie von {1} ist {2*}{3*}, verlangt ist "
	  "mindestens {4}" },
	{ "%s has several DMARC records, so none of them counts",
	  "{1} hat mehrere DMARC-Eintr\xC3\xA4ge, also gilt keiner" },
	{ "the record at %s is meant for DMARC, but does not begin with "
	  "v=DMARC1",
	  "Der Eintrag unter {1} ist f\xC3\xBCr DMARC gemeint, beginnt "
	  "aber nicht mit v=DMARC1" },
	{ "there is no DMARC record at %s",
	  "Unter {1} gibt es keinen DMARC-Eintrag" },
	{ "the address %s%s%s has no PTR record",
	  "Die Adresse {1}{2*}{3} hat keinen PTR-Eintrag" },
	{ "the reverse name %s of %s does not have that address",
	  "Der Name {1} aus dem PTR-Eintrag von {2} hat diese Adresse nicht" },
	{ "the reverse name of %s is %s, not the prescribed one",
	  "Der PTR-Eintrag von {1} ist {2}, nicht der vorgeschriebene" },
	{ "%s has no A or AAAA record",
	  "{1} hat keinen A- oder AAAA-Eintrag" },
	{ "%s must not have this %s record: %s",
	  "{1} darf diesen {2}-Eintrag nicht haben: {3}" },
	{ "the %s record of %s points to %s: without a final dot the zone "
	  "was appended to %s",
	  "Der {1}-Eintrag von {2} zeigt auf {3}: Ohne Punkt am Ende wurde "
	  "an {4} die Zone angeh\xC3\xA4ngt" },
	{ "%s has no %s record; the profile wants %s%s",
	  "{1} hat keinen {2}-Eintrag; verlangt ist {3}{4*}" },
	{ "the %s records of %s lack %s%s",
	  "Bei den {1}-Eintr\xC3\xA4gen von {2} fehlt {3}{4*}" },
	{ "%s has the %s record %s besides what the profile allows",
	  "{1} hat den {2}-Eintrag {3} neben denen, die erlaubt sind" },
	{ "%s still has the %s record %s: allowed while the domain moves, "
	  "then it must go",
	  "{1} hat noch den {2}-Eintrag {3}: w\xC3\xA4hrend der Umstellung "
	  "erlaubt, danach muss er weg" },
	{ "the %s record of %s has the right host with other numbers: %s "
	  "instead of %s%s",
	  "Der {1}-Eintrag von {2} hat den richtigen Host mit anderen "
	  "Zahlen: {3} statt {4}{5*}" },
	{ "%s has no %s record",
	  "{1} hat keinen {2*}-Eintrag" },
	{ "%s is in the SPF record of %s, but \"all\" decides before it",
	  "{1} steht im SPF-Eintrag von {2}, aber \"all\" entscheidet "
	  "vorher" },
	{ "%s is in the SPF record of %s, but with a qualifier that does "
	  "not let its senders pass",
	  "{1} steht im SPF-Eintrag von {2}, aber mit einem Vorzeichen, "
	  "das seine Absender nicht durchl\xC3\xA4sst" },
	{ "the SPF record of %s does not authorise the provider's network "
	  "%s",
	  "Der SPF-Eintrag von {1} l\xC3\xA4sst das Netz {2} des Anbieters "
	  "nicht senden" },
	{ "the SPF record of %s lacks %s",
	  "Dem SPF-Eintrag von {1} fehlt {2}" },
	{ "%s is reached through another SPF record that %s refers to",
	  "{1} wird \xC3\xBC" "ber einen anderen SPF-Eintrag erreicht, auf "
	  "den {2} verweist" },
	{ "the SPF record of %s has none of the %u accepted forms; "
	  "preferred here is %s",
	  "Der SPF-Eintrag von {1} hat keine der {2} anerkannten Formen; "
	  "bevorzugt ist hier {3}" },
	{ "the SPF record of %s ends with %s where the profile prescribes "
	  "%call",
	  "Der SPF-Eintrag von {1} endet mit {2*}, vorgeschrieben ist {3}all" },
	{ "the record of %s is meant for SPF, but does not begin with "
	  "\"v=spf1 \"",
	  "Der Eintrag von {1} ist f\xC3\xBCr SPF gemeint, beginnt aber "
	  "nicht mit \"v=spf1 \"" },
	{ "%s has no SPF record",
	  "{1} hat keinen SPF-Eintrag" },
	{ "%s has %u SPF records; receivers take neither: merge them into "
	  "one",
	  "{1} hat {2} SPF-Eintr\xC3\xA4ge; Empf\xC3\xA4nger nehmen keinen "
	  "davon: zu einem zusammenfassen" },
	{ "the SPF record of %s is broken for every receiver (permerror): "
	  "%s",
	  "Der SPF-Eintrag von {1} ist f\xC3\xBCr jeden Empf\xC3\xA4nger "
	  "unbrauchbar (permerror); den Fehler zeigt ein eigener Befund" },
	{ "the record for %s is at %s: the panel appended the zone, so "
	  "enter only the part before it, or a final dot",
	  "Der Eintrag f\xC3\xBCr {1} steht unter {2}: Die "
	  "Verwaltungsoberfl\xC3\xA4" "che hat die Zone angeh\xC3\xA4ngt; "
	  "nur den Teil davor eintragen, oder einen Punkt am Ende" },
	{ "the record for %s is at %s: an underscore or a dot was lost; "
	  "enter %s",
	  "Der Eintrag f\xC3\xBCr {1} steht unter {2}: Ein Unterstrich "
	  "oder Punkt ging verloren; einzutragen ist {3}" },
	{ "the record for %s is at %s, where nobody looks for it: move it",
	  "Der Eintrag f\xC3\xBCr {1} steht unter {2}, wo ihn niemand "
	  "sucht: umziehen" },
	{ "the resolver remembers that %s has no %s record, which it may "
	  "for another %u seconds (SOA minimum of %s); the zone's own name "
	  "servers have one",
	  "Der Resolver wei\xC3\x9F noch, dass {1} keinen {2*}-Eintrag hat, "
	  "und darf das noch {3} Sekunden (SOA-Minimum von {4}); die "
	  "Nameserver der Zone haben einen" },
	{ "the name servers of %s agree on what [%s] wants; the resolver "
	  "may keep its old answer about %s for another %u seconds",
	  "Die Nameserver von {1} haben, was [{2}] verlangt; der Resolver "
	  "darf seine alte Antwort zu {3} noch {4} Sekunden behalten" },
	{ "%s; by the zone's own name servers this is mended, and the "
	  "resolver's old answers end within %u seconds",
	  "{1}; bei den Nameservern der Zone ist das behoben, und die "
	  "alten Antworten des Resolvers enden in {2} Sekunden" },
	{ "%s, which the profile prescribes: %s; the provider has to mend "
	  "that",
	  "{1}, vom Anbieter vorgeschrieben, ist dort fehlerhaft; das muss "
	  "der Anbieter beheben ({2})" },
	{ "%s has nothing by which mail programs set themselves up",
	  "{1} hat nichts, womit sich Mailprogramme selbst einrichten" },
	{ "%s leads mail programs to Office 365, but the mail of %s does "
	  "not go there",
	  "{1} f\xC3\xBChrt Mailprogramme zu Office 365, aber die Mail von "
	  "{2} geht nicht dorthin" },
	{ "%s leads to %s, but the SRV record _autodiscover._tcp to %s",
	  "{1} f\xC3\xBChrt zu {2}, aber der SRV-Eintrag "
	  "_autodiscover._tcp zu {3}" },
	{ "%s, the target of the SRV record %s, has no address",
	  "{1}, das Ziel des SRV-Eintrags {2}, hat keine Adresse" },
	{ "%s, the target of the SRV record %s, is an alias of %s",
	  "{1}, das Ziel des SRV-Eintrags {2}, ist ein Alias von {3}" },
	{ "%s says that the service is not offered",
	  "{1} sagt, dass es den Dienst nicht gibt" },
	{ "%s has the port %u; programs expect %u",
	  "{1} hat den Port {2}; Programme erwarten {3}" },
	{ "%s is the apex of a zone and an alias of %s",
	  "{1} ist die Spitze einer Zone und ein Alias von {2}" },
	{ "%s and %s hold the same key",
	  "{1} und {2} haben denselben Schl\xC3\xBCssel" },
	{ "there is no name under _domainkey.%s: the domain has no DKIM "
	  "keys",
	  "Unter _domainkey.{1} gibt es keinen Namen: Die Domain hat keine "
	  "DKIM-Schl\xC3\xBCssel" },
	{ "the DKIM keys of %s cannot be listed; no selector was given",
	  "Die DKIM-Schl\xC3\xBCssel von {1} lassen sich nicht auflisten; "
	  "es wurde kein Selektor genannt" },
	{ "%s receives no mail and has no DMARC record: say that nothing "
	  "in its name is genuine",
	  "{1} empf\xC3\xA4ngt keine Mail und hat keinen DMARC-Eintrag: Einer "
	  "sollte sagen, dass nichts in ihrem Namen echt ist" },
	{ "%s has no DMARC record",
	  "{1} hat keinen DMARC-Eintrag" },
	{ "reports go to %s, but %s cannot receive mail",
	  "Berichte gehen an {1}, aber {2} kann keine Mail empfangen" },
	{ "DMARC asks receivers to refuse what fails, but %s has neither "
	  "SPF nor DKIM: all its mail fails",
	  "DMARC l\xC3\xA4sst zur\xC3\xBC" "ckweisen, was nicht besteht, "
	  "aber {1} hat weder SPF noch DKIM: Keine ihrer Mails besteht" },
	{ "%s has SPF but no DKIM key: forwarded mail fails DMARC",
	  "{1} hat SPF, aber keinen DKIM-Schl\xC3\xBCssel: Weitergeleitete "
	  "Mail besteht DMARC nicht" },
	{ "the domain %s does not exist in DNS",
	  "Die Domain {1} gibt es im DNS nicht" },
	{ "%s is a public suffix, under which others register their domains",
	  "{1} ist ein \xC3\xB6" "ffentliches Suffix, unter dem andere "
	  "ihre Domains anmelden" },
	{ "%s has a wildcard: names that nobody entered have %s records "
	  "too, so a record that is found may be the wildcard's",
	  "{1} hat eine Wildcard: Auch Namen, die niemand eingetragen hat, "
	  "haben {2}-Eintr\xC3\xA4ge; ein gefundener Eintrag kann der der "
	  "Wildcard sein" },
	{ "all names under %s have %s records, but no SPF record: mail may "
	  "be sent in their name",
	  "Alle Namen unter {1} haben {2}-Eintr\xC3\xA4ge, aber keinen "
	  "SPF-Eintrag: In ihrem Namen kann Mail gesendet werden" },
	{ "the %u TXT records of %s need about %u octets: too many for one "
	  "UDP packet",
	  "Die {1} TXT-Eintr\xC3\xA4ge von {2} brauchen etwa {3} Oktette: "
	  "zu viele f\xC3\xBCr ein UDP-Paket" },
	{ "the %s records of %s have a TTL of %u seconds: after a change, "
	  "others see the old ones for %u hours",
	  "Die {1}-Eintr\xC3\xA4ge von {2} haben eine TTL von {3} "
	  "Sekunden: Nach einer \xC3\x84nderung sehen andere noch {4} "
	  "Stunden die alten" },
	{ "that a record is missing is remembered for %u seconds (the SOA "
	  "minimum of %s): a new one may stay hidden that long",
	  "Dass ein Eintrag fehlt, wird {1} Sekunden lang behalten "
	  "(SOA-Minimum von {2}): So lange kann ein neuer verborgen bleiben" },
	{ "%s is signed with %s, which is no longer to be used",
	  "{1} ist mit {2} signiert, das nicht mehr zu verwenden ist" },
	{ "%s is signed, but its MX host %s is not",
	  "{1} ist signiert, aber ihr MX-Host {2} nicht" },
	{ "%s is signed, but the key at %s is not",
	  "{1} ist signiert, aber der Schl\xC3\xBCssel unter {2} nicht" },
	{ "%s is not signed by DNSSEC",
	  "{1} ist nicht durch DNSSEC signiert" },
	{ "%s has no MX record: mail goes to the host of its A or AAAA "
	  "record",
	  "{1} hat keinen MX-Eintrag: Mail geht an den Host ihres A- oder "
	  "AAAA-Eintrags" },
	{ "%s has neither an MX record nor an address: it cannot receive "
	  "mail",
	  "{1} hat weder einen MX-Eintrag noch eine Adresse: Sie kann "
	  "keine Mail empfangen" },
	{ "%s says \"no mail\" (a Null MX) and names mail hosts as well",
	  "{1} sagt \"keine Mail\" (Null MX) und nennt doch auch Mail-Hosts" },
	{ "%s takes no mail (Null MX)",
	  "{1} nimmt keine Mail an (Null MX)" },
	{ "the Null MX of %s has the preference %u; it should be 0",
	  "Der Null MX von {1} hat die Priorit\xC3\xA4t {2}; sie sollte 0 "
	  "sein" },
	{ "%s stands in several MX records of %s",
	  "{1} steht in mehreren MX-Eintr\xC3\xA4gen von {2}" },
	{ "%s has a single MX host, %s",
	  "{1} hat einen einzigen MX-Host, {2}" },
	{ "%s is an MX of %s, but not among the hosts that may be",
	  "{1} ist MX von {2}, aber nicht unter den erlaubten Hosts" },
	{ "%s still has the MX record %s, which is not one of the "
	  "provider's",
	  "{1} hat noch den MX-Eintrag {2}, der nicht zum Anbieter "
	  "geh\xC3\xB6rt" },
	{ "the backup %s (%u) is tried before %s (%u): the lower number "
	  "comes first",
	  "Der Backup-MX {1} ({2}) kommt vor {3} ({4}) an die Reihe: Die "
	  "kleinere Zahl ist zuerst dran" },
	{ "the MX record of %s names the address %s; it has to name a host",
	  "Der MX-Eintrag von {1} nennt die Adresse {2}; er muss einen "
	  "Host nennen" },
	{ "%s is the proof of ownership for Office 365, not a mail host: "
	  "it may go once the domain is confirmed",
	  "{1} ist der Eigentumsnachweis f\xC3\xBCr Office 365, kein "
	  "Mail-Host: Er kann weg, sobald die Domain best\xC3\xA4tigt ist" },
	{ "the MX host %s of %s has octets that are not ASCII: enter its "
	  "A-label (xn--...)",
	  "Der MX-Host {1} von {2} hat Zeichen au\xC3\x9F" "erhalb von "
	  "ASCII: sein A-Label eintragen (xn--...)" },
	{ "%s, the MX host of %s, is no host name: only letters, digits "
	  "and hyphens are allowed",
	  "{1}, der MX-Host von {2}, ist kein Hostname: Nur Buchstaben, "
	  "Ziffern und Bindestriche sind erlaubt" },
	{ "the MX host %s of %s is a single label; enter the full name, "
	  "with a final dot",
	  "Der MX-Host {1} von {2} ist nur ein Teil eines Namens; den "
	  "ganzen eintragen, mit Punkt am Ende" },
	{ "the MX host %s of %s is an alias of %s; an MX record has to "
	  "name the host itself",
	  "Der MX-Host {1} von {2} ist ein Alias von {3}; ein MX-Eintrag "
	  "muss den Host selbst nennen" },
	{ "the MX host %s does not exist: it looks like %s without its "
	  "final dot",
	  "Den MX-Host {1} gibt es nicht: Das sieht nach {2} ohne den "
	  "Punkt am Ende aus" },
	{ "the MX host %s of %s does not exist",
	  "Den MX-Host {1} von {2} gibt es nicht" },
	{ "the MX host %s of %s has no A or AAAA record",
	  "Der MX-Host {1} von {2} hat keinen A- oder AAAA-Eintrag" },
	{ "the MX host %s has the address %s (%s), which nobody can reach "
	  "over the Internet",
	  "Der MX-Host {1} hat die Adresse {2} ({3*}), die \xC3\xBC" "ber "
	  "das Internet niemand erreicht" },
	{ "the MX host %s has an IPv6 address only: senders without IPv6 "
	  "cannot deliver",
	  "Der MX-Host {1} hat nur eine IPv6-Adresse: Absender ohne IPv6 "
	  "k\xC3\xB6nnen nicht zustellen" },
	{ "the MX host %s has no IPv6 address",
	  "Der MX-Host {1} hat keine IPv6-Adresse" },
	{ "the MX hosts %s and %s share the address %s: one is no backup "
	  "of the other",
	  "Die MX-Hosts {1} und {2} haben dieselbe Adresse {3}: Keiner ist "
	  "Ersatz f\xC3\xBCr den anderen" },
	{ "the address %s of %s has no PTR record; many receivers refuse "
	  "mail from it",
	  "Die Adresse {1} von {2} hat keinen PTR-Eintrag; viele "
	  "Empf\xC3\xA4nger weisen Mail von ihr ab" },
	{ "the reverse name %s of %s (%s) does not have that address",
	  "Der Name {1} aus dem PTR-Eintrag von {2} ({3}) hat diese "
	  "Adresse nicht" },
	{ "the address %s of %s has %u PTR records",
	  "Die Adresse {1} von {2} hat {3} PTR-Eintr\xC3\xA4ge" },
	{ "the reverse name %s of %s is one that providers give by default",
	  "Der Name {1} aus dem PTR-Eintrag von {2} ist einer, den "
	  "Anbieter von sich aus vergeben" },
	{ "the reverse name of %s comes through an alias (classless "
	  "delegation)",
	  "Der PTR-Eintrag von {1} kommt \xC3\xBC" "ber einen Alias "
	  "(klassenlose Delegation)" },
	{ "the HELO name %s has no A or AAAA record",
	  "Der HELO-Name {1} hat keinen A- oder AAAA-Eintrag" },
	{ "the server calls itself %s, but the reverse name of its address "
	  "%s is %s",
	  "Der Server nennt sich {1}, aber der PTR-Eintrag seiner Adresse "
	  "{2} ist {3}" },
	{ "%s receives no mail and has no SPF record: say that it sends "
	  "none",
	  "{1} empf\xC3\xA4ngt keine Mail und hat keinen SPF-Eintrag: Einer "
	  "sollte sagen, dass sie keine sendet" },
	{ "%s has no SPF record: anybody may send in its name",
	  "{1} hat keinen SPF-Eintrag: Jeder kann in ihrem Namen senden" },
	{ "%s has a record of the obsolete type SPF (99); only TXT counts",
	  "{1} hat einen Eintrag des abgeschafften Typs SPF (99); nur TXT "
	  "z\xC3\xA4hlt" },
	{ "the mail host %s has no SPF record of its own for the name it "
	  "says in HELO",
	  "Der Mail-Host {1} hat keinen eigenen SPF-Eintrag f\xC3\xBCr den "
	  "Namen, den er in HELO nennt" },
	{ "SPF does not let the domain's own mail host %s send; right if "
	  "it only receives",
	  "SPF l\xC3\xA4sst den eigenen Mail-Host {1} nicht senden; "
	  "richtig, wenn er nur empf\xC3\xA4ngt" },
	{ "%s receives mail, but its SPF record lets nobody send",
	  "{1} empf\xC3\xA4ngt Mail, aber ihr SPF-Eintrag l\xC3\xA4sst "
	  "niemanden senden" },
	{ "%s takes no mail (Null MX), but its SPF record lets senders "
	  "send: nobody can answer them",
	  "{1} nimmt keine Mail an (Null MX), aber ihr SPF-Eintrag "
	  "l\xC3\xA4sst Absender zu: Niemand kann ihnen antworten" },
	{ "%s, which has to serve the MTA-STS policy, has no address",
	  "{1}, wo die MTA-STS-Richtlinie liegen muss, hat keine Adresse" },
	{ "the MTA-STS policy is served by %s",
	  "Die MTA-STS-Richtlinie liegt bei {1}" },
	{ "%s has no MTA-STS policy",
	  "{1} hat keine MTA-STS-Richtlinie" },
	{ "%s has %u MTA-STS records: receivers of them take none",
	  "{1} hat {2} MTA-STS-Eintr\xC3\xA4ge: Keiner davon gilt" },
	{ "%s has an MTA-STS policy, but asks for no reports about TLS",
	  "{1} hat eine MTA-STS-Richtlinie, verlangt aber keine "
	  "TLS-Berichte" },
	{ "%s has %u TLS report records: none of them counts",
	  "{1} hat {2} Eintr\xC3\xA4ge f\xC3\xBCr TLS-Berichte: Keiner "
	  "davon gilt" },
	{ "%s declares that it shows no logo",
	  "{1} erkl\xC3\xA4rt, kein Logo zu zeigen" },
	{ "%s has a logo, but its DMARC policy does not enforce anything",
	  "{1} hat ein Logo, aber ihre DMARC-Richtlinie setzt nichts durch" },
	{ "a TLSA record at %s has a wrong length or an unknown number",
	  "Ein TLSA-Eintrag unter {1} hat eine falsche L\xC3\xA4nge oder "
	  "eine unbekannte Zahl" },
	{ "the TLSA record at %s has usage %u, which mail servers do not "
	  "honour",
	  "Der TLSA-Eintrag unter {1} hat den Usage-Wert {2}, den "
	  "Mailserver nicht beachten" },
	{ "the name servers answer for %s, but not whether it has TLSA "
	  "records: senders with DANE wait",
	  "Die Nameserver antworten f\xC3\xBCr {1}, aber nicht, ob es "
	  "TLSA-Eintr\xC3\xA4ge gibt: Absender mit DANE warten" },
	{ "%s has a single TLSA record: publish the next key's before it "
	  "is used",
	  "{1} hat einen einzigen TLSA-Eintrag: Den des n\xC3\xA4" "chsten "
	  "Schl\xC3\xBCssels ver\xC3\xB6" "ffentlichen, bevor er verwendet "
	  "wird" },
	{ "%s has TLSA records, but the zone is not signed: nobody may use "
	  "them",
	  "{1} hat TLSA-Eintr\xC3\xA4ge, aber die Zone ist nicht signiert: "
	  "Niemand darf sie verwenden" },
	{ "the TLSA record is at %s; it belongs at _25._tcp of the MX host",
	  "Der TLSA-Eintrag steht unter {1}; er geh\xC3\xB6rt unter "
	  "_25._tcp des MX-Hosts" },
	{ "the record still has the placeholder \"%s\" of a help page",
	  "Der Eintrag hat noch den Platzhalter \"{1}\" einer Hilfeseite" },
	{ "this is not a domain name: %s",
	  "Das ist kein Domainname: {1*}" },
};

/* Words that are put into them. */
static const struct pair words[] = {
	{ "such", "DNS" },
	{ "; the resolver says: ", "; der Resolver sagt: " },
	{ "it has no address", "Er hat keine Adresse" },
	{ "its address is unknown, as DNS did not answer",
	  "Seine Adresse ist unbekannt, denn DNS hat nicht geantwortet" },
	{ "no answer came in time", "Es kam nicht rechtzeitig eine Antwort" },
	{ "it says that there is no such zone",
	  "Er sagt, dass es die Zone nicht gibt" },
	{ "it refers to other servers, or its answer cannot be used",
	  "Er verweist auf andere, oder seine Antwort ist unbrauchbar" },
	{ "it refuses, or is not set up for the zone",
	  "Er verweigert die Antwort oder ist f\xC3\xBCr die Zone nicht "
	  "eingerichtet" },
	{ "no name server answered in time",
	  "Kein Nameserver hat rechtzeitig geantwortet" },
	{ "DNSSEC validation failed",
	  "Die Pr\xC3\xBC" "fung durch DNSSEC schlug fehl" },
	{ "the name servers answered with SERVFAIL",
	  "Die Nameserver haben mit SERVFAIL geantwortet" },
	{ "the name servers answered with REFUSED",
	  "Die Nameserver haben mit REFUSED geantwortet" },
	{ "the name servers answered with failed",
	  "Die Nameserver haben nicht brauchbar geantwortet" },
	{ "address", "A oder AAAA" },
	{ "addresses", "die Adressen" },
	{ "key", "den Schl\xC3\xBCssel" },
	{ "text", "den Text" },
	{ "may", "kann" },
	{ "should", "sollte" },
	{ " (lowered by t=y)", " (durch t=y gemildert)" },
	{ "no policy", "keine" },
	{ " of ", " von " },
	{ ", or another of the accepted forms",
	  " oder eine andere der anerkannten Formen" },
	{ " and more", " und weitere" },
	{ " and the other accepted forms",
	  " und jede andere der anerkannten Formen" },
	{ ", which is harmless", ", was nicht schadet" },
	{ "A or AAAA", "A- oder AAAA" },
	{ "no \"all\"", "keinem \"all\"" },
	{ "DKIM key", "mit DKIM-Schl\xC3\xBCssel" },
	{ "the name is empty", "Der Name ist leer" },
	{ "the name has an empty label",
	  "Der Name hat einen leeren Teil" },
	{ "a label is longer than 63 octets",
	  "Ein Teil ist l\xC3\xA4nger als 63 Oktette" },
	{ "the name is longer than 255 octets",
	  "Der Name ist l\xC3\xA4nger als 255 Oktette" },
	{ "a backslash is not followed by three digits up to 255 or "
	  "another character",
	  "Hinter einem Backslash stehen weder drei Ziffern bis 255 noch "
	  "ein anderes Zeichen" },
	{ "the name is not ASCII and not well-formed UTF-8",
	  "Der Name ist weder ASCII noch g\xC3\xBCltiges UTF-8" },
	{ "a label with characters outside ASCII cannot be an "
	  "internationalized label",
	  "Ein Teil mit Zeichen au\xC3\x9F" "erhalb von ASCII kann kein "
	  "internationalisierter Name sein" },
	{ "this network", "dieses Netz" },
	{ "private use", "privater Gebrauch" },
	{ "shared address space", "gemeinsamer Adressraum" },
	{ "documentation", "f\xC3\xBCr Dokumentation" },
	{ "benchmarking", "f\xC3\xBCr Messungen" },
	{ "reserved", "reserviert" },
	{ "unspecified", "unbestimmt" },
	{ "unique local", "nur lokal" },
	{ "link local", "nur f\xC3\xBCr eine Leitung" },
};

static const char *
find(const struct pair *pairs, size_t count, const char *english)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(pairs[i].english, english) == 0)
			return pairs[i].german;
	}
	return NULL;
}

const char *
mailauth__german_sentence(const char *format)
{
	return find(sentences, COUNT_OF(sentences), format);
}

const char *
mailauth__german_word(const char *word)
{
	const char *german = find(words, COUNT_OF(words), word);

	return german != NULL ? german : word;
}

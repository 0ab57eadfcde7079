"""What municipal forms are about, in bokmål, nynorsk and English: `nb|nn|en`, a topic a line.

Each topic belongs to one of three splits, so that a judge trained on one never saw the others' templates.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["FOR_WHOM", "PATTERNS", "TOPICS", "Language", "Split", "Texts"]

Language = Literal["nb", "nn", "en"]
Split = Literal["train", "validation", "test"]
Texts = tuple[str, str, str]


def _lines(text: str) -> tuple[Texts, ...]:
    rows = (line.strip().split("|") for line in text.strip().splitlines())
    return tuple((nb, nn, en) for nb, nn, en in rows)


_TRAIN = """
SFO-plass|SFO-plass|after-school care
skoleskyss|skuleskyss|school transport
foreldremøte|foreldremøte|parents' evening
leirskole|leirskule|school camp
svømmeopplæring|symjeopplæring|swimming lessons
lekseordning|lekseordning|homework club
sommerskole|sommarskule|summer school
barnehagemiljø|barnehagemiljø|nursery environment
matservering i barnehagen|matservering i barnehagen|nursery meals
hjemmetjenesten|heimetenesta|home care
pårørendeskole|pårørandeskule|course for relatives
støttekontakt|støttekontakt|support contact
influensavaksine|influensavaksine|flu vaccine
velferdsteknologi|velferdsteknologi|welfare technology
vannmåler|vassmålar|water meter
brøyting|brøyting|snow clearing
gatelys|gatelys|street lights
renovasjon|renovasjon|waste collection
kulturskolen|kulturskulen|the school of arts
bibliotekets åpningstider|opningstidene til biblioteket|library opening hours
frivillighetsprisen|frivilligprisen|the volunteer award
hjemmekontor|heimekontor|working from home
medarbeidersamtale|medarbeidarsamtale|appraisal
opplæring i nytt saksbehandlingssystem|opplæring i nytt saksbehandlingssystem|training in the new case system
folkemøte|folkemøte|town meeting
valgmedarbeider|valmedarbeidar|election staff
elevråd|elevråd|pupils' council
trivsel|trivsel|well-being
skolefrukt|skulefrukt|school fruit
aktivitetsdag|aktivitetsdag|activity day
"""
_VALIDATION = """
overgang til ungdomsskolen|overgang til ungdomsskulen|moving to lower secondary school
språkkartlegging|språkkartlegging|language mapping
ferie i barnehagen|ferie i barnehagen|nursery holidays
trygghetsalarm|tryggleiksalarm|safety alarm
rehabiliteringsopphold|rehabiliteringsopphald|rehabilitation stay
byggesaksveiledning|byggesaksrettleiing|building permit guidance
båtplass|båtplass|berth
ungdomsklubben|ungdomsklubben|the youth club
idrettshall|idrettshall|sports hall
varsling av kritikkverdige forhold|varsling av kritikkverdige forhold|whistle-blowing
introduksjon for nyansatte|introduksjon for nytilsette|induction of new staff
kommuneplan|kommuneplan|municipal plan
"""
_TEST = """
tilvenning i barnehagen|tilvenning i barnehagen|settling in at nursery
elevundersøkelse|elevundersøking|pupil survey
utlån av PC|utlån av PC|laptop loan
digitale ferdigheter|digitale ferdigheiter|digital skills
allergi og kosthold|allergi og kosthald|allergy and diet
skolehelsetjenesten|skulehelsetenesta|the school nurse
avlastning|avlasting|respite care
medisinhåndtering|medisinhandtering|handling of medicines
sykehjemsplass|sjukeheimsplass|nursing home place
fallforebygging|fallførebygging|fall prevention
feiing og tilsyn|feiing og tilsyn|chimney inspection
ledningsbrudd|leidningsbrot|pipe breaks
kommunale boliger|kommunale bustader|council housing
konsertserien|konsertserien|the concert series
kulturmidler|kulturmidlar|culture grants
språkkafé|språkkafé|language café
sykefravær|sjukefråvær|sick leave
informasjonssikkerhet|informasjonstryggleik|information security
kantine|kantine|canteen
høring om skolestruktur|høyring om skulestruktur|hearing on school structure
politikeropplæring|politikaropplæring|councillor training
innbyggerforslag|innbyggjarforslag|citizens' proposal
"""
_PATTERNS = """
Påmelding til {t}|Påmelding til {t}|Registration: {t}
Søknad om {t}|Søknad om {t}|Application: {t}
Evaluering av {t}|Evaluering av {t}|Evaluation of {t}
{T} - spørreundersøkelse|{T} - spørjeundersøking|{T} - survey
Kartlegging av {t}|Kartlegging av {t}|Mapping of {t}
Tilbakemelding på {t}|Tilbakemelding på {t}|Feedback on {t}
Behov for {t}|Behov for {t}|Need for {t}
Bestilling: {t}|Bestilling: {t}|Order: {t}
Avvik - {t}|Avvik - {t}|Incident - {t}
Quiz om {t}|Quiz om {t}|Quiz on {t}
Samtykke {t}|Samtykke {t}|Consent {t}
{T}: hva mener du?|{T}: kva meiner du?|{T}: what do you think?
Registrering av {t}|Registrering av {t}|Record of {t}
Ønsker for {t}|Ønske for {t}|Wishes for {t}
"""
_FOR_WHOM = """
for foresatte|for føresette|for parents
for ansatte|for tilsette|for staff
5.-7. trinn|5.-7. trinn|years 5-7
8.-10. trinn|8.-10. trinn|years 8-10
ledere|leiarar|managers
vår|vår|spring
høst|haust|autumn
innbyggere|innbyggjarar|residents
pårørende|pårørande|relatives
"""
TOPICS: dict[Split, tuple[Texts, ...]] = {
    "train": _lines(_TRAIN),
    "validation": _lines(_VALIDATION),
    "test": _lines(_TEST),
}
PATTERNS = _lines(_PATTERNS)
FOR_WHOM: tuple[Texts, ...] = (("", "", ""), *_lines(_FOR_WHOM))

"""What these forms ask, written by hand, one form after the other, and what people answer."""

from random import Random
from typing import NamedTuple

_FORMS = """
# Påmelding planleggingsdag {unit} {year} | stab
t Fornavn og etternavn
c Hvilken tariffgruppe hører du til? | Lærer | Fagarbeider | Assistent | Administrasjon
m Velg inntil to økter | Livredding | Digitale ferdigheter | Ny rammeplan | Konflikthåndtering
c Blir du med på lunsjen? | Ja | Nei
t Matallergi eller andre hensyn
# Foreldreundersøkelse {unit} | oppvekst
c Hvilket trinn går barnet på? | 1.-4. | 5.-7. | 8.-10.
l Hvor enig er du? | Barnet mitt trives | Vi får nok informasjon | Jeg vet hvem jeg ringer | Mobbing stoppes
r Alt i alt, hvor fornøyd er dere?
t Noe dere vil at vi skal gjøre annerledes?
# Søknad om permisjon fra undervisning - {unit} | oppvekst
t Elevens fulle navn
c Klasse | 1A | 1B | 2A | 3A | 4A | 5B | 6A | 7A
d Første fraværsdag
d Siste fraværsdag
t Grunn til søknaden
c Er skolen kontaktet om opplegg? | Ja | Nei
# Bestilling av hjelpemidler | helse
t Hvem bestiller (avdeling)
c Type | Rullator | Seng | Trykkavlastende madrass | Toalettforhøyer | Annet
n Antall
t Utfyllende opplysninger
d Ønsket levert
# Avviksmelding legemidler | helse
d Når skjedde det?
c Hva gjelder det? | Feil dose | Feil tidspunkt | Glemt | Feil bruker
t Hva skjedde, og hva ble gjort der og da?
c Konsekvens | Ingen | Liten | Moderat | Alvorlig
t Forslag til tiltak
# Ønsker for sommerturnus {year} - {unit} | helse
t Ansattnavn
m Hvilke uker ønsker du fri? | 26 | 27 | 28 | 29 | 30 | 31 | 32
c Kan du ta ekstravakter? | Ja, gjerne | Kanskje | Nei
t Kommentar til leder
# Brøytestandard og strøing, tilbakemelding | teknisk
t Vei eller område
c Hva gjelder saken? | Brøyting | Strøing | Hull i veien | Gatelys
t Beskriv
u Last opp bilde
# Melding om feil på ledningsnett | teknisk
t Adresse
c Vann eller avløp? | Vann | Avløp | Overvann | Usikker
d Oppdaget dato
t Hva ser du?
# Instrumentønsker kulturskolen skoleåret {year} | kultur
t Elev
n Fødselsår
m Instrument | Piano | Gitar | Fiolin | Slagverk | Sang | Trompet
c Har eleven spilt før? | Ja | Nei
# Evaluering av biblioteket sine arrangement | kultur
r Kor godt lika du arrangementet?
c Korleis fekk du vite om det? | Plakat | Facebook | Nettsida | Venner
t Kva vil du ha meir av?
t Andre ting
# Kartlegging av digitale verktøy i {unit} | stab
m Hvilke programmer bruker du hver uke? | Teams | Gerica | Visma | Acos | Excel | Outlook
r Hvor trygg er du på Teams?
t Hva tar mest tid?
c Vil du være superbruker? | Ja | Nei | Vet ikke
# Egenerklæring ansatte {year} | stab
c Har du bierverv? | Nei | Ja
t Hvis ja, hvilke
c Har du lest de etiske retningslinjene? | Ja | Nei
# Tilbakemelding på middag levert hjem | helse
l Maten | Smaker godt | Kommer til avtalt tid | Er varm nok
c Hvor ofte får du levert? | Hver dag | Noen dager i uka | Sjelden
t Ønsker du noe nytt på menyen?
# Innmelding til leirskole {unit} | oppvekst
t Navn på eleven
c Svømmedyktig | Ja | Litt | Nei
t Medisiner vi må vite om
t Telefon til foresatt
c Kan vi ta bilder? | Ja | Nei
# Barnehagestart: bli kjent med barnet - {unit} | oppvekst
t Barnets navn
d Fødselsdato
t Hva liker barnet å leke med?
t Soving og vaner
m Språk i hjemmet | Norsk | Polsk | Ukrainsk | Tigrinja | Engelsk
# Feedback introduction course for new residents | kultur
r How useful was the course?
c Language of the course | Norwegian | English | Arabic | Ukrainian
t What should we explain better?
# Medvirkning i kommuneplanen, arealdelen | teknisk
c Hvilken krets bor du i? | Sentrum | Nordsida | Fjordsida | Øvre bygd
m Hva er viktigst for deg? | Gang- og sykkelvei | Boliger | Natur | Arbeidsplasser | Handel
t Innspill til kartet
c Alder | Under 20 | 20-39 | 40-66 | 67+
# Rapportering stillinger og fravær {unit} {year} | stab
n Antall årsverk
n Ubesatte stillinger
n Egenmeldte dager
t Merknader til tallene
"""

_WHO = (
    "vi", "barnet", "jeg", "gruppa", "naboen", "avdelingen", "alle på laget", "mor", "far", "vikaren",
    "bussen",
)  # fmt: skip
_DO = (
    "trenger", "savner", "fikk ikke", "ønsker mer", "er glad for", "venter på", "la merke til", "lurer på",
    "spør om",
)  # fmt: skip
_WHAT = (
    "bedre plass", "beskjed i god tid", "tid til samtaler", "varm mat", "noen å ringe", "lys i gangen",
    "en fast kontakt", "strø på veien", "opplæring", "mindre støy", "utstyr som virker", "nye stoler",
    "oversikt over timene", "svar på e-posten",
)  # fmt: skip
_WHEN = (
    "", "", " om morgenen", " i vinter", " etter ferien", " før fredag", " siden i fjor",
    " når det regner", " på tirsdager",
)  # fmt: skip
_SHORT = (
    "Nei", "nei", "Ingen", "-", "ok", "Ja", "Vet ikke", "Nøtter", "gluten", "Alt bra",
)  # fmt: skip
FIRST = (
    "Alfa", "Bravo", "Cesar", "Delta", "Ekko", "Foks", "Gamma", "Hotell", "India", "Juliett", "Kilo",
    "Lima", "Mikro", "Nov", "Oskarine", "Papa", "Kvebek", "Romeo", "Sierra", "Tango",
)  # fmt: skip
LAST = (
    "Eksempelsen", "Fiktivrud", "Oppdiktstad", "Ingensteds", "Utenlandet", "Tomtebråten", "Papirmo",
    "Blankås", "Luftslottvik",
)  # fmt: skip


class Question(NamedTuple):
    """A question: text, number, choice, multi, date, Likert, rating or upload (its first letter)."""

    kind: str
    title: str
    choices: tuple[str, ...]


class Template(NamedTuple):
    """A form as somebody first wrote it. The title may have `{unit}` and `{year}` in it."""

    title: str
    sector: str
    questions: tuple[Question, ...]


def chance(rng: Random, share: float) -> bool:
    """Tell whether it happens this time."""
    return rng.random() < share


def templates() -> tuple[Template, ...]:
    """Return all that is asked anywhere."""
    made: list[Template] = []
    for text in _FORMS.split("\n# ")[1:]:
        head, *lines = text.strip().splitlines()
        title, sector = head.split(" | ")
        asked = (line[2:].split(" | ") for line in lines)
        kinds = (line[0] for line in lines)
        made.append(
            Template(
                title,
                sector,
                tuple(Question(k, a[0], tuple(a[1:])) for k, a in zip(kinds, asked, strict=True)),
            )
        )
    return tuple(made)


def said(rng: Random, question: Question) -> str | int | None:
    """Return what somebody answers, as a cell of an export holds it; a date as days since 1970."""
    answer: str | int | None
    match question.kind:
        case "c":
            answer = rng.choice(question.choices)
        case "m":
            some = rng.sample(question.choices, rng.randint(1, min(3, len(question.choices))))
            answer = "".join(f"{one};" for one in some)
        case "n":
            answer = rng.choice((0, 1, 2, 3, 5, 8, 12, 20, 45, rng.randrange(3000)))
        case "r":
            answer = min(5, max(1, round(rng.gauss(3.8, 1))))
        case "d":
            answer = rng.randrange(19_300, 20_400)
        case "l":
            answer = rng.choice(("Svært uenig", "Uenig", "Verken eller", "Enig", "Enig", "Svært enig"))
        case _ if "avn" in question.title or question.title == "Elev":
            answer = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        case _:
            answer = _free(rng)
    return answer


def _free(rng: Random) -> str | None:
    if chance(rng, 0.2):
        return None
    if chance(rng, 0.3):
        return rng.choice(_SHORT)
    lines = [
        f"{rng.choice(_WHO)} {rng.choice(_DO)} {rng.choice(_WHAT)}{rng.choice(_WHEN)}"
        for _ in range(rng.choice((1, 1, 1, 2, 3)))
    ]
    return ". ".join(one[0].upper() + one[1:] for one in lines)

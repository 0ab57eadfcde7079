"""What a heading means: the service's own columns in the languages they are met in, and the rest."""

import re
import unicodedata

from flytt.forms.block import Role

_WORDS: dict[Role, str] = {
    "id": "id|svar-id|svarid|respons-id|response id|responseid|svarnummer|antwort-id",
    "start": (
        "start time|starttidspunkt|starttid|start-tid|tidspunkt for start|starta|startet|påbegynt"
        "|byrjingstidspunkt|heure de début|startzeit|starttidpunkt|hora de inicio"
    ),
    "completion": (
        "completion time|fullføringstidspunkt|fullføringstid|fullført tidspunkt|tidspunkt for fullføring"
        "|sluttidspunkt|sluttid|slutttidspunkt|fullført|fullførd|fullførttidspunkt|tidspunkt for slutt"
        "|innsendt|innsendt tidspunkt|tidspunkt for innsending|sendt inn|sendt inn tidspunkt"
        "|submit time|submitted|end time"
        "|heure de fin|fertigstellungszeit|slutförandetid|færdiggørelsestidspunkt|hora de finalización"
    ),
    "email": (
        "email|e-mail|e-postadresse|e-post|epost|epostadresse|email address|e-mail address|e-mailadresse"
        "|adresse de messagerie|e-mail-adresse|e-postadress"
    ),
    "name": "name|navn|namn|nom",
    "language": "language|språk|sprog|langue|sprache|målform",
    "modified": (
        "last modified time|tidspunkt for siste endring|tidspunkt for sist endring"
        "|tidspunkt for siste endringa"
        "|sist endret|sist endra|siste endring"
        "|sist endret tidspunkt|last modified"
        "|heure de la dernière modification|uhrzeit der letzten änderung|senast ändrad"
    ),
    "total_points": (
        "total points|totalt antall poeng|totale poeng|totalpoeng|totalt poeng|sum poeng|poeng totalt"
        "|poengsum|samlet poengsum|samla poengsum|totalt tal poeng|totalt tal på poeng|poeng i alt"
        "|poeng til saman"
        "|poeng til sammen|total poengsum"
    ),
    "quiz_feedback": (
        "quiz feedback|tilbakemelding på test|tilbakemelding på testen|tilbakemelding på quiz"
        "|tilbakemelding på quizen|testtilbakemelding|quiztilbakemelding|tilbakemelding om quiz"
        "|tilbakemelding for quiz"
        "|tilbakemelding på prøve|tilbakemelding på prøven|prøvetilbakemelding|tilbakemelding om test"
    ),
    "grade_posted": (
        "grade posted time|tidspunkt for publisering av karakter|karakter publisert"
        "|karakter publisert tidspunkt"
        "|tidspunkt for publisert karakter|karakteren ble publisert|tidspunkt for karakter|karakter lagt ut"
        "|tidspunkt for vurdering|vurdering publisert|karakter gitt|tidspunkt for karaktersetting"
    ),
}
_ROLES: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words.split("|")}
_GRADED = re.compile(r"(points|poeng|feedback|tilbakemelding)\s*[-–—:]\s*(\S.*)", re.DOTALL)
_ENGLISH = {"start time", "completion time", "last modified time", "total points", "email", "name"}


def key(heading: str) -> str:
    """Return a heading for comparison: one form of letters and spaces, no case."""
    text = heading if heading.isascii() else unicodedata.normalize("NFC", heading)
    return " ".join(text.replace("\u200b", "").split()).casefold().strip(" :*")


def role_of(heading_key: str) -> Role | None:
    """Return which of the service's own columns a heading names, if any."""
    return _ROLES.get(heading_key)


def graded(heading_key: str) -> tuple[Role, str] | None:
    """Return `points` or `feedback` and the question that they are for."""
    found = _GRADED.fullmatch(heading_key)
    if not found:
        return None
    return ("points" if found[1] in {"points", "poeng"} else "feedback"), found[2]


def is_english(keys: tuple[str, ...]) -> bool:
    """Tell whether the service's own headings are in English, which decides the order of written dates."""
    return any(one in _ENGLISH for one in keys)

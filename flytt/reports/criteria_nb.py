"""What a criterion saw, in bokmål: the ledger keeps the engine's English, and people decide on this."""

import re
from collections.abc import Callable

from flytt.migration.state import StepStatus
from flytt.reports.words_nb import STEPS

_STATUSES = "|".join(sorted(status.value for status in StepStatus))


def criterion_nb(says: str) -> str:
    """Return the sentence in bokmål; names, dates and numbers as they stand, unknown phrases too."""
    for phrase, nb in _PHRASES:
        says = phrase.sub(nb, says)
    return says


def _status(found: re.Match[str]) -> str:
    return f"{found[1]}: {STEPS[StepStatus(found[2])]}"


_PHRASES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^(\d+) steps verified$"), r"\1 steg er kontrollert"),
    (re.compile(rf"(\S+/\S+) is ({_STATUSES})\b"), _status),
    (re.compile(r"^not known whether it is in force: "), "ikke kjent om den gjelder: "),
    (re.compile(r"^in force, or no personal data$"), "gjelder, eller her er ingen personopplysninger"),
    (re.compile(r" from (\d{4}-\d{2}-\d{2})(?=; |$)"), r" fra \1"),
    (re.compile(r"^nothing is frozen that day$"), "ingenting er fryst den dagen"),
    (
        re.compile(r"its window has passed; a new day in the mapping, and a new plan, are needed"),
        "vinduet er forbi; det trengs en ny dag i kartleggingen og en ny plan",
    ),
    (
        re.compile(r"(\d+) min there and (\d+) min back, (\d+) min left"),
        r"\1 min fram og \2 min tilbake, \3 min igjen",
    ),
    (re.compile(r"^there and back fit in the window$"), "vinduet rommer både veien fram og veien tilbake"),
    (re.compile(r"(\S+) waits for (\S+) \("), r"\1 venter på \2 ("),
    (re.compile(r"^all open$"), "alt er i bruk"),
    (re.compile(r"^longer than promised: "), "lenger enn lovet: "),
    (re.compile(r": (\d+) of (\d+) min(?=; |$)"), r": \1 av \2 min"),
    (re.compile(r"^within what was promised$"), "innenfor det som er lovet"),
    (re.compile(r"^kept less than (\d+) days: "), r"beholdt i mindre enn \1 dager: "),
    (re.compile(r"\(not opened yet\)"), "(ikke i bruk ennå)"),
    (re.compile(r"\(until (\d{4}-\d{2}-\d{2} \d{2}:\d{2})\)"), r"(til \1)"),
    (re.compile(r"^kept long enough$"), "beholdt lenge nok"),
    (
        re.compile(r"Not known yet: a delta pass has not been run\."),
        "Ikke kjent ennå: endringene er ikke kopiert noen gang.",
    ),
    (
        re.compile(r"Not known yet: a verification has not been run\."),
        "Ikke kjent ennå: alt er ikke lest noen gang.",
    ),
    (
        re.compile(r"The last pass and its verification fit: "),
        "Den siste kopieringen og kontrollen får plass: ",
    ),
    (
        re.compile(r"The last pass and its verification may not fit: "),
        "Den siste kopieringen og kontrollen får kanskje ikke plass: ",
    ),
    (
        re.compile(r"The last pass and its verification do not fit: "),
        "Den siste kopieringen og kontrollen får ikke plass: ",
    ),
    (
        re.compile(r"(\d+) min expected, (\d+) min at worst, in a window of (\d+) min\."),
        r"\1 min ventet, \2 min på det verste, i et vindu på \3 min.",
    ),
    (re.compile(r" Run a pass just before it\."), " Kopier endringene en gang rett før vinduet."),
    (
        re.compile(r" Move it, widen it, or split the share\."),
        " Flytt vinduet, gjør det større, eller del opp området.",
    ),
    (re.compile(r"^no file share among them$"), "her er ingen filområder"),
    (
        re.compile(r"([\d.]+) min at the speed met, (\d+) min left"),
        r"\1 min i den farten som er målt, \2 min igjen",
    ),
    (re.compile(r"^nobody has been counted yet$"), "ingen er talt opp ennå"),
    (re.compile(r"^no tenant among them$"), "her er ingen del av Microsoft 365"),
    (re.compile(r"^nobody has looked for changes yet$"), "ingen har sett etter endringer ennå"),
    (re.compile(r"^changed on both sides, and decided: "), "endret på begge sider, og avgjort: "),
    (re.compile(r"^changed on both sides: "), "endret på begge sider: "),
    (re.compile(r" and (\d+) more(?=; )"), r" og \1 til"),
    (re.compile(r"; decide under `changed_on_both`: "), "; avgjøres under `changed_on_both`: "),
    (re.compile(r"^Flytt knows no such criterion$"), "Flytt kjenner ikke dette kravet"),
)
"""Each phrase that `flytt.migration.criteria` and `flytt.migration.forecast` can say."""

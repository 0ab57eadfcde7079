"""What people are asked, most settled by one answer first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flytt.forms.attribution.document import Alternative, Attribution, BlockLine, Owner
from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.settling import Place, hangs_with
from flytt.migration.record import Record

_CANDIDATES = 3


class Question(Record):
    """One question about one block. `settles` counts the blocks that the same answer settles."""

    drive_id: str
    item_id: str
    sheet: str
    range: str
    settles: int
    candidates: tuple[Alternative, ...]
    speaks_for: tuple[Evidence, ...]
    speaks_against: tuple[Evidence, ...]
    ask: str
    quarantine: bool


def questions(document: Attribution, layout_of: Mapping[Place, str] | None = None) -> tuple[Question, ...]:
    """Return one question for each set of blocks that hang together and nobody has decided about.

    With `layout_of` (`settling.layouts`), tables of no form that have the same headings are one question.
    """
    together: defaultdict[tuple[object, ...], list[BlockLine]] = defaultdict(list)
    for line in document.blocks:
        if line.decision != "auto":
            place = (line.drive_id, line.item_id, line.sheet, line.range)
            together[hangs_with(line.form, place, layout_of or {})].append(line)
    found = [_question(lines) for lines in together.values()]
    return tuple(
        sorted(found, key=lambda one: (-one.settles, one.drive_id, one.item_id, one.sheet, one.range))
    )


def _question(lines: Sequence[BlockLine]) -> Question:
    first = max(
        lines, key=lambda line: (line.rows.total, line.drive_id, line.item_id, line.sheet, line.range)
    )
    best = Alternative(form=first.form, confidence=first.confidence)
    return Question(
        drive_id=first.drive_id,
        item_id=first.item_id,
        sheet=first.sheet,
        range=first.range,
        settles=len(lines),
        candidates=(best, *first.alternatives)[:_CANDIDATES],
        speaks_for=tuple(one for one in first.evidence if one.weight > 0),
        speaks_against=tuple(one for one in first.evidence if one.weight < 0),
        ask=asked(first.owner),
        quarantine=any(line.decision == "quarantine" for line in lines),
    )


def asked(owner: Owner) -> str:
    """Return whose unit is to be asked."""
    if owner.unit:
        return f"Spør {owner.unit}"
    return "Spør arkivansvarlig: ingen enhet er kjent"


def waiting(found: Iterable[Question]) -> int:
    """Return how many blocks wait for an answer."""
    return sum(one.settles for one in found)

"""What people have decided, laid over what was judged: the last word about a block stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.held import Held
from flytt.forms.attribution.judged import Judged
from flytt.forms.attribution.settling import Settling
from flytt.forms.people_said import Decision

_SAID, _FOLLOWS = 0.9999, 0.94
"""What was measured of blocks that get the answer about another one: docs/measurements-forms.md."""


def answered(held: Held, judged: Sequence[Judged]) -> list[Judged]:
    """Return the judgements with people's decisions; each also settles what hangs with its block."""
    last: dict[tuple[str, str, str, str], Decision] = {}
    for one in held.estate.decisions:
        last[one.drive_id, one.item_id, one.sheet, one.range] = one
    if not last:
        return list(judged)
    said: dict[int, Decision] = {}
    for n, block in enumerate(held.blocks):
        found = _decided(last, (block.drive_id, block.item_id, block.sheet, block.range))
        if found and found.form != "undo":
            said[n] = found
    settling = Settling(held, judged)
    follow: dict[int, Decision] = {}
    for n, decision in said.items():
        for m in sorted(settling.by(n, _form(held, decision.form))):
            follow.setdefault(m, decision)
    return [_with(held, n, one, said, follow) for n, one in enumerate(judged)]


def _decided(
    last: Mapping[tuple[str, str, str, str], Decision], key: tuple[str, str, str, str]
) -> Decision | None:
    drive, item, sheet, _ = key
    for one in (key, (drive, item, sheet, ""), (drive, item, "", "")):
        if one in last:
            return last[one]
    return None


def _with(
    held: Held, n: int, one: Judged, said: Mapping[int, Decision], follow: Mapping[int, Decision]
) -> Judged:
    decided = said.get(n) or follow.get(n)
    if decided is None:
        return one
    form = _form(held, decided.form)
    rows = len(held.blocks[n].rows)
    when = f" {decided.decided_at:%d.%m.%Y}" if decided.decided_at else ""
    says = (
        f"Avgjort{when} av {decided.decided_by}"
        + ("" if n in said else " for en tabell som dette gjelder like mye")
        + "."
    )
    evidence = Evidence(kind="decision", weight=40.0, says=says, source="decisions")
    keep = one.form is not None and len(one.segments) > 0 and len({name for _, _, name in one.segments}) == 1
    segments = (
        tuple((a, b, form) for a, b, _ in one.segments)
        if form and keep
        else ((1, rows, form),)
        if form and rows
        else ()
    )
    if form and form == one.form:
        segments = one.segments
    return replace(
        one,
        form=form,
        segments=segments,
        matched=sum(b - a + 1 for a, b, _ in segments),
        confidence=_SAID if n in said else _FOLLOWS,
        decision="auto",
        evidence=(evidence, *one.evidence),
    )


def _form(held: Held, given: str) -> str | None:
    """A decision may name an id that the form has since left."""
    if given in {"", "none"}:
        return None
    return held.estate.lineage[given].newest if given in held.estate.lineage else given

"""People's decisions held against the estate: a line that names nothing here holds for nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from flytt.forms.block import Content
from flytt.forms.form_id import decode
from flytt.forms.people_said import Decision
from flytt.forms.seen import Remark

FILE, UNDO = "decisions.csv", "undo"
_NO_FORM = {"", "none", UNDO}
_NO_FILE, _NO_TABLE, _NO_SUCH_FORM = (
    "decisions about a file that is not here",
    "decisions about a table that is not in its file",
    "decisions for a form that nobody knows: they hold for nothing",
)
_MOST_LINES = 20


def fault_of(one: Decision, contents: Sequence[Content], forms: Collection[str]) -> str:
    """Return why a decision names nothing here; empty when it does. `forms` are the ids that are known."""
    there = [
        content for content in contents if (content.drive_id, content.item_id) == (one.drive_id, one.item_id)
    ]
    return _fault(one, there[0] if there else None, forms)


def held_against(
    decisions: Iterable[Decision], contents: Sequence[Content], forms: Collection[str]
) -> tuple[tuple[Decision, ...], tuple[Remark, ...]]:
    """Return the decisions, and remarks about those that name nothing here, with their lines.

    A line whose form nobody knows settles nothing, and neither does what was said of its table before it.
    """
    by_file = {(one.drive_id, one.item_id): one for one in contents}
    wrong: defaultdict[str, list[int]] = defaultdict(list)
    kept: list[Decision] = []
    for one in decisions:
        fault = _fault(one, by_file.get((one.drive_id, one.item_id)), forms)
        if fault:
            wrong[fault].append(one.line)
        kept.append(one.changed(form=UNDO) if fault == _NO_SUCH_FORM else one)
    return tuple(kept), tuple(_remarks(wrong.items()))


def _fault(one: Decision, content: Content | None, forms: Collection[str]) -> str:
    stated = one.form in _NO_FORM or one.form.startswith("latent:") or one.form in forms
    if not stated and decode(one.form) is None:
        return _NO_SUCH_FORM
    if content is None:
        return _NO_FILE
    tables = {(block.sheet, block.range) for block in content.blocks}
    named = one.range == "" or (one.sheet, one.range) in tables
    return "" if named and (not one.sheet or one.sheet in {sheet for sheet, _ in tables}) else _NO_TABLE


def _remarks(wrong: Iterable[tuple[str, list[int]]]) -> Iterator[Remark]:
    for kind, lines in wrong:
        shown = ", ".join(map(str, lines[:_MOST_LINES])) + (", …" if len(lines) > _MOST_LINES else "")
        yield Remark(kind=kind, count=len(lines), where=f"{FILE}:{shown}")

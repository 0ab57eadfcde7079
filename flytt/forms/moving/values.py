"""What is moved, as it was written: read again from pages and files, not taken from the inventory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from flytt.forms.block import NO_ID, Block, Column, Ints
from flytt.forms.columns import response_id
from flytt.forms.fingerprint import Fingerprint, Value, normal
from flytt.forms.form import Form
from flytt.forms.headings import key
from flytt.forms.reading.areas import placed
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.content import ending, opened_sheets
from flytt.forms.reading.fields import Fields, load, objects
from flytt.forms.reading.roles import uses
from flytt.forms.reconcile.columns import OWN, asked, names_of
from flytt.forms.reconcile.sources import source_of
from flytt.forms.reconcile.union import Source
from flytt.forms.times import Order, seconds

FROM_SERVICE, FROM_BEFORE = "tjenesten (UTC)", "tjenesten, første henting (UTC)"
"""What stands in the column Kilde."""

_SAMPLE = 400
_Said: TypeAlias = tuple[Fields, dict[str, Value]]


@dataclass(slots=True, eq=False)
class Read:
    """One source with its texts. `rows` has the raw values, in the order of `names`."""

    says: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: list[list[Value]]
    columns: tuple[Column, ...]
    ids: Ints
    order: Order = "day"
    block: Block | None = None

    def source(self, fingerprint: Fingerprint) -> Source:
        """Return its hashes, as they are compared."""
        cells = np.zeros((len(self.rows), len(self.names)), dtype=np.uint64)
        for n, row in enumerate(self.rows):
            cells[n] = [fingerprint.cell(one) for one in row]
        at = {name: n for n, name in enumerate(self.names)}
        times = {
            name: np.array([seconds(row[at[name]], self.order) for row in self.rows], dtype=np.int64)
            for name in ("@start", "@completion")
            if name in at
        }
        mail = at.get("@email")
        addresses = np.array(
            [0 if mail is None else fingerprint.address(str(row[mail])) for row in self.rows], dtype=np.uint64
        )
        return source_of(self.columns, ids=self.ids, cells=cells, addresses=addresses, times=times)


def read_pages(pages: Sequence[Path], forms: Sequence[Form], says: str = FROM_SERVICE) -> Iterator[Read]:
    """Yield one form's responses in the service, each once, and then what other pages say of some of them."""
    found: dict[object, _Said] = {}
    others: list[tuple[int, _Said]] = []
    for page in pages:
        try:
            value = load(page)
        except Broken:
            continue
        for n, one in enumerate(_responses(value)):
            number, said = one.whole("id", "responseId"), (one, dict(_answers(one)))
            if number is None or number < 1:
                found[page, n] = said
            elif found.setdefault(number, said)[1] != said[1]:
                others.append((number, said))
    ids = sorted(n for n in found if isinstance(n, int))
    without = [said for n, said in found.items() if not isinstance(n, int)]
    yield _table([*((n, found[n]) for n in ids), *((NO_ID, said) for said in without)], forms, says)
    if others:
        yield _table(others, forms, says)


def _table(every: Sequence[tuple[int, _Said]], forms: Sequence[Form], says: str) -> Read:
    questions = tuple(dict.fromkeys(question for _, (_, answers) in every for question in answers))
    named = asked(forms, questions)
    own = ("@start", "@completion", "@email", "@name")
    names = (*own, *(named[one][0] for one in questions))
    rows: list[list[Value]] = []
    for _, (fields, answers) in every:
        given: list[Value] = [
            fields.moment("startDate") or "",
            fields.moment("submitDate") or "",
            fields.text("responder"),
            fields.text("responderName"),
        ]
        rows.append([*given, *(answers.get(question, "") for question in questions)])
    headings = (*(OWN[one] for one in own), *(named[one][1] for one in questions))
    columns = tuple(
        Column(position=n, heading=heading, key=name, role="question")
        for n, (name, heading) in enumerate(zip(names, headings, strict=True), 1)
    )
    return Read(says, names, headings, rows, columns, np.array([n for n, _ in every], dtype=np.int64))


def _responses(value: object) -> Iterator[Fields]:
    for one in objects(value):  # pyright: ignore[reportArgumentType] - JSON as it was loaded
        if one.get("answers", "submitDate", "startDate") is not None:
            yield one
        else:
            yield from one.each("responses")


def _answers(one: Fields) -> Iterator[tuple[str, Value]]:
    met: dict[str, int] = {}
    for answer in one.each("answers"):
        value = answer.get("answer1", "answer", "value")
        if isinstance(value, list):
            value = ";".join(str(part) for part in value)
        if value is not None and value != "":
            question = answer.text("questionId", "id")
            times = met[question] = met.get(question, 0) + 1
            yield (
                question if times == 1 else f"{question} ({times})",
                value if isinstance(value, str) else str(value),
            )


def read_part(path: Path, name: str, block: Block, chosen: Sequence[bool]) -> Read:
    """Return the chosen rows of a block, from the file itself. Broken when it can no longer be read."""
    area = placed(block.range)
    _, _, sheets = opened_sheets(path, path.stat().st_size, ending(name))
    sheet = next((one for one in sheets if one.name == block.sheet), None)
    if sheet is None:
        raise Broken("damaged", "a sheet is gone since the inventory")
    rows = [
        [*row[area.left : area.right + 1], *[""] * (area.width - len(row[area.left : area.right + 1]))]
        for row in islice(sheet.rows(), area.top, area.bottom + 1)
    ]
    if not rows:
        raise Broken("damaged", "a table is gone since the inventory")
    headings = [one.strip() if isinstance(one, str) else normal(one) for one in rows.pop(0)]
    keys = [key(one) for one in headings]
    found, order = uses(keys, rows[:_SAMPLE])
    columns = tuple(
        Column(position=n, heading=heading, key=keys[n - 1], role=use.role, of=use.of)
        for n, (heading, use) in enumerate(zip(headings, found, strict=True), 1)
    )
    names = names_of(columns)
    rows = [row for row, wanted in zip(rows, chosen, strict=False) if wanted]
    at = names.index("@id") if "@id" in names else None
    ids = [NO_ID if at is None else response_id(row[at]) for row in rows]
    says = f"fil {block.item_id} {block.sheet} {block.range}"
    return Read(says, names, tuple(headings), rows, columns, np.array(ids, dtype=np.int64), order, block)

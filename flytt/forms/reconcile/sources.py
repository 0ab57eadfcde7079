"""From what the inventory read to sources of one form: its pages in the service, its rows in every block."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flytt.forms.attribution.document import Attribution, BlockLine
from flytt.forms.block import NO_ID, Block, Column, Hashes, Ints, Responses
from flytt.forms.estate import Estate
from flytt.forms.form import Form
from flytt.forms.reconcile.columns import TIMES, asked, names_of
from flytt.forms.reconcile.union import Source

BlockKey: TypeAlias = tuple[str, str, str, str]
Rows: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The rows of one block that belong to one form. `settled`: nobody has to be asked about them."""

    block: Block
    rows: Rows
    settled: bool


def key_of(block: Block) -> BlockKey:
    """Return where a block is, as documents name it."""
    return block.drive_id, block.item_id, block.sheet, block.range


def parts_of(estate: Estate, document: Attribution) -> tuple[dict[str, list[Part]], list[Block]]:
    """Return by form the parts of blocks, the fullest first, and the blocks that no form has settled.

    The second list holds blocks of no known form that somebody must still look at; what is no Forms data by
    a decision or beyond doubt is in neither.
    """
    lines = {(one.drive_id, one.item_id, one.sheet, one.range): one for one in document.blocks}
    found: defaultdict[str, list[Part]] = defaultdict(list)
    loose: list[Block] = []
    for block in estate.blocks:
        line = lines.get(key_of(block))
        if line is None or (line.form is None and line.decision != "auto"):
            loose.append(block)
        elif line.form is not None:
            for form, rows in _rows(block, line):
                found[form].append(Part(block, rows, settled=line.decision == "auto"))
    for parts in found.values():
        parts.sort(key=lambda one: (-int(one.rows.sum()), key_of(one.block)))
    return found, loose


def _rows(block: Block, line: BlockLine) -> Iterator[tuple[str, Rows]]:
    """A row that no segment names goes with the block's own form: typed by hand, and kept."""
    count = len(block.rows)
    every: dict[str, Rows] = {str(line.form): np.ones(count, dtype=np.bool_)}
    for segment in line.rows.segments:
        if segment.form != line.form:
            every[str(line.form)][segment.first - 1 : segment.last] = False
            other = every.setdefault(segment.form, np.zeros(count, dtype=np.bool_))
            other[segment.first - 1 : segment.last] = True
    yield from every.items()


def of_service(answers: Responses, forms: Iterable[Form]) -> Source:
    """Return the service's responses as a source."""
    rows = answers.rows
    names = asked(forms, answers.questions)
    none = np.zeros(len(rows), dtype=np.uint64)
    people = answers.names if answers.names is not None else none
    columns = [none, none, rows.respondents, people, *rows.cells.T]
    return Source(
        names=("@start", "@completion", "@email", "@name", *(names[one][0] for one in answers.questions)),
        ids=rows.ids,
        values=np.column_stack(columns) if len(rows) else np.zeros((0, len(columns)), dtype=np.uint64),
        times={"@start": rows.started, "@completion": rows.completed},
    )


def of_part(part: Part) -> Source:
    """Return a block's rows as a source."""
    rows = part.block.rows
    times = {"@start": rows.started[part.rows], "@completion": rows.completed[part.rows]}
    return source_of(
        part.block.columns,
        ids=rows.ids[part.rows],
        cells=rows.cells[part.rows],
        addresses=rows.respondents[part.rows],
        times=times,
    )


def source_of(
    columns: Sequence[Column], *, ids: Ints, cells: Hashes, addresses: Hashes, times: Mapping[str, Ints]
) -> Source:
    """Return rows with these columns as a source; an id is the key of its row and no answer."""
    names = names_of(columns)
    values = cells.copy()
    for n, name in enumerate(names):
        if name == "@email":
            values[:, n] = addresses
        elif name == "@id":
            values[ids != NO_ID, n] = 0
    return Source(
        names=names,
        ids=ids,
        values=values,
        times={name: times[name] for name in names if name in TIMES},
    )

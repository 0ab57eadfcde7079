"""What one answer settles: blocks asked about for the same reason get the same answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from flytt.forms.attribution.held import Held
from flytt.forms.attribution.judged import Judged
from flytt.forms.attribution.profile import of_block
from flytt.forms.block import Block

Place = tuple[str, str, str, str]


def layout(block: Block) -> str:
    """Return a name for the headings of a table, whatever their order: every template has one."""
    keys = sorted(column.key for column in block.columns if column.key)
    return blake2b("\0".join(keys).encode(), digest_size=8).hexdigest()


def layouts(blocks: Sequence[Block]) -> dict[Place, str]:
    """Return the layout of each block by drive, item, sheet and range."""
    return {(one.drive_id, one.item_id, one.sheet, one.range): layout(one) for one in blocks}


class Settling:
    """Which blocks an answer about one of them settles, besides the block itself."""

    def __init__(self, held: Held, judged: Sequence[Judged]) -> None:
        self._held, self._judged = held, judged
        self._sets: defaultdict[int, list[int]] = defaultdict(list)
        self._forms: defaultdict[str, list[int]] = defaultdict(list)
        self._layouts: defaultdict[str, list[int]] = defaultdict(list)
        for n, one in enumerate(judged):
            if len(held.tables_of[n]) == 1 and self._has_responses(n):
                self._sets[held.set_of[held.tables_of[n][0]]].append(n)
            if one.decision == "auto":
                continue
            if one.form is None:
                self._layouts[layout(held.blocks[n])].append(n)
            else:
                self._forms[one.form].append(n)

    def by(self, place: int, form: str | None) -> frozenset[int]:
        """Return the places of blocks that get `form` (None: no answers of Forms) when `place` gets it.

        Blocks with the same responses always do. A guess that is confirmed is confirmed for all that were
        asked about with the same guess. One that is corrected is so for tables of the same headings and name;
        so is a confirmed one for tables that hold no response: siblings share their headings.
        """
        own = self._judged[place]
        found: set[int] = set()
        if len(self._held.tables_of[place]) == 1 and self._has_responses(place):
            found.update(self._sets[self._held.set_of[self._held.tables_of[place][0]]])
        if own.form is None:
            alike = self._layouts[layout(self._held.blocks[place])]
            found.update(alike if form is None else self._named_alike(place, alike))
        elif own.decision != "auto":
            asked = self._forms[own.form]
            sure = [n for n in asked if self._has_responses(n)] if own.form == form else []
            found.update(sure, self._named_alike(place, asked))
        return frozenset(found - {place})

    def _has_responses(self, place: int) -> bool:
        return self._held.followed.get(self._held.tables_of[place][0]) is None

    def _named_alike(self, place: int, among: Sequence[int]) -> list[int]:
        mine = self._name(place)
        return [n for n in among if self._name(n) == mine]

    def _name(self, place: int) -> tuple[str, frozenset[frozenset[str]]]:
        block = self._held.blocks[place]
        item = self._held.estate.item.get((block.drive_id, block.item_id))
        return layout(block), frozenset(of_block(block, item).titles)


def hangs_with(form: str | None, place: Place, layout_of: Mapping[Place, str]) -> tuple[object, ...]:
    """Return what blocks of one question have in common: the guess, or the headings of no form's."""
    if form is not None:
        return (form,)
    return ("", layout_of[place]) if place in layout_of else place

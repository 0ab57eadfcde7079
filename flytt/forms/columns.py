"""The columns of one table while it is read: cells become hashes, counts and a kind."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from flytt.forms.block import NEVER, NO_ID, Column, Flags, Hashes, Ints, Kind, Role, Upload
from flytt.forms.fingerprint import LONG_CHARACTERS, Fingerprint, Value, normal
from flytt.forms.identity_number import has_one
from flytt.forms.times import Order, seconds
from flytt.forms.uploads import uploads_in

MOST_CHOICES = 30
"""Distinct values of a column that are kept as hashes; a choice list is shorter."""

_MOST_COUNTED = 200

_ADDRESS = re.compile(r"[^\s@;]+@[^\s@;]+\.\w+")
"""An address tells who answered, not which answer it is: the same people answer many forms."""

CELL_CHARACTERS = 32_767
"""In one cell of Excel: units of UTF-16."""

_REMEMBERED = 20_000
_MANY_TEXTS, _SHARE_OF_LISTS, _IDENTITY_DIGITS, _ID_DIGITS = 5, 0.2, 10, 15


@dataclass(slots=True)
class ColumnReader:
    """One column while its cells are read. Give it the cells from top to bottom, then ask for the column."""

    position: int
    heading: str
    key: str
    role: Role
    of: str
    certain: bool
    order: Order
    fingerprint: Fingerprint
    hashes: "array[int]" = field(default_factory=lambda: array("Q"))
    longs: bytearray = field(default_factory=bytearray)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    addresses: "array[int]" = field(default_factory=lambda: array("Q"))
    uploads: list[Upload] = field(default_factory=list[Upload])
    kinds: Counter[str] = field(default_factory=Counter[str])
    values: dict[int, None] = field(default_factory=dict[int, None])
    wholes: set[int] = field(default_factory=set[int])
    identity_numbers: int = 0
    full: int = 0
    text_times: bool = False
    _known: dict[Value, tuple[int, str, bool, bool]] = field(
        default_factory=dict[Value, tuple[int, str, bool, bool]]
    )

    def take(self, cells: Sequence[Value]) -> None:
        """Read some more cells."""
        if self.role == "id":
            self.numbers.extend(map(response_id, cells))
        elif self.role in {"start", "completion"}:
            self._take_times(cells)
        elif self.role == "email":
            known: dict[str, int] = {}
            for one in cells:
                text = one if isinstance(one, str) else str(one)
                if (found := known.get(text)) is None:
                    found = known[text] = self.fingerprint.address(text)
                self.addresses.append(found)
        for one in cells:
            known_cell = None if one is True or one is False else self._known.get(one)
            if known_cell is None:
                known_cell = self._look(one)
            at, kind, long, identity = known_cell
            self.hashes.append(at)
            self.longs.append(long)
            self.kinds[kind] += 1
            self.identity_numbers += identity
            if kind == "upload":
                self.uploads += uploads_in(
                    str(one), row=len(self.hashes), position=self.position, fingerprint=self.fingerprint
                )

    def _take_times(self, cells: Sequence[Value]) -> None:
        for one in cells:
            at = seconds(one, self.order)
            self.numbers.append(at)
            if at != NEVER and isinstance(one, str):
                self.text_times = True

    def _look(self, value: Value) -> tuple[int, str, bool, bool]:
        text = normal(value)
        kind, long, identity = "", False, False
        at = self.fingerprint.of(text) if text else 0
        if text:
            self.full += is_full(value)
            kind = _sort(value, text)
            if kind in {"text", "list"}:
                long = len(text) >= LONG_CHARACTERS and not _ADDRESS.fullmatch(text)
            identity = len(text) >= _IDENTITY_DIGITS and has_one(
                f"{value:011d}" if isinstance(value, int) and not isinstance(value, bool) else text
            )
            if len(self.values) <= _MOST_COUNTED and kind != "upload":
                if kind == "list":
                    self.values |= dict.fromkeys(self.fingerprint.of(p.strip()) for p in text.split(";"))
                else:
                    self.values[at] = None
            if len(self.wholes) <= _MOST_COUNTED:
                self.wholes.add(at)
        seen = (at, kind, long, identity)
        if kind != "upload" and value is not True and value is not False:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[value] = seen
        return seen

    def column(self) -> Column:
        """Return what the column turned out to be."""
        filled = sum(count for kind, count in self.kinds.items() if kind)
        times = self.numbers if self.role in {"start", "completion"} else ()
        return Column(
            position=self.position,
            heading=self.heading,
            key=self.key,
            role=self.role if self.heading or filled else "blank",
            of=self.of,
            certain=self.certain,
            kind=self._kind(filled),
            filled=filled,
            distinct=len(self.wholes),
            values=tuple(self.values) if len(self.values) <= MOST_CHOICES else (),
            longs=sum(self.longs),
            text_times=self.text_times,
            resolution_seconds=_resolution(times),
            identity_numbers=self.identity_numbers,
            full=self.full,
        )

    def _kind(self, filled: int) -> Kind:
        kinds = {kind for kind, count in self.kinds.items() if kind and count}
        if not filled:
            return "empty"
        if self.kinds["upload"] > filled / 2:
            return "upload"
        if kinds <= {"text", "list"}:
            return self._kind_of_texts(filled)
        if kinds <= {"integer", "number"}:
            return "integer" if kinds == {"integer"} else "number"
        if len(kinds) == 1:
            return "time" if kinds == {"time"} else "boolean"
        return "mixed"

    def _kind_of_texts(self, filled: int) -> Kind:
        if self.kinds["list"] >= _SHARE_OF_LISTS * filled and len(self.values) <= MOST_CHOICES:
            return "multi"
        few = filled >= _MANY_TEXTS and len(self.wholes) <= min(MOST_CHOICES, filled / 2)
        return "choice" if few else "text"

    def hash_column(self) -> Hashes:
        """Return the cells' hashes."""
        return np.frombuffer(self.hashes, dtype=np.uint64)

    def long_column(self) -> Flags:
        """Return which cells are long."""
        return np.frombuffer(self.longs, dtype=np.bool_)

    def number_column(self) -> Ints:
        """Return ids or times, by role."""
        return np.frombuffer(self.numbers, dtype=np.int64)

    def address_column(self) -> Hashes:
        """Return hashes of addresses."""
        return np.frombuffer(self.addresses, dtype=np.uint64)


def response_id(value: Value) -> int:
    """Return a cell as a response id, NO_ID when it is none."""
    if isinstance(value, str):
        text = value.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS):
            return NO_ID
        value = int(text)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return NO_ID
    return value if 0 < value < 10**_ID_DIGITS else NO_ID


def is_full(value: Value) -> bool:
    """Return whether a text fills a cell of Excel to its last character, counted as it and as others do."""
    if not isinstance(value, str) or not CELL_CHARACTERS // 2 <= len(value) <= CELL_CHARACTERS:
        return False
    return CELL_CHARACTERS in {len(value), len(value.encode("utf-16-le", "surrogatepass")) // 2}


def _sort(value: Value, text: str) -> str:
    if isinstance(value, str):
        return _sort_of_text(value, text)
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if value == int(value) else "number"
    return "time"


def _sort_of_text(value: str, text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) <= _IDENTITY_DIGITS and text[0] != "0":
        return "integer"
    if "://" in text or '"driveId"' in text:
        return "upload"
    return "list" if ";" in text or value.rstrip().endswith(";") else "text"


def _resolution(times: Sequence[int]) -> int:
    """Return the coarsest of day, minute and second that all times agree with; 0 for no times."""
    there = np.asarray(times, dtype=np.int64)
    there = there[there != NEVER]
    if not len(there):
        return 0
    for step in (86_400, 3_600, 60):
        if not (there % step).any():
            return step
    return 1

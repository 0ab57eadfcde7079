"""All that is known of one form's responses, source after source: which response a row is, what it says."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import numpy as np

from flytt.forms.block import NEVER, NO_ID, Hashes, Ints
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reconcile.cells import BY_CONTENT, PRESENT, Cells, Keys, mixed
from flytt.forms.reconcile.columns import TIMES, hashes

_HOUR, _WIDEST_SHIFT, _CLOCKS = 3600, 14 * 3600, 2
_NOT_ASKED = "@"
_ENOUGH = 3
"""Answers that must be the same before a row without an id is taken for a response that is known."""


class Source(NamedTuple):
    """Rows of one source. `values` are hashes, shape (rows, names), 0 where empty; a valid id is no value.

    times: by name (`@start`, `@completion`) seconds as that source's clock shows them, NEVER where none.
    """

    names: tuple[str, ...]
    ids: Ints
    values: Hashes
    times: dict[str, Ints]


class Added(NamedTuple):
    """Each row's response, its values as they are compared, and all of it as cells."""

    keys: Keys
    values: Hashes
    cells: Cells


@dataclass
class Union:
    """One form, filled source by source; every source in the same order gives the same keys.

    A row without an id is the response whose answers are the same, if there is exactly one; else it goes by
    its content, and the n-th with the same content is a response of its own.
    """

    fingerprint: Fingerprint
    rows: int = 0
    _clock: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    _by_answers: dict[int, int] = field(default_factory=dict[int, int])

    def add(self, source: Source) -> "Added":
        """Take a source in, and return what it says."""
        self.rows += len(source.ids)
        values = source.values.copy()
        for n, name in enumerate(source.names):
            if name in TIMES and name in source.times:
                values[:, n] = self._timed(name, source, values[:, n])
        of = hashes(source.names, self.fingerprint)
        columns = np.array([of[name] for name in source.names], dtype=np.uint64)
        keys = self._keys(source, columns, values)
        parts = [np.column_stack([keys, np.full((len(keys), 2), PRESENT, dtype=np.uint64)])]
        for n in range(len(columns)):
            filled = values[:, n] != 0
            if filled.any():
                count = int(filled.sum())
                parts.append(np.column_stack([keys[filled], np.full(count, columns[n]), values[filled, n]]))
        return Added(keys, values, np.concatenate(parts))

    def _timed(self, name: str, source: Source, plain: Hashes) -> Hashes:
        """Times of the same responses, whole hours apart by at most two clocks, are the same moments."""
        ids, times = source.ids, source.times[name]
        known = self._clock.setdefault(name, {})
        before = np.array([known.get(int(one), NEVER) for one in ids], dtype=np.int64)
        both = (before != NEVER) & (times != NEVER)
        step = 60 if not (times[times != NEVER] % 60).any() else 1
        apart = np.where(both, times - before + before % step, 1)
        whole = both & (apart % _HOUR == 0) & (np.abs(apart) <= _WIDEST_SHIFT)
        clocks = [shift for shift, _ in Counter(_ints(apart[whole])).most_common(_CLOCKS)]
        if len(clocks) == _CLOCKS and abs(clocks[0] - clocks[1]) != _HOUR:
            clocks.pop()
        same = whole & np.isin(apart, clocks)
        said = np.where(same, before, times)
        for one, at in zip(ids.tolist(), said.tolist(), strict=True):
            if one != NO_ID and at != NEVER:
                known.setdefault(one, at)
        return np.where(times == NEVER, plain, moments(said, self.fingerprint))

    def _keys(self, source: Source, columns: Keys, values: Hashes) -> Keys:
        asked = np.array([not name.startswith(_NOT_ASKED) for name in source.names], dtype=np.bool_)
        with_id = source.ids != NO_ID
        answers = _digests(columns[asked], values[:, asked])
        keys = source.ids.astype(np.uint64)
        for one, digest in zip(keys[with_id].tolist(), answers[with_id].tolist(), strict=True):
            if digest and self._by_answers.setdefault(digest, one) != one:
                self._by_answers[digest] = 0
        if with_id.all():
            return keys
        whole = _digests(columns, values)
        told = (values[:, asked] != 0).sum(axis=1) >= _ENOUGH
        seen: Counter[int] = Counter()
        taken: set[int] = set()
        for n in np.flatnonzero(~with_id).tolist():
            known = self._by_answers.get(int(answers[n]), 0) if told[n] else 0
            if known and known not in taken:
                taken.add(known)
                keys[n] = known
                continue
            digest = int(whole[n])
            seen[digest] += 1
            keys[n] = np.uint64(self.fingerprint.of(f"row:{digest}:{seen[digest]}")) | BY_CONTENT
        return keys


def _ints(values: Ints) -> list[int]:
    return cast("list[int]", values.tolist())


def _digests(columns: Keys, values: Hashes) -> Keys:
    """One number a row over what its columns say, whatever their order; 0 when nothing is said."""
    if not len(columns):
        return np.zeros(len(values), dtype=np.uint64)
    said = mixed(values ^ mixed(columns)[None, :])
    said[values == 0] = 0
    return said.sum(axis=1, dtype=np.uint64)


def moments(seconds: Ints, fingerprint: Fingerprint) -> Hashes:
    """Return keyed hashes of times; never 0."""
    salt = np.uint64(fingerprint.of("a time"))
    return mixed(seconds.astype(np.uint64) ^ salt) | np.uint64(1)

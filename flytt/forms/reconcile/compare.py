"""One form's account, pure: cells found against cells on the target, and what that makes of its responses."""

from typing import NamedTuple

import numpy as np

from flytt.forms.reconcile.cells import PRESENT, Cells, among, distinct, joined
from flytt.forms.reconcile.document import Account, Outcome


class Compared(NamedTuple):
    """Accounts of responses and of cells; a response's own mark is no cell."""

    responses: Account
    cells: Account


_MISSING, _QUARANTINED, _EXCLUDED, _MOVED = 3, 2, 1, 0


def compare(found: Cells, held: Cells, *, waiting: Cells, excluded: Cells, kept: Cells) -> Compared:
    """Hold what was found against what is there. `kept` are cells whose file lies whole in quarantine.

    A response counts as its worst cell does.
    """
    every = joined([found, waiting, excluded])
    state = np.full(len(every), _MISSING, dtype=np.int64)
    state[among(every, excluded)] = _EXCLUDED
    state[among(every, kept)] = _QUARANTINED
    state[among(every, held)] = _MOVED
    there = distinct(held)
    foreign = there[~among(there, every)]
    marks = every[:, 1] == PRESENT
    return Compared(
        _responses(every, state, foreign),
        Account(
            found=int((~marks).sum()),
            moved=int((state[~marks] == _MOVED).sum()),
            excluded=int((state[~marks] == _EXCLUDED).sum()),
            quarantined=int((state[~marks] == _QUARANTINED).sum()),
            missing=int((state[~marks] == _MISSING).sum()),
            foreign=int((foreign[:, 1] != PRESENT).sum()),
        ),
    )


def _responses(every: Cells, state: "np.ndarray[tuple[int], np.dtype[np.int64]]", foreign: Cells) -> Account:
    if not len(every):
        return Account(foreign=len(np.unique(foreign[:, 0])))
    keys, at = np.unique(every[:, 0], return_inverse=True)
    worst = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(worst, at, state)
    return Account(
        found=len(keys),
        moved=int((worst == _MOVED).sum()),
        excluded=int((worst == _EXCLUDED).sum()),
        quarantined=int((worst == _QUARANTINED).sum()),
        missing=int((worst == _MISSING).sum()),
        foreign=int((foreign[:, 1] == PRESENT).sum()),
    )


def outcome(because: tuple[str, ...], listed: tuple[str, ...]) -> Outcome:
    """Return the words: what breaks the proof weighs more than what limits it."""
    return "cannot be proved, because" if because else "proved except listed" if listed else "proved"

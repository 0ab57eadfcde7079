"""What an earlier pass has placed, held against what is found now: what was there once must not be gone."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reconcile.cells import BY_CONTENT, Cells, joined
from flytt.forms.reconcile.columns import TIMES, hashes
from flytt.forms.reconcile.excluded import Exclusions
from flytt.forms.reconcile.inventoried import Inventoried, find
from flytt.forms.reconcile.target import open_target, read_form
from flytt.forms.upload_files import UploadFiles


def no_longer_found(
    package: Path, stock: Inventoried, exclusions: Exclusions, fingerprint: Fingerprint
) -> list[str]:
    """Return in sentences what of an earlier package no source has any more, and no decision leaves behind.

    A response is known by its id under whatever heading its answer stands now; a row without an id by what
    its cells say. Times are left out: two sources may show one moment by two clocks.
    """
    there = open_target(package)
    if there.fault:
        return [f"what was placed in the first pass cannot be read: {there.fault}"]
    files = UploadFiles(stock.estate.items, fingerprint)
    now = {
        old: name
        for name, one in stock.sources.items()
        for old in (name, *(one.line.lineage if one.line else ()))
    }
    lost, faults = 0, 0
    for form in there.forms.values():
        held = read_form(there, form, fingerprint, files)
        faults += bool(held.faults)
        name = now.get(form.id)
        found = find(stock.sources[name], exclusions, fingerprint) if name else None
        parts = (found.cells, found.excluded, *(cells for _, cells in found.waiting)) if found else ()
        lost += _lost(held.cells, joined(parts), fingerprint)
    said = ((lost, "cells of the first pass are in no source now, nor under the form they were"),)
    broken = ((faults, "forms of the first pass cannot be read as they were placed"),)
    return [f"{count} {what}" for count, what in (*said, *broken) if count]


def _lost(before: Cells, now: Cells, fingerprint: Fingerprint) -> int:
    times = np.array([hashes(TIMES, fingerprint)[one] for one in TIMES], dtype=np.uint64)
    cells = before[~np.isin(before[:, 1], times)]
    with_id = cells[:, 0] < BY_CONTENT
    known = _pairs(now)
    lost = ~np.isin(_pairs(cells), known) & with_id
    lost |= ~np.isin(cells[:, 2], now[:, 2]) & ~with_id
    return int(lost.sum())


def _pairs(cells: Cells) -> NDArray[np.uint64]:
    """One number for response and value together."""
    return cells[:, 2] ^ (cells[:, 0] * np.uint64(0x9E3779B97F4A7C15))

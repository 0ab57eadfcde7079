"""One number over everything: a tree of hashes, so that any one response can be shown to be in it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from flytt.forms.reconcile.cells import Cells

_LEAF, _NODE = b"\x00", b"\x01"


def leaf(response: int, cells: Cells) -> bytes:
    """Return the hash of one response's cells, which are in order and each once."""
    key = response.to_bytes(8, "big")
    return hashlib.blake2b(_LEAF + key + cells.astype(">u8").tobytes(), digest_size=32).digest()


def leaves(cells: Cells) -> Iterator[tuple[int, int, bytes]]:
    """Yield response, number of its cells and its leaf, for cells in order and each once."""
    if not len(cells):
        return
    starts = np.flatnonzero(np.diff(cells[:, 0], prepend=cells[0, 0] ^ np.uint64(1)))
    ends = [*starts[1:].tolist(), len(cells)]
    for start, end in zip(starts.tolist(), ends, strict=True):
        response = int(cells[start, 0])
        yield response, end - start - 1, leaf(response, cells[start:end])


def root(hashes: Iterable[bytes]) -> str:
    """Return the root of a tree over leaves in their order; an odd one out goes up as it is."""
    level: Sequence[bytes] = list(hashes)
    if not level:
        return hashlib.blake2b(b"nothing", digest_size=32).hexdigest()
    while len(level) > 1:
        level = [
            hashlib.blake2b(_NODE + level[n] + level[n + 1], digest_size=32).digest()
            if n + 1 < len(level)
            else level[n]
            for n in range(0, len(level), 2)
        ]
    return level[0].hex()


def root_of(cells: Cells) -> str:
    """Return the root over the responses of one form."""
    return root(one for _, _, one in leaves(cells))


def whole(roots: Iterable[tuple[str, str]]) -> str:
    """Return the root over all forms: name and root of each, in the order of their names."""
    return root(
        hashlib.blake2b(_LEAF + name.encode() + b"\x00" + bytes.fromhex(one), digest_size=32).digest()
        for name, one in sorted(roots)
    )

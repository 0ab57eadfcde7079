"""Writes OLE compound files: what old Excel workbooks and encrypted ones are kept in.

Layout after [MS-CFB], version 3, with every stream padded to sectors of its own (no mini stream).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

__all__ = ["write_compound"]

_SECTOR, _LEAST = 512, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def write_compound(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file with these streams (at most three, each at most some megabytes)."""
    padded = {name: data + b"\0" * max(0, _LEAST - len(data)) for name, data in streams.items()}
    counts = {name: -(-len(data) // _SECTOR) for name, data in padded.items()}
    data_sectors = sum(counts.values())
    fat_sectors = 1
    while fat_sectors * 128 < data_sectors + 1 + fat_sectors:
        fat_sectors += 1
    chain: list[int] = []
    starts: dict[str, int] = {}
    for name, count in counts.items():
        starts[name] = len(chain)
        chain += [*range(len(chain) + 1, len(chain) + count), _END]
    directory = len(chain)
    chain += [_END] + [_FAT] * fat_sectors
    chain += [_FREE] * (fat_sectors * 128 - len(chain))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory, 0, _LEAST, _END, 0, _END, 0,
    )  # fmt: skip
    fats = [directory + 1 + number for number in range(fat_sectors)]
    header += struct.pack("<109I", *fats, *[_FREE] * (109 - len(fats)))
    body = b"".join(data + b"\0" * (-len(data) % _SECTOR) for data in padded.values())
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _NONE)]
    for number, (name, data) in enumerate(padded.items(), start=1):
        right = number + 1 if number < len(padded) else _NONE
        entries.append(_entry(name, 2, starts[name], len(data), right=right))
    entries += [_entry("", 0, 0, 0)] * (4 - len(entries))
    return header + body + b"".join(entries) + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _NONE, right: int = _NONE) -> bytes:
    raw = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack("<64sHBBIII16xI8x8xIQ", raw, len(raw), kind, 1, _NONE, right, child, 0, start, size)

"""The hash that OneDrive and SharePoint keep of a file: QuickXorHash, 160 bits, each byte moved by 11."""

from __future__ import annotations

import base64

__all__ = ["quick_xor"]

_WIDTH, _STEP = 160, 11


def quick_xor(data: bytes) -> str:
    """The hash as Graph writes it, in base64."""
    folded = 0
    for start in range(0, len(data), _WIDTH):  # bytes 160 apart are moved alike
        folded ^= int.from_bytes(data[start : start + _WIDTH], "little")
    value = 0
    for place, byte in enumerate(folded.to_bytes(_WIDTH, "little")):
        moved = byte << (place * _STEP % _WIDTH)
        value ^= (moved & ((1 << _WIDTH) - 1)) ^ (moved >> _WIDTH)
    total = bytearray(value.to_bytes(20, "little"))
    for place, byte in enumerate(len(data).to_bytes(8, "little"), start=12):
        total[place] ^= byte
    return base64.b64encode(total).decode()

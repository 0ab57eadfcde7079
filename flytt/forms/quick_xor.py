"""QuickXorHash, by which drives tell what a file's content is: a reference of its own for every file."""

import base64
from pathlib import Path

import numpy as np

_BITS, _SHIFT = 160, 11


def quick_xor(path: Path) -> str:
    """Return the hash of a file in base64, as driveItems carry it."""
    content = path.read_bytes()
    state = 0
    mask = (1 << _BITS) - 1
    # Byte n is turned 11·n bits; 160 bytes later the turn is the same again, so these can be folded first.
    padded = np.frombuffer(content + b"\0" * (-len(content) % _BITS), dtype=np.uint8).reshape(-1, _BITS)
    folded = np.bitwise_xor.reduce(padded, axis=0) if len(padded) else np.zeros(_BITS, dtype=np.uint8)
    for n, byte in enumerate(folded.tolist()):
        turn = (_SHIFT * n) % _BITS
        wide = byte << turn
        state ^= (wide & mask) | (wide >> _BITS)
    size = len(content).to_bytes(8, "little")
    out = bytearray(state.to_bytes(_BITS // 8, "little"))
    for n, byte in enumerate(size):
        out[_BITS // 8 - 8 + n] ^= byte
    return base64.b64encode(bytes(out)).decode("ascii")

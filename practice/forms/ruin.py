"""What makes a file unreadable."""

from __future__ import annotations

from practice.forms.compound import write_compound
from practice.forms.draws import stream
from practice.forms.plan import Ruin

__all__ = ["ruined"]

_HEAD = 300


def ruined(data: bytes, ruin: Ruin, label: str) -> bytes:
    """The bytes that are left of a file."""
    rng = stream(label, "ruin")
    if ruin == "empty":
        return b""
    if ruin == "truncated":
        return data[: max(_HEAD, len(data) // 2)][: max(1, len(data) - 1)]
    if ruin == "encrypted":
        info = b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>" + rng.randbytes(400)
        return write_compound(
            {"EncryptionInfo": info, "EncryptedPackage": rng.randbytes(max(5_000, len(data)))}
        )
    if ruin == "corrupt":
        return data[:30] + rng.randbytes(max(200, len(data) - 30))
    return data

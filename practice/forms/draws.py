"""Repeatable chance: one independent stream for each question that is asked of a seed."""

from __future__ import annotations

import base64
import hashlib
import math
import random
import uuid
from collections.abc import Mapping, Sequence
from typing import TypeVar

__all__ = ["chance", "drive_id", "guid", "item_id", "lognormal", "poisson", "stream", "table_id", "weighted"]

_T = TypeVar("_T")
_TABLE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ITEM_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _digest(*about: object) -> bytes:
    return hashlib.sha256("\x1f".join(str(part) for part in about).encode()).digest()


def stream(*about: object) -> random.Random:
    """A stream of its own for this question: what is drawn elsewhere does not change it."""
    return random.Random(int.from_bytes(_digest(*about)))


def guid(*about: object) -> str:
    """A random-looking GUID, always the same for the same question."""
    return str(uuid.UUID(bytes=_digest("guid", *about)[:16], version=4))


def item_id(*about: object) -> str:
    """The id of a drive item as SharePoint writes it: 34 capitals and digits."""
    raw = int.from_bytes(_digest("item", *about))
    return "01" + "".join(_ITEM_LETTERS[(raw >> (5 * place)) & 31] for place in range(32))


def drive_id(*about: object) -> str:
    """The id of a drive as SharePoint writes it."""
    return "b!" + base64.urlsafe_b64encode((_digest("drive", *about) * 2)[:48]).decode()


def table_id(*about: object) -> str:
    """The 26 characters that end a form id before its flags."""
    raw = int.from_bytes(_digest("table", *about))
    letters = [_TABLE_LETTERS[(raw >> (6 * place)) % 36] for place in range(25)]
    return "U" + "".join(letters)


def chance(rng: random.Random, share: float) -> bool:
    """Whether something that happens in this share of cases happens now."""
    return rng.random() < share


def weighted(rng: random.Random, weights: Mapping[_T, float]) -> _T:
    """One of the keys, as often as its weight says."""
    keys: Sequence[_T] = tuple(weights)
    return rng.choices(keys, weights=tuple(weights.values()))[0]


def poisson(rng: random.Random, mean: float) -> int:
    """A count of things that happen independently of each other."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def lognormal(rng: random.Random, median: float, spread: float, least: int, most: int) -> int:
    """A whole number around a median, with a long tail, kept within bounds."""
    return max(least, min(most, round(median * math.exp(rng.gauss(0.0, spread)))))

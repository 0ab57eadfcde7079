"""Which wear a spreadsheet has seen, by tier, and the wear itself in the order in which it happened."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice.forms.draws import chance, stream
from practice.forms.settings import Settings
from practice.forms.table import Table
from practice.forms.wear_columns import COLUMN_WEAR
from practice.forms.wear_rows import ROW_WEAR, Wear

__all__ = ["EVERY_WEAR", "Worn", "chosen_wear", "wear_out"]

EVERY_WEAR: Mapping[str, Wear] = {**ROW_WEAR, **COLUMN_WEAR}
# share of exported files at T1 … T5; what happens to a file happens in this order
_SHARES: Mapping[str, tuple[float, float, float, float, float]] = {
    "partial-range": (0.02, 0.06, 0.08, 0.10, 0.12),
    "filtered": (0.01, 0.04, 0.06, 0.08, 0.12),
    "deduplicated": (0.00, 0.00, 0.01, 0.02, 0.03),
    "sorted": (0.02, 0.05, 0.08, 0.12, 0.15),
    "edited-cells": (0.00, 0.02, 0.06, 0.10, 0.15),
    "appended-rows": (0.00, 0.01, 0.03, 0.05, 0.08),
    "blanked-personal": (0.01, 0.03, 0.05, 0.08, 0.10),
    "pivot": (0.01, 0.02, 0.03, 0.04, 0.05),
    "dropped-meta": (0.00, 0.02, 0.08, 0.14, 0.22),
    "hour-shift": (0.00, 0.01, 0.02, 0.04, 0.06),
    "minutes": (0.00, 0.03, 0.08, 0.12, 0.15),
    "days": (0.00, 0.00, 0.01, 0.03, 0.05),
    "text-dates": (0.00, 0.03, 0.06, 0.10, 0.14),
    "translated": (0.00, 0.02, 0.05, 0.08, 0.10),
    "renamed-columns": (0.00, 0.02, 0.06, 0.12, 0.18),
    "merged-columns": (0.00, 0.00, 0.02, 0.04, 0.06),
    "deleted-columns": (0.00, 0.02, 0.05, 0.08, 0.12),
    "added-columns": (0.01, 0.05, 0.10, 0.15, 0.20),
    "same-headings": (0.00, 0.01, 0.02, 0.03, 0.04),
    "odd-spaces": (0.01, 0.02, 0.04, 0.06, 0.08),
    "title-rows": (0.00, 0.03, 0.06, 0.08, 0.12),
    "formulas": (0.00, 0.01, 0.02, 0.03, 0.04),
}


@dataclass(frozen=True)
class Worn:
    """One act of wear: which, how hard (1-3), and the name of the stream of chance it draws from."""

    what: str
    severity: int
    label: str


def chosen_wear(settings: Settings, label: str, only: Iterable[str] | None = None) -> tuple[Worn, ...]:
    """What a file goes through at the estate's tier; copies and live workbooks, `only` some of it."""
    rng = stream(label, "wear")
    allowed = set(only) if only is not None else set(_SHARES)
    worn: list[Worn] = []
    for what, shares in _SHARES.items():
        if chance(rng, shares[settings.tier - 1]) and what in allowed:
            worn.append(Worn(what, _severity(rng, settings), f"{label}/{what}"))
    if any(wear.what == "pivot" for wear in worn):
        return tuple(
            wear for wear in worn if wear.what in {"pivot", "filtered", "partial-range", "title-rows"}
        )
    return tuple(worn)


def wear_out(table: Table, worn: Iterable[Worn]) -> None:
    """Let it happen to the table, in place."""
    for wear in worn:
        EVERY_WEAR[wear.what](random.Random(wear.label), table, wear.severity)


def _severity(rng: random.Random, settings: Settings) -> int:
    weights = ((1, 0, 0), (1, 0, 0), (6, 3, 1), (4, 4, 2), (3, 4, 3))[settings.tier - 1]
    return rng.choices((1, 2, 3), weights)[0]

"""What an estate is made from: a seed, a tier, sizes and which sources there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice.forms.topics import Split

__all__ = ["Settings", "Sources", "by_tier", "sources_of"]

Api = Literal["all", "users", "none"]


@dataclass(frozen=True)
class Sources:
    """Which sources can be seen, and how much of each.

    `api` is what the private API lists: all forms, those of users only, or nothing. `dropped` are prefixes
    of form fields that it left out. `audit_days` is 0 when there is no audit; `audit_gap` is the share
    of records that were lost.
    """

    api: Api = "all"
    dropped: tuple[str, ...] = ()
    audit_days: int = 365
    audit_premium: bool = True
    audit_gap: float = 0.0
    directory: bool = True
    references: bool = True
    coverage: bool = True


@dataclass(frozen=True)
class Settings:
    """Everything that decides an estate. `tenant` tells apart estates of one seed.

    `responses_median` is the median number of responses of a form that has any; `distractors` the number of
    ordinary spreadsheets for each form; `mixed_weight` the part of forms that are copies in a family.
    """

    seed: int
    tier: int = 3
    split: Split = "train"
    tenant: int = 0
    forms: int = 200
    responses_median: float = 22.0
    responses_most: int = 20_000
    distractors: float = 1.0
    exports: float = 2.1
    uploads_most: int = 12
    decisions: int = 0
    sources: Sources = Sources()

    @property
    def name(self) -> str:
        """What every stream of chance of this estate begins with."""
        return f"{self.split}/{self.seed}/{self.tenant}/T{self.tier}"


def by_tier(settings: Settings, *values: float) -> float:
    """The value for the estate's tier, of five from T1 to T5."""
    return values[settings.tier - 1]


def sources_of(tier: int) -> Sources:
    """What can usually be seen at a tier: everything at T1, no API and no audit at T5."""
    return (
        Sources(),
        Sources(),
        Sources(audit_gap=0.01),
        Sources(api="users", dropped=("sdx",), audit_days=90, audit_premium=False, audit_gap=0.02),
        Sources(api="none", audit_days=0, coverage=False),
    )[tier - 1]

"""Twins of tenants, kept by the tenants' names: one of them looked up, and all of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from flytt.migration.errors import NotFound


class Twin(Protocol):
    """What stands in one tenant, and how often it was changed."""

    @property
    def effects(self) -> Mapping[tuple[str, ...], int]: ...
    def snapshot(self) -> Mapping[str, object]: ...


_T = TypeVar("_T")


def of_tenant(kept: Mapping[str, _T], tenant: str, what: str = "") -> _T:
    """Return a tenant's. NotFound when there is none; `what` names it where it is less than the tenant."""
    try:
        return kept[tenant]
    except KeyError as cause:
        lacks = f"There are no {what} in {tenant}." if what else f"There is no tenant {tenant}."
        raise NotFound(lacks) from cause


def effects_of(twins: Iterable[Twin]) -> Counter[tuple[str, ...]]:
    """Return how often each real change was made."""
    counted: Counter[tuple[str, ...]] = Counter()
    for twin in twins:
        counted.update(twin.effects)
    return counted


def snapshot_of(twins: Iterable[Twin]) -> dict[str, object]:
    """Return all that stands in all of them."""
    found: dict[str, object] = {}
    for twin in twins:
        found |= twin.snapshot()
    return found

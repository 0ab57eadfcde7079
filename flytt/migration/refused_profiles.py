"""Why a service sets no property of some accounts, read from its own code and message, and what mends it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias, get_args

from flytt.migration.errors import ChangedByOthers
from flytt.migration.proof import named

Sort: TypeAlias = Literal["synced", "external", "protected", "value", "other"]

_WORDS: dict[Sort, str] = {
    "synced": "synced from a directory of its own",
    "external": "kept by Exchange or another service",
    "protected": "an administrator's, or more than the application may set",
    "value": "a value that the service does not take",
    "other": "refused without a reason that Flytt knows",
}
_MENDS: dict[Sort, str] = {
    "synced": "change synced accounts where they are synced from",
    "external": "set those kept by another service in its own administration",
    "protected": "set administrators' by hand, or take the role from them for the while (if it is nobody's "
    "who has a role, compare the consent with docs/tenant.md)",
    "value": "correct a value that is not taken on the old side, or set it by hand",
    "other": "look the code up, and set the rest by hand on the new side as it stands on the old one (on the "
    "way back: as it stood there before)",
}
_PROPERTY = re.compile(r"property '([A-Za-z]{1,40})'")


@dataclass(frozen=True, order=True)
class Refused:
    """Why one account is left as it is: the sort, the service's code, and the property where it names one."""

    sort: Sort
    code: str
    of: str = ""

    def __str__(self) -> str:
        beside = ", ".join(part for part in (self.code or "no code", self.of) if part)
        return f"{_WORDS[self.sort]} ({beside})"


def why_refused(status: int, code: str, message: str) -> Refused:
    """Sort a refusal. The message may quote what was set: nothing of it but a property's name is kept."""
    said = message.lower()
    if "on-premises mastered" in said:
        return Refused("synced", code)
    if "originated within an external service" in said:
        return Refused("external", code)
    if status == 403:  # noqa: PLR2004 - HTTP's own word for forbidden
        return Refused("protected", code) if code == "Authorization_RequestDenied" else Refused("other", code)
    if said.startswith("invalid value specified for property"):
        return Refused("value", code, found[1] if (found := _PROPERTY.search(message)) else "")
    return Refused("other", code)


def not_to_be_set(accounts: Mapping[str, Refused], tenant: str) -> ChangedByOthers:
    """Return the error of accounts whose properties were refused, by why; the ids of each sort are named."""
    by = groupby(sorted(accounts, key=lambda one: (accounts[one], one)), key=accounts.__getitem__)
    says = "; ".join(f"{why}: {named(list(those))}" for why, those in by)
    met = {why.sort for why in accounts.values()}
    mends = ", ".join(_MENDS[sort] for sort in get_args(Sort) if sort in met)
    return ChangedByOthers(
        f"Properties of {len(accounts)} accounts cannot be set in {tenant}: {says}.",
        still_true="All others are set.",
        next_command=f"{mends}; then flytt resume",
    )

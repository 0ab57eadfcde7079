"""Consent that nobody has given, said by a survey weeks before the step that would be refused."""

from typing import Literal, Protocol

from flytt.migration.consent import Side, Use, missing


class Grants(Protocol):
    """A port that knows what its applications may do."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions in the application's token, as Graph names them."""
        ...


class Closes(Protocol):
    """A port that closes sites through SharePoint's own administration."""

    def may_close(self) -> frozenset[str]:
        """Return the permissions in that application's token for SharePoint."""
        ...


def closing_lacking(kind: str, old: Closes) -> list[str]:
    """Say what SharePoint itself has not been told to allow: Graph's token is silent of that."""
    return list(missing(kind, {("old", "writer"): old.may_close()}, service="SharePoint"))


def consent_lacking(kind: str, old: Grants, new: Grants, *, old_writes: bool = True) -> list[str]:
    """Say what is lacking for a kind of workload. `old_writes` False: the old tenant need have no writer."""
    granted: dict[tuple[Side, Use], frozenset[str]] = {
        ("old", "reader"): old.granted("read"),
        ("new", "reader"): new.granted("read"),
        ("new", "writer"): new.granted("write"),
    }
    if old_writes:
        granted["old", "writer"] = old.granted("write")
    return list(missing(kind, granted))

"""Accounts that are let in or blocked: what the steps that turn them have in common."""

from typing import Annotated

from flytt.migration.directory import Directory
from flytt.migration.evidence import Presence, Verification
from flytt.migration.record import Record
from flytt.migration.step import InVault
from tasks.tenancy import how_much


class Turned(Record):
    """The accounts that stood the other way before Flytt, by id."""

    turning: Annotated[tuple[str, ...], InVault()]


class Count(Record):
    """How many accounts were turned."""

    accounts: int


def presence(directory: Directory, was: Turned, *, enabled: bool) -> Presence:
    """Return how many of them stand as they shall."""
    stand = {person.id for person in directory.people() if person.enabled is enabled}
    return how_much(sum(one in stand for one in was.turning), len(was.turning))


def found(directory: Directory, was: Turned, *, enabled: bool) -> Verification:
    """Look at each in the track of changes."""
    says = {True: "may sign in", False: "blocked"}
    there = {person.id: says[person.enabled] for person in directory.people("changes")}
    return Verification.of(
        "the directory's track of changes",
        expected=dict.fromkeys(was.turning, says[enabled]),
        found={one: there[one] for one in was.turning if one in there},
    )


def turn(directory: Directory, was: Turned, *, enabled: bool) -> None:
    """Turn those that are still there."""
    there = {person.id for person in directory.people()}
    directory.set_enabled(tuple(one for one in was.turning if one in there), enabled=enabled)

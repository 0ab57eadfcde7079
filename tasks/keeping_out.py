"""Mailboxes into which people's programs are let, or not: what the steps that turn them have in common."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import Exchange
from flytt.migration.record import Record
from flytt.migration.step import InVault
from tasks.tenancy import how_much


class Turned(Record):
    """The mailboxes that stood the other way before Flytt, by their accounts' ids."""

    turning: Annotated[tuple[str, ...], InVault()]


class Count(Record):
    """How many were turned."""

    mailboxes: int


def presence(exchange: Exchange, was: Turned, *, allowed: bool) -> Presence:
    """Return how many of them stand as they shall."""
    stand = {box.account for box in exchange.boxes() if box.clients is allowed}
    return how_much(sum(one in stand for one in was.turning), len(was.turning))


def found(exchange: Exchange, was: Turned, *, allowed: bool) -> Verification:
    """Look at each."""
    says = {True: "open", False: "closed"}
    there = {box.account: says[box.clients] for box in exchange.boxes()}
    return Verification.of(
        "Exchange's own list of mailboxes",
        expected=dict.fromkeys(was.turning, says[allowed]),
        found={one: there[one] for one in was.turning if one in there},
    )


def turn(exchange: Exchange, was: Turned, *, allowed: bool) -> None:
    """Turn those that are still there."""
    there = {box.account for box in exchange.boxes()}
    exchange.set_clients(tuple(one for one in was.turning if one in there), allowed=allowed)

"""Mailboxes into which people's programs are let, or not: what the steps that turn them have in common."""

from collections.abc import Iterable
from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.exchange import Box, Exchange
from flytt.migration.record import Record
from flytt.migration.step import InVault
from tasks.tenancy import how_much


class Turned(Record):
    """The mailboxes that stood the other way before Flytt, by their accounts' ids.

    `shut`: those of them in which some ways are closed when the others are open, and which ways.
    """

    turning: Annotated[tuple[str, ...], InVault()]
    shut: Annotated[dict[str, tuple[str, ...]], InVault()] = {}


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
    exchange.set_clients(tuple(one for one in was.turning if one in there), allowed=allowed, shut=was.shut)


def partly_shut(boxes: Iterable[Box]) -> dict[str, tuple[str, ...]]:
    """Return which ways are closed in mailboxes that are open otherwise."""
    return {box.account: box.shut for box in boxes if box.clients and box.shut}

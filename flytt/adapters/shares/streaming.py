"""In how many streams a copy goes, and why. Two hosts and a link are measured only where it pays."""

from dataclasses import replace

from flytt.adapters.shares.order import Order
from flytt.adapters.shares.preflight import Looked
from flytt.shares.movers import Choice
from flytt.shares.streams import MOST, WORTH_BYTES, Streams, named


def chosen(order: Order, choice: Choice, target: Looked) -> Streams:
    """Return how many, and why; no reason where nobody would ask for one.

    What is asked for holds; then what a copy was begun with that is not at its end. Else a trial tells, when
    there is enough to copy into an empty folder: later passes mostly look, and one looks as fast as several.
    """
    if lacks := _lacks(order, choice, target):
        return Streams(number=1, why=f"one stream: {lacks}" if order.streams > 1 else "")
    if order.streams:
        return Streams(number=order.streams, why=f"{named(order.streams)}, as asked for")
    if target.streams:
        return Streams(number=target.streams, why=f"{named(target.streams)}, as it was begun")
    if target.filled or order.size_bytes < WORTH_BYTES or choice.direction == "here":
        return Streams(number=1, why="")
    from flytt.adapters.shares.trial import measure  # noqa: PLC0415 - few copies are large enough

    return measure(replace(order, streams=MOST), choice)


def _lacks(order: Order, choice: Choice, target: Looked) -> str:
    """Return why there is one stream whatever is asked for; empty when there can be more."""
    if choice.mover == "sftp":
        return "plain SFTP has no more"
    if order.again is not None:
        return "a list of paths is copied as it is"
    if not target.facts.flock:
        # One relay takes its lock by Python; for several it is held by a script.
        return f"{target.facts.host} has no flock to hold the folder for several"
    return ""

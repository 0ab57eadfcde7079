"""A copy by the best mover at hand. What a mover cannot do, the next one is asked for, and it is said why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

from flytt.adapters.shares import preflight, streaming
from flytt.adapters.shares.carrying import lean
from flytt.adapters.shares.order import Copied, Order
from flytt.adapters.shares.places import apart, same_host
from flytt.adapters.shares.preflight import Looked
from flytt.migration.errors import AccessRefused, BadInput, FlyttError, NotFound, Unreachable
from flytt.shares.movers import Choice, HostFacts, Mover, Reach, choose
from flytt.shares.streams import Streams

_Done = TypeVar("_Done")


def copy(
    order: Order,
    wanted: Mover | None = None,
    tell_choice: Callable[[Choice], None] | None = None,
    seen: tuple[Looked, Looked] | None = None,
) -> Copied:
    """Copy. BadInput when the mover that is wanted cannot do it, NotFound without a source.

    `seen`: what `looked` returned a moment ago, if somebody has asked already.
    """
    apart(order.source, order.target)
    ours, theirs = seen or looked(order)
    if not ours.there:
        raise _absent(order)

    def act(choice: Choice) -> Copied:
        if tell_choice is not None:
            tell_choice(choice)
        told = order
        if choice.mover != "sftp" and ours.facts.python and theirs.facts.python and not theirs.filled:
            told = lean(order)
        streams = streaming.chosen(told, choice, theirs)
        done = _move(replace(told, streams=streams.number), choice)
        return done.changed(why=f"{done.why}; {streams.why}") if streams.why else done

    return _by_the_best(order, ours.facts, theirs.facts, wanted, act)


def advised(order: Order) -> Streams:
    """Return in how many streams a first copy would go, by a trial, and why. Touches nobody's files."""
    ours, theirs = looked(order)
    empty = theirs._replace(filled=False, streams=0)

    def act(choice: Choice) -> Streams:
        return streaming.chosen(replace(order, streams=0), choice, empty)

    return _by_the_best(order, ours.facts, theirs.facts, None, act)


def looked(order: Order, *, hashes: bool = False) -> tuple[Looked, Looked]:
    """Ask both hosts at once what they have; with `hashes`, what a proof will ask, too."""
    with ThreadPoolExecutor(2) as both:
        ours, theirs = both.map(partial(preflight.look, hashes=hashes), (order.source, order.target))
    return ours, theirs


def _by_the_best(
    order: Order, source: HostFacts, target: HostFacts, wanted: Mover | None, act: Callable[[Choice], _Done]
) -> _Done:
    """Do something by the best mover at hand, and by the next one when two hosts do not reach each other."""
    push = Reach(works=True) if order.target.server else None
    pull = Reach(works=True) if order.source.server else None
    while True:
        choice = chosen(order, source, target, push, pull, wanted)
        try:
            return act(choice)
        except (AccessRefused, Unreachable) as error:
            # One host was to sign in on the other, and could not: try the other way round, then through here.
            if choice.direction == "push":
                push = Reach(works=False, why=_short(error))
            elif choice.direction == "pull":
                pull = Reach(works=False, why=_short(error))
            else:
                raise


def chosen(
    order: Order,
    source: HostFacts,
    target: HostFacts,
    push: Reach | None,
    pull: Reach | None,
    wanted: Mover | None,
) -> Choice:
    """Return the choice. BadInput when there is none."""
    same = same_host(order.source, order.target)
    mapped = any(row.source != row.target for row in order.owners)
    choice = choose(source, target, same_host=same, push=push, pull=pull, wanted=wanted, mapped=mapped)
    if isinstance(choice, Choice):
        return choice
    raise BadInput(
        f"{wanted} cannot take this over: {choice}.",
        still_true="Nothing was touched.",
        next_command="the same command without --mover",
    )


def _move(order: Order, choice: Choice) -> Copied:
    # What a mover needs is loaded when it moves: the others cost a command line a tenth of a second.
    if choice.mover == "rsync":
        from flytt.adapters.shares.rsync import copy as move  # noqa: PLC0415
    elif choice.mover == "relay":
        from flytt.adapters.shares.relay import copy as move  # noqa: PLC0415
    else:
        from flytt.adapters.shares.sftp import copy as move  # noqa: PLC0415
    return move(order, choice)


def _absent(order: Order) -> NotFound:
    """Without a source everything at the target would count as deleted there."""
    return NotFound(
        f"There is no folder {order.source.path} on {order.source.shell.host}.",
        still_true="Nothing was touched.",
    )


def _short(error: FlyttError) -> str:
    return error.attempted[:200].rstrip(".")

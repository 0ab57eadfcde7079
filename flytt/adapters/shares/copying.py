"""A copy by the best mover at hand. What a mover cannot do, the next one is asked for, and it is said why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flytt.adapters.shares import preflight, relay, rsync, sftp
from flytt.adapters.shares.order import Copied, Order
from flytt.adapters.shares.places import apart, same_host
from flytt.adapters.shares.shell import ask
from flytt.migration.errors import AccessRefused, BadInput, FlyttError, NotFound, Unreachable
from flytt.shares.movers import Choice, HostFacts, Mover, Reach, choose

_MOVERS = {"rsync": rsync.copy, "relay": relay.copy, "sftp": sftp.copy}
_ABSENT = 3


def copy(
    order: Order, wanted: Mover | None = None, tell_choice: Callable[[Choice], None] | None = None
) -> Copied:
    """Copy. BadInput when the mover that is wanted cannot do it, NotFound without a source."""
    apart(order.source, order.target)
    with ThreadPoolExecutor(2) as both:
        source, target = both.map(preflight.facts_of, (order.source.shell, order.target.shell))
    _source_is_there(order, source)
    push = Reach(works=True) if order.target.server else None
    pull = Reach(works=True) if order.source.server else None
    while True:
        choice = chosen(order, source, target, push, pull, wanted)
        if tell_choice is not None:
            tell_choice(choice)
        try:
            return _MOVERS[choice.mover](order, choice)
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


def _source_is_there(order: Order, facts: HostFacts) -> None:
    """Without it everything at the target would count as deleted at the source."""
    if not facts.shell:
        return
    look = ("sh", "-c", f'[ -d "$1" ] || exit {_ABSENT}', "sh", order.source.path)
    if ask(order.source.shell, "look at the source", look).status == _ABSENT:
        raise NotFound(
            f"There is no folder {order.source.path} on {order.source.shell.host}.",
            still_true="Nothing was touched.",
        )


def _short(error: FlyttError) -> str:
    return error.attempted[:200].rstrip(".")

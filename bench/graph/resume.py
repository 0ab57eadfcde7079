"""How many requests a kill repeats: a calm run beside one that was killed in its middle and gone on with.

Teams are left out: what is measured of them puts messages in, and a pass that looks for what is there already
is not part of it.
"""

from collections.abc import Callable
from contextlib import suppress

from bench.graph.ground import Turn
from bench.graph.passing import Killed
from bench.graph.rates import AT_ONCE
from bench.graph.services import Load, files, identity, mail

GOAL = 0.001
_SERVICES: tuple[tuple[str, Callable[[float, tuple[Turn, ...]], Load], int, float], ...] = (
    ("Accounts", identity, 1, 120),
    ("Accounts", identity, 1, 1_200),
    ("Files", files, 1, 120),
    ("Files", files, AT_ONCE, 1_200),
    ("Mail", mail, 1, 120),
    ("Mail", mail, AT_ONCE, 600),
    ("Mail", mail, AT_ONCE, 2_400),
)
"""What, how many at a time, and how many seconds of its limit are moved: in two sizes, to see what grows."""


def rows() -> list[tuple[str, ...]]:
    """Return a row for each service; the last column: from how many requests on the goal would be met."""
    found: list[tuple[str, ...]] = []
    for name, service, at_once, seconds in _SERVICES:
        calm = service(seconds, ())
        calm.run(at_once)
        whole = calm.refused[1]
        killed = service(seconds, ())
        killed.ground.within.killed_at = whole // 2
        with suppress(Killed):
            killed.run(at_once)
        killed.ground.within.is_dead = False
        killed.run(at_once)
        more = killed.refused[1] - whole
        met = "met" if more / whole < GOAL else "NOT met"
        found.append(
            (
                name,
                str(at_once),
                f"{whole:,}",
                f"{more:,}",
                f"{more / whole:.2%}, {met}",
                f"{more / GOAL:,.0f}",
            )
        )
    return found

"""How many requests a kill repeats: a calm run beside one that was killed in its middle and gone on with.

Teams are left out: what is measured of them puts messages in, and a pass that looks for what is there already
is not part of it.
"""

from contextlib import suppress

from bench.graph.passing import Killed
from bench.graph.services import files, identity, mail

GOAL = 0.001
SECONDS = 120.0


def rows() -> list[tuple[str, ...]]:
    """Return a row for each service."""
    found: list[tuple[str, ...]] = []
    for name, service in {"Accounts": identity, "Files": files, "Mail": mail}.items():
        calm = service(SECONDS, ())
        calm.run()
        whole = calm.refused[1]
        killed = service(SECONDS, ())
        killed.ground.within.killed_at = whole // 2
        with suppress(Killed):
            killed.run()
        killed.run()
        more = killed.refused[1] - whole
        found.append(
            (
                name,
                f"{whole:,}",
                f"{more:,}",
                f"{more / whole:.2%}",
                "met" if more / whole < GOAL else "NOT met",
            )
        )
    return found

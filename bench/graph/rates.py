"""Items a second beside what the limits in force let through, as published and as nobody tells."""

from bench.graph.ground import Turn
from bench.graph.services import SERVICES, Load

GOAL, MOST_REFUSED = 0.9, 0.01
WEATHERS: dict[str, tuple[Turn, ...]] = {
    "as published": (),
    "40 %, and not told": (Turn(0, 0.4),),
    "40 %, then 150 %": (Turn(0, 0.4), Turn(600, 1.5)),
}
SECONDS, LEARNING_SECONDS, CHANGED_SECONDS = 600.0, 300.0, 1_200.0
AT_ONCE = 4
"""What a pass does, unless the mapping says less."""


def rows(name: str) -> list[tuple[str, ...]]:
    """Return a row for each weather of a service: as a pass does it, and once for comparison one by one."""
    found: list[tuple[str, ...]] = []
    for weather, turns in WEATHERS.items():
        usual = (1,) if name == "Accounts" else (AT_ONCE,)
        for at_once in usual if turns else sorted({1, *usual}):
            load = SERVICES[name](CHANGED_SECONDS if len(turns) > 1 else SECONDS, turns)
            load.run(at_once)
            found.append((name, weather, str(at_once), *_told(load)))
    return found


def _told(load: Load) -> tuple[str, str, str]:
    rate, share = load.share(LEARNING_SECONDS)
    refused, asked = load.refused
    return (
        f"{rate:.2f}",
        f"{share:.0%}, {'met' if share >= GOAL else 'NOT met'}",
        f"{refused / asked:.2%} of {asked:,}",
    )

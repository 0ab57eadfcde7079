"""Items a second beside what the limits in force let through, as published and as nobody tells."""

from dataclasses import replace

from bench.graph.ground import Turn
from bench.graph.services import SERVICES, Load
from flytt.adapters.graph.governor import OUTLOOK

GOAL, MOST_REFUSED = 0.9, 0.01
WEATHERS: dict[str, tuple[Turn, ...]] = {
    "as published": (),
    "40 %, and not told": (Turn(0, 0.4),),
    "40 %, then 150 %": (Turn(0, 0.4), Turn(10, 1.5)),
}
"""Turns are at so many of the windows in which the service counts."""
WINDOWS, LEARNING_WINDOWS, CHANGED_WINDOWS = 10, 5, 20
WINDOW_SECONDS = {"Mail": OUTLOOK["bytes"].seconds}
"""Of the others a minute: SharePoint's, Teams'; and of accounts, whose units come back evenly."""
AT_ONCE = 4
"""What a pass does, unless the mapping says less."""


def rows(name: str) -> list[tuple[str, ...]]:
    """Return a row for each weather of a service: as a pass does it, and once for comparison one by one."""
    found: list[tuple[str, ...]] = []
    for weather, turns in WEATHERS.items():
        usual = (1,) if name == "Accounts" else (AT_ONCE,)
        window = WINDOW_SECONDS.get(name, 60.0)
        timed = tuple(replace(turn, at_seconds=turn.at_seconds * window) for turn in turns)
        for at_once in usual if turns else sorted({1, *usual}):
            load = SERVICES[name]((CHANGED_WINDOWS if len(turns) > 1 else WINDOWS) * window, timed)
            load.run(at_once)
            found.append((name, weather, str(at_once), *_told(load, LEARNING_WINDOWS * window)))
    return found


def _told(load: Load, learning_seconds: float) -> tuple[str, str, str]:
    rate, share = load.share(learning_seconds)
    refused, asked = load.refused
    return (
        f"{rate:.2f}",
        f"{share:.0%}, {'met' if share >= GOAL else 'NOT met'}",
        f"{refused / asked:.2%} of {asked:,}",
    )

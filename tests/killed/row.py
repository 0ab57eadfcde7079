"""The program that is interrupted: four things at a time, each paced by a governor, each item noted.

`python -m tests.killed.row LEDGER [--closed]`: with a service that, from the third item on, asks for ten
minutes of patience. It prints a line for each thread that comes there.
"""

import sys
from datetime import timedelta

from flytt.adapters.graph.governor import Governor
from flytt.adapters.graph.lane import Published
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.ports import Item
from tasks.abreast import Breath, abreast

THINGS, ITEMS, CLOSED_AT, AT_ONCE = 6, 5, 2, 4
WORKLOAD = "row"
_CLOSED_SECONDS = timedelta(minutes=10).total_seconds()


def main() -> int:
    """Bring every thing on, from where it is."""
    kept = LedgerKept(open_store(sys.argv[1], WORKLOAD), MemoryVault())
    is_closed = "--closed" in sys.argv

    def bring(thing: int, breathe: Breath) -> None:
        del breathe  # what a thread sends and waits for breathes by itself
        governor = Governor({"requests": Published(units=1_000, seconds=1)})
        for number in range(kept.item_counts(WORKLOAD, f"{thing}").get("done", 0), ITEMS):
            if is_closed and number == CLOSED_AT:
                governor.denied({"requests": 1}, _CLOSED_SECONDS)
                sys.stdout.write(f"thing {thing} waits\n")
                sys.stdout.flush()
            governor.enter({"requests": 1})
            for state in ("begun", "done"):
                row = Item(workload=WORKLOAD, step=f"{thing}", item=f"{number}", state=state)
                kept.put_items((row,))

    try:
        abreast(bring, range(THINGS), AT_ONCE, called=lambda thing: f"thing {thing}")
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

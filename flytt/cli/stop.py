"""`flytt stop`: ask a sector, or one workload of it, to stop in good order."""

import argparse

from flytt.cli.command import Command, add_json, add_municipality, add_sector


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_sector(parser)
    parser.add_argument("--workload", metavar="W", default="", help="this workload alone")
    parser.add_argument("--as", metavar="WHO", dest="who", required=True, help="who stops it")
    parser.add_argument("--why", metavar="…", required=True, help="the reason, kept in the ledger")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Write it. Whoever works on it ends after the step at hand; nothing is undone."""
    from flytt.cli.given import open_ledger, place, require_sector, typed, unknown
    from flytt.cli.output import document
    from flytt.migration.stopping import stop

    at = place(given)
    journal = open_ledger(at)
    plan = journal.plan()
    require_sector(given.sector, (w.sector for w in plan.workloads), at.municipality)
    here = plan.sector(given.sector)
    chosen = tuple(w for w in here if given.workload in {"", w.id})
    if not chosen:
        status = f"flytt status {at.municipality} --sector {given.sector}"
        raise unknown("workload", given.workload, (w.id for w in here), status)
    stopped = stop(plan, journal, chosen, given.who, given.why)
    if given.json:
        document({"stopped": list(stopped)})
        return 0
    print(f"Stops after the step at hand: {', '.join(stopped)}. Nothing is undone.")
    print(typed(f"Next: flytt resume {at.municipality} {given.sector}, when it may go on", given))
    return 0


COMMAND = Command(
    "stop",
    "stop a sector or one workload in good order, after the step at hand",
    add,
    run,
    "Anybody may stop, with a name and a reason. `flytt resume` takes it up again; `flytt rollback` takes\n"
    "it back. In the middle of a cutover users stay without the application until one of the two.",
)

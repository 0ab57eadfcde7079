"""`flytt check`: mapping, runbooks and calendar, all faults at once."""

import argparse

from flytt.cli.command import Command, add_json, add_municipality


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Read everything and plan both ways. MappingFaults or Conflicts with all that is wrong."""
    from flytt.adapters.reach import Reach, stated_reach
    from flytt.cli.given import typed, with_mapping
    from flytt.cli.output import document
    from flytt.mapping import MappingFaults, load_municipality, load_runbooks, page_faults
    from flytt.mapping.faults import Fault
    from flytt.mapping.folder import BOARD, REACH, SENDING
    from flytt.migration.planner import make_plan
    from flytt.notices.board.settings import BoardSettings, read_settings
    from flytt.notices.sending.settings import SendingSettings, read_sending
    from flytt.wiring import utc_now

    at = with_mapping(given)
    faults: list[Fault] = []
    for load in (
        lambda: load_municipality(at.mapping),
        lambda: load_municipality(at.mapping, practice=True),
        lambda: load_runbooks(at.runbooks),
    ):
        try:
            load()
        except MappingFaults as found:
            faults += found.faults
    for name, model in ((REACH, Reach), (BOARD, BoardSettings), (SENDING, SendingSettings)):
        faults += page_faults(at.mapping / name, model)
    if faults:
        raise MappingFaults(faults)
    stated_reach(at.mapping / REACH)
    read_settings(at.mapping)
    read_sending(at.mapping)
    runbooks = load_runbooks(at.runbooks)
    practice = make_plan(load_municipality(at.mapping, practice=True), runbooks, utc_now())
    real = make_plan(load_municipality(at.mapping), runbooks, utc_now())
    if given.json:
        counts = {"moves": len(real.workloads), "stays": len(real.not_moved)}
        rehearsed = {"moves": len(practice.workloads), "stays": len(practice.not_moved)}
        document(
            {"municipality": at.municipality, "faults": [], "plan": {**counts}, "practice": {**rehearsed}}
        )
        return 0
    print(f"{real.name}: no faults in {at.mapping} and {at.runbooks}.")
    print(f"  as it stands: {len(real.workloads)} workloads move, {len(real.not_moved)} stay")
    print(f"  in practice:  {len(practice.workloads)} workloads move, {len(practice.not_moved)} stay")
    print(typed(f"Next: flytt plan {at.municipality}", given))
    return 0


COMMAND = Command("check", "read mappings, runbooks and calendar; show all faults at once", add, run)

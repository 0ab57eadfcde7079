"""`flytt check`: mapping, runbooks, calendar, and the tenants that are reached, all faults at once."""

import argparse
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.plan import Plan
    from flytt.migration.record import Json
    from flytt.migration.workload import Municipality, Workload
    from flytt.wiring import Where


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_json(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--files", action="store_true", help="read files alone: ask no tenant anything")
    which.add_argument(
        "--practice", action="store_true", help="ask the tenants of the practice municipality that runs"
    )
    which.add_argument(
        "--permissions", action="store_true", help="print the least that each application must be let do"
    )


def run(given: argparse.Namespace) -> int:
    """Read everything, plan both ways, ask the tenants. MappingFaults or Conflicts with all that is wrong."""
    from flytt.cli.given import typed, with_mapping
    from flytt.cli.output import document
    from flytt.cli.tenants import exit_code, permissions, show_findings, show_permissions
    from flytt.mapping import load_municipality, load_runbooks
    from flytt.migration.planner import make_plan
    from flytt.wiring import proven_tenants, utc_now

    at = with_mapping(given)
    _read(at)
    runbooks = load_runbooks(at.runbooks)
    whole, rehearsed = load_municipality(at.mapping), load_municipality(at.mapping, practice=True)
    practice = make_plan(rehearsed, runbooks, utc_now())
    real = make_plan(whole, runbooks, utc_now())
    municipality, plan = (rehearsed, practice) if given.practice else (whole, real)
    if given.permissions:
        rows = permissions(_moving(whole, real)) or permissions(_moving(rehearsed, practice))
        if given.json:
            document({"municipality": at.municipality, "permissions": [*rows]})
        else:
            show_permissions(rows)
        return 0
    found = () if given.files else proven_tenants(at, municipality, plan)
    if given.json:
        document(
            {
                "municipality": at.municipality,
                "faults": [],
                "plan": _counts(real),
                "practice": _counts(practice),
                "tenants": [one.as_json() for one in found],
            }
        )
        return exit_code(found)
    print(f"{real.name}: no faults in {at.mapping} and {at.runbooks}.")
    print(f"  as it stands: {len(real.workloads)} workloads move, {len(real.not_moved)} stay")
    print(f"  in practice:  {len(practice.workloads)} workloads move, {len(practice.not_moved)} stay")
    if found:
        print("Tenants, asked just now; nothing was changed there:")
        show_findings(found)
    code = exit_code(found)
    print(typed(f"Next: {'mend these, then flytt check' if code else 'flytt plan'} {at.municipality}", given))
    return code


def _read(at: "Where") -> None:
    from flytt.cli.pages import faults_of_pages
    from flytt.mapping import Fault, MappingFaults, load_municipality, load_runbooks

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
    faults += faults_of_pages(at.mapping)
    if faults:
        raise MappingFaults(faults)


def _moving(municipality: "Municipality", plan: "Plan") -> "list[Workload]":
    moving = {one.id for one in plan.workloads}
    return [one for one in municipality.workloads if one.id in moving]


def _counts(plan: "Plan") -> "dict[str, Json]":
    return {"moves": len(plan.workloads), "stays": len(plan.not_moved)}


COMMAND = Command(
    "check",
    "read mappings, runbooks and calendar, and ask the tenants that reach.yaml states; show all faults",
    add,
    run,
)

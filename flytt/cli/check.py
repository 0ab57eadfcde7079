"""`flytt check`: mapping, runbooks, calendar, and the tenants that are reached, all faults at once."""

import argparse
from typing import TYPE_CHECKING, TypeVar

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from collections.abc import Callable

    from flytt.migration.plan import Plan
    from flytt.migration.record import Json
    from flytt.migration.runbook import Runbook
    from flytt.migration.workload import Kind, Municipality, Workload
    from flytt.wiring import Where

Loaded = TypeVar("Loaded")


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
    from flytt.migration.planner import make_plan
    from flytt.wiring import proven_tenants, utc_now

    at = with_mapping(given)
    runbooks, whole, rehearsed = _read(at)
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


def _read(at: "Where") -> "tuple[dict[Kind, Runbook], Municipality, Municipality]":
    """Return the runbooks, and the municipality as it stands and in practice. MappingFaults of all files."""
    from flytt.cli.pages import faults_of_pages
    from flytt.mapping import Fault, MappingFaults, load_municipality, load_runbooks

    faults: list[Fault] = []

    def loaded(load: "Callable[[], Loaded]") -> "Loaded | None":
        try:
            return load()
        except MappingFaults as found:
            faults.extend(found.faults)
        return None

    runbooks = loaded(lambda: load_runbooks(at.runbooks))
    whole = loaded(lambda: load_municipality(at.mapping))
    rehearsed = loaded(lambda: load_municipality(at.mapping, practice=True))
    faults += faults_of_pages(at.mapping)
    if faults or runbooks is None or whole is None or rehearsed is None:
        raise MappingFaults(faults)
    return runbooks, whole, rehearsed


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

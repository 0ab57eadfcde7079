"""What both sides changed of people, in the dossier of *go*: each with what is decided, and how to decide."""

from flytt.migration.changed_on_both import Question as Asked
from flytt.migration.changed_on_both import questions
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.state import MoveState
from flytt.reports.markdown import code, table, text
from flytt.reports.questions import Question

MOST_SHOWN = 200
"""Rows for each workload, undecided ones first; the rest is counted, and shown when these are decided."""

PROPERTIES = {
    "display_name": "visningsnavn",
    "given_name": "fornavn",
    "surname": "etternavn",
    "job_title": "stilling",
    "department": "avdeling",
    "company": "firma",
    "office": "kontor",
    "mobile": "mobilnummer",
    "employee": "ansattnummer",
    "usage_location": "land",
    "language": "språk",
}
_KEEP = {"": "**nei**", "old": "ja, den gamle siden gjelder", "new": "ja, den nye siden gjelder"}
_ABOUT = (
    "Dette er ulikt på de to sidene, og begge har endret det siden kontoene ble laget, eller Flytt vet ikke "
    "hvem som har gjort det. Ingenting av det skrives over før noen har sagt hvilken side som gjelder."
)
_AFTERWARDS = "Det som endres på begge sider etter dette, spørres det om i vinduet."


def changed_on_both(plan: Plan, asked: Question, state: MoveState) -> list[str]:
    """Return the part of a dossier that lists it; empty for other questions, and when there is none."""
    if asked.entry.phase != "cutover" or asked.step is not None:
        return []
    lines: list[str] = []
    for workload in asked.workloads:
        if found := questions(workload, state.workload(workload.id)):
            lines += _of(plan, workload, found)
    return ["## Det begge sider har endret", "", _ABOUT, "", *lines, _AFTERWARDS, ""] if lines else []


def _of(plan: Plan, workload: PlannedWorkload, found: tuple[Asked, ...]) -> list[str]:
    rows = [
        (code(one.source), ", ".join(PROPERTIES.get(n, text(n)) for n in one.properties), _KEEP[one.keep])
        for one in found[:MOST_SHOWN]
    ]
    titles = ("Person, med id i det gamle miljøet", "Endret på begge sider", "Avgjort")
    more = [f"Og {len(found) - MOST_SHOWN} til.", ""] if found[MOST_SHOWN:] else []
    open_ = [*_how(plan, workload), ""] if any(not one.keep for one in found) else []
    return [f"**{text(workload.name)}**:", "", *table(titles, rows), *more, *open_]


def _how(plan: Plan, workload: PlannedWorkload) -> list[str]:
    here = f"{plan.municipality} {workload.sector}"
    adopt, on = code(f"flytt plan {plan.municipality} --adopt"), code(f"flytt resume {here}")
    back = code(f"flytt rollback {here} --workload {workload.id} --to prepared")
    rows = ", ".join(map(code, ("source", "keep: old", "keep: new", "why")))
    return [
        f"- Avgjøres i kartleggingen under {code('changed_on_both')} ({rows}), så {adopt} og {on}.",
        f"- Er det skrevet likt for hånd: {back} og {code(f'flytt move {here}')}. Da ses det etter på nytt.",
    ]

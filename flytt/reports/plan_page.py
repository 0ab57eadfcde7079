"""The plan as a page for those who decide and those who are affected."""

from flytt.migration.plan import Plan
from flytt.reports.at_once import AT_ONCE_NB, at_once
from flytt.reports.markdown import code, table, text
from flytt.reports.times import local_nb, minutes_nb
from flytt.reports.words_nb import KINDS, STANDINGS


def plan_page(plan: Plan) -> str:
    """Return the plan in bokmål: per sector what moves when and for how long; what stays, and why."""
    title = f"# Plan: {text(plan.name)} flytter til {text(plan.target)}"
    lines = [title, ""]
    if plan.practice:
        lines += ["**Dette er en øving.** Adresser, tall og klokkeslett er øvingens egne.", ""]
    lines += [
        (
            f"{len(plan.workloads)} arbeidslaster flyttes, {len(plan.not_moved)} blir der de er. "
            f"Plan {code(plan.hash)}. Tider er lokale ({text(plan.time_zone)})."
        ),
        "",
    ]
    for name, advice in at_once(plan, AT_ONCE_NB):
        lines += [f"**Gjør dette i dag, uansett vindu – {text(name)}:** {advice}", ""]
    for sector in plan.sectors:
        moving = plan.sector(sector.id)
        if not moving:
            continue
        lines += [f"## {text(sector.name)}", ""]
        rows = [
            (
                text(w.name),
                KINDS[w.kind],
                _when(local_nb(w.window.start, plan.time_zone), STANDINGS[w.window.standing]),
                minutes_nb(w.promised_minutes),
                text(", ".join(plan.workload(d.workload).name for d in w.depends_on)) or "–",
            )
            for w in moving
        ]
        lines += table(("Arbeidslast", "Type", "Når", "Nede i høyst", "Bygger på"), rows)
    if plan.not_moved:
        lines += ["## Flyttes ikke i denne planen", ""]
        lines += table(("Arbeidslast", "Hvorfor"), [(text(n.name), text(n.why)) for n in plan.not_moved])
    return "\n".join(lines)


def _when(moment: str, standing: str) -> str:
    return f"{moment} ({standing})" if standing else moment

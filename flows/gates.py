"""Gates as operators meet them: the dossier as an artifact, and the rehearsal's own people who answer."""

from flows.shown import publish
from flytt.adapters.practice.people import PracticePeople
from flytt.adapters.signature import check
from flytt.migration.answer import Reply, answer
from flytt.migration.gate import subjects
from flytt.migration.move import Move
from flytt.migration.next_action import Ask
from flytt.reports.pages import dossier


def show_dossier(move: Move, ask: Ask) -> str:
    """Publish what a gate's question rests on, and return it as Markdown."""
    gate = move.journal.refresh().gates[ask.gate]
    page = dossier(move.plan, move.journal.refresh(), move.journal.events, gate, move.clock.now())
    publish(f"spørsmål {ask.gate}", page, f"Spørsmål: {ask.entry.title_nb}")
    return page


def answer_in_rehearsal(move: Move, ask: Ask, people: PracticePeople, refusal: str = "") -> bool:
    """Do what the question asks of people, then answer as the first approver would. False: no-go.

    `refusal` is why they say no although everything passes.
    """
    gate = move.journal.refresh().gates[ask.gate]
    stops = [f"{c.name}: {c.says}" for c in gate.criteria if c.passed is not True]
    stops += [refusal] if refusal else []
    if ask.entry.scope == "workload":
        (workload,) = subjects(move.plan, ask.gate)
        people.ask(workload.id, undo=ask.entry.key.endswith("-undo"))
    reply = Reply(
        gate=ask.gate,
        go=not stops,
        who=move.plan.approvers[0].id,
        why="; ".join(stops),
        through="rehearsal",
    )
    answer(move.plan, move.journal, move.clock, reply, check)
    return not stops

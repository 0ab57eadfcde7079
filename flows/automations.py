"""What Prefect itself does when a run dies or goes silent: it marks, and has the people on duty told.

Nothing here starts, retries or undoes a move. The automations are made anew at each start under fixed names.
"""

from uuid import UUID

from prefect import get_client
from prefect.automations import Automation

from flows.commands import command
from flytt.migration.record import Json

SILENT_AFTER_SECONDS = 540
"""Three of Prefect's default heartbeats of 180 s: less would mark healthy runs."""

DEAD = "Flytt: si fra når en kjøring dør"
SILENT = "Flytt: merk kjøringer som er blitt stille"
DUTY_FLOW = "Vakt"
DUTY = f"{DUTY_FLOW}/vakt"
_ENDS = ("Completed", "Failed", "Cancelled", "Crashed", "Suspended", "Paused")


def set_up() -> None:
    """Make both automations anew. ObjectNotFound as long as there are no deployments."""
    with get_client(sync_client=True) as client:
        duty_deployment = client.read_deployment_by_name(DUTY).id
    for content in (tell_of_dead_runs(duty_deployment), mark_silent_runs()):
        automation = Automation.model_validate(content)
        _forget(automation.name)
        automation.create(_sync=True)  # pyright: ignore[reportCallIssue] - added by a decorator


def tell_of_dead_runs(duty_deployment: UUID) -> dict[str, Json]:
    """A run that crashes or fails starts the duty deployment with its id.

    Not one of the duty flow's own: it would start itself for as long as the ledger cannot be reached.
    """
    trigger: dict[str, Json] = {
        "type": "event",
        "posture": "Reactive",
        "match": {"prefect.resource.id": "prefect.flow-run.*"},
        "match_related": {"prefect.resource.role": "flow", "prefect.resource.name": f"!{DUTY_FLOW}"},
        "expect": ["prefect.flow-run.Crashed", "prefect.flow-run.Failed"],
        "threshold": 1,
        "within": 0,
    }
    parameters: dict[str, Json] = {
        "kjoring": {"__prefect_kind": "jinja", "template": "{{ event.resource.id }}"},
        "hendelse": {"__prefect_kind": "jinja", "template": "{{ event.event }}"},
    }
    action: dict[str, Json] = {
        "type": "run-deployment",
        "source": "selected",
        "deployment_id": str(duty_deployment),
        "parameters": parameters,
    }
    says = "Sier fra til vakten. Starter, gjentar og angrer ingenting."
    return {"name": DEAD, "description": says, "trigger": trigger, "actions": [action]}


def mark_silent_runs() -> dict[str, Json]:
    """A run whose heartbeats stop is marked Crashed, so that nobody waits for it. Nothing is undone."""
    trigger: dict[str, Json] = {
        "type": "event",
        "posture": "Proactive",
        "match": {"prefect.resource.id": "prefect.flow-run.*"},
        "for_each": ["prefect.resource.id"],
        "after": ["prefect.flow-run.heartbeat"],
        "expect": ["prefect.flow-run.heartbeat", *(f"prefect.flow-run.{end}" for end in _ENDS)],
        "threshold": 1,
        "within": SILENT_AFTER_SECONDS,
    }
    action: dict[str, Json] = {
        "type": "change-flow-run-state",
        "state": "CRASHED",
        "message": f"Ingen livstegn. Ingenting er angret. Neste: {command('resume')}",
    }
    says = "Merker kjøringer som ikke gir livstegn. Ingenting blir angret."
    return {"name": SILENT, "description": says, "trigger": trigger, "actions": [action]}


def _forget(name: str) -> None:
    try:
        Automation.read(name=name, _sync=True).delete(_sync=True)  # pyright: ignore[reportCallIssue, reportUnknownMemberType]
    except ValueError:
        return

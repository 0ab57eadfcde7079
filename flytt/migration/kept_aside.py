"""What people had written on the new side when it was taken back: Flytt keeps it, and never deletes it."""

from collections.abc import Iterable

from flytt.migration.events import Recorded, UndoStarted
from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record


class KeptAside(Record):
    """What one step found when it was taken back, and the hosts on which it was kept."""

    step: str
    hosts: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say where and what, in the words of the step."""
        on = f"{', '.join(self.hosts)}: " if self.hosts else ""
        return on + "; ".join(self.says)


def kept_aside(workload: PlannedWorkload, events: Iterable[Recorded]) -> tuple[KeptAside, ...]:
    """Return what was kept each time the workload was taken back, oldest first, each once.

    It outlives retirement: its owner takes over what is in it, and says when it may be deleted.
    """
    hosts = {step.key: step.undo_hosts for step in workload.steps}
    found = [
        KeptAside(step=r.event.step, hosts=hosts.get(r.event.step, ()), says=r.event.written_since)
        for r in events
        if isinstance(r.event, UndoStarted) and r.event.workload == workload.id and r.event.written_since
    ]
    return tuple(dict.fromkeys(found))

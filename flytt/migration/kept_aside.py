"""What people had written on the new side when it was taken back: Flytt keeps it, and never deletes it."""

from collections.abc import Iterable
from datetime import datetime

from flytt.migration.events import Recorded, UndoStarted
from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record

BACK = "FRA-NY-SIDE"
"""The folder on the old side in which people find what they had written on the new one, before its date."""


class KeptAside(Record):
    """What one step found when it was taken back, and the hosts on which it was kept."""

    step: str
    hosts: tuple[str, ...]
    says: tuple[str, ...]
    next_command: str = ""
    """What brings it to those who wrote it; empty where only its owner knows."""

    @property
    def sentence(self) -> str:
        """Say where and what, in the words of the step."""
        on = f"{', '.join(self.hosts)}: " if self.hosts else ""
        return on + "; ".join(self.says)


def kept_aside(
    municipality: str, workload: PlannedWorkload, events: Iterable[Recorded]
) -> tuple[KeptAside, ...]:
    """Return what was kept each time the workload was taken back, oldest first, each once.

    It outlives retirement: its owner takes over what is in it, and says when it may be deleted.
    """
    hosts = {step.key: step.undo_hosts for step in workload.steps}
    found = [
        KeptAside(
            step=r.event.step,
            hosts=hosts.get(r.event.step, ()),
            says=r.event.written_since,
            next_command=_back(municipality, workload, r.at),
        )
        for r in events
        if isinstance(r.event, UndoStarted) and r.event.workload == workload.id and r.event.written_since
    ]
    return tuple(dict.fromkeys(found))


def bring_back(municipality: str, workload: PlannedWorkload, at: datetime) -> str:
    """Return the command that lays a share's kept files beside what is on the old side, and never over it."""
    return f"flytt share back {municipality} {workload.id} --into {BACK}-{at:%Y-%m-%d}"


def _back(municipality: str, workload: PlannedWorkload, at: datetime) -> str:
    return bring_back(municipality, workload, at) if workload.kind == "file-share" else ""

"""What people had written on the new side when it was taken back: Flytt keeps it, and never deletes it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from flytt.migration.events import Recorded, StepStarted, UndoStarted
from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record

BACK = "FRA-NY-SIDE"
"""The folder on the old side in which people find what they had written on the new one, before its date."""


_OFFERED = {"file-share": "share", "tenant-files": "files", "tenant-intranet": "intranet"}
"""The command that brings back what was kept, by kind."""


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
    found: list[KeptAside] = []
    said: dict[str, tuple[str, ...]] = {}
    days: Counter[date] = Counter()
    for r in events:
        match r.event:
            case StepStarted(workload=workload.id, step=step):
                said.pop(step, None)
            case UndoStarted(workload=workload.id, step=step, written_since=says) if says:
                # A rollback that was killed begins its undo again, and says the same.
                if said.get(step) == says:
                    continue
                said[step] = says
                days[r.at.date()] += 1
                command = _back(municipality, workload, r.at, days[r.at.date()])
                kept = KeptAside(step=step, hosts=hosts.get(step, ()), says=says, next_command=command)
                found.append(kept)
            case _:
                pass
    return tuple(found)


def bring_back(municipality: str, workload: PlannedWorkload, at: datetime, number: int = 1) -> str:
    """Return the command that lays kept files beside what is on the old side, and never over it.

    `number`: of the times that day; each gets a folder of its own.
    """
    again = f"-{number}" if number > 1 else ""
    into = f"{BACK}-{at:%Y-%m-%d}{again}"
    return f"flytt {_OFFERED.get(workload.kind, 'share')} back {municipality} {workload.id} --into {into}"


def _back(municipality: str, workload: PlannedWorkload, at: datetime, number: int) -> str:
    return bring_back(municipality, workload, at, number) if workload.kind in _OFFERED else ""

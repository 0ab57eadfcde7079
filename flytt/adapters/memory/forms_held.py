"""What the Forms estates' twin holds: forms, tables, Flytt's own copies, what lies on the new side."""

from collections import Counter
from dataclasses import dataclass, field

from flytt.migration.errors import NotFound
from flytt.migration.forms_estate import EstateJob, Pass
from flytt.migration.record import digest

NONE = "none"
"""As the form of a table: it holds no answers of Forms."""
QUARANTINE = "quarantine"


@dataclass
class MemoryForm:
    """One form. `answers` by id of the response; every answer is one cell."""

    answers: dict[int, str] = field(default_factory=dict[int, str])
    is_open: bool = True


@dataclass
class MemoryTable:
    """A table in a file: its rows by id of the response. `form` empty: nobody can tell whose it is."""

    rows: dict[int, str]
    form: str = ""


@dataclass
class FormsHeld:
    """All of it. `work` holds Flytt's own copies, `placed` what lies on the new side, by workload."""

    forms: dict[str, MemoryForm] = field(default_factory=dict[str, MemoryForm])
    tables: dict[str, MemoryTable] = field(default_factory=dict[str, MemoryTable])
    said: dict[str, str] = field(default_factory=dict[str, str])
    """What people wrote, by table: a form, NONE or QUARANTINE."""
    held_by: set[str] = field(default_factory=set[str])
    audit_days: int = 180
    longer: dict[str, int] = field(default_factory=dict[str, int])
    work: dict[tuple[str, str], dict[str, dict[int, str]]] = field(
        default_factory=dict[tuple[str, str], dict[str, dict[int, str]]]
    )
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    settled: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    placed: dict[str, tuple[Pass, dict[str, dict[int, str]]]] = field(
        default_factory=dict[str, tuple[Pass, dict[str, dict[int, str]]]]
    )
    aside: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    """What people had changed of what was placed, by workload and form."""
    new: dict[str, MemoryForm] = field(default_factory=dict[str, MemoryForm])
    """New forms, by whose they are and the old form's id."""
    closed_by: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    downloaded: dict[str, str] = field(default_factory=dict[str, str])
    """Which table an owner downloaded after closing a form, by the form."""
    closed_by_owners: set[str] = field(default_factory=set[str])
    maps: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    effects: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def snapshot(self) -> dict[str, object]:
        """Return everything, comparable, one entry for each place."""
        return {
            "forms": {name: (one.is_open, dict(one.answers)) for name, one in self.forms.items()},
            "forms evidence": (frozenset(self.held_by), self.audit_days, dict(self.longer)),
            "forms of Flytt's own": {str(k): dict(v) for k, v in self.work.items()},
            "forms questions": (dict(self.questions), dict(self.said), dict(self.settled)),
            "forms placed": (dict(self.placed), dict(self.aside)),
            "forms new": {name: (one.is_open, dict(one.answers)) for name, one in self.new.items()},
            "forms closed": (dict(self.closed_by), dict(self.downloaded), frozenset(self.closed_by_owners)),
            "forms maps": dict(self.maps),
        }

    def _estate(self, job: EstateJob, which: Pass) -> dict[str, dict[int, str]]:
        found = self.work.get((job.kept_as, f"estate-{which}"))
        if found is None:
            raise NotFound(f"Nothing was gathered of {job.kept_as}.", next_command="flytt resume")
        return found

    def _whole(self, job: EstateJob, which: Pass) -> dict[str, dict[int, str]]:
        """Every answer of a pass by its form; what nobody settled in quarantine."""
        whole: dict[str, dict[int, str]] = {}
        said = self.settled.get(job.kept_as, {})
        for source, rows in self._estate(job, which).items():
            kind, _, name = source.partition(" ")
            form = name if kind == "form" else self.tables[name].form or said.get(name, QUARANTINE)
            if form != NONE:
                whole[form] = rows | whole.get(form, {})
        return whole

    def _moved(self, job: EstateJob) -> list[str]:
        return [name for name in self._whole(job, "first") if name != QUARANTINE]

    def _recreated(self, job: EstateJob) -> list[str]:
        if (job.kept_as, "estate-first") not in self.work:
            return []
        return [name for name in self._moved(job) if job.forms.of(name) == "recreate"]

    def _changed(self, job: EstateJob) -> list[str]:
        if job.kept_as not in self.placed or (job.kept_as, "estate-first") not in self.work:
            return []
        which, there = self.placed[job.kept_as]
        wanted = self._whole(job, which)
        return [name for name, rows in sorted(there.items()) if rows != wanted.get(name)]

    def _set_aside(self, job: EstateJob) -> None:
        for name in self._changed(job):
            self.aside[f"{job.kept_as}/{name}"] = self.placed[job.kept_as][1][name]

    def _count(self, what: str, subject: str) -> None:
        self.effects["forms", f"{what} {subject}"] += 1


def seal_of(whole: dict[str, dict[int, str]]) -> str:
    """Return the digest of answers by their form."""
    return digest({name: {str(n): value for n, value in rows.items()} for name, rows in whole.items()})

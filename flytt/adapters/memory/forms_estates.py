"""The Forms estates' twin: two tenants' forms and answers in memory, moved and proved by the same rules."""

from collections import Counter
from dataclasses import dataclass, field

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import (
    Account,
    Attributed,
    Closed,
    EstateJob,
    Gathered,
    Made,
    Opened,
    Part,
    Pass,
    Placed,
    Proof,
    Protection,
    Settled,
    Standing,
)  # fmt: skip
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
class MemoryFormsEstates:
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
            "forms closed": dict(self.closed_by),
            "forms maps": dict(self.maps),
        }

    def protection(self, job: EstateJob) -> Protection:
        """Return how it is without this workload's own."""
        return Protection(
            deletions_held=bool(self.held_by - {job.kept_as}),
            audit_days=max(
                [self.audit_days, *(days for name, days in self.longer.items() if name != job.kept_as)]
            ),
        )

    def protect(self, job: EstateJob) -> None:
        """Hold and keep, both under the workload's name."""
        if self.stands(job, "protection") is not Presence.PRESENT:
            self.held_by.add(job.kept_as)
            self.longer[job.kept_as] = job.source.audit_days
            self._count("protect", job.kept_as)

    def gather(self, job: EstateJob, which: Pass) -> Gathered:
        """Copy everything; the service's own pages only where that is allowed."""
        at = (job.kept_as, f"estate-{which}")
        if at not in self.work:
            service = self.forms if job.source.unsupported_api else {}
            self.work[at] = {f"form {n}": dict(one.answers) for n, one in service.items()}
            self.work[at] |= {f"table {n}": dict(one.rows) for n, one in self.tables.items()}
            self._count("gather", which)
        forms = [rows for name, rows in self.work[at].items() if name.startswith("form ")]
        return Gathered(
            files=len(self.work[at]),
            forms=len(forms),
            responses=sum(map(len, forms)),
            blind=() if job.source.unsupported_api else ("the service: its interface is not supported",),
            seal=_seal(self.work[at]),
        )

    def attribute(self, job: EstateJob) -> Attributed:
        """Ask about tables that nobody can tell the form of."""
        estate = self._estate(job, "first")
        asked = tuple(sorted(n for n, one in self.tables.items() if not one.form and f"table {n}" in estate))
        if job.kept_as not in self.questions:
            self.questions[job.kept_as] = asked
            self._count("attribute", job.kept_as)
        return Attributed(
            blocks=len(self.tables),
            decided=len(self.tables) - len(asked),
            questions=len(asked),
            digest=_seal(estate),
        )

    def settle(self, job: EstateJob) -> Settled:
        """Take what people said of every question."""
        asked = self.questions.get(job.kept_as, ())
        if waiting := [name for name in asked if name not in self.said]:
            raise ChangedByOthers(
                f"{len(waiting)} of {len(asked)} tables of answers wait for somebody to say whose they are.",
                still_true="Nothing was moved.",
                next_command="answer them where they lie, then flytt resume",
            )
        answers = {name: self.said[name] for name in asked}
        if job.kept_as not in self.settled:
            self.settled[job.kept_as] = answers
            self._count("settle", job.kept_as)
        kept = sum(said == QUARANTINE for said in answers.values())
        return Settled(answers=len(answers), quarantined=kept, waiting=0, digest=digest({**answers}))

    def place(self, job: EstateJob, which: Pass) -> Placed:
        """Put what a pass found there, whole."""
        if job.kept_as not in self.settled:
            raise NotFound("Nobody has settled the estate's questions yet.", next_command="flytt resume")
        wanted = self._whole(job, which)
        if self.placed.get(job.kept_as) != (which, wanted):
            self._set_aside(job)
            self.placed[job.kept_as] = (which, wanted)
            self._count("place", which)
        moved = {name: rows for name, rows in wanted.items() if name != QUARANTINE}
        return Placed(
            forms=len(moved),
            responses=sum(map(len, moved.values())),
            cells=sum(map(len, moved.values())),
            uploads=0,
            quarantined=len(wanted.get(QUARANTINE, {})),
            root=_seal(moved),
        )

    def make_forms(self, job: EstateJob) -> Made:
        """Make those that are to be made, closed."""
        wanted = self._recreated(job)
        for name in wanted:
            if f"{job.kept_as}/{name}" not in self.new:
                self.new[f"{job.kept_as}/{name}"] = MemoryForm(is_open=False)
                self._count("make form", name)
        return Made(made=len(wanted), handed_over=len(self._moved(job)) - len(wanted))

    def close_old(self, job: EstateJob) -> Closed:
        """Close those that are open, and note which."""
        can = job.source.unsupported_api
        if job.kept_as not in self.closed_by:
            self.closed_by[job.kept_as] = tuple(n for n, one in self.forms.items() if one.is_open and can)
            for name in self.closed_by[job.kept_as]:
                self.forms[name].is_open = False
            self._count("close", job.kept_as)
        return Closed(closed=len(self.closed_by[job.kept_as]), by_owners=0 if can else len(self._moved(job)))

    def open_new(self, job: EstateJob) -> Opened:
        """Open what was made of forms that were open, and publish the map."""
        were = {f"{job.kept_as}/{name}" for name in self.closed_by.get(job.kept_as, ())}
        made = [one for name, one in self.new.items() if name in were]
        rows = tuple(sorted(self._moved(job)))
        if job.kept_as not in self.maps:
            for one in made:
                one.is_open = True
            self.maps[job.kept_as] = rows
            self._count("open", job.kept_as)
        return Opened(forms=len(made), addresses=len(rows))

    def prove(self, job: EstateJob) -> Proof:
        """Hold every cell that either pass found against what lies there."""
        found = {**self._cells(self._whole(job, "first")), **self._cells(self._whole(job, "delta"))}
        _, placed = self.placed.get(job.kept_as, ("first", {}))
        there = self._cells(placed)
        missing = sum(there.get(cell) != value for cell, value in found.items())
        foreign = len(there.keys() - found.keys())
        kept = sum(form == QUARANTINE and there.get((form, n)) == v for (form, n), v in found.items())
        account = Account(
            found=len(found),
            moved=len(found) - missing - kept,
            quarantined=kept,
            missing=missing,
            foreign=foreign,
        )
        lost = (f"{missing} cells are missing, {foreign} are there and were not found",)
        because = (*(lost if missing or foreign else ()), *self._late(job))
        listed = (f"{kept} rows lie in quarantine",) if kept else ()
        return Proof(
            outcome="cannot be proved, because" if because else
            "proved except listed" if listed else "proved",
            forms=len(self._moved(job)),
            responses=account,
            cells=account,
            files=Account(),
            because=because,
            listed=listed,
            root=_seal(self._whole(job, "delta")),
        )  # fmt: skip

    def stands(self, job: EstateJob, part: Part) -> Presence:  # noqa: PLR0911 - one answer for each part
        """Look at the part."""
        own = job.kept_as
        match part:
            case "protection":
                return _much([own in self.held_by, own in self.longer])
            case "estate-first" | "estate-delta":
                return _much([(own, part) in self.work])
            case "attribution":
                return _much([own in self.questions])
            case "answers":
                return _much([own in self.settled])
            case "package-first":
                return _much([own in self.placed])
            case "package-delta":
                return _much([own in self.placed and self.placed[own][0] == "delta"])
            case "new-forms":
                there = {name for name in self.new if name.startswith(f"{own}/")}
                return _much([name in there for name in there | {f"{own}/{n}" for n in self._recreated(job)}])
            case "closed":
                return _much([own in self.closed_by])
            case "opened":
                return _much([own in self.maps])

    def check(self, job: EstateJob, part: Part) -> Verification:
        """Look again, and where there are two sides hold them against each other."""
        expected, found = {part: "there"}, {part: self.stands(job, part).value.replace("present", "there")}
        if part in {"package-first", "package-delta"}:
            which: Pass = "delta" if part == "package-delta" else "first"
            expected["answers"] = _seal(self._whole(job, which))
            found["answers"] = _seal(self.placed[job.kept_as][1] if job.kept_as in self.placed else {})
        if part == "new-forms" and not self._recreated(job):
            expected, found = {}, {}
        return Verification.of("looked for in both tenants", expected=expected, found=found)

    def take_back(self, job: EstateJob, part: Part) -> None:  # noqa: C901 - one case for each part
        """Remove the part, whatever of it is there."""
        if self.stands(job, part) is Presence.ABSENT:
            return
        own = job.kept_as
        match part:
            case "protection":
                self.held_by.discard(own)
                self.longer.pop(own, None)
            case "estate-first" | "estate-delta":
                del self.work[own, part]
            case "attribution":
                del self.questions[own]
            case "answers":
                del self.settled[own]
            case "package-first":
                self._set_aside(job)
                del self.placed[own]
            case "package-delta":
                self._set_aside(job)
                self.placed[own] = ("first", self._whole(job, "first"))
            case "new-forms":
                mine = {name for name in self.new if name.startswith(f"{own}/")}
                left = {
                    f"left by {name}": one for name, one in self.new.items() if name in mine and one.answers
                }
                self.new = {name: one for name, one in self.new.items() if name not in mine} | left
            case "closed":
                for name in self.closed_by.pop(own):
                    self.forms[name].is_open = True
            case "opened":
                del self.maps[own]
                for name, one in self.new.items():
                    one.is_open = one.is_open and not name.startswith(f"{own}/")
        self._count("take back", part)

    def written_since(self, job: EstateJob) -> tuple[str, ...]:
        """Name new forms with answers."""
        return tuple(
            f"form {name}: {len(one.answers)} answers"
            for name, one in sorted(self.new.items())
            if name.startswith(f"{job.kept_as}/") and one.answers
        )

    def changed_by_others(self, job: EstateJob, which: Pass) -> tuple[str, ...]:
        """Name forms whose placed answers are not as they were placed."""
        del which
        return tuple(f"{name}: changed by others; kept" for name in self._changed(job))

    def _changed(self, job: EstateJob) -> list[str]:
        if job.kept_as not in self.placed or (job.kept_as, "estate-first") not in self.work:
            return []
        which, there = self.placed[job.kept_as]
        wanted = self._whole(job, which)
        return [name for name, rows in sorted(there.items()) if rows != wanted.get(name)]

    def _set_aside(self, job: EstateJob) -> None:
        for name in self._changed(job):
            self.aside[f"{job.kept_as}/{name}"] = self.placed[job.kept_as][1][name]

    def standing(self, job: EstateJob) -> Standing:
        """Hold what lies there against the last pass that was placed."""
        if job.kept_as not in self.placed or (job.kept_as, "estate-first") not in self.work:
            return Standing()
        which, there = self.placed[job.kept_as]
        wanted = self._whole(job, which)
        if missing := wanted.keys() - there.keys():
            raise ChangedByOthers(
                f"{len(missing)} forms that were placed are gone.", next_command="flytt resume"
            )
        changed = tuple(f"{name}: changed by others since" for name in self._changed(job))
        return Standing(files=len(wanted) - len(changed), written=changed)

    def let_go(self, job: EstateJob) -> None:
        """Drop the copies and the hold."""
        if self.held(job):
            self.work = {at: kept for at, kept in self.work.items() if at[0] != job.kept_as}
            self.held_by.discard(job.kept_as)
            self.longer.pop(job.kept_as, None)
            self._count("let go", job.kept_as)

    def held(self, job: EstateJob) -> bool:
        """True while anything is."""
        return job.kept_as in self.held_by or any(at[0] == job.kept_as for at in self.work)

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

    def _late(self, job: EstateJob) -> tuple[str, ...]:
        """What the forms say now and did not when they were gathered last, where they can be asked."""
        estate = self.work.get((job.kept_as, "estate-delta"))
        if estate is None or not job.source.unsupported_api:
            return ()
        takes = sum(one.is_open for one in self.forms.values())
        other = sum(one.answers != estate.get(f"form {name}") for name, one in self.forms.items())
        counted = ((takes, "old forms take answers"), (other, "old forms have other answers than then"))
        return tuple(f"{count} {what}" for count, what in counted if count)

    def _moved(self, job: EstateJob) -> list[str]:
        return [name for name in self._whole(job, "first") if name != QUARANTINE]

    def _recreated(self, job: EstateJob) -> list[str]:
        if (job.kept_as, "estate-first") not in self.work:
            return []
        return [name for name in self._moved(job) if job.forms.of(name) == "recreate"]

    @staticmethod
    def _cells(whole: dict[str, dict[int, str]]) -> dict[tuple[str, int], str]:
        return {(form, number): value for form, rows in whole.items() for number, value in rows.items()}

    def _count(self, what: str, subject: str) -> None:
        self.effects["forms", f"{what} {subject}"] += 1


def _much(there: list[bool]) -> Presence:
    if not any(there):
        return Presence.ABSENT
    return Presence.PRESENT if all(there) else Presence.PARTIAL


def _seal(whole: dict[str, dict[int, str]]) -> str:
    return digest({name: {str(n): value for n, value in rows.items()} for name, rows in whole.items()})

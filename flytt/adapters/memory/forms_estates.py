"""The Forms estates' twin: two tenants' forms and answers in memory, moved and proved by the same rules."""

from flytt.adapters.memory.forms_held import NONE, QUARANTINE, MemoryForm, MemoryTable, seal_of
from flytt.adapters.memory.forms_parts import FormsParts
from flytt.adapters.memory.forms_proof import FormsProof
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence
from flytt.migration.forms_estate import (
    Attributed,
    ByOwners,
    Closed,
    EstateJob,
    Gathered,
    Made,
    Opened,
    Pass,
    Placed,
    Protection,
    Settled,
)  # fmt: skip
from flytt.migration.record import digest

__all__ = ["NONE", "QUARANTINE", "MemoryForm", "MemoryFormsEstates", "MemoryTable"]


class MemoryFormsEstates(FormsParts, FormsProof):
    """Forms and answers of two tenants, moved step by step."""

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
            seal=seal_of(self.work[at]),
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
            digest=seal_of(estate),
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
            root=seal_of(moved),
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

    def owners_closed(self, job: EstateJob) -> ByOwners:
        """See that every form's download holds at least what was there."""
        forms = [] if job.source.unsupported_api else self._moved(job)
        before, tables = self._whole(job, "first"), self.tables
        short = [
            name
            for name in forms
            if (table := tables.get(self.downloaded.get(name, ""))) is None
            or before[name].keys() - table.rows.keys()
        ]
        if short:
            raise ChangedByOthers(
                f"{len(short)} of {len(forms)} forms are not seen to be closed and downloaded again.",
                next_command="let their owners do it, then flytt resume",
            )
        if job.kept_as not in self.closed_by_owners:
            self.closed_by_owners.add(job.kept_as)
            self._count("owners closed", job.kept_as)
        return ByOwners(forms=len(forms), rows=sum(len(tables[self.downloaded[name]].rows) for name in forms))

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

    def written_since(self, job: EstateJob) -> tuple[str, ...]:
        """Name new forms with answers."""
        return tuple(
            f"form {name}: {len(one.answers)} answers"
            for name, one in sorted(self.new.items())
            if name.startswith(f"{job.kept_as}/") and one.answers
        )

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

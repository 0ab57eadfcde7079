"""The twin's proof: every cell that was found, held against what lies on the new side."""

from flytt.adapters.memory.forms_held import QUARANTINE, FormsHeld, seal_of
from flytt.migration.errors import ChangedByOthers
from flytt.migration.forms_estate import Account, EstateJob, Pass, Proof, Standing


class FormsProof(FormsHeld):
    """What was moved, held against what was found."""

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
            root=seal_of(self._whole(job, "delta")),
        )  # fmt: skip

    def changed_by_others(self, job: EstateJob, which: Pass) -> tuple[str, ...]:
        """Name forms whose placed answers are not as they were placed."""
        del which
        return tuple(f"{name}: changed by others; kept" for name in self._changed(job))

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

    def _late(self, job: EstateJob) -> tuple[str, ...]:
        """What the forms say now and did not when they were gathered last, where they can be asked."""
        estate = self.work.get((job.kept_as, "estate-delta"))
        if estate is None or not job.source.unsupported_api:
            return ()
        takes = sum(one.is_open for one in self.forms.values())
        other = sum(one.answers != estate.get(f"form {name}") for name, one in self.forms.items())
        counted = ((takes, "old forms take answers"), (other, "old forms have other answers than then"))
        return tuple(f"{count} {what}" for count, what in counted if count)

    @staticmethod
    def _cells(whole: dict[str, dict[int, str]]) -> dict[tuple[str, int], str]:
        return {(form, number): value for form, rows in whole.items() for number, value in rows.items()}

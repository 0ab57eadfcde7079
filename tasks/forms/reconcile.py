"""forms.reconcile: everything that was found, held against what lies on the new side now."""

from flytt.migration.evidence import Verification
from flytt.migration.forms_estate import EstateJob, Proof
from flytt.migration.look import Look
from flytt.migration.ports import World


class Reconcile(Look[EstateJob, Proof]):
    """The proof is of what was found: what no source could show is in the report beside the answers."""

    def see(self, want: EstateJob, world: World) -> Proof:
        return world.forms.prove(want)

    def judge(self, want: EstateJob, seen: Proof, world: World) -> Verification:
        """Fetch and prove once more; the root must be the one that went into the ledger."""
        now = world.forms.prove(want)
        differing = list(now.because)
        if now.outcome == "cannot be proved, because" and not differing:
            differing.append("cannot be proved")
        if now.root != seen.root:
            differing.append(f"root {seen.root[:16]} at first, {now.root[:16]} now")
        return Verification(
            route=f"{now.outcome}: the new side fetched anew, cell by cell, by two readers",
            matched=now.cells.moved + now.cells.quarantined + now.cells.excluded + now.files.moved,
            differing=tuple(differing),
            skipped=now.listed,
        )


STEP = Reconcile()

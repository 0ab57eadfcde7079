"""identity.changed-on-both: what both sides changed of people since the accounts were made, before *go*."""

from dataclasses import replace

from flytt.migration.directory import ProfileField
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.changed_profiles import by_changes, compared
from tasks.tenancy import Met, Tenancy

_NEW = "changed on both sides since it was looked for: go back to *prepared* and on, and it is asked about"


class Seen(Record):
    """How many profiles were held against each other, and what is asked: properties by id in the old tenant.

    What is decided already is among it: a decision that the next plan takes back is open again.
    """

    people: int
    asked: dict[str, tuple[ProfileField, ...]]


class ChangedOnBoth(Look[Tenancy, Seen]):
    """Open questions do not refute it: they stand in the dossier, where its criterion stops *go*."""

    def see(self, want: Tenancy, world: World) -> Seen:
        met = Met(want, world)
        found = compared(_undecided(want), met.profiles, world)
        return Seen(people=len(met.moving.people), asked=dict(sorted(found.asked.items())))

    def judge(self, want: Tenancy, seen: Seen, world: World) -> Verification:
        """What was settled meanwhile is no fault; a question that the dossier would not show is one."""
        found = compared(_undecided(want), by_changes(want, Met(want, world), world), world)
        decided = {row.source for row in want.changed_on_both}
        unseen = {
            source: names
            for source, names in found.asked.items()
            if source not in decided and not set(names) <= set(seen.asked.get(source, ()))
        }
        left = {source: names for source, names in found.asked.items() if source not in decided}
        return Verification(
            route="both directories' track of changes, read again",
            matched=seen.people - len(unseen),
            differing=tuple(f"{one}: {', '.join(names)} {_NEW}" for one, names in sorted(unseen.items())),
            skipped=(*found.skipped, *replace(found, asked=left).open_questions),
        )


def _undecided(want: Tenancy) -> Tenancy:
    return want.changed(changed_on_both=())


STEP = ChangedOnBoth()

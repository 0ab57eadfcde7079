"""What is placed on the new side in each pass: packed once, put there, held against what lies there."""

from collections import Counter
from pathlib import Path

from flytt.adapters.forms.followed import undecided_now
from flytt.adapters.forms.placing import digests
from flytt.adapters.forms.reading import Read, as_written, attributed, exclusions
from flytt.adapters.forms.site import Site
from flytt.forms.attribution.written import write
from flytt.forms.moving.pack import FORMS, pack
from flytt.forms.moving.package import CONTENTS, Package
from flytt.forms.reconcile.merkle import whole
from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import Pass, Placed, Standing

ARCHIVE = "arkivansvarlig"
"""Who answers for a file of no known unit, until the mapping's own role is put in its place."""


class Packages:
    """The package of one pass. That of the delta takes the place of the first."""

    def __init__(self, site: Site, which: Pass) -> None:
        self._site, self._work = site, site.work
        self._which: Pass = which
        self._part = f"package-{which}"
        self._own = self._work.package(which)
        self._former: tuple[Path, ...] = (self._work.package("first"),) if which == "delta" else ()

    def place(self) -> Placed:
        """Pack unless it was packed, and make what lies there that."""
        done = self._work.receipt(self._part, Placed) or self._packed()
        self._site.shelf.put(self._own, self._former)
        return done

    def stands(self) -> Presence:
        """Read the contents page there: half a package has none."""
        there = self._site.shelf.listing()
        mine = digests(self._own)
        if CONTENTS in there:
            if self._which == "first":
                return Presence.PRESENT
            return Presence.PRESENT if there[CONTENTS] == mine.get(CONTENTS) else Presence.ABSENT
        names = mine.keys() | {name for one in self._former for name in digests(one)}
        return Presence.PARTIAL if names & there.keys() else Presence.ABSENT

    def check(self) -> Verification:
        """Fetch every file of it, and hold its bytes against the package."""
        wanted = digests(self._own)
        target = self._work.fresh(self._work.folder / "fetched")
        self._site.shelf.fetch(target)
        there = digests(target)
        self._work.drop(target)
        missing = sum(name not in there for name in wanted)
        other = sum(name in there and there[name] != digest for name, digest in wanted.items())
        left = sum(name in there and name not in wanted for one in self._former for name in digests(one))
        counted = (
            (missing, "files are missing"),
            (other, "files differ"),
            (left, "files of the first pass are left"),
        )
        return Verification(
            route="every file fetched from the new side and hashed",
            matched=len(wanted) - missing - other,
            differing=tuple(f"{count} {what}" for count, what in counted if count),
        )

    def changed_by_others(self) -> tuple[str, ...]:
        """Say where others have changed files of it: by the number of the form, for names may be people's."""
        passes = (self._work.package("first"), self._work.package("delta"))
        changed = self._site.shelf.changed(passes, self._site.shelf.listing())
        counted = Counter(_place(name) for name in changed)
        return tuple(
            f"{at}: {count} files changed by others; kept under another name" for at, count in counted.items()
        )

    def standing(self) -> Standing:
        """Fetch the new side, and hold each file against the package. ChangedByOthers when one is missing."""
        wanted = digests(self._own)
        target = self._work.fresh(self._work.folder / "fetched")
        try:
            self._site.shelf.fetch(target)
            there = digests(target)
        finally:
            self._work.drop(target)
        if missing := wanted.keys() - there.keys():
            raise ChangedByOthers(
                f"{len(missing)} files that were placed on the new side are not there any more.",
                still_true="Flytt's own copies were not touched: they may be the last.",
                next_command=f"put them back from {self._own.name} in Flytt's folder, then flytt resume",
            )
        counted = Counter(_place(name) for name, digest in wanted.items() if there[name] != digest)
        changed = tuple(f"{at}: {count} files changed by others since" for at, count in counted.items())
        return Standing(files=len(wanted) - counted.total(), written=changed)

    def take_back(self) -> None:
        """Remove what was put there; of a delta, put back what the first pass had placed."""
        if self._which == "delta" and self._former[0].is_dir():
            self._site.shelf.put(self._former[0], (self._own,))
        else:
            self._site.shelf.take((self._own,))
        self._work.forget(self._part)
        self._work.drop(self._own, *([self._work.document("placed-delta")] if self._which == "delta" else []))

    def _packed(self) -> Placed:
        read = self._judged()
        into = self._work.fresh(self._own)
        done = pack(
            read.estate,
            read.document,
            into,
            key=self._work.key(),
            exclusions=exclusions(self._work),
        )
        if done.broken:
            raise ChangedByOthers(
                f"{len(done.broken)} files of the estate could not be read again.",
                still_true="Nothing was placed on the new side.",
                next_command="flytt rollback to before the gathering, then flytt resume",
            )
        role = self._site.job.quarantine_owner
        package = done.package.changed(
            quarantine=tuple(
                one.changed(owner=role) if one.owner == ARCHIVE else one for one in done.package.quarantine
            )
        )
        (into / CONTENTS).write_text(package.model_dump_json(indent=1), "utf-8")
        self._work.settle(into, self._own)
        found = _counted(package)
        self._work.note(self._part, found)
        return found

    def _judged(self) -> Read:
        """The first pass as people settled it; the delta judged anew with the same decisions."""
        if self._which == "first":
            if not self._work.document("placed-first").is_file():
                raise NotFound("Nobody has settled the estate's questions yet.", next_command="flytt resume")
            return as_written(self._work, "first")
        read, before = attributed(self._work, "delta"), as_written(self._work, "first")
        if count := undecided_now(before.document, read.document, before.estate.blocks, read.estate.blocks):
            raise ChangedByOthers(
                f"{count} tables of answers were decided in the first pass, and cannot be told any more.",
                still_true="What the first pass placed lies there as it was.",
                next_command=f"write whose they are in {self._work.decisions.name} of Flytt's folder of the "
                "estate, with the new ranges, then flytt resume",
            )
        write(self._work.document("placed-delta"), read.document)
        return read


def _place(name: str) -> str:
    parts = name.split("/")
    return "/".join(parts[: 2 if parts[0] == FORMS else 1])


def _counted(package: Package) -> Placed:
    return Placed(
        forms=len(package.forms),
        responses=sum(form.responses for form in package.forms),
        cells=sum(form.cells for form in package.forms),
        uploads=len(package.uploads),
        quarantined=len(package.quarantine),
        root=whole((form.id, form.root) for form in package.forms),
    )

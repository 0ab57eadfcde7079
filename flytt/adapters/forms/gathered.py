"""An estate gathered in one pass: fetched, sealed, counted again another way."""

from pathlib import Path

from flytt.adapters.forms.carried import Carried, carry
from flytt.adapters.forms.gathering import STILL_OPEN, Fetching
from flytt.adapters.forms.owners import known
from flytt.adapters.forms.owners_closed import SAID
from flytt.adapters.forms.remembered import Remembered
from flytt.adapters.forms.site import Site
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import ByOwners, Gathered, Pass
from flytt.migration.record import digest


class GatheredEstate:
    """The folder of one pass, its seal, and what was carried over from the pass before."""

    def __init__(self, site: Site, which: Pass) -> None:
        self._site, self._work = site, site.work
        self._which: Pass = which
        self._part = f"estate-{which}"

    def gather(self) -> Gathered:
        """Fetch it all beside, from where it was cut off, and put it in its place when whole and sealed."""
        from flytt.forms.reconcile.seal import write_seal  # noqa: PLC0415 - a heavy library

        if (done := self._work.receipt(self._part, Gathered)) is not None:
            return done
        into = self._work.begun(self._work.estate(self._which))
        first = self._work.estate("first") if self._which == "delta" else None
        fetching = Fetching(
            self._site.old, into, Remembered(self._work.so_far(self._which), into),
            unsupported_api=self._site.job.source.unsupported_api, before=first,
            also=known(self._site) if first else (),
        )  # fmt: skip
        fetching.everything()
        carried = carry(first, into) if first else Carried()
        sealed = write_seal(self._work.seal(self._which), into)
        self._work.settle(into, self._work.estate(self._which))
        blind = [self._said(one) for one in fetching.blind]
        found = Gathered(
            files=len(sealed.files),
            forms=fetching.forms,
            responses=fetching.responses,
            blind=(*blind, *carried.says),
            seal=digest({**sealed.files}),
        )
        self._work.note(self._part, found)
        self._work.drop(self._work.so_far(self._which))
        return found

    def _said(self, blind: str) -> str:
        """Say what owners said of their forms, where they did."""
        owners = self._work.receipt("owners-closed", ByOwners)
        return f"{owners.forms} {SAID}" if blind == STILL_OPEN and owners else blind

    def stands(self) -> Presence:
        """Look for the note that it is whole."""
        if self._work.noted(self._part) and self._work.estate(self._which).is_dir():
            return Presence.PRESENT
        return Presence.PARTIAL if any(path.exists() for path in self._own()) else Presence.ABSENT

    def check(self) -> Verification:
        """Hold every file against its seal and its drive's own hash; pages against the service's counts."""
        from flytt.adapters.forms.reading import read  # noqa: PLC0415 - a heavy library
        from flytt.forms.reconcile.references import other_than_listed  # noqa: PLC0415
        from flytt.forms.reconcile.seal import read_seal, since  # noqa: PLC0415

        done = self._work.receipt(self._part, Gathered)
        if done is None:
            return Verification(
                route="the note of what was gathered", unchecked=1, unchecked_why="there is none"
            )
        estate = read(self._work, self._which)
        counted = {form.id: form.row_count for form in estate.forms if form.row_count is not None}
        pages = {one.form_id: len(one.rows) for one in estate.responses}
        short = sum(count > pages.get(form, 0) for form, count in counted.items())
        changed = since(read_seal(self._work.seal(self._which)), self._work.estate(self._which))
        differing = [f"{len(changed)} kinds of change since the seal"] if changed else []
        if other := len(other_than_listed(estate)):
            differing.append(f"{other} files are not what their drive lists")
        if short and self._site.job.source.unsupported_api:
            differing.append(f"{short} forms have fewer answers here than the service counts")
        return Verification(
            route="hashes that the drives list, and counts of the service itself",
            matched=done.files,
            differing=tuple(differing),
            skipped=done.blind,
        )

    def take_back(self) -> None:
        """Remove the folder, the seal and the note, and what was fetched of a gathering that was cut off."""
        self._work.forget(self._part)
        self._work.drop(*self._own())

    def _own(self) -> tuple[Path, ...]:
        estate = self._work.estate(self._which)
        begun = self._work.beside(estate)
        return estate, begun, self._work.so_far(self._which), self._work.seal(self._which)

"""The port of Forms estates over HTTP: each part is asked of the piece that knows it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr

from flytt.adapters.forms.address import FormsAddress
from flytt.adapters.forms.door import Door
from flytt.adapters.forms.evidence import Evidence
from flytt.adapters.forms.gathered import GatheredEstate
from flytt.adapters.forms.new_side import MadeForms, OpenedForms
from flytt.adapters.forms.old_side import OldForms
from flytt.adapters.forms.owners_closed import OwnersClosed
from flytt.adapters.forms.packages import Packages
from flytt.adapters.forms.proving import prove
from flytt.adapters.forms.questions import Questions, Settling
from flytt.adapters.forms.site import Piece, Site
from flytt.adapters.forms.work import Work
from flytt.adapters.secrets import Secrets
from flytt.migration.errors import BadInput
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import (
    Attributed,
    ByOwners,
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


class HttpFormsEstates:
    """Estates by the names of their tenants. `folder` is where Flytt's own copies lie."""

    def __init__(self, tenants: Mapping[str, FormsAddress], folder: Path, secrets: Secrets) -> None:
        self._tenants, self._folder, self._secrets = tenants, folder, secrets
        self._doors: dict[str, Door] = {}

    def protection(self, job: EstateJob) -> Protection:
        """Return how evidence is kept, apart from Flytt's own."""
        return Evidence(self._site(job)).before()

    def protect(self, job: EstateJob) -> None:
        """Hold deletions, and prolong the log."""
        Evidence(self._site(job)).protect()

    def gather(self, job: EstateJob, which: Pass) -> Gathered:
        """Fetch every source."""
        return GatheredEstate(self._site(job), which).gather()

    def attribute(self, job: EstateJob) -> Attributed:
        """Say whose every table is, and lay out questions."""
        return Questions(self._site(job)).attribute()

    def settle(self, job: EstateJob) -> Settled:
        """Read people's answers."""
        return Settling(self._site(job)).settle()

    def place(self, job: EstateJob, which: Pass) -> Placed:
        """Put the package of a pass there."""
        return Packages(self._site(job), which).place()

    def make_forms(self, job: EstateJob) -> Made:
        """Make forms, closed."""
        return MadeForms(self._site(job)).make()

    def close_old(self, job: EstateJob) -> Closed:
        """Close the old forms."""
        return OldForms(self._site(job)).close()

    def owners_closed(self, job: EstateJob) -> ByOwners:
        """Read what owners say, and look for what they downloaded."""
        return OwnersClosed(self._site(job)).take()

    def open_new(self, job: EstateJob) -> Opened:
        """Open the new forms, and publish the map."""
        return OpenedForms(self._site(job)).open()

    def prove(self, job: EstateJob) -> Proof:
        """Fetch the new side anew, and hold it against what was gathered last."""
        site = self._site(job)
        which: Pass = "delta" if site.work.noted("estate-delta") else "first"
        gathered = site.work.receipt(f"estate-{which}", Gathered)
        target = site.work.fresh(site.work.folder / "fetched")
        try:
            site.shelf.fetch(target)
            late = OldForms(site).since_gathered()
            return prove(site.work, which, target, gathered.blind if gathered else (), late)
        finally:
            site.work.drop(target)

    def stands(self, job: EstateJob, part: Part) -> Presence:
        """Look how much of a part is there."""
        return self._piece(job, part).stands()

    def check(self, job: EstateJob, part: Part) -> Verification:
        """Look at a part another way."""
        return self._piece(job, part).check()

    def take_back(self, job: EstateJob, part: Part) -> None:
        """Take a part back."""
        self._piece(job, part).take_back()

    def written_since(self, job: EstateJob) -> tuple[str, ...]:
        """Name new forms with answers."""
        return MadeForms(self._site(job)).written_since()

    def changed_by_others(self, job: EstateJob, which: Pass) -> tuple[str, ...]:
        """Say where people have changed what was placed."""
        return Packages(self._site(job), which).changed_by_others()

    def standing(self, job: EstateJob) -> Standing:
        """Hold the new side against the last package; nothing when the copies are gone already."""
        site = self._site(job)
        which: Pass = "delta" if site.work.package("delta").is_dir() else "first"
        return Packages(site, which).standing() if site.work.folder.exists() else Standing()

    def let_go(self, job: EstateJob) -> None:
        """Lay decisions on the new side; remove Flytt's own folder of the estate, and let go of the hold."""
        site = self._site(job)
        for path in (site.work.decisions, site.work.signed, site.work.exclusions):
            if path.is_file():
                site.shelf.write(path.name, path.read_bytes())
        Evidence(site).take_back()
        site.work.drop(site.work.folder)

    def held(self, job: EstateJob) -> bool:
        """True while the folder or the hold is there."""
        site = self._site(job)
        return site.work.folder.exists() or Evidence(site).stands() is not Presence.ABSENT

    def close(self) -> None:
        """Let go of all connections."""
        for door in self._doors.values():
            door.close()

    def _piece(self, job: EstateJob, part: Part) -> Piece:
        return _PIECES[part](self._site(job))

    def _site(self, job: EstateJob) -> Site:
        work = Work(self._folder / job.kept_as)
        return Site(job, work, self._door(job.source.tenant), self._door(job.target.tenant))

    def _door(self, tenant: str) -> Door:
        if tenant not in self._doors:
            at = self._tenants.get(tenant)
            if at is None:
                raise BadInput(
                    f"Flytt was to reach the Forms of {tenant}, and reach.yaml of the mapping states none.",
                    still_true="Nothing was touched.",
                    next_command="state `forms` in reach.yaml, then flytt resume",
                )
            self._doors[tenant] = Door(at.base, lambda: self._token(at))
        return self._doors[tenant]

    def _token(self, at: FormsAddress) -> SecretStr:
        if at.token_secret.startswith("/"):
            return SecretStr(Path(at.token_secret).read_text(encoding="ascii").strip())
        return self._secrets(at.token_secret)


_PIECES: dict[Part, Callable[[Site], Piece]] = {
    "protection": Evidence,
    "estate-first": lambda site: GatheredEstate(site, "first"),
    "estate-delta": lambda site: GatheredEstate(site, "delta"),
    "attribution": Questions,
    "answers": Settling,
    "package-first": lambda site: Packages(site, "first"),
    "package-delta": lambda site: Packages(site, "delta"),
    "new-forms": MadeForms,
    "closed": OldForms,
    "owners-closed": OwnersClosed,
    "opened": OpenedForms,
}

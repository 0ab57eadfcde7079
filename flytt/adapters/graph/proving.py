"""Proves tenants before anything moves: reads as the applications of a reach would, and changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.applications import Applications
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.secrets import Secrets
from flytt.migration.breath import rest
from flytt.migration.consent import CONSENTS, Consent, Service, Use
from flytt.migration.errors import FlyttError, Remedy
from flytt.migration.identity import Sides, counterparts, moving
from flytt.migration.identity_settings import Identity
from flytt.migration.mailbox_settings import TenantMailboxes
from flytt.migration.proof import Finding, of_consent, of_holds, of_more, of_reader, retention
from flytt.migration.seats import lacking_seats
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Workload

_AGAIN = "then flytt check"
_HELD = "Get-Mailbox -ResultSize Unlimited | Where-Object LitigationHoldEnabled"
_USES: tuple[Use, ...] = ("reader", "writer")


class Proving:
    """Both tenants of the workloads that move. `names`: what each calls its own in the tenants (its mark)."""

    def __init__(
        self,
        municipality: str,
        workloads: Sequence[Workload],
        names: Mapping[str, str],
        tenants: Mapping[str, TenantAddress],
        secrets: Secrets,
        *,
        wait: Callable[[float], None] = rest,
    ) -> None:
        self._municipality, self._names, self._tenants, self._secrets = municipality, names, tenants, secrets
        self._workloads = [one for one in workloads if one.kind in CONSENTS]
        self._apps, self._wait = Applications(tenants, secrets, wait), wait

    def findings(self) -> tuple[Finding, ...]:
        """Return everything that was found, tenant by tenant and then workload by workload.

        Where something moves and no tenant is stated, that none was asked is the finding.
        """
        if self._workloads and not self._tenants:
            return (_not_stated(self._named()),)
        found = [one for tenant in self._named() for one in self._tenant(tenant)]
        directories = GraphDirectories(self._tenants, self._secrets, wait=self._wait)
        try:
            for one in self._workloads:
                if all(self._reads(tenant) for tenant in _sides(one).values()):
                    found += self._workload(one, directories)
        finally:
            directories.close()
        return tuple(found)

    def _named(self) -> list[str]:
        return sorted({tenant for one in self._workloads for tenant in _sides(one).values()})

    def _needs(self, tenant: str) -> list[tuple[str, Consent]]:
        """Return what each workload needs in a tenant."""
        return [
            (one.id, consent)
            for one in self._workloads
            for consent in CONSENTS[one.kind]
            if _sides(one)[consent.side] == tenant
        ]

    def _tenant(self, tenant: str) -> Iterator[Finding]:
        place = f"tenants.{tenant}"
        at = self._tenants.get(tenant)
        if at is None:
            yield _wrong(
                place, "reach.yaml does not state it", "the tenant with its applications", "state it"
            )
            return
        yield from _endpoints(place, at)
        yield from self._apart(place, at)
        for use in _USES:
            yield from self._application(tenant, use, at)
        if any(one.kind == "tenant-mailboxes" for one in self._workloads):
            yield retention(tenant)

    def _apart(self, place: str, at: TenantAddress) -> Iterator[Finding]:
        if at.writer is None:
            return
        if at.reader.client_id == at.writer.client_id or at.reader.certificate == at.writer.certificate:
            same = "application" if at.reader.client_id == at.writer.client_id else "certificate"
            yield _wrong(
                place,
                f"reader and writer are one and the same {same}",
                "two applications, each with a certificate of its own",
                "register another",
            )
        else:
            yield Finding(place=place, state="proven", says="reader and writer are two applications")

    def _application(self, tenant: str, use: Use, at: TenantAddress) -> Iterator[Finding]:
        place, needs = f"tenants.{tenant}.{use}", [n for n in self._needs(tenant) if n[1].use == use]
        if not needs:
            return
        if self._apps.stated(tenant, use) is None:
            who = ", ".join(sorted({workload for workload, _ in needs}))
            later = all(consent.since != "move" for _, consent in needs)
            if later:
                yield Finding(
                    place=place,
                    state="look",
                    says=f"not stated; {who} needs it to go back or to close the old",
                )
            else:
                yield _wrong(place, f"not stated; {who} writes there", "an application", "state it")
            return
        services: tuple[Service, ...] = ("Graph", "Exchange", "SharePoint")
        for service in services:
            needed = frozenset(p for _, c in needs if c.service == service for p in c.permissions)
            if service == "SharePoint" and needed and not at.sharepoint:
                yield _wrong(
                    f"tenants.{tenant}", "`sharepoint` is not stated; old sites are closed there",
                    "https://<tenant>-admin.sharepoint.com", "state it",
                )  # fmt: skip
            elif service == "Exchange" and (at.exchange is None or not at.exchange.endpoint):
                continue  # people run the scripts, with rights of their own
            elif needed or service == "Graph":
                yield from self._token(tenant, use, service, needed)

    def _token(self, tenant: str, use: Use, service: Service, needed: frozenset[str]) -> Iterator[Finding]:
        place, granted = f"tenants.{tenant}.{use}", self._apps.granted(tenant, use, service)
        if isinstance(granted, FlyttError):
            yield _not_asked(place, granted)
            return
        yield from of_consent(
            place, service, needed, granted, f"flytt check {self._municipality} --permissions"
        )
        if use == "reader" and service == "Graph":
            yield from of_reader(place, granted)
        if service == "Graph":
            yield from of_more(place, needed, granted)

    def _reads(self, tenant: str) -> bool:
        return tenant in self._tenants and not isinstance(self._apps.granted(tenant, "reader"), FlyttError)

    def _workload(self, workload: Workload, directories: GraphDirectories) -> Iterator[Finding]:
        looks = {"tenant-identity": self._licences, "tenant-mailboxes": self._holds}
        look = looks.get(workload.kind)
        if look is None:
            return
        try:
            yield from look(workload, directories)
        except FlyttError as fault:
            yield _not_asked(workload.id, fault)

    def _licences(self, workload: Workload, directories: GraphDirectories) -> list[Finding]:
        want = SETTINGS[workload.kind].model_validate(workload.settings)
        assert isinstance(want, Identity)
        old, new = directories.on(want.source), directories.on(want.target)
        sides = Sides(
            people=tuple(old.people()), groups=(), there=tuple(new.people()), groups_there=(),
            skus=old.skus(), skus_there=new.skus(),
        )  # fmt: skip
        mark = self._names[workload.id]
        moved = moving(want, mark, sides)
        wrong = lacking_seats(want, moved, counterparts(mark, moved, sides), sides)
        if wrong:
            expected = "a row and a free seat for each who moves"
            return [_wrong(workload.id, one, expected, "buy seats or write the row") for one in wrong]
        return [Finding(place=workload.id, state="proven", says=f"licences for {len(moved.people)} who move")]

    def _holds(self, workload: Workload, directories: GraphDirectories) -> list[Finding]:
        want = SETTINGS[workload.kind].model_validate(workload.settings)
        assert isinstance(want, TenantMailboxes)
        for tenant in (want.source, want.target):
            way = self._tenants[tenant].exchange
            if way is None:
                says, expected = f"`exchange` of {tenant} is not stated", "an `endpoint` or a `folder`"
                return [_wrong(workload.id, says, expected, "state it in reach.yaml")]
            if not way.endpoint:
                return [
                    Finding(
                        place=workload.id,
                        state="look",
                        says=f"mailboxes on hold, archives: not seen, people ask Exchange of {tenant}",
                        next_command=_HELD,
                    )
                ]
        boxes, there = directories.exchange(want.source).boxes(), directories.exchange(want.target).boxes()
        return list(of_holds(workload.id, want, boxes, there))


def _sides(workload: Workload) -> dict[str, str]:
    return {"old": str(workload.settings["source"]), "new": str(workload.settings["target"])}


def _endpoints(place: str, at: TenantAddress) -> Iterator[Finding]:
    if "/beta" in at.base:
        yield _wrong(
            f"{place}.base", "it leads to the beta of Graph", "https://graph.microsoft.com", "mend it"
        )
    elif at.exchange is not None and at.exchange.endpoint:
        yield Finding(
            place=f"{place}.exchange",
            state="look",
            says="`endpoint` is what Microsoft's own PowerShell module uses, and documented for nobody else",
            next_command="`folder` instead, where people run scripts; all else is v1.0",
        )
    else:
        yield Finding(place=place, state="proven", says="v1.0 alone is used")


def _wrong(place: str, says: str, expected: str, mend: str) -> Finding:
    return Finding(place=place, state="wrong", says=says, expected=expected, next_command=f"{mend}, {_AGAIN}")


def _not_stated(tenants: Sequence[str]) -> Finding:
    return Finding(
        place="reach.yaml",
        state="unknown",
        says=f"no tenant is stated, and nobody was asked; workloads move in {', '.join(tenants)}",
        next_command=f"state them in reach.yaml (docs/tenant.md), {_AGAIN}; --files reads files alone",
    )


def _not_asked(place: str, fault: FlyttError) -> Finding:
    state = "unknown" if fault.remedy in {Remedy.TRANSIENT, Remedy.LAGGING} else "wrong"
    return Finding(place=place, state=state, says=fault.attempted, next_command=fault.next_command)

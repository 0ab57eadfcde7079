"""What a mapping does not say how to reach: asked for, it raises. Unknown is not empty."""

from collections.abc import Mapping
from typing import NoReturn

from flytt.migration.chats import Chats
from flytt.migration.directory import Directory
from flytt.migration.domains import Domains
from flytt.migration.drives import TenantDrives
from flytt.migration.errors import BadInput
from flytt.migration.exchange import Exchange
from flytt.migration.intranet import TenantSites
from flytt.migration.mailboxes import Mailboxes
from flytt.migration.ports import Document
from flytt.migration.record import Json
from flytt.migration.task_plans import TaskPlans
from flytt.migration.teams import Teams
from flytt.migration.zone import RecordKind, Rrset


class UnstatedNames:
    """Stands where a zone would be. Every look-up says that none is stated."""

    def lookup(self, alias: str) -> str | None:
        """Raise BadInput."""
        _unstated(f"look {alias} up", "zone")

    def records(self, name: str, kind: RecordKind) -> Rrset:
        """Raise BadInput."""
        _unstated(f"look up the {kind} records of {name}", "zone")

    def replace(self, name: str, kind: RecordKind, *, expected: Rrset, wanted: Rrset) -> None:
        """Raise BadInput."""
        del expected, wanted
        _unstated(f"change the {kind} records of {name}", "zone")

    def switch(self, alias: str, *, expected: str, target: str) -> None:
        """Raise BadInput."""
        del expected, target
        _unstated(f"switch {alias}", "zone")


class UnstatedDocuments:
    """Stands where documents would be. Every reading says that no place is stated."""

    def read(self, name: str) -> Document:
        """Raise BadInput."""
        _unstated(f"read {name}", "documents")

    def write(self, name: str, value: Mapping[str, Json], *, version: str) -> Document:
        """Raise BadInput."""
        del value, version
        _unstated(f"write {name}", "documents")


class UnstatedDirectories:
    """Stands where tenants would be. Every look at one says that it is not stated."""

    def on(self, tenant: str) -> Directory:
        """Raise BadInput."""
        _unstated(f"reach the tenant {tenant}", "tenants")

    def teams(self, tenant: str) -> Teams:
        """Raise BadInput."""
        _unstated(f"reach the teams of the tenant {tenant}", "tenants")

    def chats(self, tenant: str) -> Chats:
        """Raise BadInput."""
        _unstated(f"reach the chats of the tenant {tenant}", "tenants")

    def planner(self, tenant: str) -> TaskPlans:
        """Raise BadInput."""
        _unstated(f"reach the plans of the tenant {tenant}", "tenants")

    def mail(self, tenant: str) -> Mailboxes:
        """Raise BadInput."""
        _unstated(f"reach the mailboxes of {tenant}", "tenants")

    def exchange(self, tenant: str) -> Exchange:
        """Raise BadInput."""
        _unstated(f"reach Exchange in {tenant}", "tenants")

    def sites(self, tenant: str) -> TenantSites:
        """Raise BadInput."""
        _unstated(f"reach the sites of {tenant}", "tenants")

    def domains_of(self, tenant: str) -> Domains:
        """Raise BadInput."""
        _unstated(f"reach the domains of {tenant}", "tenants")


class UnstatedDrives:
    """Stands where tenants' drives would be. Every look at one says that it is not stated."""

    def on(self, tenant: str) -> TenantDrives:
        """Raise BadInput."""
        _unstated(f"reach the tenant {tenant}", "tenants")


class UnstatedForms:
    """Stands where Forms estates would be. Whatever is asked of one, none is stated."""

    def __getattr__(self, name: str) -> NoReturn:
        """Raise BadInput."""
        if name.startswith("__"):
            raise AttributeError(name)
        _unstated("reach a Forms estate", "forms")


def _unstated(attempted: str, part: str) -> NoReturn:
    raise BadInput(
        f"Flytt was to {attempted}, and reach.yaml of the mapping states no `{part}`.",
        still_true="Nothing was touched.",
        next_command=f"state `{part}` in reach.yaml, then flytt resume",
    )

"""What the steps of a domain share: who holds on to it in the old tenant, and who they are in the new one."""

from flytt.migration.address_book import AddressBook
from flytt.migration.addressing import Addresses, Pairing
from flytt.migration.domain_settings import TenantDomain
from flytt.migration.domains import Domain, Domains, Named
from flytt.migration.errors import NotFound
from flytt.migration.exchange import Exchange, Recipient
from flytt.migration.identity import source_of
from flytt.migration.ports import World
from flytt.migration.record import digest
from tasks.tenancy import MarkedAs


class Holding(TenantDomain):
    """What the mapping says. `marked_as`: this workload's own name, from which the others' marks follow."""

    marked_as: MarkedAs

    def old(self, world: World) -> Domains:
        """Return the domains of the tenant that lets go."""
        return world.tenants.domains_of(self.source)

    def new(self, world: World) -> Domains:
        """Return the domains of the tenant that takes over."""
        return world.tenants.domains_of(self.target)

    def old_exchange(self, world: World) -> Exchange:
        """Return Exchange's administration in the old tenant."""
        return world.tenants.exchange(self.source)

    def new_exchange(self, world: World) -> Exchange:
        """Return Exchange's administration in the new tenant."""
        return world.tenants.exchange(self.target)

    def book(self, world: World) -> AddressBook:
        """Return where the former addresses are kept."""
        return AddressBook(world.kept, self.marked_as)

    def find(self, domains: Domains) -> Domain | None:
        """Return the domain as a tenant has it."""
        return next((one for one in domains.all() if one.name == self.domain), None)

    def initial(self, domains: Domains) -> str:
        """Return the domain that a tenant was born with. NotFound when it shows none."""
        for one in domains.all():
            if one.initial:
                return one.name
        raise NotFound("The tenant shows no domain of its own, to which addresses could be moved.")

    def pairing(self, world: World, was: Addresses) -> Pairing:
        """Return who becomes whom: by the marks of accounts, groups and shared mailboxes, and by decision."""
        municipality = self.marked_as.rpartition("_")[0]
        pairs = self._made(world)
        marks = {box.mark: box.account for box in self.new_exchange(world).boxes() if box.mark}
        for one in was.ids:
            shared = marks.get(f"flytt-{digest([f'{municipality}_{self.mailboxes}', one])[:40]}")
            pairs |= {one: shared} if shared else {}
        same = {row.source: row.target for row in self.same}
        left = {row.source for row in self.leave}
        pairs = {source: target for source, target in (pairs | same).items() if source not in left}
        return Pairing(pairs, frozenset(same))

    def ours(self, world: World) -> frozenset[str]:
        """Return who on the new side is a counterpart: made by Flytt, or stated under `same`."""
        boxes = {box.account for box in self.new_exchange(world).boxes() if box.mark}
        return frozenset({*self._made(world).values(), *boxes, *(row.target for row in self.same)})

    def _made(self, world: World) -> dict[str, str]:
        municipality = self.marked_as.rpartition("_")[0]
        there = world.tenants.on(self.target)
        pairs: dict[str, str] = {}
        for found in (*there.people(), *there.groups()):
            for maker in (f"{municipality}_{self.accounts}", self.accounts):
                if source := source_of(maker, found.mark):
                    pairs[source] = found.id
        return pairs


def standing(world: World, tenant: str) -> Addresses:
    """Return all names and addresses of a tenant as they are now."""
    people = world.tenants.on(tenant).people()
    return Addresses(
        names=tuple(Named(id=one.id, name=one.name) for one in people),
        recipients=world.tenants.exchange(tenant).recipients(),
    )


def stand(shall: Addresses, now: Addresses) -> int:
    """Count those who stand as they shall."""
    names = {one.id: one.name for one in now.names}
    prints = {one.id: one.print for one in now.recipients}
    count = sum(names.get(one.id) == one.name for one in shall.names)
    return count + sum(prints.get(one.id) == one.print for one in shall.recipients)


def telling(before: Addresses, after: Addresses) -> Addresses:
    """Return those whom a change tells by: who is to stand as before, stands so anyway."""
    prints = {one.id: one.print for one in before.recipients}
    return after.changed(recipients=tuple(r for r in after.recipients if prints.get(r.id) != r.print))


def turn(domains: Domains, exchange: Exchange, shall: Addresses, now: Addresses) -> None:
    """Let those who are there stand so: names first, since a new name also moves addresses.

    Who stands so already is left alone: a second try costs what the first one lacked. Who was renamed just
    now is put again whatever Exchange says, which may not have heard of it yet.
    """
    called = {one.id: one.name for one in now.names}
    renamed = tuple(one for one in shall.names if called.get(one.id, one.name) != one.name)
    domains.rename(renamed)
    moved, there = {one.id for one in renamed}, {one.id: one.print for one in exchange.recipients()}
    lacking = (one for one in shall.recipients if one.id in moved or there.get(one.id) != one.print)
    exchange.set_addresses(tuple(one for one in lacking if one.id in there))


def said(found: Addresses) -> dict[str, str]:
    """Return what is compared, by id; digests, for addresses stay out of the ledger."""
    names = {f"name of {one.id}": digest(one.name)[:12] for one in found.names}
    return names | {f"addresses of {one.id}": _print(one) for one in found.recipients}


def _print(one: Recipient) -> str:
    return digest([*sorted(one.addresses)])[:12]

"""Which names and addresses leave a domain, what takes their place, and who gets them then. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flytt.migration.domains import Named
from flytt.migration.exchange import Recipient
from flytt.migration.record import Record

Row = TypeVar("Row", Named, Recipient)


class Addresses(Record):
    """Names of accounts and addresses of recipients, by the directory's ids."""

    names: tuple[Named, ...] = ()
    recipients: tuple[Recipient, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Everybody in it, once."""
        return tuple(sorted({one.id for one in (*self.names, *self.recipients)}))


@dataclass(frozen=True, slots=True)
class Change:
    """How some stand, and how they shall."""

    before: Addresses
    after: Addresses


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who becomes whom, by ids; `beside`: of these, those who keep the name they had before."""

    pairs: Mapping[str, str]
    beside: frozenset[str] = frozenset()


def domain_of(address: str) -> str:
    """Return the domain of an address or a name, in small letters."""
    return address.rpartition("@")[2].lower()


def held(found: Addresses, domain: str) -> Addresses:
    """Return those who hold on to the domain, or to one below it."""

    def holds(address: str) -> bool:
        own = domain_of(address)
        return "@" in address and (own == domain or own.endswith(f".{domain}"))

    return Addresses(
        names=tuple(one for one in found.names if holds(one.name)),
        recipients=tuple(one for one in found.recipients if any(holds(a) for a in one.addresses)),
    )


def leaving(found: Addresses, domain: str, initial: str) -> Change:
    """Return how everybody stands who has the domain, and how they stand on the tenant's own."""
    holding = held(found, domain)
    taken = {one.name.lower(): one.id for one in found.names}
    for one in found.recipients:
        taken |= {_plain(address): one.id for address in one.addresses}
    names = tuple(
        Named(id=one.id, name=_free(one.name, one.id, initial, taken)) for one in _sorted(holding.names)
    )
    recipients = tuple(_without(one, domain, initial, taken) for one in _sorted(holding.recipients))
    before = Addresses(names=_sorted(holding.names), recipients=_sorted(holding.recipients))
    return Change(before, Addresses(names=names, recipients=recipients))


def arriving(was: Addresses, pairing: Pairing, there: Addresses, domain: str) -> Change:
    """Return how those stand on the new side who get names and addresses, and how they shall."""
    names = {one.id: one for one in there.names}
    boxes = {one.id: one for one in there.recipients}
    renamed = {
        pairing.pairs[one.id]: one.name
        for one in was.names
        if one.id in pairing.pairs and one.id not in pairing.beside and domain_of(one.name) == domain
    }
    # a new name moves the addresses of a mailbox: each such box is put as it shall be
    given: dict[str, Recipient] = {
        target: _with(
            boxes[target], Recipient(id=target, kind="mailbox", addresses=(f"SMTP:{name}",)), domain
        )
        for target, name in renamed.items()
        if target in boxes
    }
    for one in was.recipients:
        target = boxes.get(pairing.pairs.get(one.id, ""))
        if target is not None:
            given[target.id] = _with(target, one, domain, beside=one.id in pairing.beside)
    changed = {name: after for name, after in given.items() if after.print != boxes[name].print}
    renaming = sorted(one for one, name in renamed.items() if one in names and names[one].name != name)
    return Change(
        Addresses(
            names=tuple(names[one] for one in renaming),
            recipients=tuple(boxes[one] for one in sorted(changed)),
        ),
        Addresses(
            names=tuple(Named(id=one, name=renamed[one]) for one in renaming),
            recipients=tuple(changed[one] for one in sorted(changed)),
        ),
    )


def homeless(was: Addresses, pairing: Pairing, there: Addresses) -> tuple[str, ...]:
    """Return by id who has addresses, and nobody or nothing on the new side that could be given them."""
    people = {one.id for one in there.names}
    boxes = {one.id for one in there.recipients}
    lost = [one.id for one in was.names if pairing.pairs.get(one.id) not in people]
    lost += [one.id for one in was.recipients if pairing.pairs.get(one.id) not in boxes]
    return tuple(sorted(set(lost)))


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda one: one.id))


def _plain(address: str) -> str:
    return address.partition(":")[2].lower() or address.lower()


def _free(address: str, owner: str, initial: str, taken: dict[str, str]) -> str:
    """Return the address on the tenant's own domain; with a part of the id where somebody else has it."""
    local = address.partition(":")[2].rpartition("@")[0] or address.rpartition("@")[0]
    for wanted in (f"{local}@{initial}", f"{local}.{owner[:8]}@{initial}"):
        if taken.get(wanted.lower(), owner) == owner:
            taken[wanted.lower()] = owner
            return wanted
    return f"{owner}@{initial}"


def _without(one: Recipient, domain: str, initial: str, taken: dict[str, str]) -> Recipient:
    kept = [a for a in one.addresses if not ("@" in a and domain_of(a) == domain)]
    first = next((a for a in one.addresses if a.startswith("SMTP:")), "")
    if first and first not in kept:
        own = f"SMTP:{_free(first, one.id, initial, taken)}"
        kept = [own, *(a for a in kept if _plain(a) != _plain(own))]
    return one.changed(addresses=tuple(kept))


def _with(there: Recipient, was: Recipient, domain: str, *, beside: bool = False) -> Recipient:
    mine = [a for a in was.addresses if a.lower().startswith("smtp:") and domain_of(a) == domain]
    has_first = any(a.startswith("SMTP:") for a in mine)
    if beside or not has_first:
        mine = [_second(a) for a in mine]
    own = [_second(a) if not beside and has_first else a for a in there.addresses]
    new = {_plain(a) for a in mine}
    return there.changed(addresses=(*mine, *(a for a in own if _plain(a) not in new)))


def _second(address: str) -> str:
    return f"smtp:{address[5:]}" if address.startswith("SMTP:") else address

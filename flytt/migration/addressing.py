"""Which names and addresses leave a domain, what takes their place, and who gets them then. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flytt.migration.domains import Named
from flytt.migration.exchange import Recipient
from flytt.migration.record import Record

Row = TypeVar("Row", Named, Recipient)


class Addresses(Record):
    """Names of accounts and addresses of recipients, by the directory's ids.

    `legacy`: the name by which mail inside the house is sent to a mailbox: old mail is answered to it.
    """

    names: tuple[Named, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    legacy: dict[str, str] = {}

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
    # a new name also becomes the first address of a mailbox that has none on the domain: each is put back
    moving = set(holding.ids)
    moved = [one for one in found.recipients if one.id in moving]
    recipients = tuple(_without(one, domain, initial, taken) for one in _sorted(moved))
    before = Addresses(names=_sorted(holding.names), recipients=_sorted(moved))
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
    own: dict[str, Recipient] = {}
    for one in was.recipients:
        target = boxes.get(pairing.pairs.get(one.id, ""))
        mine, remembered = _mine(one, domain), _remembered(one, was.legacy.get(one.id, ""))
        if target is not None and (mine or remembered):
            begin = target if mine else given.get(target.id, target)
            so_far = own.get(target.id, begin)  # several may become one
            reached = _with(so_far, one, domain, beside=one.id in pairing.beside).addresses
            own[target.id] = target.changed(addresses=tuple(dict.fromkeys((*reached, *remembered))))
    given |= own
    renaming = sorted(one for one, name in renamed.items() if one in names and names[one].name != name)
    moved = set(renaming)
    changed = {n: one for n, one in given.items() if n in moved or one.print != boxes[n].print}
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


def returning(before: Addresses, after: Addresses, now: Addresses, gone: str = "") -> Addresses:
    """Return how those stand again who stood `before`: with what others have given them since `after`.

    `gone`: a domain that the tenant will not have any more; who has left it already keeps that name.
    """
    called = {one.id: one.name for one in now.names}
    boxes = {one.id: one for one in now.recipients}
    ours: dict[str, set[str]] = defaultdict(set)
    for name in (*before.names, *after.names):
        ours[name.id].add(name.name.lower())
    for box in (*before.recipients, *after.recipients):
        ours[box.id].update(map(_plain, box.addresses))

    def since(one: Recipient) -> list[str]:
        there = boxes[one.id].addresses if one.id in boxes else ()
        smtp = (a for a in there if a.lower().startswith("smtp:") and _plain(a) not in ours[one.id])
        return [_second(a) for a in smtp if not (gone and domain_of(a) == gone)]

    return Addresses(
        names=tuple(n for n in before.names if not gone or domain_of(called.get(n.id, "")) == gone),
        recipients=tuple(one.changed(addresses=(*one.addresses, *since(one))) for one in before.recipients),
    )


def ungiven(was: Addresses, pairing: Pairing, there: Addresses, domain: str) -> tuple[str, ...]:
    """Return by their old id who lacks the name or an address that they had on the domain."""
    called = {one.id: one.name for one in there.names}
    reached = {one.id: {_plain(a) for a in one.addresses} for one in there.recipients}
    lost = [
        one.id
        for one in was.names
        if domain_of(one.name) == domain
        and one.id not in pairing.beside
        and called.get(pairing.pairs.get(one.id, "")) != one.name
    ]
    lost += [
        one.id
        for one in was.recipients
        if not {_plain(a) for a in _mine(one, domain)} <= reached.get(pairing.pairs.get(one.id, ""), set())
    ]
    return tuple(sorted(set(lost)))


def taken(change: Change, there: Addresses, domain: str) -> tuple[str, ...]:
    """Return by id who has an address, or a name, on the domain that somebody else is to be given."""
    wanted = {one.name.lower(): one.id for one in change.after.names}
    wanted |= {_plain(a): one.id for one in change.after.recipients for a in _mine(one, domain)}
    had = [(one.name.lower(), one.id) for one in there.names]
    had += [(_plain(a), one.id) for one in there.recipients for a in one.addresses]
    return tuple(sorted({who for address, who in had if wanted.get(address, who) != who}))


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


def _mine(was: Recipient, domain: str) -> list[str]:
    return [a for a in was.addresses if a.lower().startswith("smtp:") and domain_of(a) == domain]


def _remembered(was: Recipient, legacy: str) -> list[str]:
    """Return what Outlook answers old mail to, as addresses that no mail server knows: `X500:`."""
    found = [a for a in was.addresses if a.lower().startswith("x500:")]
    return found + ([f"X500:{legacy}"] if legacy else [])


def _with(there: Recipient, was: Recipient, domain: str, *, beside: bool = False) -> Recipient:
    mine = _mine(was, domain)
    has_first = any(a.startswith("SMTP:") for a in mine)
    if beside or not has_first:
        mine = [_second(a) for a in mine]
    own = [_second(a) if not beside and has_first else a for a in there.addresses]
    new = {_plain(a) for a in mine}
    return there.changed(addresses=(*mine, *(a for a in own if _plain(a) not in new)))


def _second(address: str) -> str:
    return f"smtp:{address[5:]}" if address.startswith("SMTP:") else address

"""What the steps of a tenant's mailboxes share: which mailbox becomes which, read just now."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flytt.migration.exchange import Box, BoxKind, Exchange, Right
from flytt.migration.identity import source_of
from flytt.migration.mailbox_settings import TenantMailboxes
from flytt.migration.mailboxes import Mailboxes
from flytt.migration.ports import World
from flytt.migration.record import digest
from tasks.tenancy import MarkedAs


class Post(TenantMailboxes):
    """What the mapping says. `marked_as`: what Flytt makes carries this workload's own mark."""

    marked_as: MarkedAs

    def old(self, world: World) -> Mailboxes:
        """Return the mailboxes that people leave."""
        return world.tenants.mail(self.source)

    def new(self, world: World) -> Mailboxes:
        """Return the mailboxes that people come to."""
        return world.tenants.mail(self.target)

    def old_exchange(self, world: World) -> Exchange:
        """Return Exchange's administration in the old tenant."""
        return world.tenants.exchange(self.source)

    def new_exchange(self, world: World) -> Exchange:
        """Return Exchange's administration in the new tenant."""
        return world.tenants.exchange(self.target)

    def account_of(self, mark: str) -> str:
        """Return the old side's account that a mark names, made by the workload that makes accounts."""
        municipality = self.marked_as.rpartition("_")[0]
        return source_of(f"{municipality}_{self.accounts}", mark) or source_of(self.accounts, mark)

    def mark(self, account: str) -> str:
        """Return the name of the mailbox that Flytt makes for a shared one."""
        return f"flytt-{digest([self.marked_as, account])[:40]}"


@dataclass(frozen=True)
class Pair:
    """One mailbox and what becomes of it, by their accounts' ids. `beside`: in a folder of its own."""

    account: str
    target: str
    kind: BoxKind
    beside: bool = False


class Met:
    """Both tenants' mailboxes as they were read just now, and what follows for who moves."""

    def __init__(self, want: Post, world: World) -> None:
        self.old: dict[str, Box] = {box.account: box for box in want.old_exchange(world).boxes()}
        self.there: dict[str, Box] = {box.account: box for box in want.new_exchange(world).boxes()}
        self._same = {row.source: row.target for row in want.same}
        marked = {
            source: person.id
            for person in world.tenants.on(want.target).people()
            if (source := want.account_of(person.mark))
        }
        self.accounts: dict[str, str] = {**marked, **self._same}
        by_mark = {box.mark: box.account for box in self.there.values() if box.mark}
        leave = {row.account for row in want.leave if row.delegate is None}
        self.left: Counter[str] = Counter()
        self.alone: list[str] = []
        self.shared: dict[str, Box] = {}
        self.pairs: dict[str, Pair] = {}
        for account, box in sorted(self.old.items()):
            if want.only and account not in want.only:
                self.left["another wave"] += 1
            elif account in leave:
                self.left["decided"] += 1
            elif box.kind != "user" and account not in self._same:
                self._of_many(want, box, by_mark)
            elif account not in self.accounts:
                self.left["no account on the new side"] += 1
                self.alone.append(account)
            else:
                self._pair(box, self.accounts[account])

    def right(self, right: Right) -> Right | None:
        """Return what a right becomes on the new side; None when its delegate has no counterpart there."""
        pair = self.pairs.get(right.account)
        delegate = self.accounts.get(right.delegate)
        return Right(account=pair.target, delegate=delegate, kind=right.kind) if pair and delegate else None

    def whole(self) -> Iterator[Pair]:
        """Yield the pairs of which both mailboxes are there."""
        yield from (pair for pair in self.pairs.values() if pair.target in self.there)

    def without_account(self) -> list[str]:
        """Say whose account has not been made, and nobody has decided that they stay."""
        return [f"mailbox {one}: no account on the new side; make it, or `leave` it" for one in self.alone]

    def unseen(self) -> tuple[str, ...]:
        """Say which mailboxes are in no copy, for want of what they move into; ids alone."""
        return (
            *self.without_account(),
            *(
                f"mailbox {pair.account}: its account {pair.target} has no mailbox"
                for pair in self.pairs.values()
                if pair.target not in self.there
            ),
            *(f"mailbox {one}: not made" for one in sorted(self.shared.keys() - self.pairs.keys())),
        )

    def _of_many(self, want: Post, box: Box, by_mark: dict[str, str]) -> None:
        if not want.shared:
            self.left["shared or room"] += 1
            return
        self.shared[box.account] = box
        if there := by_mark.get(want.mark(box.account)):
            self._pair(box, there)

    def _pair(self, box: Box, target: str) -> None:
        self.pairs[box.account] = Pair(box.account, target, box.kind, beside=box.account in self._same)

"""What the steps of a tenant's teams share: which team becomes which, read just now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from flytt.migration.drives import Drive, Entry, TenantDrives
from flytt.migration.identity import mark_of, source_of
from flytt.migration.ports import Item, World
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming, Links, becoming, found
from flytt.migration.team_settings import TenantTeams
from flytt.migration.teams import DELETED, EVENT, Channel, Message, Team, TeamMember, Teams
from tasks.tenancy import MarkedAs

KEPT = "ført tilbake"
"""In the name of a new team in which people had written before it was taken back."""
_ARCHIVED, _LET_IN = "archived before", "let in by others "
_NOBODYS = frozenset({EVENT, DELETED})
DECIDED = "message that is refused on the new side, and decided to stay"


class Teamed(TenantTeams):
    """What the mapping says. `marked_as`: what Flytt makes carries this workload's own mark."""

    marked_as: MarkedAs

    def old(self, world: World) -> Teams:
        """Return the teams that people leave."""
        return world.tenants.teams(self.source)

    def new(self, world: World) -> Teams:
        """Return the teams that people come to."""
        return world.tenants.teams(self.target)

    def mark(self, team: str) -> str:
        """Return the mark of what is made for an old team."""
        return mark_of(self.marked_as, team)

    def accounts_mark(self) -> str:
        """Return what accounts are marked as by the workload that makes them."""
        return f"{self.marked_as.rpartition('_')[0]}_{self.accounts}"


@dataclass(frozen=True)
class Pair:
    """A team and what has become of it."""

    source: Team
    target: Team

    def is_open(self, want: Teamed) -> bool:
        """True when people have been let in: until then it is called by its mark."""
        return self.target.name != want.mark(self.source.id)


class Met:
    """Both tenants' teams as they were read just now, and what follows for who moves."""

    def __init__(self, want: Teamed, world: World) -> None:
        self.want, self.world = want, world
        self.old, self.new = want.old(world), want.new(world)
        accounts = want.accounts_mark()
        marked = {
            source: person.id
            for person in world.tenants.on(want.target).people()
            if (source := source_of(accounts, person.mark) or source_of(want.accounts, person.mark))
        }
        self.people: dict[str, str] = {**marked, **{row.source: row.target for row in want.same}}
        self.left: Counter[str] = Counter()
        leave = {row.team for row in want.leave}
        self.moving: dict[str, Team] = {}
        for team in sorted(self.old.listed(), key=lambda one: one.id):
            if want.only and team.id not in want.only:
                self.left["another wave"] += 1
            elif team.id in leave:
                self.left["decided"] += 1
            else:
                self.moving[team.id] = team
        self.there = self.new.listed()
        self.pairs: dict[str, Pair] = {}
        for team in self.moving.values():
            made = [one for one in self.there if want.mark(team.id) in one.description]
            if made:
                self.pairs[team.id] = Pair(team, min(made, key=lambda one: one.id))

    def channels(self, pair: Pair) -> list[tuple[Channel, Channel | None]]:
        """Return the standard channels of a team, each with what it has become, if it has."""
        return paired(self.standard(pair.source), self.new.channels(pair.target.id))

    def standard(self, team: Team) -> tuple[Channel, ...]:
        """Return the channels that migration mode makes."""
        return tuple(one for one in self.old.channels(team.id) if one.kind == "standard")

    def closed(self, team: Team) -> tuple[Channel, ...]:
        """Return the private and shared ones, which stay."""
        return tuple(one for one in self.old.channels(team.id) if one.kind != "standard")

    def read(self, team: str, channel: Channel) -> list[Message]:
        """Return the messages of an old channel; those that somebody has decided to leave are odd."""
        return self.told(channel, self.old.messages(team, channel.id))

    def told(self, channel: Channel, messages: Iterable[Message]) -> list[Message]:
        """Return an old channel's messages; those that somebody has decided to leave are odd."""
        stay = {row.message for row in self.want.leave_messages if row.channel == channel.key}
        return [one.changed(odd=one.odd or DECIDED) if one.id in stay else one for one in messages]

    def carried(self, channel: Channel, messages: Iterable[Message], links: Links) -> dict[str, Becoming]:
        """Return what messages of an old channel become, by when each is written on the new side."""
        told, stand_in = self.told(channel, messages), self.want.stand_in or ""
        return {one.created: one for one in becoming(told, self.people, stand_in, links)}

    def unknown(self, messages: list[Message]) -> list[Message]:
        """Return those whose author has no account on the new side, and nobody stands in."""
        if self.want.stand_in:
            return []
        return [one for one in messages if not one.odd and one.author not in self.people]

    def links(self, pair: Pair) -> Links:
        """Return where the files of a team's library were and are, when both sides have one."""
        old = self.world.drives.on(self.want.source)
        new = self.world.drives.on(self.want.target)
        here = old.of("groups", (pair.source.id,)).get(pair.source.id)
        there = self._library(pair)
        if here is None or there is None:
            return Links({})
        return Links({old.top(here.id).url: new.top(there.id).url})

    def bare(self, pair: Pair) -> bool:
        """True when links of messages lead into a library in which nothing lies yet, as something did."""
        old = self.world.drives.on(self.want.source)
        here = old.of("groups", (pair.source.id,)).get(pair.source.id)
        there = self._library(pair)
        if here is None or there is None:
            return False
        return _holds(old, here) and not _holds(self.world.drives.on(self.want.target), there)

    def _library(self, pair: Pair) -> Drive | None:
        """Return the new one: that of identity's group, when two are wanted and it holds anything."""
        new, other = self.world.drives.on(self.want.target), self._beside.get(pair.source.id, "")
        found = new.of("groups", tuple(filter(None, (pair.target.id, other))))
        if other in found and _holds(new, found[other]):
            return found[other]
        return found.get(pair.target.id)

    @cached_property
    def _beside(self) -> dict[str, str]:
        """Which group identity has made for which old team, when the mapping says that both are wanted."""
        if self.want.groups != "beside":
            return {}
        mark = self.want.accounts_mark()
        return {
            source: one.id
            for one in self.world.tenants.on(self.want.target).groups()
            if (source := source_of(mark, one.mark))
        }

    def book(self, channel: Channel) -> TeamBook:
        """Return what was imported of an old channel."""
        return TeamBook(self.world.kept, self.want.marked_as, channel.id)

    def note_archived(self, teams: Iterable[str]) -> None:
        """Note which old teams were archived before they were moved: the new ones become so too."""
        workload, step = self.want.marked_as, _ARCHIVED
        self.world.kept.forget_items(workload, step)  # of an earlier attempt: people may have opened some
        rows = tuple(Item(workload=workload, step=step, item=one, state="archived") for one in teams)
        if rows:
            self.world.kept.put_items(rows)

    def archived_before(self) -> frozenset[str]:
        """Return them; a restored ledger may know of none."""
        rows = self.world.kept.items(self.want.marked_as, _ARCHIVED, "archived")
        return frozenset(row.item for row in rows)

    def note_let_in(self, pair: Pair, members: Iterable[TeamMember]) -> None:
        """Note whom others had let into a new team when it was taken back: they come in again with all."""
        workload, step = self.want.marked_as, _LET_IN + pair.source.id
        rows = tuple(
            Item(workload=workload, step=step, item=one.person, state="owner" if one.owner else "member")
            for one in members
        )
        if rows:
            self.world.kept.put_items(rows)

    def let_in_by_others(self, pair: Pair) -> tuple[TeamMember, ...]:
        """Return them, but for those whom the old team lets in."""
        known = {one.person for one in self.wanted_members(pair)}
        return tuple(
            TeamMember(person=row.item, owner=state == "owner")
            for state in ("owner", "member")
            for row in self.world.kept.items(self.want.marked_as, _LET_IN + pair.source.id, state)
            if row.item not in known
        )

    def forget_let_in(self, pair: Pair) -> None:
        """Forget them: they are in again."""
        self.world.kept.forget_items(self.want.marked_as, _LET_IN + pair.source.id)

    def others(self, pair: Pair) -> dict[str, int]:
        """Count, by channel of the new side, the messages there that no copy of the old side explains.

        What no import would take counts too: a card, a bot's answer.
        """
        links, written = self.links(pair), dict[str, int]()
        known: dict[str, dict[str, str]] = {}
        for here, there in self.channels(pair):
            if there is not None:
                carried = self.carried(here, self.old.messages(pair.source.id, here.id), links)
                prints = {created: one.print for created, one in carried.items()}
                known[there.id] = prints | self.book(here).known()
        for channel in self.new.channels(pair.target.id):
            expected = known.get(channel.id, {})
            messages = self.new.messages(pair.target.id, channel.id)
            said = found(one for one in messages if one.odd not in _NOBODYS)
            count = sum(created not in expected or one[0].edited != "" for created, one in said.items())
            if count:
                written[channel.id] = count
        return written

    def unexplained(self, pair: Pair) -> list[str]:
        """Name the new team's channels that have become of none of the old one's: a copy too many."""
        become = {there.id for _, there in self.channels(pair) if there is not None}
        return [
            f"team {pair.source.id} channel {one.key} of the new side: none of the old side is called so any "
            "more, and what was copied stands there still; delete it in the new tenant, then flytt resume"
            for one in self.new.channels(pair.target.id)
            if one.id not in become
        ]

    def files(self, pair: Pair) -> tuple[Entry, ...]:
        """Return the files in a new team's library, whoever has put them there: they would go with it."""
        drives = self.world.drives.on(self.want.target)
        drive = drives.of("groups", (pair.target.id,)).get(pair.target.id)
        found, folders = list[Entry](), [] if drive is None else [drives.top(drive.id).id]
        while drive is not None and folders:
            for one in drives.children(drive.id, folders.pop()):
                if one.folder:
                    folders.append(one.id)
                else:
                    found.append(one)
        return tuple(found)

    def wanted_members(self, pair: Pair) -> tuple[TeamMember, ...]:
        """Return who shall be in the new team: those of the old one who have an account there."""
        members = self.old.members(pair.source.id)
        return tuple(
            TeamMember(person=self.people[one.person], owner=one.owner)
            for one in sorted(members, key=lambda m: m.person)
            if one.person in self.people
        )


def _holds(drives: TenantDrives, drive: Drive) -> bool:
    return any(True for _ in drives.children(drive.id, drives.top(drive.id).id))


def paired(old: tuple[Channel, ...], new: tuple[Channel, ...]) -> list[tuple[Channel, Channel | None]]:
    """Hold channels together by their names; General is General, whatever it is called."""
    by_name = {one.name.casefold(): one for one in new if not one.general}
    general = next((one for one in new if one.general), None)
    return [(one, general if one.general else by_name.get(one.name.casefold())) for one in old]


def take_away(met: Met, pair: Pair) -> bool:
    """Remove a new team, or close and keep one that holds people's messages or any file. True: removed.

    Files that Flytt alone has put there keep it too, without its members: whether they lie elsewhere is not
    known here.
    """
    target, written, files = pair.target, met.others(pair), met.files(pair)
    if not written and not files:
        met.new.remove_team(target.id)
        return True
    met.new.archive(target.id, archived=True)
    if written or not all(one.own for one in files):
        met.new.add_members(target.id, (*met.wanted_members(pair), *met.let_in_by_others(pair)))
        met.forget_let_in(pair)
    met.new.call(target.id, f"{pair.source.name} ({KEPT})", pair.source.description)
    return False


def make(want: Teamed, world: World) -> None:
    """Make each team and channel that lacks, in migration mode, with nobody in it."""
    met = Met(want, world)
    for team in met.moving.values():
        if team.id not in met.pairs:
            first = min(one.created for one in met.old.channels(team.id))
            met.new.make_team(want.mark(team.id), want.mark(team.id), first)
    met = Met(want, world)
    for pair in met.pairs.values():
        for here, there in met.channels(pair):
            if there is None:
                met.new.make_channel(pair.target.id, here)

"""What is moved in each service, by the code that moves it in earnest, and the limit that binds there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import TypeAlias

from bench.graph.ground import Ground, Turn, body, until_done
from flytt.adapters.graph.directory import GraphDirectory
from flytt.adapters.graph.governor import ENTRA, OUTLOOK, SHAREPOINT, TEAMS
from flytt.adapters.graph.mailboxes import GraphMailboxes
from flytt.adapters.graph.teams import GraphTeams
from flytt.migration.copies import Book
from flytt.migration.directory import NewPerson, Profile
from flytt.migration.drive_notes import Passes
from flytt.migration.files import Pair as DrivePair
from flytt.migration.post_book import PostBook, PostPass
from flytt.migration.teams import Channel, NewMessage
from practice.graph.answers import Answer, Request
from practice.graph.boxes import ATTACHED
from practice.graph.clock import EPOCH
from practice.graph.estate import Plan
from practice.graph.tenant import Tenant
from practice.graph.things import parts, text
from tasks.abreast import Breath, abreast, unhurried
from tasks.boxes import Boxes
from tasks.mirroring import bring
from tasks.passes import Over
from tasks.post import Pair, Post

FILE_UNITS = 4
"""SharePoint's units that one file costs on the new side: an upload begun (2), and its piece (2)."""
SMALLER = 10
ATTACHED_BYTES = 300_000 // SMALLER
WORKLOAD = "bench"
Jobs: TypeAlias = tuple[Callable[[], None], ...]
_BEGAN = datetime(2023, 5, 2, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Load:
    """What is to be moved. `units`: of the limit that binds, those that an item needs at the least.

    `jobs`: what a program has to do that starts a pass of that name, one for each drive, mailbox or channel;
    another program's go on. `lanes`: how many of them have that limit to themselves.
    """

    ground: Ground
    units: float
    jobs: Callable[[str], Jobs]
    lanes: int = 1
    ways: tuple[tuple[str, str], ...] = ()
    """From which drive or mailbox into which, by id."""

    def run(self, at_once: int = 1, name: str = "all") -> None:
        """Make a pass over it all as a program does that has just started, so many jobs at a time."""
        self.work(self.jobs(name), at_once)

    def work(self, jobs: Jobs, at_once: int = 1) -> None:
        """Do what is to be done, by a program that has signed in."""

        def work(job: Callable[[], None], breathe: Breath) -> None:
            del breathe  # each job is one mailbox, drive or channel, and is not interrupted
            until_done(self.ground, job)

        abreast(work, jobs, at_once, called=lambda _: "a job")

    def share(self, since: float) -> tuple[float, float]:
        """Return items a second from a moment on, and their part of what the limit lets through."""
        moved = self.ground.within.moved
        until = moved[-1][0]
        count = sum(number for at, number in moved if at > since)
        ceiling = self.ground.units(since, until) * self.lanes / self.units
        return count / (until - since), count / ceiling

    @property
    def refused(self) -> tuple[int, int]:
        """How many requests were refused for haste, and how many there were."""
        return self.ground.within.statuses[429], self.ground.within.statuses.total()


def identity(seconds: float, turns: tuple[Turn, ...] = ()) -> Load:
    """Make accounts, in batches."""
    plan = Plan(people=2, people_there=600, files=0)
    ground = Ground(plan, "entra.writes", turns, _created)
    count = int(3_000 + ground.units(0, seconds))
    people = tuple(_person(number) for number in range(count))

    def jobs(name: str) -> Jobs:
        del name
        reader, writer = (ground.door("target", role, ENTRA) for role in ("reader", "writer"))
        directory = GraphDirectory("target", "", reader, writer, settle_seconds=600, wait=ground.passing.wait)
        return (lambda: directory.make_people(people),)

    return Load(ground, 1, jobs)


def files(seconds: float, turns: tuple[Turn, ...] = ()) -> Load:
    """Carry small files from drive to drive."""
    drives = 8
    ground = Ground(
        Plan(people=drives * 2, people_there=drives * 2, files=0), "sharepoint.ru-minute", turns, _uploaded
    )
    each = int((ground.limit.quota + ground.units(0, seconds)) / FILE_UNITS / drives)
    old, new = ground.drives("source", SHAREPOINT), ground.drives("target", SHAREPOINT)
    ours, theirs = (
        one.of("users", tuple(text(user, "id") for user in ground.tenant(name).users.values()))
        for name, one in (("source", old), ("target", new))
    )
    pairs = [
        DrivePair(kind="users", source=source, target=target)
        for source, target in list(zip(ours.values(), theirs.values(), strict=False))[:drives]
    ]
    for pair in pairs:
        for tenant, drive, count in (("source", pair.source, each), ("target", pair.target, 0)):
            _filled(ground.tenant(tenant), drive.id, count)

    def jobs(name: str) -> Jobs:
        old, new = ground.drives("source", SHAREPOINT), ground.drives("target", SHAREPOINT)
        over = Over(old, new, Passes(ground.kept, WORKLOAD), name)

        def carry(pair: DrivePair) -> None:
            over.drive(pair, Book(ground.kept, WORKLOAD, pair.source.id), unhurried)

        return tuple(partial(carry, pair) for pair in pairs)

    ways = tuple((pair.source.id, pair.target.id) for pair in pairs)
    return Load(ground, FILE_UNITS, jobs, ways=ways)


def mail(seconds: float, turns: tuple[Turn, ...] = ()) -> Load:
    """Bring mailboxes over, of items of 300 kB: bytes, and their limit, are a tenth on both sides."""
    count = 3
    length = ATTACHED_BYTES * 4 / 3
    quota = OUTLOOK["bytes"].units / SMALLER
    limits = {**OUTLOOK, "bytes": replace(OUTLOOK["bytes"], units=quota)}
    ground = Ground(Plan(people=8, people_there=8), "outlook.bytes-in", turns, _imported, quota=quota)
    each = int((quota + ground.units(0, seconds)) / length)
    plan = Plan(people=8, people_there=8, items=each)
    ground = Ground(plan, "outlook.bytes-in", turns, _imported, quota=quota)
    office, attached = ground.service.office, "x" * ATTACHED_BYTES
    for box in office.all(ground.tenant("source")):
        for item in box.items.values():
            item.properties[ATTACHED] = attached

    def boxes(name: str) -> GraphMailboxes:
        reader, writer = (ground.door(name, role, limits) for role in ("reader", "writer"))
        return GraphMailboxes(name, reader, writer, ground.passing.wait)

    want = Post(source="source", target="target", accounts="brukere", marked_as=WORKLOAD)
    whose = [[box.owner for box in office.all(ground.tenant(one))] for one in ("source", "target")]
    pairs = [Pair(old, new, "user") for old, new in list(zip(*whose, strict=False))[:count]]

    def jobs(name: str) -> Jobs:
        old, new, through = boxes("source"), boxes("target"), PostPass(ground.kept, WORKLOAD, name)

        def one(pair: Pair) -> None:
            book = PostBook(ground.kept, WORKLOAD, pair.account)
            if pair.account in through.done():
                return
            box, there = old.box_of(pair.account), new.box_of(pair.target)
            through.begin(pair.account)
            newest = bring(Boxes(want, pair, old, new, box, there, book), name=name)
            made = new.folders(there)
            through.note(pair.account, newest, len(made), sum(folder.items for folder in made))

        return tuple(partial(one, pair) for pair in pairs)

    old, new = boxes("source"), boxes("target")
    ways = tuple((old.box_of(pair.account), new.box_of(pair.target)) for pair in pairs)
    return Load(ground, length, jobs, lanes=count, ways=ways)


def teams(seconds: float, turns: tuple[Turn, ...] = ()) -> Load:
    """Import messages into channels."""
    channels = 4
    by_the_second = ("teams.post-message.app-channel",)
    ground = Ground(Plan(people=4, people_there=4), "teams.import", turns, _posted, besides=by_the_second)
    reader, writer = (ground.door("target", role, TEAMS) for role in ("reader", "writer"))
    there = GraphTeams("target", "", reader, writer, ground.passing.wait)
    team = there.make_team("flytt.bench.1", "Måling", "2023-05-02T06:00:00.000Z")
    author = next(text(user, "id") for user in ground.tenant("target").users.values())
    made = [there.make_channel(team, _channel(number)) for number in range(channels)]
    each = int(ground.units(0, seconds))

    def fill(channel: str) -> None:
        for number in range(each):
            there.put_message(team, channel, _message(number, author))

    return Load(ground, 1, lambda _: tuple(partial(fill, channel) for channel in made), lanes=channels)


SERVICES: dict[str, Callable[[float, tuple[Turn, ...]], Load]] = {
    "Accounts": identity,
    "Files": files,
    "Mail": mail,
    "Teams messages": teams,
}


def _filled(tenant: Tenant, of: str, count: int) -> None:
    """Let a drive hold so many small files, and nothing else."""
    drive = tenant.drive(of)
    assert drive is not None
    root = drive.item(drive.root_id)
    for one in drive.children(root.id):
        drive.remove(one)
    for number in range(count):
        drive.write(root, f"{number}.txt", b"innhold", EPOCH, conflict="fail")


def _created(asked: Request, answer: Answer) -> int:
    if not asked.path.endswith("/$batch"):
        return 0
    return sum(one["status"] == HTTPStatus.CREATED for one in parts(body(answer), "responses"))


def _uploaded(asked: Request, answer: Answer) -> int:
    return int(asked.path.startswith("/upload/") and "id" in body(answer))


def _imported(asked: Request, answer: Answer) -> int:
    return int(asked.path.startswith("/import/") and answer.status == HTTPStatus.OK)


def _posted(asked: Request, answer: Answer) -> int:
    return int(
        asked.method == "POST" and asked.path.endswith("/messages") and answer.status == HTTPStatus.CREATED
    )


def _person(number: int) -> NewPerson:
    return NewPerson(
        name=f"maling{number}@target.onmicrosoft.practice",
        nickname=f"maling{number}",
        profile=Profile(display_name=f"Måling {number}", usage_location="NO"),
        mark=f"flytt.bench.{number}",
    )


def _channel(number: int) -> Channel:
    return Channel(id="", name=f"Kanal {number}", created="2023-05-02T06:00:00.000Z")


def _message(number: int, author: str) -> NewMessage:
    created = (_BEGAN + timedelta(seconds=number + 1)).isoformat(timespec="milliseconds")
    return NewMessage(
        created=created.replace("+00:00", "Z"), author=author, author_name="Noen", html="<p>Hei</p>"
    )

"""NTFS rights over SMB against real Samba servers: read, mapped, compared, and what people really may."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from flytt.adapters.shares import smb
from flytt.adapters.shares.smb_session import SmbShare, connected
from flytt.migration.errors import AccessRefused, Interrupted, NotFound, Unreachable
from flytt.shares import descriptor
from flytt.shares.descriptor import CONTAINER_INHERIT, OBJECT_INHERIT, Ace, Descriptor
from flytt.shares.descriptor_comparison import RightsFault, SidPair
from flytt.shares.descriptor_owners import EVERYONE, OWNER_RIGHTS
from flytt.shares.descriptor_rights import FULL, READ_ALL, WRITE_ALL, SidPerson, effective
from flytt.shares.owners import Owners
from tests.conformance.shares.samba_ground import PROGRAMS, Samba, password
from tests.conformance.shares.smb_client import (
    APPEND,
    DELETE,
    EXECUTE,
    READ,
    WRITE,
    Client,
    end_of_patience,
)

pytestmark = [pytest.mark.root, pytest.mark.server(*PROGRAMS)]

BOTH = OBJECT_INHERIT | CONTAINER_INHERIT
SYSTEM = "S-1-5-18"
WRITE_RIGHTS, TAKE, READ_RIGHTS = 0x40000, 0x80000, 0x20000
ASKED = (READ, WRITE, APPEND, EXECUTE, DELETE, READ_RIGHTS, WRITE_RIGHTS, TAKE)


class Ground(NamedTuple):
    """The old share and the new one, open for whoever runs the move, and who becomes whom."""

    servers: tuple[Samba, Samba]
    old: SmbShare
    new: SmbShare
    owners: Owners


class Numbers:
    """Gives each test shares of its own."""

    last = 0


@pytest.fixture(name="ground")
def _ground(sambas: tuple[Samba, Samba]) -> Iterator[Ground]:
    """The same tree on both, as a copy leaves it: content, and none of the rights."""
    Numbers.last += 1
    name = f"rights{Numbers.last}"
    for server in sambas:
        top = server.share(name, read_only="no")
        for path in ("Ås", "Ås/lukket"):
            (top / path).mkdir()
            (top / path).chmod(0o777)
        for path in ("åpen.txt", "Ås/brev.txt", "Ås/lukket/sak.txt"):
            (top / path).write_text("x")
            (top / path).chmod(0o666)
    old, new = (server.sids for server in sambas)
    owners = Owners(
        {old[who]: new[who] for who in old}, {f"S-1-22-2-{gid}": f"S-1-22-2-{gid}" for gid in range(14)}
    )
    with connected(sambas[0].server(), name) as source, connected(sambas[1].server(), name) as target:
        yield Ground(sambas, source, target, owners)


def set_rights(share: SmbShare, path: str, owner: str, *dacl: Ace, protected: bool = True) -> Descriptor:
    """Set the rights of one thing."""
    one = Descriptor(owner, "S-1-22-2-9", dacl, protected=protected)
    share.set_security(path, descriptor.packed(one))
    return one


def furnish(ground: Ground) -> None:
    """Give the old side rights worth keeping."""
    who = ground.servers[0].sids
    full, read = Ace("allow", BOTH, FULL, who["root"]), Ace("allow", BOTH, READ_ALL, EVERYONE)
    news = Ace("allow", BOTH, FULL, who["news"])
    set_rights(ground.old, "", who["root"], full, read)
    set_rights(ground.old, "Ås", who["news"], Ace("deny", BOTH, WRITE_ALL, who["games"]), full, news)
    inherited = (full._replace(flags=0x13), news._replace(flags=0x13))
    set_rights(ground.old, "Ås\\lukket", who["mail"], *inherited, protected=False)
    set_rights(
        ground.old,
        "Ås\\lukket\\sak.txt",
        who["mail"],
        *(ace._replace(flags=0x10) for ace in inherited),
        protected=False,
    )
    set_rights(ground.old, "Ås\\brev.txt", who["news"], news._replace(flags=0), Ace("deny", 0, 1, EVERYONE))


class Written(NamedTuple):
    """What writing came to."""

    changed: int
    same: int
    left: int


def write(ground: Ground, owners: Owners | None = None) -> Written:
    """Set all that is to be changed."""
    found = list(smb.changes(smb.held(ground.old), ground.new, owners or ground.owners))
    changes = [one for one in found if isinstance(one, smb.Change)]
    assert all(smb.tell(ground.new, one.path, one.becomes) for one in changes)
    return Written(len(changes), found.count(None), sum(isinstance(one, smb.Left) for one in found))


def compared(ground: Ground) -> list[tuple[str, str]]:
    """Return what differs, and where."""
    comparison = smb.RightsComparison(ground.owners)
    found = list(comparison.of(smb.held(ground.old), ground.new))
    assert comparison.unchecked == 0
    assert all(isinstance(one, RightsFault) for one in found)
    assert comparison.matched == 6 - len({one.where for one in found})
    return [(one.what, one.where.decode()) for one in found if isinstance(one, RightsFault)]


def test_what_is_set_is_what_is_read(ground: Ground) -> None:
    """A descriptor would be changed on its way through Flytt or Samba, and nobody could compare anything."""
    who = ground.servers[0].sids
    wanted = set_rights(
        ground.old,
        "Ås",
        who["mail"],
        Ace("deny", 0, 0x10000, who["games"]),
        Ace("allow", BOTH, 0x1301BF, who["news"]),
        Ace("allow", 0xB, FULL, "S-1-3-0"),
        Ace("allow", 0x7, READ_ALL, "S-1-5-11"),
        Ace("allow", 0, FULL, "S-1-5-21-1-2-3-4"),
    )
    assert descriptor.parse(ground.old.security("Ås")) == wanted


def test_rights_arrive_mapped_and_nothing_is_written_twice(ground: Ground) -> None:
    """People would find other rights on the new side, under SIDs that nobody there has."""
    furnish(ground)
    before = compared(ground)
    assert ("inheritance", "Ås") in before
    assert ("owner", "Ås/brev.txt") in before
    survey = smb.survey(smb.held(ground.old), ground.owners)
    assert (survey.things, survey.unread, survey.undecided) == (6, 0, ())
    done = write(ground)
    assert (done.changed, done.left) == (6 - done.same, 0)
    assert compared(ground) == []
    again = write(ground)
    assert (again.changed, again.same) == (0, 6)
    paths = [one.path.decode() for one in smb.held(ground.new)]
    assert paths == ["", "Ås", "Ås/brev.txt", "Ås/lukket", "Ås/lukket/sak.txt", "åpen.txt"]


def test_sids_without_a_counterpart_are_named_with_how_many_things(ground: Ground) -> None:
    """Somebody's rights would be dropped, or the whole move stopped, without it being said for whom."""
    furnish(ground)
    who = ground.servers[0].sids
    without = Owners(
        {who[name]: who[name] for name in ("root", "news", "games")}, {"S-1-22-2-9": "S-1-22-2-9"}
    )
    survey = smb.survey(smb.held(ground.old), without)
    assert [(one.sid, one.files) for one in survey.undecided if one.sid == who["mail"]] == [(who["mail"], 2)]
    assert write(ground, without).left >= 2
    left = list(smb.RightsComparison(without).of(smb.held(ground.old), ground.new))
    assert [one.where for one in left if isinstance(one, RightsFault) and one.what == "undecided"] == [
        "Ås/lukket".encode(), "Ås/lukket/sak.txt".encode(), "åpen.txt".encode(),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("Ås\\brev.txt", "entry-lost"),
        ("Ås\\brev.txt", "owner"),
        ("Ås", "everyone"),
        ("Ås\\lukket", "inheritance"),
        ("Ås\\brev.txt", "order"),
    ],
)
def test_damage_on_the_server_is_named(ground: Ground, path: str, what: str) -> None:
    """Rights that were lost or given on the new side would be found by its users first."""
    furnish(ground)
    write(ground)
    now = descriptor.parse(ground.new.security(path))
    dacl = now.dacl or ()
    damaged = {
        "entry-lost": now._replace(dacl=dacl[1:]),
        "owner": now._replace(owner=ground.servers[1].sids["games"]),
        "everyone": now._replace(dacl=(*dacl, Ace("allow", BOTH, FULL, EVERYONE))),
        "inheritance": now._replace(protected=True),
        "order": now._replace(dacl=dacl[::-1]),
    }[what]
    ground.new.set_security(path, descriptor.packed(damaged))
    assert compared(ground) == [(what, path.replace("\\", "/"))]


def test_what_is_weighed_is_what_samba_lets_people_do(ground: Ground) -> None:
    """Rights that are the same on paper would be others for the people who use them."""
    server = ground.servers[0]
    news, mail, games = (server.sids[name] for name in ("news", "mail", "games"))
    allow, deny, file = "allow", "deny", "Ås\\brev.txt"
    lists: tuple[tuple[str, tuple[Ace, ...]], ...] = (
        (news, ()),
        (games, ()),
        (games, (Ace(allow, 0, READ_ALL, EVERYONE),)),
        (games, (Ace(deny, 0, WRITE, news), Ace(allow, 0, FULL, EVERYONE))),
        (games, (Ace(allow, 0, FULL, EVERYONE), Ace(deny, 0, WRITE, news))),
        (news, (Ace(allow, 0, READ_ALL, OWNER_RIGHTS),)),
        (games, (Ace(allow, 0, 0x1301BF, "S-1-5-11"),)),
        (games, (Ace(allow, 8, FULL, EVERYONE), Ace(allow, 0, READ_ALL, mail))),
        (games, (Ace(allow, 0, READ_ALL, "S-1-22-2-9"), Ace(allow, 0, WRITE_ALL, "S-1-22-2-8"))),
        (games, (Ace(allow, 0, WRITE_ALL | READ_ALL, "S-1-5-2"), Ace(deny, 0, FULL, mail))),
        (games, (Ace(allow, 0, 0x80000000, EVERYONE), Ace(allow, 0, 0x10000000, mail))),
    )
    folders = ((Ace(allow, 0, READ_ALL, EVERYONE),), (Ace(allow, 0, READ_ALL | 0x40, EVERYONE),))
    people = {
        name: SidPerson(server.sids[name], frozenset({f"S-1-22-2-{gid}"}))
        for name, gid in (("news", 9), ("mail", 8))
    }
    wrong: list[str] = []
    weighed = 0
    for name, person in people.items():
        with connected(server.server(name), ground.old.name) as theirs:
            for folder in folders:
                above = set_rights(ground.old, "Ås", games, *folder)
                for owner, dacl in lists:
                    one = set_rights(ground.old, file, owner, *dacl)
                    rights = effective(person, one, above)
                    for asked in ASKED:
                        weighed += 1
                        really = theirs.may(file, asked)
                        if really != bool(rights & asked):
                            wrong.append(f"{name} {asked:#x} {descriptor.canonical(one)}: really {really}")
    assert weighed == 2 * 2 * 11 * 8
    assert wrong == []


def test_a_person_who_can_do_more_than_before_is_told_of(ground: Ground) -> None:
    """Everyone could read the closed cases after the move, and the comparison of people would say nothing."""
    furnish(ground)
    write(ground)
    games = SidPair("person 1", *(SidPerson(server.sids["games"]) for server in ground.servers))
    alike = smb.RightsComparison(ground.owners, (games,))
    assert list(alike.of(smb.held(ground.old), ground.new)) == []
    now = descriptor.parse(ground.new.security("Ås\\lukket\\sak.txt"))
    let_in = now._replace(dacl=(*(now.dacl or ()), Ace("allow", 0, READ_ALL, EVERYONE)))
    ground.new.set_security("Ås\\lukket\\sak.txt", descriptor.packed(let_in))
    found = list(smb.RightsComparison(ground.owners, (games,)).of(smb.held(ground.old), ground.new))
    told = [(one.label, one.source, one.target) for one in found if not isinstance(one, RightsFault)]
    assert told == [("person 1", "--------", "r-------")]


def test_what_flytt_may_not_read_is_unread_and_never_empty(ground: Ground) -> None:
    """A closed folder would be compared as one without anything in it, and its rights be lost."""
    furnish(ground)
    with connected(ground.servers[0].server("games"), ground.old.name) as theirs:
        seen = {one.path.decode(): one for one in smb.held(theirs)}
        survey = smb.survey(seen.values(), ground.owners)
    assert seen["Ås"].problem == "unreadable"
    assert survey.unread == sum(bool(one.problem) for one in seen.values()) > 0
    comparison = smb.RightsComparison(ground.owners)
    list(comparison.of(seen.values(), ground.new))
    assert comparison.unchecked == survey.unread


def test_a_share_that_is_closed_while_it_is_read_is_no_answer(ground: Ground) -> None:
    """Half a tree would be taken for things that cannot be read, and the rest written as refused."""
    things = smb.held(ground.old)
    next(things)
    ground.servers[0].call("smbcontrol", "smbd", "close-share", ground.old.name)
    end_of_patience(
        lambda: Client.refuses(lambda: Client(ground.old).read("åpen.txt")), "the share is closed"
    )
    with pytest.raises(Interrupted):
        list(things)
    with pytest.raises(Interrupted):
        ground.old.security("")


def test_who_is_not_let_in_is_told_apart_from_what_is_not_there(sambas: tuple[Samba, Samba]) -> None:
    """An operator would look for a share when the password is wrong, or the other way round."""
    server = sambas[0].server()
    wrong = server.changed(password="feil")
    with pytest.raises(AccessRefused) as refused, connected(wrong, "IPC$"):
        pass
    assert password("root") not in str(refused.value)
    with pytest.raises(NotFound), connected(server, "finnes-ikke"):
        pass
    with pytest.raises(Unreachable), connected(server.changed(port=1), "IPC$"):
        pass

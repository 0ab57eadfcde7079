"""NTFS rights as a part of a move: two Samba servers, files by rsync between two OpenSSH servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.shares import smb
from flytt.adapters.shares.hosts import HostShares
from flytt.adapters.shares.smb_session import SmbShare
from flytt.migration.errors import BadInput, Interrupted
from flytt.migration.share_settings import SampledPerson
from flytt.migration.shares import ShareJob
from flytt.shares.descriptor import Ace, Descriptor
from flytt.shares.descriptor_rights import FULL
from tests.conformance.shares.ntfs_ground import CLOSED, NtfsGround, ntfs_ground, over_ssh
from tests.conformance.shares.samba_ground import PROGRAMS, Samba
from tests.conformance.shares.smb_client import Client

pytestmark = [pytest.mark.root, pytest.mark.server("sshd", "ssh-keygen", "rsync", *PROGRAMS)]


class Numbers:
    """Gives each test shares of its own."""

    last = 0


@pytest.fixture(scope="module", name="shares")
def _shares(sambas: tuple[Samba, Samba]) -> Iterator[HostShares]:
    """The port over both hosts."""
    with over_ssh(sambas) as there:
        yield there


@pytest.fixture
def ground(shares: HostShares, sambas: tuple[Samba, Samba]) -> NtfsGround:
    """Return a share that has been copied, and whose rights have not."""
    Numbers.last += 1
    there = ntfs_ground(shares, sambas, f"ntfs{Numbers.last}")
    shares.make(there.job.target)
    Path(there.job.target.path).chmod(0o777)
    shares.copy(there.job, "copy-all")
    return there


def without(job: ShareJob, sid: str) -> ShareJob:
    """Return the job with nothing decided about a SID."""
    return job.changed(owners=tuple(row for row in job.owners if row.source != sid))


def test_people_meet_the_same_rights_through_their_own_share(ground: NtfsGround) -> None:
    """A case that only two may read would be open to all after the move, or closed to those two."""
    before = ground.shares.rights(ground.job, ())
    assert before.differing, "what rsync brings must not pass for rights"
    made = ground.shares.set_rights(ground.job)
    assert (made.altered, made.left) == (6, 0), made
    assert ground.shares.rights_stand(ground.job) == "set"
    after = ground.shares.rights(ground.job, ())
    assert (after.differing, after.unchecked, after.matched) == ({}, 0, 6)
    assert not ground.shares.compare(ground.job, content=True).differing
    allowed: dict[str, list[bool]] = {}
    for number in (0, 1):
        for person in ("news", "mail", "games"):
            with ground.side(number, person, own=False) as share:
                asked = ("åpen.txt", CLOSED.replace("/", "\\"))
                allowed.setdefault(person, []).extend(share.may(path, 1) for path in asked)
    assert allowed == {
        "news": [True, True] * 2,
        "mail": [True, False] * 2,
        "games": [False, False] * 2,
    }
    assert ground.shares.set_rights(ground.job) == made, "what is noted is not done again"


def test_undone_the_target_has_what_it_had_and_what_others_gave_since(ground: NtfsGround) -> None:
    """A rollback would leave rights that nobody set, or take back what an administrator gave."""
    paths = ("", "åpen.txt", "lukket", CLOSED)
    was = {path: ground.rights(1, path) for path in paths}
    ground.shares.set_rights(ground.job)
    assert {path: ground.rights(1, path) for path in paths} != was
    games = ground.sambas[1].sids["games"]
    ground.give(1, "åpen.txt", "games", Ace("allow", 0, FULL, games))
    for _ in range(2):
        ground.shares.put_rights_back(ground.job)
        assert ground.shares.rights_stand(ground.job) == "as-they-were"
        assert ground.rights(1, "åpen.txt").owner == games
        assert {path: ground.rights(1, path) for path in paths if path != "åpen.txt"} == {
            path: rights for path, rights in was.items() if path != "åpen.txt"
        }


def test_killed_while_it_sets_it_goes_on_and_still_can_be_undone(
    ground: NtfsGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there before the first attempt would be forgotten by the second, and a rollback lose it."""
    was = {path: ground.rights(1, path) for path in ("", "lukket", CLOSED)}
    count = [0]
    really = smb.tell

    def dying(share: SmbShare, path: bytes, rights: Descriptor) -> bool:
        count[0] += 1
        if count[0] in {3, 5}:
            raise Interrupted("The line was cut.")
        return really(share, path, rights)

    monkeypatch.setattr(smb, "tell", dying)
    for _ in range(2):
        with pytest.raises(Interrupted):
            ground.shares.set_rights(ground.job)
        assert ground.shares.rights_stand(ground.job) == "begun"
    ground.shares.set_rights(ground.job)
    assert not ground.shares.rights(ground.job, ()).differing
    ground.shares.put_rights_back(ground.job)
    assert {path: ground.rights(1, path) for path in was} == was


def test_a_sid_without_a_counterpart_is_listed_and_stops_the_survey(ground: NtfsGround) -> None:
    """Somebody's rights would be dropped on the night, and nobody have been asked by day."""
    assert ground.shares.survey(ground.job).obstacles == ()
    news = ground.sambas[0].sids["news"]
    seen = ground.shares.survey(without(ground.job, news))
    (obstacle,) = seen.obstacles
    assert (obstacle.kind, obstacle.count, obstacle.stops) == ("SID without a counterpart", 1, True)
    assert f"{news} owns or is named by 5" in Path(seen.listed).read_text()
    made = ground.shares.set_rights(without(ground.job, news))
    assert made.left == 5
    assert ground.shares.rights(without(ground.job, news), ()).differing["undecided"] == 5
    ground.shares.forget_survey(ground.job.source)
    assert not Path(ground.job.source.keep).exists(), "a list of names stays on the old host"


def test_rights_that_nobody_spoke_of_stop_the_survey(ground: NtfsGround) -> None:
    """Rights would be left behind in silence, because a line was missing in the mapping."""
    silent = ground.job.changed(rights="unstated", ntfs=None, owners=())
    (obstacle,) = ground.shares.survey(silent).obstacles
    assert (obstacle.kind, obstacle.count) == ("NTFS rights", 6)
    assert ground.shares.survey(silent.changed(rights="posix")).obstacles == ()


def test_a_lost_and_a_foreign_right_are_named_by_their_kind(ground: NtfsGround) -> None:
    """Somebody let in on the new side would be found by the one who should not have been read."""
    ground.shares.set_rights(ground.job)
    sids = ground.sambas[1].sids
    root, news = (Ace("allow", 3, FULL, sids[who]) for who in ("root", "news"))
    ground.give(1, CLOSED, "news", root, news, Ace("allow", 0, 0x120089, "S-1-1-0"))
    ground.give(1, "lukket/dyp", "news", root)
    people = (SampledPerson(user=ground.sambas[0].sids["games"]),)
    assert ground.shares.rights(ground.job, people).differing == {
        "everyone": 1,
        "entry-lost": 1,
        "can do more now": 1,
    }
    listed = Path(ground.shares.rights(ground.job, ()).listed).read_text()
    assert CLOSED in listed
    assert "lukket/dyp" in listed


def test_a_share_of_another_folder_or_with_links_is_refused(ground: NtfsGround) -> None:
    """Rights would be set on somebody else's files, or through a link on things outside the share."""
    export = ground.job.ntfs.target if ground.job.ntfs else ""
    for parameter, value in (("follow symlinks", "yes"), ("path", "/srv")):
        ground.sambas[1].call("net", "conf", "setparm", export, parameter, value)
        with pytest.raises(BadInput, match=f"{parameter} = "):
            ground.shares.set_rights(ground.job)
        right = {"follow symlinks": "no", "path": ground.job.target.path}[parameter]
        ground.sambas[1].call("net", "conf", "setparm", export, parameter, right)
    assert ground.shares.rights_stand(ground.job) == "as-they-were"


def test_nobody_can_write_on_the_new_side_while_rights_are_set(ground: NtfsGround) -> None:
    """People would begin to work on the new side before it has been compared."""
    ground.shares.set_rights(ground.job)
    with ground.side(1, "news", own=False) as share:
        assert Client.refuses(lambda: Client(share).create("lukket\\ny"))


def test_what_comes_back_is_open_to_nobody_until_it_has_its_place(ground: NtfsGround) -> None:
    """A case that two may read would be open after a rollback to all who get into the share."""
    shares, job = ground.shares, ground.job
    shares.record(job.target)
    Path(job.target.path, "lukket", "ny sak.txt").write_text("new")
    shares.set_aside(job.target)
    assert shares.bring_back(job, "TILBAKE").files == 1
    folder = Path(job.source.path, "TILBAKE")
    assert (folder / "lukket" / "ny sak.txt").read_text() == "new"
    assert folder.stat().st_mode & 0o777 == 0o700
    came, place = "TILBAKE\\lukket\\ny sak.txt", "lukket\\ny sak.txt"
    for person in ("news", "games"):
        with ground.side(0, person, own=False) as share:
            assert Client.refuses(lambda share=share: Client(share).read(came))
    with ground.side(0) as share:
        assert Client(share).read(came) == b"new"
        Client(share).create(place)
    allowed: list[bool] = []
    for person in ("news", "games"):
        with ground.side(0, person, own=False) as share:
            allowed.append(share.may(place, 1))
    assert allowed == [True, False], "what is laid over SMB has the rights of where it lies"

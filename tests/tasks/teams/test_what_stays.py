"""What people do between the passes, and after they have been let in: nothing of it is lost or comes back."""

import pytest

from flytt.adapters.memory.drive import FLYTT, PEOPLE, MemoryDrive
from flytt.adapters.memory.teams import MemoryTeam, MemoryTeams
from flytt.migration.directory import GroupProfile, NewGroup
from flytt.migration.events import UndoStarted
from flytt.migration.identity import mark_of
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.team_settings import TenantTeams
from flytt.migration.teams import Attached, NewMessage, key_of
from tasks.team_passes import Copied, judged
from tasks.teamed import Teamed
from tests.driving import Killed, Wires, bring_on, events_of, move, roll_back, set_goal
from tests.teams import TEAMS_SETTINGS, said
from tests.tenants import object_id
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload

SCHOOL = object_id("old/team/skole")


def old(scene: Twins) -> MemoryTeam:
    """Return a team of the old side."""
    return scene.tenants.team_estates["old"].there[SCHOOL]


def new(scene: Twins) -> MemoryTeam | None:
    """Return what has become of it."""
    there = scene.tenants.team_estates["new"].there.values()
    return next((one for one in there if "Skole" in one.team.name or SCHOOL in one.team.description), None)


def there(scene: Twins) -> MemoryTeam:
    """Return what has become of it, which is there."""
    found = new(scene)
    assert found is not None
    return found


def listed(scene: Twins) -> list[str]:
    """Return what people were told that a rollback leaves."""
    events = [row.event for row in events_of(scene)]
    return [line for one in events if isinstance(one, UndoStarted) for line in one.written_since]


def library(scene: Twins, by: str) -> None:
    """Put a file into the new team's library."""
    team = there(scene).team.id
    drive = MemoryDrive("bibliotek", team)
    drive.write("Møter/Vedtak.docx", b"vedtak", by=by)
    scene.drives.tenants["new"].drives[team] = drive


def test_a_team_in_which_somebody_wrote_a_card_is_kept() -> None:
    """What people wrote would be deleted with the team, because no import would have taken it."""
    scene = twins("tenant-teams")
    assert move(scene) == Done("open")
    channel = next(iter(there(scene).channels_there))
    there(scene).say(channel, said("ny", 30, author=object_id("new/delt"), odd="message with a card"))
    assert roll_back(scene) == Done("before")
    assert there(scene).team.archived
    assert [line for line in listed(scene) if "1 messages; the new team is kept" in line]


def test_a_team_in_whose_library_somebody_put_a_file_is_kept() -> None:
    """The file would be deleted with the team, and nobody be told."""
    scene = twins("tenant-teams")
    assert move(scene) == Done("open")
    library(scene, PEOPLE)
    assert roll_back(scene) == Done("before")
    assert there(scene).people, "nobody could reach the file"
    assert [line for line in listed(scene) if "library: 1 files; the new team is kept" in line]


def test_a_team_whose_library_holds_what_flytt_moved_is_kept_without_members() -> None:
    """Files that another workload has moved would go with the team, or half a team be shown to people."""
    scene = twins("tenant-teams")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    library(scene, FLYTT)
    assert roll_back(scene) == Done("before")
    assert (there(scene).team.archived, there(scene).people) == (True, {})


def test_a_channel_that_is_renamed_or_removed_does_not_come_back() -> None:
    """What people had removed would stand there again, or all of a channel twice."""
    for name in ("Planar", ""):
        scene = twins("tenant-teams")
        set_goal(scene, "prepared")
        assert bring_on(scene) == Done("prepared")
        team = old(scene)
        (key,) = [key for key, one in team.channels_there.items() if one.name == "Årsplan"]
        channel = team.channels_there.pop(key)
        if name:
            team.channels_there[key] = channel.changed(name=name)
        else:
            del team.messages_there[key]
        (copy,) = [one for one in there(scene).channels_there.values() if one.name == "Årsplan"]
        outcome = move(scene)
        assert isinstance(outcome, Stuck)
        assert f"channel {key_of(copy.id)} of the new side" in outcome.why
        there(scene).channels_there.pop(copy.id)
        there(scene).messages_there.pop(copy.id)
        assert move(scene) == Done("open")


def test_a_team_that_is_opened_between_two_attempts_is_open_after_the_second() -> None:
    """People would be let into a team in which they cannot write."""
    scene = twins("tenant-teams")
    old(scene).team = old(scene).team.changed(archived=True)
    assert move(scene) == Done("open")
    assert there(scene).team.archived
    assert roll_back(scene) == Done("before")
    old(scene).team = old(scene).team.changed(archived=False)
    assert move(scene) == Done("open")
    assert not there(scene).team.archived


def test_a_message_deleted_right_after_a_killed_import_is_not_taken_for_peoples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A half-filled team would be kept, and people be let into it, for a message that Flytt has put in."""
    scene = twins("tenant-teams")
    put = MemoryTeams.put_message

    def dies(self: MemoryTeams, team: str, channel: str, new: NewMessage) -> str:
        put(self, team, channel, new)
        raise Killed

    set_goal(scene, "prepared")
    with monkeypatch.context() as patched:
        patched.setattr(MemoryTeams, "put_message", dies)
        with pytest.raises(Killed):
            bring_on(scene)
    for team in scene.tenants.team_estates["old"].there.values():
        for messages in team.messages_there.values():
            messages.pop(next(iter(messages), ""), None)
    assert roll_back(scene) == Done("before")
    assert list(scene.tenants.team_estates["new"].there) == [object_id("new/team/eige")]


def test_an_old_team_that_somebody_opens_again_is_named_before_people_are_let_in() -> None:
    """What is written there from then on would be on the old side alone."""
    scene = twins("tenant-teams")

    def opens(key: str) -> None:
        if key == "compare":
            old(scene).team = old(scene).team.changed(archived=False)

    outcome = move(scene, wires=Wires(begins=opens))
    assert isinstance(outcome, Stuck)
    assert f"team {SCHOOL}: open on the old side" in outcome.why


def test_links_lead_to_the_library_that_holds_the_files() -> None:
    """Every link to a file would lead into the empty library of the team's own group."""
    settings = TenantTeams.model_validate({**TEAMS_SETTINGS, "groups": "beside"}).as_json()
    plan = make_plan(municipality([workload("tenant-teams", settings=settings)]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    profile = GroupProfile(display_name="Skule", nickname="skule")
    mark = mark_of(f"fjordvik_{TEAMS_SETTINGS['accounts']}", SCHOOL)
    scene.tenants.on("new").make_groups((NewGroup(profile=profile, mark=mark),))
    (group,) = [one.id for one in scene.tenants.on("new").groups() if one.mark == mark]
    for side, owner, name in (("old", SCHOOL, "gammalt"), ("new", group, "nytt")):
        drive = MemoryDrive(name, owner)
        drive.write("Plan.docx", b"plan")
        scene.drives.tenants[side].drives[owner] = drive
    file = Attached(id="f", kind="reference", name="Plan.docx", url="https://twin/gammalt/Plan.docx")
    channel = next(iter(old(scene).channels_there))
    old(scene).say(channel, said("skole", 40, attached=(file,)))
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    messages = next(iter(there(scene).messages_there.values())).values()
    urls = {one.url for message in messages for one in message.attached}
    assert "https://twin/nytt/Plan.docx" in urls


def test_an_empty_library_that_links_lead_into_is_named() -> None:
    """People would be told that their files are there, and meet an empty folder."""
    scene = twins("tenant-teams")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    scene.drives.tenants["old"].drives[SCHOOL] = MemoryDrive("gammalt", SCHOOL)
    scene.drives.tenants["old"].drives[SCHOOL].write("Plan.docx", b"plan")
    team = there(scene).team.id
    scene.drives.tenants["new"].drives[team] = MemoryDrive("nytt", team)
    (entry,) = [one for one in planned(scene).steps if one.key == "copy-all"]
    seen = judged(Teamed.model_validate(entry.values), Copied(), scene.world, frozen=False)
    assert [line for line in seen.skipped if "1 × team whose library on the new side is empty" in line]
    scene.drives.tenants["new"].drives[team].write("Plan.docx", b"plan")
    assert judged(Teamed.model_validate(entry.values), Copied(), scene.world, frozen=False).skipped == ()

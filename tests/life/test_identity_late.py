"""People are hired, leave and change groups between the accounts and the window, over Graph."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.directory import (
    Licensing,
    Membership,
    NewPerson,
    Person,
    Profile,
    ProfileField,
    ProfilePart,
)
from flytt.migration.identity import mark_of
from flytt.migration.next_action import Done
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import directories, mailed, running, world
from tests.driving import events_of, move, roll_back
from tests.life.identity_ground import prepare
from tests.life.tenant_ground import Moving, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PEOPLE = 24


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants of which nothing has been moved, and what is needed to move them."""
    with running(tmp_path / "graph", people=PEOPLE) as found:
        prepare(found, tmp_path)
        yield found


def _weeks_later(graph: RunningGraph) -> tuple[str, str, str]:
    """Hire somebody, let somebody go, and let a third change groups, name and number; return all three."""
    tenants = directories(graph)
    old = tenants.on("source")
    profile = Profile(display_name="Ny Person", job_title="Ansatt", usage_location="NO")
    hired = NewPerson(
        name="ny.person@hustadvika.practice", nickname="ny.person", profile=profile, mark="hired"
    )
    old.make_people((hired,))
    came = next(one for one in old.people() if one.mark == "hired")
    groups = tuple(sorted(one.id for one in old.groups()))
    members = [one for one in old.memberships(groups) if one.role == "member"]
    owners = {one.member for one in old.memberships(groups) if one.role == "owner"}
    own = [one for one in members if one.member not in owners]
    left = own[0]
    turned = next(one for one in own if one.member != left.member)
    other = next(one for one in groups if one not in {m.group for m in members if m.member == turned.member})
    old.give_licences((Licensing(person=came.id, sku=old.skus()[0].id),))
    old.set_enabled((came.id,), enabled=True)
    old.add_members(
        (
            Membership(group=turned.group, member=came.id),
            Membership(group=other, member=turned.member),
        )
    )
    old.drop_members((turned,))
    old.remove_people((left.member,))
    says: dict[ProfileField, str] = {"surname": "Nygift", "mobile": "12345678", "office": ""}
    old.set_profiles((ProfilePart(person=turned.member, says=says),))
    tenants.close()
    return came.id, left.member, turned.member


def _marked(graph: RunningGraph, moving: Moving, source: str) -> Person:
    """Return the account on the new side of somebody of the old tenant."""
    (workload,) = moving.scene.plan.workloads
    tenants = directories(graph)
    mark = mark_of(workload.own_name, source)
    (found,) = [one for one in tenants.on("target").people() if one.mark == mark]
    tenants.close()
    return found


@pytest.mark.parametrize("profile", ["calm", "worst"])
def test_who_came_since_moves_along_and_back(graph: RunningGraph, tmp_path: Path, profile: str) -> None:
    """One new hire would stop the night of a whole municipality, or be left behind when it goes back."""
    before = world(graph)
    moving = opened(tmp_path)
    assert move(moving.scene, "prepared", wires=moving.wires()) == Done("prepared")
    came, left, renamed = _weeks_later(graph)
    welcomed = mailed(graph)  # by the old tenant, when they came
    graph.service.set_profile(profile)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    graph.service.set_profile("calm")
    assert _marked(graph, moving, came).enabled
    assert not _marked(graph, moving, left).enabled
    profile_there = _marked(graph, moving, renamed).profile
    assert (profile_there.surname, profile_there.mobile) == ("Nygift", "12345678")
    there = world(graph)
    graph.service.set_profile(profile)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    graph.service.set_profile("calm")
    after = world(graph)
    assert [after[f"target {part}"] for part in ("users", "groups", "outbox")] == [
        before[f"target {part}"] for part in ("users", "groups", "outbox")
    ]
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph)["target groups"] == there["target groups"]
    assert mailed(graph) == welcomed
    written = "".join(r.event.model_dump_json() for r in events_of(moving.scene))
    assert "ny.person" not in written
    assert "12345678" not in written
    moving.close()

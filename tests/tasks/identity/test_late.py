"""Who came, left or changed groups between the accounts and the window is brought along, and back."""

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import Held, Membership
from flytt.migration.evidence import Presence
from tasks.identity.compare import STEP as COMPARE
from tasks.identity.late import STEP, Was
from tasks.tenancy import Met, Tenancy
from tests.sweeps.ground import approached, entry
from tests.tenants import PUPIL, group, object_id, person
from tests.worlds import Twins

WANT = Tenancy.model_validate(entry("tenant-identity", "late").values)


def _id(name: str) -> str:
    return object_id(f"old/{name}")


def _link(nickname: str, name: str, *, owner: bool = False) -> Membership:
    role = "owner" if owner else "member"
    return Membership(group=_id(f"group/{nickname}"), member=_id(name), role=role)


@pytest.fixture
def scene() -> Twins:
    """Return a world that has come to the window, where the old side is no longer as it was."""
    found = approached("tenant-identity", "late").fork()
    old = _old(found)
    hired, made = person("old", "ny"), group("old", "nytt")
    old.accounts[hired.id], old.groups_there[made.id] = hired, made
    old.remove_people((_id("to"),))
    old.links |= {_link("drift", "ny"), _link("nytt", "ny"), _link("nytt", "ny", owner=True)}
    old.links |= {_link("drift", "liten")}
    old.links -= {_link("skole", "liten"), _link("felles", "ein")}
    old.accounts[_id("ein")] = old.accounts[_id("ein")].changed(
        licences=(Held(sku="sku-staff"), Held(sku=PUPIL))
    )
    return found


def _old(scene: Twins) -> MemoryDirectory:
    return scene.world.tenants.on("old")  # type: ignore[return-value]


def _new(scene: Twins) -> MemoryDirectory:
    return scene.world.tenants.on("new")  # type: ignore[return-value]


def _compared(scene: Twins) -> tuple[str, ...]:
    seen = COMPARE.see(WANT, scene.world)
    return COMPARE.judge(WANT, seen, scene.world).differing


def test_one_new_hire_does_not_stop_the_night(scene: Twins) -> None:
    """The window would end at the comparison, and the whole municipality go back for one person."""
    assert _compared(scene), "the comparison finds nothing: there is nothing to bring along"
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    assert STEP.verify(WANT, was, receipt, scene.world).passed
    assert _compared(scene) == ()
    there = Met(WANT, scene.world).there
    hired = _new(scene).accounts[there[_id("ny")]]
    assert (hired.enabled, [one.sku for one in hired.licences]) == (False, ["sku-staff"])
    assert (receipt.accounts, receipt.groups, receipt.given) == (1, 1, 2)


def test_who_left_stays_blocked_without_groups_or_licence(scene: Twins) -> None:
    """Somebody who has left would keep what the groups let see, and a seat that is paid for."""
    was = STEP.plan(WANT, scene.world)
    STEP.do(WANT, was, scene.world)
    left = Met(WANT, scene.world).there[_id("to")]
    own = {Met(WANT, scene.world).there[_id(f"group/{name}")] for name in ("skole", "drift", "nytt")}
    assert not _new(scene).accounts[left].enabled
    assert _new(scene).accounts[left].licences == ()
    assert [one for one in _new(scene).links if one.member == left and one.group in own] == []


def test_it_is_taken_back_exactly(scene: Twins) -> None:
    """Going back after the pass would leave an account that nobody knows, or take a membership for good."""
    before = scene.snapshot()
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    after = scene.snapshot()
    assert STEP.do(WANT, was, scene.world) == receipt
    assert scene.snapshot() == after
    assert STEP.probe(WANT, was, scene.world) is Presence.PRESENT
    STEP.undo(WANT, was, receipt, scene.world)
    assert scene.snapshot() == before
    assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT
    STEP.undo(WANT, was, None, scene.world)
    assert scene.snapshot() == before


@pytest.mark.parametrize(
    "operation", ["make_people", "make_groups", "add_members", "drop_members", "give_licences"]
)
def test_cut_off_anywhere_it_is_finished_or_taken_back(
    scene: Twins, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut in the middle would leave half a pass that the next program neither ends nor undoes."""
    before = scene.snapshot()
    was = STEP.plan(WANT, scene.world)

    def cut(*args: object) -> None:
        raise ConnectionError(str(args))

    for finish in (False, True):
        with monkeypatch.context() as patched:
            patched.setattr(MemoryDirectory, operation, cut)
            with pytest.raises(ConnectionError):
                STEP.do(WANT, was, scene.world)
        first = operation == "make_people"
        assert STEP.probe(WANT, was, scene.world) is (Presence.ABSENT if first else Presence.PARTIAL)
        if finish:
            STEP.do(WANT, was, scene.world)
            assert _compared(scene) == ()
        STEP.undo(WANT, was, None, scene.world)
        assert scene.snapshot() == before


def test_groups_that_were_there_before_are_left_and_named(scene: Twins) -> None:
    """Somebody would be taken out of a group that another municipality had put them in."""
    was = STEP.plan(WANT, scene.world)
    shared = object_id("new/group/felles")
    assert [one for one in was.dropping if one.group == shared] == []
    receipt = STEP.do(WANT, was, scene.world)
    assert receipt.kept >= 1
    assert f"{receipt.kept} × in a group" in STEP.verify(WANT, was, receipt, scene.world).skipped[0]


def test_what_others_put_into_groups_is_left(scene: Twins) -> None:
    """A person whom the new side's own people had let in would be put out by a machine."""
    own = Met(WANT, scene.world).there[_id("group/drift")]
    foreign = Membership(group=own, member=object_id("new/framand"))
    _new(scene).links.add(foreign)
    assert foreign not in STEP.plan(WANT, scene.world).dropping


def test_the_last_owner_is_not_taken_out(scene: Twins) -> None:
    """The service would refuse it, and the night would stop at a group that nobody owns any more."""
    old = _old(scene)
    old.links -= {_link("skole", "ein", owner=True)}
    was = STEP.plan(WANT, scene.world)
    assert [one for one in was.dropping if one.role == "owner"] == []
    old.links |= {_link("skole", "ny", owner=True)}
    (going,) = [one for one in STEP.plan(WANT, scene.world).dropping if one.role == "owner"]
    assert going.member == Met(WANT, scene.world).there[_id("ein")]


def test_nothing_new_changes_nothing() -> None:
    """A pass in which nobody had come would touch a directory that people wait for."""
    scene = approached("tenant-identity", "late").fork()
    effects = scene.effects()
    was = STEP.plan(WANT, scene.world)
    assert was == Was()
    STEP.do(WANT, was, scene.world)
    assert scene.effects() == effects

"""Who came, left or changed groups between the accounts and the window is brought along, and back."""

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import Held, Licensing, Membership
from flytt.migration.evidence import Presence
from tasks.identity.block_source import STEP as BLOCK
from tasks.identity.compare import STEP as COMPARE
from tasks.identity.enable_people import STEP as ENABLE
from tasks.identity.late import STEP, Was
from tasks.tenancy import Met, Tenancy
from tests.sweeps.ground import approached, entry
from tests.tenants import PUPIL, group, object_id, person
from tests.worlds import Twins

WANT = Tenancy.model_validate(entry("tenant-identity", "late").values)
STAYS = {"id": "stays", "fits": {"department": "Museum"}, "domain": "new.example", "leave": True}


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
    assert [one for one in STEP.plan(WANT, scene.world).adding if one.role == "owner"] != []
    (going,) = [one for one in STEP.plan(WANT, scene.world).dropping if one.role == "owner"]
    assert going.member == Met(WANT, scene.world).there[_id("ein")]


def _retitled(scene: Twins, name: str, **said: str) -> None:
    old = _old(scene).accounts
    old[_id(name)] = old[_id(name)].changed(profile=old[_id(name)].profile.changed(**said))


def test_a_seat_that_is_left_is_there_for_who_came(scene: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant with as many seats as people would refuse the new one in the night, and the way back too."""
    new = _new(scene)

    def used() -> int:
        return sum(held.sku == "sku-staff" for one in new.accounts.values() for held in one.licences)

    seats, give = used(), MemoryDirectory.give_licences

    def give_while_there_are_seats(directory: MemoryDirectory, licences: tuple[Licensing, ...]) -> None:
        give(directory, licences)
        assert used() <= seats, "no seat is free"

    monkeypatch.setattr(MemoryDirectory, "give_licences", give_while_there_are_seats)
    before = scene.snapshot()
    was = STEP.plan(WANT, scene.world)
    assert [one.sku for one in was.taking] == ["sku-staff"]
    receipt = STEP.do(WANT, was, scene.world)
    STEP.undo(WANT, was, receipt, scene.world)
    assert scene.snapshot() == before


def test_a_rollback_ends_where_others_have_cleared_away_who_left(scene: Twins) -> None:
    """It would be stuck for good at an account that the new side's people deleted, and nobody can mend it."""
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    _new(scene).remove_people((Met(WANT, scene.world).there[_id("to")],))
    assert STEP.probe(WANT, was, scene.world) is Presence.PRESENT
    STEP.undo(WANT, was, receipt, scene.world)
    assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT


def test_who_works_and_fits_no_population_any_more_keeps_all_and_is_named(scene: Twins) -> None:
    """Whose licence was taken for a day would lose the groups, or come in without them, and nobody told."""
    old = _old(scene).accounts
    for name in ("ein", "ny"):
        old[_id(name)] = old[_id(name)].changed(licences=())
    there = Met(WANT, scene.world).there
    groups = {one for one in _new(scene).links if one.member == there[_id("ein")]}
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    assert {one for one in _new(scene).links if one.member == there[_id("ein")]} >= groups - {
        one for one in groups if one.group == object_id("new/group/felles")
    }
    assert _new(scene).accounts[there[_id("ein")]].licences
    said = STEP.verify(WANT, was, receipt, scene.world).skipped[-1]
    assert (_id("ein") in said, _id("ny") in said) == (True, True)
    assert _compared(scene) == ()
    assert said in COMPARE.judge(WANT, COMPARE.see(WANT, scene.world), scene.world).skipped
    assert there[_id("ein")] in ENABLE.plan(WANT, scene.world).turning


def test_who_is_to_stay_after_all_is_let_in_nowhere_and_shut_out_nowhere(scene: Twins) -> None:
    """Somebody whom the rules leave would come in on the new side, and at *retire* lose the old account."""
    said = {**WANT.as_json(), "populations": [STAYS, *WANT.as_json()["populations"]]}  # type: ignore[misc]
    want = Tenancy.model_validate(said)
    _retitled(scene, "lik", department="Museum")
    was = STEP.plan(want, scene.world)
    STEP.do(want, was, scene.world)
    assert COMPARE.judge(want, COMPARE.see(want, scene.world), scene.world).differing == ()
    there = Met(want, scene.world).there[_id("lik")]
    assert _new(scene).accounts[there].licences == ()
    assert there not in ENABLE.plan(want, scene.world).turning
    assert _id("lik") not in BLOCK.plan(want, scene.world).turning
    assert _id("ein") in BLOCK.plan(want, scene.world).turning


@pytest.mark.parametrize("leaves", [True, False])
def test_a_group_whose_only_owner_left_does_not_stop_the_night(scene: Twins, *, leaves: bool) -> None:
    """One owner who left would end the night at a group: the service lets nobody take the last one out."""
    old = _old(scene)
    if leaves:
        old.remove_people((_id("ein"),))
    else:
        old.links -= {_link("skole", "ein", owner=True)}
    STEP.do(WANT, STEP.plan(WANT, scene.world), scene.world)
    assert _compared(scene) == ()
    seen = COMPARE.judge(WANT, COMPARE.see(WANT, scene.world), scene.world)
    said = f"{_id('ein')} of {_id('group/skole')}"
    assert [said in one for one in seen.skipped if "last owner" in one] == [True]


def test_an_owner_that_others_made_is_found_beside_another(scene: Twins) -> None:
    """Somebody could become owner of a group on the new side, and the comparison call it the last one."""
    STEP.do(WANT, STEP.plan(WANT, scene.world), scene.world)
    there = Met(WANT, scene.world).there
    _new(scene).links.add(
        Membership(group=there[_id("group/skole")], member=there[_id("liten")], role="owner")
    )
    assert _compared(scene) != ()


def test_an_owner_from_elsewhere_is_found_where_there_is_none(scene: Twins) -> None:
    """A stranger could own a group that nobody owned, and the comparison let it pass."""
    STEP.do(WANT, STEP.plan(WANT, scene.world), scene.world)
    drift = Met(WANT, scene.world).there[_id("group/drift")]
    _new(scene).links.add(Membership(group=drift, member=object_id("new/framand"), role="owner"))
    assert _compared(scene) != ()


def test_nothing_new_changes_nothing() -> None:
    """A pass in which nobody had come would touch a directory that people wait for."""
    scene = approached("tenant-identity", "late").fork()
    effects = scene.effects()
    was = STEP.plan(WANT, scene.world)
    assert was == Was()
    STEP.do(WANT, was, scene.world)
    assert scene.effects() == effects

"""Several mailboxes at a time: one pass ends as one after the other does, also failed, and killed."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.migration.directory import Directories
from flytt.migration.errors import CommandFailed, Interrupted
from flytt.migration.mailbox_settings import SameBox
from flytt.migration.mailboxes import NONE_KNOWN, Folder, Mailboxes, Parcel, Placed
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.ports import World
from flytt.migration.post_book import PostPass
from flytt.migration.settings import SETTINGS
from tasks import post_passes
from tasks.abreast import NAMED, Breath
from tasks.boxes import Boxes
from tasks.mail_accounts import compared
from tasks.mailboxes.copy_all import PASS
from tasks.mirroring import bring
from tasks.post import Met, Post
from tasks.post_passes import judged, run
from tests.driving import Killed, Wires, bring_on, journal_of, set_goal
from tests.posts import NEW, OLD, POST_SETTINGS
from tests.sweeps.ground import LAST, approached, entry, finished, must_finish, must_go_back
from tests.tenants import object_id
from tests.together import Together
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, workload

KIND, KEY = "tenant-mailboxes", "copy-all"
AT_ONCE = 4


@dataclass
class _New:
    """The new side's mailboxes. The first time that anything has been put into each, `then` is told."""

    inner: Mailboxes
    then: Callable[[str], None]
    _seen: set[str] = field(default_factory=set[str])

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def import_items(self, box: str, folder: str, parcels: tuple[Parcel, ...]) -> tuple[Placed, ...]:
        placed = self.inner.import_items(box, folder, parcels)
        if box not in self._seen:
            self._seen.add(box)
            self.then(box)
        return placed


@dataclass
class _Tenants:
    """The tenants, with the new one's mailboxes watched."""

    inner: Directories
    new: _New

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def mail(self, tenant: str) -> Mailboxes:
        return cast("Mailboxes", self.new) if tenant == NEW else self.inner.mail(tenant)


def _watched(scene: Twins, then: Callable[[str], None]) -> World:
    new = _New(scene.world.tenants.mail(NEW), then)
    return replace(scene.world, tenants=cast("Directories", _Tenants(scene.world.tenants, new)))


def _want(**changes: int) -> Post:
    return Post.model_validate({**entry(KIND, KEY).values, **changes})


def _accounts(scene: Twins) -> dict[str, str]:
    """Return whose mailbox each new one becomes."""
    return {pair.target: pair.account for pair in Met(_want(), scene.world).whole()}


def test_four_at_a_time_leave_what_one_at_a_time_leaves() -> None:
    """A mail would lie twice, or nowhere, or the receipt differ, because mailboxes were filled together."""
    left: list[object] = []
    for at_once in (1, AT_ONCE):
        scene = approached(KIND, KEY).fork()
        want = _want(abreast=at_once)
        receipt = run(want, PASS, scene.world)
        assert receipt.mailboxes == len(_accounts(scene)) > AT_ONCE
        assert judged(want, PASS, scene.world, frozen=True).passed
        left.append((receipt, scene.snapshot(), scene.effects()))
    assert left[0] == left[1]


@pytest.mark.parametrize("at_once", [1, 2, 3, AT_ONCE])
def test_so_many_are_under_way_as_the_mapping_says(at_once: int) -> None:
    """The setting would be read by nobody: a service that wants fewer would be asked by four."""
    scene, together = approached(KIND, KEY).fork(), Together(at_once)
    counted: list[int] = []

    def then(box: str) -> None:
        together.wait(box)
        counted.append(sum(one.name == NAMED for one in threading.enumerate()))

    run(_want(abreast=at_once), PASS, _watched(scene, then))
    assert len(counted) > AT_ONCE
    assert max(counted) == (at_once if at_once > 1 else 0)


def test_those_beside_a_failed_one_are_finished_and_all_failed_are_named() -> None:
    """Somebody would mend one mailbox, and hear of the next one an hour later; or three be copied anew."""
    scene, together = approached(KIND, KEY).fork(), Together(AT_ONCE)
    failing = set[str]()

    def then(box: str) -> None:
        if together.wait(box) and box in together.things[:2]:
            failing.add(box)
            raise CommandFailed("Importing an item.", exit_status=403, stderr="")

    accounts = _accounts(scene)
    outcome = bring_on(scene, wires=Wires(world=_watched(scene, then)))
    assert isinstance(outcome, Stuck)
    done = PostPass(scene.world.kept, _want().marked_as, PASS).done()
    assert len(failing) == 2
    assert all(f"mailbox {accounts[box]}: Importing" in outcome.why for box in failing)
    assert {accounts[box] for box in together.things[2:AT_ONCE]} <= done.keys()
    assert {accounts[box] for box in failing}.isdisjoint(done)
    must_go_back(scene.fork(), KIND)
    must_finish(scene, KIND, again=True)


def test_a_passing_fault_in_one_of_them_is_got_over() -> None:
    """A lost answer in one mailbox would end the night for all four, or put what it had in twice."""
    scene, together = approached(KIND, KEY).fork(), Together(AT_ONCE)

    def then(box: str) -> None:
        if together.wait(box) and box == together.things[0]:
            raise Interrupted("Importing an item: no answer came.")

    must_finish_over(scene, then)
    assert len(set(together.things)) == len(_accounts(scene))


def must_finish_over(scene: Twins, then: Callable[[str], None]) -> None:
    """Bring it on through a watched world, and see that it ended as an undisturbed run does."""
    set_goal(scene, LAST)
    assert bring_on(scene, wires=Wires(world=_watched(scene, then))) == Done(LAST)
    assert scene.snapshot() == finished(KIND).snapshot
    assert scene.effects() == finished(KIND).effects


def test_a_kill_with_four_under_way_is_got_over_both_ways() -> None:
    """A power cut would leave four mailboxes with mail that nothing notes: put in again, or for ever."""
    scene, together = approached(KIND, KEY).fork(), Together(AT_ONCE)

    def then(box: str) -> None:
        if together.wait(box):
            raise Killed

    with pytest.raises(Killed):
        bring_on(scene, wires=Wires(world=_watched(scene, then)))
    assert len(together.things) == AT_ONCE
    assert PostPass(scene.world.kept, _want().marked_as, PASS).done() == {}
    scene.clock.advance(minutes=2)
    must_go_back(scene.fork(), KIND)
    must_finish(scene, KIND)


def test_two_that_go_into_one_mailbox_are_never_in_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them would take the other's mail for what lies there twice, or make a folder twice."""
    scene = approached(KIND, KEY).fork()
    # An account that Flytt has made is also somebody else's, who uses it already.
    shared = object_id(f"{NEW}/ein")
    want = _want().changed(same=(SameBox(source=object_id(f"{OLD}/delt"), target=shared),))
    inside, entered = threading.Lock(), list[str]()

    def brought(boxes: Boxes, breathe: Breath, name: str) -> str:
        if boxes.pair.target != shared:
            return bring(boxes, breathe, name)
        assert inside.acquire(blocking=False), "both were in it at a time"
        entered.append(boxes.pair.account)
        found = bring(boxes, breathe, name)
        inside.release()
        return found

    monkeypatch.setattr(post_passes, "bring", brought)
    receipt = run(want, PASS, scene.world)
    assert len(entered) == 2
    found = compared((Boxes.of(want, pair, scene.world) for pair in Met(want, scene.world).whole()), {})
    assert found.passed
    assert receipt.mailboxes == len(_accounts(scene))


def test_how_many_at_a_time_may_be_changed_between_two_passes() -> None:
    """Somebody who wants the next pass slower would have to take back what has been copied."""
    scene = approached(KIND, "evening-delta").fork()
    settings = SETTINGS[KIND].model_validate({**POST_SETTINGS, "abreast": 1}).as_json()
    slower = make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING)
    assert slower.hash != scene.plan.hash
    journal_of(scene).adopt(slower)
    scene.plan = slower
    must_finish(scene, KIND, again=True)


def test_a_mailbox_that_is_through_is_not_looked_at_when_the_pass_goes_on() -> None:
    """A kill late in a pass over thousands of mailboxes would ask for the folders of each of them again."""
    scene, seen, dead = approached(KIND, KEY).fork(), list[str](), list[str]()

    def then(box: str) -> None:
        seen.append(box)
        if len(seen) == AT_ONCE and not dead:
            dead.append(box)
            raise Killed

    want = _want(abreast=1)
    with pytest.raises(Killed):
        run(want, PASS, _watched(scene, then))
    through = PostPass(scene.world.kept, want.marked_as, PASS).done()
    assert len(through) == AT_ONCE - 1
    seen.clear()
    mail, asked = scene.world.tenants.mail(NEW), list[str]()

    class Asked(_New):
        def folders(self, box: str, known: Mapping[str, str] = NONE_KNOWN) -> tuple[Folder, ...]:
            asked.append(box)
            return self.inner.folders(box, known)

    tenants = cast("Directories", _Tenants(scene.world.tenants, Asked(mail, then)))
    receipt = run(want, PASS, replace(scene.world, tenants=tenants))
    accounts = _accounts(scene)
    assert {accounts[box] for box in asked} == set(accounts.values()) - through.keys()
    calm = approached(KIND, KEY).fork()
    assert receipt == run(want, PASS, calm.world)

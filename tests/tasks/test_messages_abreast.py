"""Several channels or chats at a time: one pass ends as one after the other does, also failed, and killed."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from flytt.adapters.memory.chats import MemoryChats
from flytt.adapters.memory.teams import MemoryTeams
from flytt.migration.errors import ChangedByOthers, Interrupted
from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json, Record
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Kind
from tasks import channel_filling, chat_passes, chatted, team_passes, teamed
from tasks.abreast import NAMED, Breath
from tasks.putting_in import Filled
from tasks.refusals import Row
from tests.chats import CHATS_SETTINGS
from tests.driving import Killed, bring_on, journal_of, set_goal
from tests.sweeps.ground import LAST, approached, entry, finished, must_finish, must_go_back
from tests.teams import TEAMS_SETTINGS
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, workload

KEY = "copy-all"
CARRIED = 6
"""Messages of each channel and chat of the twins that move."""
LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Ground:
    """One kind. `most`: how many places the twins have to be filled at a time."""

    kind: Kind
    most: int
    estate: type[MemoryTeams | MemoryChats]
    settings: dict[str, Json]
    run: Callable[[Twins, int], tuple[Record, Verification]]
    noted: Callable[[Twins], dict[str, tuple[str, int]]]
    """By the id of a place of the new side: what it is called where it fails, and how much is noted of it."""


def _want_of_teams(at_once: int) -> teamed.Teamed:
    return teamed.Teamed.model_validate({**entry("tenant-teams", KEY).values, "abreast": at_once})


def _want_of_chats(at_once: int) -> chatted.Chatted:
    return chatted.Chatted.model_validate({**entry("tenant-chats", KEY).values, "abreast": at_once})


def _run_teams(scene: Twins, at_once: int) -> tuple[Record, Verification]:
    want = _want_of_teams(at_once)
    receipt = team_passes.run(want, KEY, scene.world)
    return receipt, team_passes.judged(want, receipt, scene.world, frozen=True)


def _run_chats(scene: Twins, at_once: int) -> tuple[Record, Verification]:
    want = _want_of_chats(at_once)
    receipt = chat_passes.run(want, KEY, scene.world)
    return receipt, chat_passes.judged(want, receipt, scene.world)


def _noted_of_teams(scene: Twins) -> dict[str, tuple[str, int]]:
    met = teamed.Met(_want_of_teams(1), scene.world)
    rows = [(pair.source.id, *row) for pair in met.pairs.values() for row in met.channels(pair)]
    return {
        there.id: (f"team {team} channel {here.key}", len(met.book(here).prints()))
        for team, here, there in rows
        if there
    }


def _noted_of_chats(scene: Twins) -> dict[str, tuple[str, int]]:
    met = chatted.Met(_want_of_chats(1), scene.world)
    return {
        one.target.id: (f"chat {one.source.key}", len(met.book(one.source).prints()))
        for one in met.pairs.values()
    }


GROUNDS = (
    Ground("tenant-teams", 4, MemoryTeams, TEAMS_SETTINGS, _run_teams, _noted_of_teams),
    Ground("tenant-chats", 3, MemoryChats, CHATS_SETTINGS, _run_chats, _noted_of_chats),
)


@pytest.fixture(params=GROUNDS, ids=lambda one: cast("Ground", one).kind)
def ground(request: pytest.FixtureRequest) -> Ground:
    """Return each kind that is filled so."""
    return cast("Ground", request.param)


@contextmanager
def _told(ground: Ground, then: Callable[[str], None]) -> Generator[None]:
    """Tell the first time that something has been put into each channel or chat of the new side."""
    put, seen = cast("Callable[..., str]", ground.estate.put_message), set[str]()

    def telling(*args: object) -> str:
        made, place = put(*args), str(args[-2])
        if place not in seen:
            seen.add(place)
            then(place)
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ground.estate, "put_message", telling)
        yield


@dataclass
class _Together:
    """Lets the first few wait for each other: then all of them are under way, and nothing is noted yet."""

    number: int
    places: list[str] = field(default_factory=list[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._barrier = threading.Barrier(self.number)

    def wait(self, place: str) -> bool:
        """Wait, and return whether this is one of the first."""
        with self._lock:
            self.places.append(place)
            is_first = len(self.places) <= self.number
        if is_first:
            self._barrier.wait(LONGEST_SECONDS)
        return is_first


def test_several_at_a_time_leave_what_one_at_a_time_leaves(ground: Ground) -> None:
    """A message would stand twice, or nowhere, or under another's, because places were filled together."""
    left: list[object] = []
    for at_once in (1, 4):
        scene = approached(ground.kind, KEY).fork()
        receipt, judged = ground.run(scene, at_once)
        assert {count for _, count in ground.noted(scene).values()} == {CARRIED}
        assert judged.passed
        left.append((receipt, scene.snapshot(), scene.effects()))
    assert left[0] == left[1]


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
def test_so_many_are_under_way_as_the_mapping_says(ground: Ground, at_once: int) -> None:
    """The setting would be read by nobody: a service that wants fewer would be asked by four."""
    number = min(at_once, ground.most)
    scene, together = approached(ground.kind, KEY).fork(), _Together(number)
    counted: list[int] = []

    def then(place: str) -> None:
        together.wait(place)
        counted.append(sum(one.name == NAMED for one in threading.enumerate()))

    with _told(ground, then):
        ground.run(scene, at_once)
    assert len(counted) == ground.most
    assert max(counted) == (number if number > 1 else 0)


def test_those_beside_a_failed_one_are_finished_and_all_failed_are_named(ground: Ground) -> None:
    """Somebody would mend one channel, and hear of the next one an hour later; or three be read anew."""
    scene, together = approached(ground.kind, KEY).fork(), _Together(ground.most)
    failing = set[str]()

    def then(place: str) -> None:
        if together.wait(place) and place in together.places[:2]:
            failing.add(place)
            raise ChangedByOthers("Somebody holds it.", next_command="flytt resume")

    with _told(ground, then):
        outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert len(failing) == 2
    noted = ground.noted(scene)
    assert all(f"{noted[place][0]}: Somebody holds it." in outcome.why for place in failing)
    assert {place for place, (_, count) in noted.items() if count == CARRIED} == noted.keys() - failing
    must_go_back(scene.fork(), ground.kind)
    must_finish(scene, ground.kind, again=True)


def test_a_passing_fault_in_one_of_them_is_got_over(ground: Ground) -> None:
    """A lost answer in one channel would end the night for all, or put what it had in twice."""
    scene, together = approached(ground.kind, KEY).fork(), _Together(ground.most)

    def then(place: str) -> None:
        if together.wait(place) and place == together.places[0]:
            raise Interrupted("Importing a message: no answer came.")

    set_goal(scene, LAST)
    with _told(ground, then):
        assert bring_on(scene) == Done(LAST)
    assert len(set(together.places)) == ground.most
    assert scene.snapshot() == finished(ground.kind).snapshot
    assert scene.effects() == finished(ground.kind).effects


def test_a_kill_with_several_under_way_is_got_over_both_ways(ground: Ground) -> None:
    """A power cut would leave several with messages that nothing knows: put in again, or people's."""
    scene, together = approached(ground.kind, KEY).fork(), _Together(ground.most)

    def then(place: str) -> None:
        if together.wait(place):
            raise Killed

    with _told(ground, then), pytest.raises(Killed):
        bring_on(scene)
    assert len(together.places) == ground.most
    assert {count for _, count in ground.noted(scene).values()} == {0}
    scene.clock.advance(minutes=2)
    must_go_back(scene.fork(), ground.kind)
    must_finish(scene, ground.kind)


def test_how_many_at_a_time_may_be_changed_between_two_passes(ground: Ground) -> None:
    """Somebody who wants the next pass slower would have to take back what has been copied."""
    scene = approached(ground.kind, "last-delta").fork()
    settings = SETTINGS[ground.kind].model_validate({**ground.settings, "abreast": 1}).as_json()
    slower = make_plan(municipality([workload(ground.kind, settings=settings)]), RUNBOOKS, MORNING)
    assert slower.hash != scene.plan.hash
    journal_of(scene).adopt(slower)
    scene.plan = slower
    must_finish(scene, ground.kind, again=True)


@dataclass
class _Alone:
    """Says when two come into it at a time."""

    came: list[str] = field(default_factory=list[str])
    _inside: threading.Lock = field(default_factory=threading.Lock)

    def come(self, name: str) -> Filled:
        """Be in it for a moment."""
        assert self._inside.acquire(blocking=False), "both were in it at a time"
        time.sleep(0.01)  # lets the others come, if they may
        self.came.append(name)
        self._inside.release()
        return Filled()


def test_two_that_become_one_channel_are_never_in_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them would take what the other has just put in for foreign, or for its own."""
    scene, alone = approached("tenant-teams", KEY).fork(), _Alone()
    want = _want_of_teams(4)
    here, *others = team_passes.Pass(want, scene.world).places()

    def filled(met: teamed.Met, place: channel_filling.Place, breathe: Breath, row: Row) -> Filled:
        del met, breathe, row
        return alone.come(place.name)

    monkeypatch.setattr(channel_filling, "_fill", filled)
    places = [here, *(replace(one, there=here.there) for one in others)]
    channel_filling.fill(teamed.Met(want, scene.world), places, 4)
    assert len(alone.came) == len(places)


def test_two_that_become_one_chat_are_never_in_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chats of people who share an account on the new side would each count the other's as people's."""
    scene, alone = approached("tenant-chats", KEY).fork(), _Alone()
    one_pass = chat_passes.Pass(_want_of_chats(4), scene.world, closes=False)
    first, *_ = one_pass.met.pairs.values()

    def filled(self: chat_passes.Pass, pair: chatted.Pair, breathe: Breath, *, first: bool) -> Filled:
        del self, breathe, first
        return alone.come(pair.source.key)

    monkeypatch.setattr(chat_passes.Pass, "_chat", filled)
    for key, pair in one_pass.met.pairs.items():
        one_pass.met.pairs[key] = replace(pair, target=first.target)
    one_pass.run()
    assert len(alone.came) == len(one_pass.met.pairs) > 1

"""What every zone promises: on the twin, the practice municipality's name server and BIND alike."""

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.dns.server import Key, ZoneNames
from flytt.migration.errors import ChangedByOthers
from flytt.migration.ports import Names
from practice import running
from practice.world import World
from tests.named import ZONE, running_named

ALIASES = {"fag": "gammel"}


@pytest.fixture(
    scope="module", params=["memory", "practice", pytest.param("bind", marks=pytest.mark.server("named"))]
)
def zone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Names]:
    """A zone in which `fag` points to `gammel`."""
    with ExitStack() as stack:
        if request.param == "memory":
            yield MemoryNames(ALIASES)
        elif request.param == "practice":
            yield stack.enter_context(_practice(tmp_path_factory.mktemp("town")))
        else:
            named = stack.enter_context(running_named())
            key = Key(name="flytt.", secret=SecretStr(named.secret))
            yield ZoneNames("127.0.0.1", ZONE, port=named.port, key=key)


def _practice(directory: Path) -> "_Practice":
    return _Practice(directory)


class _Practice:
    """The practice municipality's name server, as Flytt reaches it."""

    def __init__(self, directory: Path) -> None:
        world = World.model_validate(
            {"seed": 1, "hosts": {}, "dns": {"zone": "kommune.practice.", "cnames": ALIASES}}
        )
        self._running = running.start(world, directory)

    def __enter__(self) -> Names:
        where = self._running.addresses.dns
        secret = SecretStr(where.tsig.secret_file.read_text())
        key = Key(name=where.tsig.name, secret=secret, algorithm=where.tsig.algorithm)
        return ZoneNames(where.address, where.zone, port=where.port, key=key)

    def __exit__(self, *_: object) -> None:
        self._running.close()


@pytest.fixture
def names(zone: Names) -> Generator[Names]:
    """The same, put back afterwards."""
    yield zone
    now = zone.lookup("fag")
    if now is not None and now != "gammel":
        zone.switch("fag", expected=now, target="gammel")


def test_an_alias_tells_where_it_points(names: Names) -> None:
    """If the label came back in another form, every comparison with a plan would fail."""
    assert names.lookup("fag") == "gammel"


def test_an_absent_alias_is_none(names: Names) -> None:
    """If absence looked like a fault, or a fault like absence, the plan would be wrong."""
    assert names.lookup("finnes-ikke") is None


def test_a_switch_is_seen_and_can_be_taken_back(names: Names) -> None:
    """If a switch or its undo did not take effect, users would stay on the wrong side."""
    names.switch("fag", expected="gammel", target="ny")
    assert names.lookup("fag") == "ny"
    names.switch("fag", expected="ny", target="gammel")
    assert names.lookup("fag") == "gammel"


def test_a_switch_repeated_is_success(names: Names) -> None:
    """If repeating failed, a move could not be resumed after its answer was lost."""
    for _ in range(2):
        names.switch("fag", expected="gammel", target="ny")
    assert names.lookup("fag") == "ny"


def test_what_others_changed_is_left_alone(names: Names) -> None:
    """If it were overwritten, somebody's repair in the middle of the night would be undone."""
    names.switch("fag", expected="gammel", target="annen")
    with pytest.raises(ChangedByOthers, match="points to annen"):
        names.switch("fag", expected="gammel", target="ny")
    assert names.lookup("fag") == "annen"


def test_an_alias_that_is_gone_is_not_made_anew(names: Names) -> None:
    """If it were, Flytt would create what nobody planned."""
    with pytest.raises(ChangedByOthers, match="points to nothing"):
        names.switch("finnes-ikke", expected="gammel", target="ny")
    assert names.lookup("finnes-ikke") is None

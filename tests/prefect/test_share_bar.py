"""How far a share's copy is, as an operator sees it: every five seconds, on one line and one artifact."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from flytt.adapters.ledger.opening import open_store
from flytt.adapters.shares.order import Progress
from flytt.migration.journal import Journal
from flytt.migration.next_action import Done
from flytt.wiring import Where
from tests.driving import bring_on, set_goal
from tests.prefect.served import Served
from tests.worlds import planned, twins

MIB = 1 << 20


class Shown(NamedTuple):
    """What Prefect was told."""

    made: list[tuple[str, float, str]]
    moved: list[tuple[float, str]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Take Prefect's place."""
    import flows.share_bar as module  # noqa: PLC0415 - Prefect takes seconds to import

    told = Shown([], [])

    def create(progress: float, key: str, description: str) -> UUID:
        told.made.append((key, progress, description))
        return uuid4()

    def update(artifact: UUID, progress: float, description: str) -> None:
        del artifact
        told.moved.append((progress, description))

    def about(bar: object, share: str) -> tuple[str, str]:
        del bar
        return f"Navn på {share}", "It fits."

    monkeypatch.setattr(module, "create_progress_artifact", create)
    monkeypatch.setattr(module, "update_progress_artifact", update)
    monkeypatch.setattr(module.ShareBar, "_about", about)
    return told


def test_it_is_shown_every_five_seconds_under_one_key(shown: Shown) -> None:
    """The page would be written a hundred times a second, or a new bar come for every file."""
    from flows.share_bar import ShareBar  # noqa: PLC0415 - as above

    now, lines = [0.0], list[str]()
    bar = ShareBar(Where("vik", Path(), "ledger.db"), tick=lambda: now[0], line=lines.append)
    for tenth in range(201):
        now[0] = tenth / 10
        bar("felles", Progress(tenth, tenth * MIB, tenth // 4, 10.0 * MIB))
    assert shown.made == [
        ("filkopi-felles", 0, "Navn på felles: 0 filer, 0 MiB, 10.0 MiB/s, 0:00:00 brukt. It fits.")
    ]
    assert [percent for percent, _ in shown.moved] == [12, 25, 37, 50]
    assert shown.moved[-1][1].startswith(
        "Navn på felles: 200 filer, 200 MiB, 10.0 MiB/s, 0:00:20 brukt, om lag 0:00:20 igjen."
    )
    assert len(lines) == 5
    assert lines[-1] == (
        "Navn på felles: 200 files, 200 MiB (50 %), 10.0 MiB/s, 0:00:20 gone, about 0:00:20 left. It fits."
    )
    bar("felles", Progress(1, MIB, 1, MIB))
    assert len(lines) == 6, "a new pass begins at once, with a time of its own"
    assert "0:00:00 gone" in lines[-1]
    assert len(shown.made) == 1


def test_a_page_that_cannot_be_shown_stops_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Prefect server that is down would stop a night's copy."""
    import flows.share_bar as module  # noqa: PLC0415 - as above

    def down(**_: object) -> UUID:
        raise ConnectionError

    monkeypatch.setattr(module, "create_progress_artifact", down)
    now, lines = [0.0], list[str]()
    bar = module.ShareBar(Where("vik", Path(), "ledger.db"), tick=lambda: now[0], line=lines.append)
    for second in (0, 6, 12):
        now[0] = float(second)
        bar("felles", Progress(second, 0, 0, 0.0))
    assert len(lines) == 3
    assert shown.moved == []


def test_it_is_called_what_the_plan_calls_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator with five shares would see five bars that are called after folders."""
    import flows.share_bar as module  # noqa: PLC0415 - as above

    scene = twins("file-share")
    store = open_store(str(tmp_path / "ledger.db"), scene.plan.municipality)
    Journal(store, scene.clock, "test").adopt(scene.plan)
    store.close()
    told: list[str] = []

    def create(progress: float, key: str, description: str) -> UUID:
        del progress
        told.extend((key, description))
        return uuid4()

    monkeypatch.setattr(module, "create_progress_artifact", create)
    lines = list[str]()
    bar = module.ShareBar(
        Where(scene.plan.municipality, tmp_path, str(tmp_path / "ledger.db")), line=lines.append
    )
    bar(planned(scene).own_name, Progress(1, MIB, 1, MIB))
    assert lines[0].startswith("File share: 1 files")
    assert told[0] == "filkopi-fjordvik-file-share"
    bar("ukjent", Progress(1, MIB, 1, MIB))
    assert lines[1].startswith("ukjent: ")


@pytest.mark.prefect
def test_it_stands_in_a_real_server_with_how_the_last_pass_fits(served: Served, tmp_path: Path) -> None:
    """An operator would open the page at night and find neither how far it is nor whether it will do."""
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415 - as above

    from flows.share_bar import ShareBar  # noqa: PLC0415 - as above

    scene = twins("file-share")
    scene.store = open_store(str(tmp_path / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    scene.store.close()
    now, lines = [0.0], list[str]()
    bar = ShareBar(
        Where(scene.plan.municipality, tmp_path, str(tmp_path / "ledger.db")),
        tick=lambda: now[0],
        line=lines.append,
    )
    share = planned(scene).own_name
    with temporary_settings({PREFECT_API_URL: f"{served.api.address}/api"}):
        for second in (0, 10, 20):
            now[0] = float(second)
            bar(share, Progress(second * 10, second * MIB, second * 2, float(MIB)))
    (shown,) = [one for one in served.api.artifacts() if one.key == "filkopi-fjordvik-file-share"]
    assert (shown.type, shown.data) == ("progress", 40)
    said = "File share: 200 filer, 20 MiB, 1.0 MiB/s, 0:00:20 brukt, om lag 0:00:30 igjen. The last pass"
    assert (shown.description or "").startswith(said)
    # Ten hours less the 40 minutes that the plan gives to NTFS rights.
    assert "in a window of 560 min" in (shown.description or "")
    assert "200 files, 20 MiB (40 %), 1.0 MiB/s, 0:00:20 gone, about 0:00:30 left. The last pass" in lines[-1]

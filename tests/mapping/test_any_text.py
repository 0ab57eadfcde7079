"""Whatever a file holds, the answer is a municipality or its faults."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flytt.mapping import MappingFaults, collisions, load_municipality, load_runbooks

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`

MAPPINGS = Path(__file__).parents[2] / "mappings"
FJORDVIK = MAPPINGS / "fjordvik"
NAMES = sorted(path.relative_to(FJORDVIK).as_posix() for path in FJORDVIK.rglob("*.yaml"))
RUNBOOK = """\
kind: integration
title: T
title_nb: T
why: W
entries:
  - { checkpoint: before, title: T, title_nb: T }
  - { gate: go, title: T, title_nb: T, why: W, phase: cutover, criteria: [a] }
  - { step: route.switch, title: T, title_nb: T, why: W, phase: cutover, values: { a: "{source}" } }
  - { checkpoint: open, title: T, title_nb: T }
  - { checkpoint: retired, title: T, title_nb: T }
"""
PIECES = st.sampled_from(
    (
        *(
            "unknown",
            "practice",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "\n",
            "  ",
            "&a ",
            "*a",
            "!!int ",
            "null",
            "<<",
        ),
        *("1e999", "-1", "0", "true", "2024-03-31", '"02:30"', "9" * 30, "\x00", "💥", "|", "?", '"\\uD800"'),
    )
)
SCRAPS = st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join)
OFTEN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy Fjordvik once; each case restores the file that it damaged."""
    return Path(shutil.copytree(FJORDVIK, tmp_path_factory.mktemp("any") / "m"))


@OFTEN
@given(
    name=st.sampled_from(NAMES),
    content=st.binary(max_size=60) | SCRAPS.map(lambda text: text.encode("utf-8", "replace")),
    practice=st.booleans(),
)
def test_any_bytes_in_any_file(copy: Path, name: str, content: bytes, *, practice: bool) -> None:
    """If this failed, some content of a mapping would end in a traceback."""
    _read(copy, name, content, practice=practice)


@OFTEN
@given(data=st.data(), name=st.sampled_from(NAMES), scrap=SCRAPS, practice=st.booleans())
def test_any_damage_to_any_file(
    copy: Path, data: st.DataObject, name: str, scrap: str, *, practice: bool
) -> None:
    """If this failed, some slip of the hand in a mapping that was right would end in a traceback."""
    text = (FJORDVIK / name).read_text(encoding="utf-8")
    _read(copy, name, _damaged(data, text, scrap), practice=practice)


@OFTEN
@given(data=st.data(), scrap=SCRAPS)
def test_any_damage_to_a_runbook(data: st.DataObject, scrap: str) -> None:
    """If this failed, some slip of the hand in a runbook would end in a traceback."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "integration.yaml").write_bytes(_damaged(data, RUNBOOK, scrap))
        with contextlib.suppress(MappingFaults):
            load_runbooks(Path(place))


def _damaged(data: st.DataObject, text: str, scrap: str) -> bytes:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    return (text[:start] + scrap + text[end:]).encode("utf-8", "replace")


def _read(folder: Path, name: str, content: bytes, *, practice: bool) -> None:
    (folder / name).write_bytes(content)
    try:
        with contextlib.suppress(MappingFaults):
            collisions(folder)
        load_municipality(folder, practice=practice)
    except MappingFaults as found:
        if len(str(found).splitlines()) != len(found.faults) or not found.faults:
            raise AssertionError(content) from found
    finally:
        shutil.copy(FJORDVIK / name, folder / name)

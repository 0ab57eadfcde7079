"""Whatever a file holds, the answer is a municipality or its faults."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flytt.mapping import MappingFaults, collisions, load_municipality, load_runbooks

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


@OFTEN
@given(
    name=st.sampled_from(NAMES),
    text=st.binary(max_size=60) | SCRAPS.map(lambda s: s.encode("utf-8", "replace")),
)
def test_any_bytes_in_any_file(name: str, text: bytes) -> None:
    """If this failed, some content of a mapping would end in a traceback."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "m"
        shutil.copytree(FJORDVIK, folder)
        (folder / name).write_bytes(text)
        _read(folder)


@OFTEN
@given(data=st.data(), name=st.sampled_from(NAMES), scrap=SCRAPS)
def test_any_damage_to_any_file(data: st.DataObject, name: str, scrap: str) -> None:
    """If this failed, some slip of the hand in a mapping that was right would end in a traceback."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "m"
        shutil.copytree(FJORDVIK, folder)
        (folder / name).write_bytes(_damaged(data, (folder / name).read_text(encoding="utf-8"), scrap))
        _read(folder)


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


def _read(folder: Path) -> None:
    for practice in (False, True):
        try:
            load_municipality(folder, practice=practice)
        except MappingFaults as found:
            lines = str(found).splitlines()
            if not lines:
                raise AssertionError(folder) from found
    with contextlib.suppress(MappingFaults):
        collisions(folder)

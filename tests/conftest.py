# pyright: reportMissingTypeStubs=false
"""What every test gets: no unseen skips in CI, and no state of the machine leaking in."""

import gc
import itertools
import os
import re
from collections.abc import Generator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from tests.examples import DAILY_EXAMPLES
from tests.scheduling import OneServerAtATime
from tests.system import find_browser, missing_programs

LEFT_OUT = re.compile(r"not \w+(?: and not \w+)*")
"""The only expressions of which a file can be judged without being imported."""
MARKED = re.compile(r"^pytestmark = (?:\[[^\]]*\]|[^\n]*)", re.MULTILINE)
CI = os.environ.get("FLYTT_CI") == "1"
OUTPUT = os.environ.get("FLYTT_CI_OUTPUT")
STATES = itertools.count()
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A machine with much else to do is no fault of what it tries."""
settings.register_profile("full", PATIENT)
settings.register_profile("daily", PATIENT, max_examples=DAILY_EXAMPLES)


def pytest_configure(config: pytest.Config) -> None:
    """Give Prefect, which reads this when imported, a home of its own and nobody to report to.

    And draw fewer examples where what is slow is left out.
    """
    settings.load_profile("daily" if "not slow" in str(config.getoption("markexpr")) else "full")
    home = TemporaryDirectory(prefix="flytt-prefect-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    os.environ |= {
        "PREFECT_HOME": home.name,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneServerAtATime:
    """Deal the tests out so that no two Prefect servers starve each other on two cores."""
    return OneServerAtATime(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not import a file whose every test is left out: Prefect alone costs more than most files' tests.

    Nor the `conftest.py` of a folder of which nothing is left.
    """
    left_out = LEFT_OUT.fullmatch(str(config.getoption("markexpr")))
    if left_out is None:
        return None
    marks = frozenset(re.findall(r"not (\w+)", left_out[0]))
    files = [collection_path] if collection_path.suffix == ".py" else [*collection_path.rglob("test_*.py")]
    return True if files and all(_marks_of(file) & marks for file in files) else None


@cache
def _marks_of(file: Path) -> frozenset[str]:
    """Return the marks that every test of a file has."""
    marks = MARKED.search(file.read_text(encoding="utf-8"))
    return frozenset(re.findall(r"pytest\.mark\.(\w+)", marks[0])) if marks else frozenset()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What is imported stays for good: look for nothing to throw away meanwhile, nor ever after among it."""
    del session
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def why_not_here(item: pytest.Item) -> str | None:
    """Return why the test cannot run on this machine, or None when it can."""
    if item.get_closest_marker("root") and os.geteuid() != 0:
        return "needs to be root"
    if item.get_closest_marker("browser") and find_browser() is None:
        return "needs Chromium"
    programs = [str(name) for marker in item.iter_markers("server") for name in marker.args]
    if missing := missing_programs(programs):
        return f"needs {', '.join(missing)}"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, with the reason."""
    if reason := why_not_here(item):
        pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything a test may need is installed, so a skip is a failure, whatever its reason."""
    report = yield
    expected = hasattr(report, "wasxfail") or item.get_closest_marker("optional")
    if CI and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI it must run: {report.longrepr}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write a failure down when it happens: a run of most of an hour may be cut off before its summary."""
    if report.failed and OUTPUT and "PYTEST_XDIST_WORKER" not in os.environ:
        with (Path(OUTPUT) / "failures.txt").open("a", encoding="utf-8") as file:
            file.write(f"== {report.nodeid} ({report.when})\n{report.longreprtext}\n\n")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file: `importorskip` may not hide it in CI."""
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's ledgers out of the tests, and the tests out of them: a folder that none has yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / f"state-{next(STATES)}"))
    monkeypatch.delenv("FLYTT_LEDGER", raising=False)

# pyright: reportMissingTypeStubs=false
"""What every test gets: no unseen skips in CI, and no state of the machine leaking in."""

import os
import re
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from xdist.remote import Producer

from tests.scheduling import OneServerAtATime
from tests.system import find_browser, missing_programs

LEFT_OUT = re.compile(r"not \w+(?: and not \w+)*")
"""The only expressions of which a file can be judged without being imported."""
MARKED = re.compile(r"^pytestmark = (?:\[[^\]]*\]|[^\n]*)", re.MULTILINE)
CI = os.environ.get("FLYTT_CI") == "1"
OUTPUT = os.environ.get("FLYTT_CI_OUTPUT")


def pytest_configure(config: pytest.Config) -> None:
    """Give Prefect, which reads this when imported, a home of its own and nobody to report to."""
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
    """Do not import a file whose every test is left out: Prefect alone costs more than most files' tests."""
    left_out = LEFT_OUT.fullmatch(str(config.getoption("markexpr")))
    if left_out is None or collection_path.suffix != ".py":
        return None
    marks = MARKED.search(collection_path.read_text(encoding="utf-8"))
    wanted = set(re.findall(r"not (\w+)", left_out[0]))
    return True if marks and wanted & set(re.findall(r"pytest\.mark\.(\w+)", marks[0])) else None


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
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's ledgers out of the tests, and the tests out of them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("FLYTT_LEDGER", raising=False)

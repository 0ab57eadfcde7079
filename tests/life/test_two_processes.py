"""A base goes back while another process is about to begin on it: the ledger's order decides, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from flytt.migration.events import StepStarted
from flytt.migration.next_action import Done
from tests.driving import bring_on, events_of, set_goal
from tests.life.dependent import BASE, DEPENDENT, scene_on
from tests.worlds import ROOT

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`


def test_a_dependent_does_not_begin_on_a_base_that_has_begun_to_go_back(tmp_path: Path) -> None:
    """The dependent would be taken down for a system that is no longer there when it comes."""
    ledger = str(tmp_path / "ledger.db")
    scene = scene_on(ledger)
    base = scene.plan.workload(BASE)
    set_goal(scene, "open", workload=BASE)
    assert bring_on(scene, base) == Done("open")
    set_goal(scene, "open", workload=DEPENDENT)
    words = [sys.executable, "-m", "tests.life.dependent", ledger]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "about to begin\n"
        set_goal(scene, "before", backward=True, workload=BASE)
        assert bring_on(scene, base) == Done("before")
        other.stdin.write("\n")
        other.stdin.flush()
        outcome = other.stdout.read()
        assert other.wait() == 0
    assert "waits for integration" in outcome
    begun = [r.event.step for r in events_of(scene) if isinstance(r.event, StepStarted)]
    assert "stop-source" not in begun, "it began after its base had gone back"


def test_a_base_does_not_go_back_under_a_dependent_that_has_begun(tmp_path: Path) -> None:
    """Users of the dependent would lose what it stands on in the middle of their move."""
    ledger = str(tmp_path / "ledger.db")
    scene = scene_on(ledger)
    base = scene.plan.workload(BASE)
    set_goal(scene, "open", workload=BASE)
    assert bring_on(scene, base) == Done("open")
    set_goal(scene, "open", workload=DEPENDENT)
    words = [sys.executable, "-m", "tests.life.dependent", ledger]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "about to begin\n"
        other.stdin.write("\n")
        other.stdin.flush()
        assert "Done" in other.stdout.read()
    set_goal(scene, "before", backward=True, workload=BASE)
    there = scene.documents.snapshot()
    assert "must go back first" in str(bring_on(scene, base))
    assert scene.documents.snapshot() == there

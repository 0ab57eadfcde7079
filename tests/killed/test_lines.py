"""Lines that break in mid-command and hosts that go away, between a real program and real connections."""

import pytest

from flytt.migration.errors import Remedy
from flytt.migration.events import StepProbed
from tests.killed.ground import LONGEST_SECONDS, Vik, only, undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

CUT = [
    ("gammel-app01", "systemctl"),
    ("gammel-app01", "mv"),
    ("ny-app01", "sftp-posix-rename"),
    ("ny-app01", "mv"),
    ("ny-app01", "chmod"),
]


def test_a_line_cut_in_mid_command_is_looked_into_and_nothing_done_twice(vik: Vik) -> None:
    """A command whose answer was lost would be given again, although it had taken effect."""
    for host, command in CUT:
        vik.fault(host, "drop-after-command", command)
    vik.must_come("open", *only("skole"))
    failures = vik.failures()
    assert {f.remedy for f in failures} == {Remedy.TRANSIENT}
    assert {f.error for f in failures} == {"Interrupted"}
    assert len(failures) == len(CUT)
    assert any(isinstance(r.event, StepProbed) for r in vik.ledger()[1])
    assert vik.world() == undisturbed("skole").after
    assert vik.effects() == undisturbed("skole").there


def test_a_host_that_is_gone_is_named_and_the_move_goes_on_when_it_is_back(vik: Vik) -> None:
    """The move would end without saying which host was gone, or could not be taken up again."""
    program = vik.mover("open", "--only", "elevboka")
    vik.wait_for("step-started", 4, program)
    vik.practice.close()
    said, _ = program.communicate(timeout=LONGEST_SECONDS)
    assert program.returncode == 4
    assert '"Stuck"' in said
    assert "-app01" in said
    assert "flytt resume vik skole" in said
    transient = [f for f in vik.failures() if f.remedy is Remedy.TRANSIENT]
    assert len(transient) == 5, "it is tried again before people are asked"
    vik.restart_practice()
    vik.must_come("open", "--again", *only("skole"))
    assert vik.world() == undisturbed("skole").after
    assert vik.effects() == undisturbed("skole").there

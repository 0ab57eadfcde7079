"""The command line as scripts meet it: a program of its own, its exit codes and its two streams."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, everything_in
from tests.cli.ledgers import asking, in_file, opened

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`


def run(*words: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the program itself."""
    command = [sys.executable, "-m", "flytt.cli.main", *map(str, words)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["check", "hustadvika"], 0),
        (["plan", "fraena-eide", "--json"], 0),
        (["chekc", "hustadvika"], 2),
        (["status", "nowhere"], 2),
        (["move", "hustadvika", "oppvekst"], 2),
        ([], 2),
    ],
)
def test_every_way_out_has_its_code(words: list[str], code: int, tmp_path: Path) -> None:
    """A script could not tell done from refused, or a refusal would leave something behind."""
    ran = run(*words)
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert bool(ran.stderr) == (code == 2)
    assert everything_in(tmp_path) == {}


def test_json_is_all_there_is_on_standard_output(tmp_path: Path) -> None:
    """A pipe into a JSON reader would break on a stray line."""
    ledger = in_file(asking(), tmp_path)
    for words, code in (
        (["status"], 3),
        (["report"], 0),
        (["ledger", "verify"], 0),
        (["status", "--sector", "x"], 2),
    ):
        at = 2 if words[0] == "ledger" else 1
        ran = run(*words[:at], "fjordvik", *words[at:], "--json", "--ledger", ledger)
        assert ran.returncode == code, ran.stderr
        json.loads(ran.stdout)


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    """`flytt report … | head -1` would end in a traceback."""
    ledger = in_file(opened(), tmp_path)
    command = f"{sys.executable} -m flytt.cli.main report fjordvik --ledger {ledger} | head -c 1"
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S602 - the pipe is what is tested
    assert ran.stderr == ""


@pytest.mark.parametrize("differing", [1, 3000])
def test_a_reader_that_has_seen_enough_makes_no_success(tmp_path: Path, differing: int) -> None:
    """`set -o pipefail; flytt share verify … | head -1 && rm -r OLD` would remove what was never proven."""
    for side in ("from", "to"):
        (tmp_path / side).mkdir()
    for number in range(differing):
        (tmp_path / "to" / f"{number}").touch()
    argv = [sys.executable, "-m", "flytt.cli.main", "share", "verify"]
    argv += ["--from", str(tmp_path / "from"), "--to", str(tmp_path / "to")]
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(argv, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, "")


def test_old_terminals_can_show_everything(tmp_path: Path) -> None:
    """A name with æ, ø or å would end in a traceback where the terminal is not UTF-8."""
    ledger = in_file(opened(), tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "flytt.cli.main", "report", "fjordvik", "--ledger", str(ledger)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_help_loads_nothing_heavy() -> None:
    """Looking up a flag would take as long as using it."""
    loaded = (
        "import sys; from flytt.cli.main import main; main(['--help']); "
        "print({'pydantic', 'prefect'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"


def test_status_knows_no_prefect(tmp_path: Path) -> None:
    """With Prefect down or broken nobody could see how the move stands."""
    ledger = str(in_file(opened(), tmp_path))
    words = ["status", "fjordvik", "--ledger", ledger]
    loaded = f"import sys; from flytt.cli.main import main; main({words!r}); print('prefect' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


CHILD = """
import signal, sys, time
def end(number, frame):
    print("told", number, flush=True)
    sys.exit(int(sys.argv[1]))
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, end)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 4)])
def test_signals_reach_the_flow_and_its_code_comes_back(number: signal.Signals, code: int) -> None:
    """Ctrl-C would leave a flow running unseen, or a stuck move would look done."""
    words = [sys.executable, "-c", CHILD, str(code)]
    parent = f"import sys; from flytt.cli.launch import child; sys.exit(child({words!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", parent],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(number)
        out, err = program.communicate(timeout=120)
    assert (program.returncode, out) == (code, f"told {int(number)}\n")
    assert ("Nothing is undone" in err) == (code == 130)


def test_watching_ends_with_ctrl_c(tmp_path: Path) -> None:
    """Watching could not be ended without a traceback, or would not show the first state."""
    ledger = in_file(asking(), tmp_path)
    command = [
        sys.executable,
        "-m",
        "flytt.cli.main",
        "status",
        "fjordvik",
        "--watch",
        "--ledger",
        str(ledger),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("Fjordvik")
        end = time.monotonic() + 120
        while "--as WHO" not in program.stdout.readline() and time.monotonic() < end:
            pass
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=120)
    assert (program.returncode, err) == (3, "")

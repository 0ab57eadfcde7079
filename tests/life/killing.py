"""A workload is brought on by a program of its own, which is killed where a test says.

Every ground that is such a program is started as `python -m tests.life.NAME HOME CHECKPOINT [back]`.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.driving import Wires, bring_on, set_goal, state_of
from tests.parents import end_with_pytest
from tests.worlds import ROOT, Twins, planned

LONGEST_SECONDS = 600
_POLL_SECONDS = 0.002


class Moving(Protocol):
    """What a ground opens: one workload on its way."""

    @property
    def scene(self) -> Twins:
        """The world around it, over the ledger in a folder."""
        ...

    def wires(self, begins: Callable[[str], None] = ...) -> Wires:
        """Return the doors to it."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


def brought(
    moving: Moving,
    checkpoint: str,
    *,
    backward: bool = False,
    begins: Callable[[str], None] = lambda _: None,
) -> str:
    """Bring it on as a new program does, let go of it, and return where it came."""
    goal = state_of(moving.scene).workload(planned(moving.scene).id).goal
    if goal is None or (goal.checkpoint, goal.backward) != (checkpoint, backward):
        set_goal(moving.scene, checkpoint, backward=backward)
    outcome = bring_on(moving.scene, wires=moving.wires(begins))
    moving.close()
    return repr(outcome)


def program(opened: Callable[[Path], Moving]) -> None:
    """Be the program: HOME CHECKPOINT [back]. Says the key of every step that is acted on, then the end."""
    home, checkpoint, *back = sys.argv[1:]
    _say(brought(opened(Path(home)), checkpoint, backward=back == ["back"], begins=_say))


def killed_at(ground: str, home: Path, key: str, *words: str) -> None:
    """Start a ground's program, and kill it as soon as it acts on a step."""
    with _started(ground, home, words or ("open",)) as started:
        assert started.stdout is not None
        said: list[str] = []
        while key not in said:
            line = started.stdout.readline()
            assert line, f"it ended without coming to {key}: {said}"
            said.append(line.strip())
        _kill(started)


def killed_when(ground: str, home: Path, seen: Callable[[], bool], *words: str) -> None:
    """Start a ground's program, and kill it as soon as something is seen from outside."""
    with _started(ground, home, words or ("open",)) as started:
        end = time.monotonic() + LONGEST_SECONDS
        while not seen():
            assert started.poll() is None, f"it ended before it could be killed: {started.communicate()}"
            assert time.monotonic() < end, "what it was to be killed in never came"
            time.sleep(_POLL_SECONDS)
        _kill(started)


@contextmanager
def _started(ground: str, home: Path, words: tuple[str, ...]) -> "Generator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [sys.executable, "-m", f"tests.life.{ground}", str(home), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def _kill(started: "subprocess.Popen[str]") -> None:
    """SIGKILL, and bury it; one that had come to its end would prove nothing."""
    started.kill()
    assert started.wait() == -signal.SIGKILL, "it had ended before it was killed"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()

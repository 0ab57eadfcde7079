"""`sh`: this machine's own shell, in the host's file system, with few programs and Python among them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from typing import IO

from practice.commands.call import Call, Outcome, UsageError

__all__ = ["sh"]

_CHUNK_BYTES = 1 << 16
_TICK_SECONDS = 0.2


def sh(call: Call) -> Outcome:
    """`sh -c SCRIPT [NAME WORD…]`. Words that are absolute paths lead into the host's own file system."""
    if len(call.argv) < 3 or call.argv[1] != "-c":  # noqa: PLR2004 - sh -c SCRIPT
        msg = "only -c SCRIPT is known here"
        raise UsageError(msg)
    root = call.machine.jail.root
    words = [str(call.machine.jail.real(word)) if word.startswith("/") else word for word in call.argv[3:]]
    program = subprocess.Popen(
        ["/bin/sh", "-c", call.argv[2], *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        env={"PATH": str(call.machine.tools), "HOME": str(root / "home" / "flytt"), "LC_ALL": "C"},
        start_new_session=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stderr is not None
    threading.Thread(target=_feed, args=(call, program.stdin), daemon=True).start()
    readers = [
        threading.Thread(target=_pass_on, args=(pipe, say), daemon=True)
        for pipe, say in ((program.stdout, call.out), (program.stderr, call.err))
    ]
    for reader in readers:
        reader.start()
    code = _ended(call, program)
    for reader in readers:
        reader.join(_TICK_SECONDS if call.gone() else None)
    return Outcome(code if code >= 0 else 128 - code)


def _ended(call: Call, program: subprocess.Popen[bytes]) -> int:
    """Wait for its end. The host going down takes it along; a caller that hangs up does not, as with sshd."""
    while True:
        try:
            return program.wait(_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            if call.stopping():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(program.pid, signal.SIGKILL)


def _feed(call: Call, into: IO[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError), into:
        while data := call.take(_CHUNK_BYTES):
            into.write(data)
            into.flush()


def _pass_on(pipe: IO[bytes], say: Callable[[bytes], None]) -> None:
    with contextlib.suppress(BrokenPipeError, OSError, ValueError), pipe:
        while data := os.read(pipe.fileno(), _CHUNK_BYTES):
            say(data)

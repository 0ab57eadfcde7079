"""Programs that a test starts end when pytest is killed: nobody is left to end them."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
_SYSTEM = ctypes.CDLL(None)
"""Loaded here: between fork and exec another thread's lock on the loader would be held for ever."""


def end_with_pytest() -> None:
    """For `preexec_fn`: the kernel kills the program when the one who started it is gone. Linux only."""
    if sys.platform == "linux":
        _SYSTEM.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

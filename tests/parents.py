"""Programs that a test starts end when pytest is killed: nobody is left to end them."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_pytest() -> None:
    """For `preexec_fn`: the kernel kills the program when the one who started it is gone. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

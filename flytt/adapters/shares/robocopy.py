"""robocopy's words for Windows hosts, for PowerShell. Written from its documentation; see `PROVEN`."""

from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.windows import PROVEN

__all__ = ["MEANINGS", "PROVEN", "complete", "left", "words"]

_THREADS = 16
_KIB_PACKET = 64
MEANINGS = {
    1: "files were copied",
    2: "the target had what the source has not",
    4: "something is a folder here and a file there",
    8: "some could not be copied",
    16: "nothing was copied: a wrong path or no access",
}
"""What each bit of its exit status says."""


def words(
    source: str, target: str, log: str, *, delete: bool = False, kib: int = 0, threads: int = _THREADS
) -> Argv:
    """Return the words that make `target` as `source` is: content, times, owners, lists and attributes.

    Opened with backup rights, restartable, two tries with five seconds between; junctions are not followed.
    Names of files go to the log on the host, never to its output. A speed needs one thread.
    """
    pace = ("/IPG:" + str(max(1, round(_KIB_PACKET * 1000 / kib))),) if kib else (f"/MT:{threads}",)
    return (
        "robocopy.exe",
        source,
        target,
        "/MIR" if delete else "/E",
        "/COPYALL",
        "/DCOPY:DAT",
        "/SECFIX",
        "/TIMFIX",
        "/ZB",
        "/XJ",
        "/SL",
        "/R:2",
        "/W:5",
        *pace,
        "/BYTES",
        "/NP",
        "/NFL",
        "/NDL",
        f"/UNILOG:{log}",
    )


def complete(status: int) -> bool:
    """Tell whether everything was copied: only the bits that say so are set."""
    return 0 <= status < 4  # noqa: PLR2004 - the first bit that is no success


def left(status: int) -> tuple[str, ...]:
    """Return what an exit status says, in words."""
    return tuple(says for bit, says in MEANINGS.items() if status & bit)

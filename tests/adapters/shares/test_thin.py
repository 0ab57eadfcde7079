"""What rsync says reaches whoever reads: of its progress the newest, of all else every word."""

import subprocess
import sys

from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.rsync_report import Report

FILES = 5_000
STATS = b"Number of regular files transferred: 5,000\nTotal transferred file size: 50000 bytes\n"


def thinned(said: bytes) -> bytes:
    """Return what comes through."""
    words = [sys.executable, "-I", "-S", "-c", program("thin").decode()]
    return subprocess.run(words, input=said, capture_output=True, check=True).stdout


def progress(files: int) -> bytes:
    """Return what rsync says after each of so many files."""
    return b"".join(
        b"\r%15d %3d%%  1.00MB/s    0:00:01 (xfr#%d, to-chk=1/9)" % (n * 10, n * 100 // FILES, n)
        for n in range(1, files + 1)
    )


def test_little_of_the_progress_and_all_of_the_rest_comes_through() -> None:
    """Every small file would cost its host and Flytt a packet, or the counts of a copy would be lost."""
    said = b"first\n" + progress(FILES) + b"\r\n" + STATS
    came = thinned(said)
    assert len(came) < len(said) / 50
    assert came.startswith(b"first\n")
    assert came.endswith(b"\r\n" + STATS)


def test_what_comes_through_is_read_as_if_all_had_come() -> None:
    """People would see a copy that stands still, or numbers that are put together of two."""
    thin, whole = Report(), Report()
    newest = thin.add(thinned(progress(FILES) + b"\r" + STATS))
    assert newest is not None
    assert newest == whole.add(progress(FILES) + b"\r" + STATS)
    assert newest.files == FILES
    assert thin.stats == whole.stats


def test_a_host_without_progress_says_nothing() -> None:
    """A pass in which nothing was copied would end with a fault of ours."""
    assert thinned(b"") == b""

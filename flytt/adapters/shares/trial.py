"""A small transfer between the real hosts by the real mover, in one stream, two, four and eight.

Nothing of anybody's is read or written: Flytt's own folder in each home holds 64 MiB of zeros (files with a
hole) and a few hundred small files, and is removed. It measures the link, the cipher and the processors, not
the target's disk. At most six seconds each; no more streams are tried when twice as many gave nothing, or
came to no end: hosts may let fewer sessions in.
"""

import contextlib
import time
from dataclasses import replace

from flytt.adapters.shares.order import Order, Progress, Side
from flytt.adapters.shares.rsync_scripts import HOME
from flytt.adapters.shares.rsync_streams import at_once
from flytt.adapters.shares.rsync_words import lock_of
from flytt.adapters.shares.shell import run
from flytt.migration.errors import AccessRefused, FlyttError, Unreachable
from flytt.shares.movers import Choice
from flytt.shares.streams import ENOUGH, TRIED, Streams, advised

FOLDERS, FOLDER_MIB, SMALL = 8, 8, 32
SECONDS = 6.0
_SOONEST_SECONDS = 0.05
_LAY = f"""
umask 077
top="{HOME}/$1"
rm -rf "$top"
mkdir -p "$top/from/0" || exit 74
i=0
while [ $((i += 1)) -le {FOLDERS} ]; do
  mkdir "$top/from/$i"
  dd if=/dev/zero of="$top/from/$i/large" bs=1048576 count=0 seek="$2" 2>/dev/null || exit 74
  k=0
  while [ $((k += 1)) -le {SMALL} ]; do echo "$k" >"$top/from/$i/$k"; done
done
echo "$top"
"""
_PARTS = f"""
cd "{HOME}/$1" || exit 74
rm -f part-*
if [ "$2" = 0 ]; then printf './0\\0' >part-1; exit; fi
i=0
while [ $((i += 1)) -le {FOLDERS} ]; do printf './%s\\0' "$i" >>"part-$(((i - 1) % $2 + 1))"; done
"""
_AWAY = f'rm -rf "{HOME}/$1" "{HOME}/$2" "{HOME}/$2.streams"'


def measure(order: Order, choice: Choice) -> Streams:
    """Return how many are of use. Unreachable, AccessRefused when the hosts do not let each other in."""
    job = f"{order.job[:80]}-trial"
    there = run(order.target.shell, "find Flytt's own folder", ("sh", "-c", f'echo "{HOME}"')).text.strip()
    target = f"{there}/{job}/there"
    try:
        laid = run(
            order.source.shell, "lay a trial", ("sh", "-c", _LAY, "sh", job, str(FOLDER_MIB))
        ).text.strip()
        trial = replace(
            order,
            job=job,
            source=replace(order.source, path=f"{laid}/from"),
            target=replace(order.target, path=target),
            owners=(),
            delete=False,
            durable=False,
            lists=False,
            attributes=False,
            aside="",
            tell=_silent,
        )
        rates, ended = _rates(trial, choice)
        found = advised(rates, order.pace.at(order.pace.now()))
        return found.changed(why=f"{found.why}; {ended}") if ended else found
    except (Unreachable, AccessRefused):
        raise
    except FlyttError as error:
        return Streams(number=1, why=f"one stream: a trial of more came to no end ({error.attempted[:99]})")
    finally:
        for side in (order.source, order.target):
            _away(side, job, target)


def _silent(_: Progress) -> None:
    """Tell nobody: it is no copy of anything."""


def _rates(trial: Order, choice: Choice) -> tuple[dict[int, float], str]:
    """Return MiB a second by number of streams, and why no more were tried when that went wrong.

    What a start costs is taken off. FlyttError when one stream alone came to no end.
    """
    start, _ = _timed(trial, choice, 0)
    rates: dict[int, float] = {}
    for streams in TRIED:
        try:
            taken, size_bytes = _timed(trial, choice, streams)
        except FlyttError as error:
            if not rates:
                raise
            return rates, f"{streams} came to no end ({error.attempted[:99]})"
        rates[streams] = size_bytes / (1 << 20) / max(_SOONEST_SECONDS, taken - start)
        if len(rates) > 1 and rates[streams // 2] >= ENOUGH * rates[streams]:
            break
    return rates, ""


def _timed(trial: Order, choice: Choice, streams: int) -> tuple[float, int]:
    run(trial.source.shell, "divide a trial", ("sh", "-c", _PARTS, "sh", trial.job, str(streams)))
    number = max(1, streams)
    began = time.monotonic()
    moved = _sent(trial, choice, number)
    taken = time.monotonic() - began
    script = f'rm -rf "{HOME}/$1/there"'
    run(trial.target.shell, "empty a trial", ("sh", "-c", script, "sh", trial.job))
    return taken, moved


def _sent(trial: Order, choice: Choice, streams: int) -> int:
    """Return the bytes that were moved until the end, or until the time was up."""
    parts = range(1, streams + 1)
    if choice.mover == "relay":
        from flytt.adapters.shares import relay_streams  # noqa: PLC0415 - most copies go from host to host

        return relay_streams.at_once(trial, parts, SECONDS).passed
    done = at_once(trial, choice, parts, streams, SECONDS)
    if done.refusal is not None:
        raise done.refusal
    return sum(report.stats.get("size_bytes") or report.newest_bytes for report in done.reports)


def _away(side: Side, job: str, target: str) -> None:
    with contextlib.suppress(FlyttError):
        run(side.shell, "remove a trial", ("sh", "-c", _AWAY, "sh", job, lock_of(target)))

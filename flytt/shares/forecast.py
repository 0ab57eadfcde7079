"""From the passes so far to the last one: whether it fits its window, said days before."""

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from flytt.migration.record import Record

_LEAST_MARGIN, _MARGIN_OF_FEW = 1.25, 2.0
_FEW = 3
_HOUR_SECONDS = 3600.0


class Pass(Record):
    """One pass: when it began, how long it took, what it carried. A verification carries what it read."""

    kind: Literal["first", "delta", "verify"]
    began: AwareDatetime
    seconds: Annotated[float, Field(gt=0)]
    files: Annotated[int, Field(ge=0)]
    size_bytes: Annotated[int, Field(ge=0)]


class Forecast(Record):
    """What is expected of the last pass and the verification after it. `known` false: too little is known.

    `margin` is what `at_worst_seconds` adds for what the passes so far have shown to vary.
    """

    known: bool
    delta_files: float = 0
    delta_bytes: float = 0
    delta_seconds: float = 0
    verify_seconds: float = 0
    expected_seconds: float = 0
    at_worst_seconds: float = 0
    margin: float = _MARGIN_OF_FEW
    window_seconds: float
    fits: Literal["yes", "perhaps", "no", "unknown"]
    says: str


def forecast(passes: tuple[Pass, ...], *, last_pass: datetime, window: timedelta) -> Forecast:
    """Tell how long the pass that begins at `last_pass` and the verification will take, against the window.

    A delta takes what a pass takes that finds nothing, and a share for every file that changes; files change
    as they did per hour between the passes so far. The quietest and the busiest are both believed: the middle
    is expected, and the margin is the distance to the worst.
    """
    deltas = [one for one in passes if one.kind == "delta"]
    verified = [one for one in passes if one.kind == "verify"]
    seconds = window.total_seconds()
    if not deltas or not verified:
        lacks = "a delta pass" if not deltas else "a verification"
        return Forecast(
            known=False,
            window_seconds=seconds,
            fits="unknown",
            says=f"Not known yet: {lacks} has not been run.",
        )
    carried = sorted((one for one in passes if one.kind != "verify"), key=lambda one: one.began)
    hours = [
        max((later.began - earlier.began).total_seconds() / _HOUR_SECONDS, 1 / 60)
        for earlier, later in pairwise(carried)
        if later.kind == "delta"
    ]
    counted = [one for one in carried[1:] if one.kind == "delta"] or deltas
    hours = hours or [24.0]
    gap = max((last_pass - carried[-1].began).total_seconds() / _HOUR_SECONDS, 0)
    files_an_hour = [one.files / hour for one, hour in zip(counted, hours, strict=False)]
    bytes_an_hour = [one.size_bytes / hour for one, hour in zip(counted, hours, strict=False)]
    delta_files, delta_bytes = median(files_an_hour) * gap, median(bytes_an_hour) * gap
    idle, per_byte = _pace(passes, deltas)
    delta_seconds = idle + per_byte * delta_bytes
    verify_seconds = median(one.seconds for one in verified)
    spread = max(max(bytes_an_hour) / (median(bytes_an_hour) or 1), _spread(deltas), _spread(verified))
    margin = max(spread, _LEAST_MARGIN if len(deltas) >= _FEW else _MARGIN_OF_FEW)
    expected = delta_seconds + verify_seconds
    worst = expected * margin
    fits: Literal["yes", "perhaps", "no"] = (
        "yes" if worst <= seconds else "perhaps" if expected <= seconds else "no"
    )
    return Forecast(
        known=True,
        delta_files=delta_files,
        delta_bytes=delta_bytes,
        delta_seconds=delta_seconds,
        verify_seconds=verify_seconds,
        expected_seconds=expected,
        at_worst_seconds=worst,
        margin=margin,
        window_seconds=seconds,
        fits=fits,
        says=_sentence(fits, expected, worst, seconds),
    )


def _pace(passes: tuple[Pass, ...], deltas: list[Pass]) -> tuple[float, float]:
    """Return the seconds of a pass that carries nothing, and the seconds a byte, from what was seen.

    The first pass tells the price of a byte best; what a delta took beyond its bytes is the price of looking.
    """
    first = max((one for one in passes if one.kind != "verify"), key=lambda one: one.size_bytes)
    per_byte = first.seconds / first.size_bytes if first.size_bytes else 0.0
    idle = median(max(one.seconds - per_byte * one.size_bytes, 0) for one in deltas)
    return idle or min(one.seconds for one in deltas), per_byte


def _spread(passes: list[Pass]) -> float:
    return max(one.seconds for one in passes) / median(one.seconds for one in passes)


def _sentence(fits: str, expected: float, worst: float, window: float) -> str:
    times = f"{_minutes(expected)} expected, {_minutes(worst)} at worst, in a window of {_minutes(window)}"
    if fits == "yes":
        return f"The last pass and its verification fit: {times}."
    if fits == "perhaps":
        return f"The last pass and its verification may not fit: {times}. Run a pass just before it."
    return f"The last pass and its verification do not fit: {times}. Move it, widen it, or split the share."


def _minutes(seconds: float) -> str:
    return f"{max(1, round(seconds / 60))} min"

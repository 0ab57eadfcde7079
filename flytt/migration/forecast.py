"""From the passes of a share so far to the last one: whether it fits its window, said days before."""

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
    """One pass: when it began, how long it took, what it carried. A verification carries what it read.

    A thorough pass carries what has changed and reads all content: its time is that of a verification.
    """

    kind: Literal["first", "delta", "thorough", "verify"]
    began: AwareDatetime
    seconds: Annotated[float, Field(gt=0)]
    files: Annotated[int, Field(ge=0)]
    size_bytes: Annotated[int, Field(ge=0)]


class Forecast(Record):
    """What is expected of the last pass and of reading all of it. `known` false: too little is known.

    `delta_seconds` is of every pass in the window, `verify_seconds` of every reading. `margin` is how many
    times worse the passes so far have shown that it can be.
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


def forecast(
    passes: tuple[Pass, ...],
    *,
    last_pass: datetime,
    window: timedelta,
    readings: int = 1,
    pass_before: bool = False,
) -> Forecast:
    """Tell how long the pass that begins at `last_pass` and `readings` of it all will take, in the window.

    A delta takes what a pass takes that finds nothing, and a share for every byte that changes; bytes change
    as they did per hour between the passes so far. The middle of them is expected; at worst each is as bad
    as the worst so far, and never better than a margin that is wide while the passes are few.

    `pass_before`: the pass at `last_pass` is made while people work, and one more when they have stopped.
    """
    deltas = [one for one in passes if one.kind == "delta"]
    read = [one.seconds for one in passes if one.kind in {"verify", "thorough"}]
    seconds = window.total_seconds()
    if not deltas or not read:
        lacks = "a delta pass" if not deltas else "a verification"
        return Forecast(
            known=False,
            window_seconds=seconds,
            fits="unknown",
            says=f"Not known yet: {lacks} has not been run.",
        )
    carried = sorted((one for one in passes if one.kind != "verify"), key=lambda one: one.began)
    hours = max((last_pass - carried[-1].began).total_seconds() / _HOUR_SECONDS, 0)
    files, size = _rates(carried)
    idle, per_byte = _pace(passes, deltas)

    def takes(looking: float, rate: float, reading: float) -> tuple[float, float]:
        one = looking + per_byte * rate * hours
        passing = one + (looking + per_byte * rate * one / _HOUR_SECONDS if pass_before else 0)
        return passing, reading * readings

    passing, reading = takes(median(idle), median(size), median(read))
    expected = passing + reading
    floor = _LEAST_MARGIN if len(deltas) >= _FEW else _MARGIN_OF_FEW
    worst = max(expected * floor, sum(takes(max(idle), max(size), max(read))))
    fits: Literal["yes", "perhaps", "no"] = (
        "yes" if worst <= seconds else "perhaps" if expected <= seconds else "no"
    )
    return Forecast(
        known=True,
        delta_files=median(files) * hours,
        delta_bytes=median(size) * hours,
        delta_seconds=passing,
        verify_seconds=reading,
        expected_seconds=expected,
        at_worst_seconds=worst,
        margin=worst / expected if expected else floor,
        window_seconds=seconds,
        fits=fits,
        says=_sentence(fits, expected, worst, seconds),
    )


def _rates(carried: list[Pass]) -> tuple[list[float], list[float]]:
    """Return files and bytes an hour that each pass after the first found changed."""
    between = [
        (later, max((later.began - earlier.began).total_seconds() / _HOUR_SECONDS, 1 / 60))
        for earlier, later in pairwise(carried)
        if later.kind != "first"
    ] or [(carried[-1], 24.0)]
    return [one.files / hours for one, hours in between], [one.size_bytes / hours for one, hours in between]


def _pace(passes: tuple[Pass, ...], deltas: list[Pass]) -> tuple[list[float], float]:
    """Return the seconds of passes that carry nothing, and the seconds a byte, from what was seen.

    The largest pass tells the price of a byte best; what a delta took beyond its bytes is that of looking.
    """
    first = max((one for one in passes if one.kind != "verify"), key=lambda one: one.size_bytes)
    per_byte = first.seconds / first.size_bytes if first.size_bytes else 0.0
    return [max(one.seconds - per_byte * one.size_bytes, 0) or one.seconds for one in deltas], per_byte


def _sentence(fits: str, expected: float, worst: float, window: float) -> str:
    times = f"{_minutes(expected)} expected, {_minutes(worst)} at worst, in a window of {_minutes(window)}"
    if fits == "yes":
        return f"The last pass and its verification fit: {times}."
    if fits == "perhaps":
        return f"The last pass and its verification may not fit: {times}. Run a pass just before it."
    return f"The last pass and its verification do not fit: {times}. Move it, widen it, or split the share."


def _minutes(seconds: float) -> str:
    return f"{max(1, round(seconds / 60))} min"

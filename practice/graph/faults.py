"""What goes wrong: single faults for chosen requests, and profiles that let a share of all requests fail.

Which request fails is drawn from the seed, the request itself and how often it was made: not from the order
in which requests of several connections arrive. No request fails more than `most_in_a_row` times.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from practice.graph.answers import Request
from practice.people import Draw

__all__ = ["PROFILES", "Fault", "Faults", "Kind", "Profile"]

Kind: TypeAlias = Literal[
    "429", "500", "502", "503", "504", "504-after", "cut-before", "cut-after", "slow", "duplicate",
    "expire-uploads",
]  # fmt: skip
"""`-after`: the work is done, but the caller does not learn it. `duplicate`: a POST arrives twice."""


class Fault(BaseModel):
    """One thing that goes wrong `times` times, for requests whose `METHOD /path` the pattern finds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    match: str = ""
    times: int = Field(default=1, ge=1)
    retry_after: int | None = Field(default=None, ge=0)
    seconds: float = Field(default=0.0, ge=0)


class Profile(BaseModel):
    """Shares of all requests (0 to 1) that go wrong, and how far reads lag (practice seconds)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shares: dict[Kind, float] = {}
    slow_seconds: float = Field(default=0.2, ge=0)
    retry_after: int = Field(default=1, ge=0)
    lag_seconds: float = Field(default=0.0, ge=0)
    most_in_a_row: int = Field(default=2, ge=1)


PROFILES: dict[str, Profile] = {
    "calm": Profile(),
    "busy": Profile(shares={"429": 0.02, "503": 0.02, "slow": 0.02}, lag_seconds=2),
    "worst": Profile(
        shares={
            "429": 0.04,
            "500": 0.02,
            "502": 0.02,
            "503": 0.04,
            "504": 0.02,
            "504-after": 0.03,
            "cut-before": 0.02,
            "cut-after": 0.02,
            "slow": 0.02,
            "duplicate": 0.02,
            "expire-uploads": 0.005,
        },
        lag_seconds=5,
    ),
}


class Faults:
    """The faults that wait, and the profile in force."""

    def __init__(self, seed: str) -> None:
        self._draw = Draw(f"{seed}/faults")
        self._waiting: list[Fault] = []
        self._asked: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.profile = PROFILES["calm"]

    def add(self, fault: Fault) -> None:
        """Let it happen."""
        re.compile(fault.match)
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let nothing more happen."""
        with self._lock:
            self._waiting.clear()
            self.profile = PROFILES["calm"]

    def waiting(self) -> list[Fault]:
        """What has not happened yet."""
        return list(self._waiting)

    def next(self, request: Request) -> Fault | None:
        """What goes wrong with this request, if anything does."""
        line = f"{request.method} {request.path}"
        with self._lock:
            for number, fault in enumerate(self._waiting):
                if re.search(fault.match, line):
                    left = fault.times - 1
                    self._waiting[number : number + 1] = (
                        [fault.model_copy(update={"times": left})] if left else []
                    )
                    return fault
            return self._drawn(line, request.body)

    def _drawn(self, line: str, body: bytes) -> Fault | None:
        if not self.profile.shares:
            return None
        own = f"{line} {hashlib.sha256(body).hexdigest()}"
        self._asked[own] += 1
        drawn = self._draw.number(1_000_000, own, self._asked[own]) / 1_000_000
        for kind, share in self.profile.shares.items():
            if drawn < share:
                self._failed[own] += 1
                if self._failed[own] > self.profile.most_in_a_row:
                    self._failed[own] = 0
                    return None
                seconds = self.profile.slow_seconds if kind == "slow" else 0.0
                return Fault(kind=kind, retry_after=self.profile.retry_after, seconds=seconds)
            drawn -= share
        self._failed[own] = 0
        return None

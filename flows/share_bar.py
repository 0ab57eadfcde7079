"""How far the copy of a share is: a line at a terminal, and a progress artifact that is moved on in place."""

import sys
import time
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.shown import artifact_key
from flytt.migration.delta import fit_sentence
from flytt.migration.plan import PlannedWorkload
from flytt.shares.progress import Far
from flytt.wiring import Where, open_journal

EVERY_SECONDS = 5.0


class Told(Protocol):
    """What a mover tells of itself."""

    @property
    def files(self) -> int:
        """Files so far."""
        ...

    @property
    def size_bytes(self) -> int:
        """Their bytes."""
        ...

    @property
    def percent(self) -> int:
        """Of what it knows of."""
        ...

    @property
    def bytes_per_second(self) -> float:
        """How fast it goes."""
        ...


class ShareBar:
    """Hears movers many times a second; shows it every five. Showing never stops a copy."""

    def __init__(
        self,
        at: Where,
        *,
        tick: Callable[[], float] = time.monotonic,
        line: Callable[[str], None] | None = None,
    ) -> None:
        self._at = at
        self._tick = tick
        self._line = line or (_to_terminal if sys.stderr.isatty() else None)
        self._pass: tuple[str, float] = ("", 0.0)
        self._shown = float("-inf")
        self._files = 0
        self._names: tuple[str, str] = ("", "")
        self._artifacts: dict[str, UUID] = {}
        self._blind = False

    def __call__(self, share: str, progress: Told) -> None:
        """Show it, unless something was shown a moment ago."""
        now = self._tick()
        if share != self._pass[0] or progress.files < self._files:
            self._pass, self._shown = (share, now), float("-inf")
            self._names = self._about(share)
        self._files = progress.files
        if now - self._shown < EVERY_SECONDS:
            return
        self._shown = now
        far = Far(
            progress.files,
            progress.size_bytes,
            progress.percent,
            progress.bytes_per_second,
            now - self._pass[1],
        )
        if self._line is not None:
            self._line(f"{self._names[0]}: {far.sentence}. {self._names[1]}".strip())
        if not self._blind:
            self._show(share, far)

    def _show(self, share: str, far: Far) -> None:
        says = f"{self._names[0]}: {far.sentence_nb}. {self._names[1]}".strip()
        try:
            if share in self._artifacts:
                update_progress_artifact(  # pyright: ignore[reportUnusedCoroutine] - done at once
                    self._artifacts[share], far.percent, says
                )
                return
            key = artifact_key(f"filkopi {share}")
            made = create_progress_artifact(progress=far.percent, key=key, description=says)
            assert isinstance(made, UUID), "outside any event loop Prefect answers at once"
            self._artifacts[share] = made
        except Exception:  # noqa: BLE001 - a page that cannot be shown is no reason to stop a night's copy
            self._blind = True

    def _about(self, share: str) -> tuple[str, str]:
        """Return the share's name in the plan, and how its last pass stands against the window."""
        journal = open_journal(self._at)
        try:
            state, plan = journal.refresh(), journal.plan()
            named: dict[str, PlannedWorkload] = {w.own_name: w for w in plan.workloads} | {
                w.id: w for w in plan.workloads
            }
            if share not in named:
                return share, ""
            return named[share].name, fit_sentence(named[share], state, journal.clock.now())
        finally:
            journal.store.close()


def _to_terminal(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

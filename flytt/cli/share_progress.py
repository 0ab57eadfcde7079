"""How far a copy is, on a terminal; nothing in a pipe."""

import contextlib
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flytt.adapters.shares.order import Progress

_TIMES_A_SECOND = 4
_MIB = 1 << 20


@contextlib.contextmanager
def progress(*, quiet: bool) -> "Generator[Callable[[Progress], None]]":
    """Yield what a mover tells its progress to."""
    if quiet:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    began = time.monotonic()
    with Live(console=Console(stderr=True), refresh_per_second=_TIMES_A_SECOND, transient=True) as live:

        def tell(now: "Progress") -> None:
            passed = time.monotonic() - began
            left = passed * (100 - now.percent) / now.percent if now.percent else None
            rest = f", about {_clock(left)} left" if left is not None else ""
            live.update(
                Text(
                    f"{now.files:,} files, {now.size_bytes / _MIB:,.0f} MiB,"
                    f" {now.bytes_per_second / _MIB:.1f} MiB/s, {_clock(passed)} gone{rest}"
                )
            )

        yield tell


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"

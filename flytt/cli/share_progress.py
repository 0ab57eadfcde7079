"""How far a copy or a proof is, on a terminal; nothing in a pipe."""

import contextlib
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flytt.adapters.shares.order import Progress
    from flytt.adapters.shares.verifying import SoFar

_TIMES_A_SECOND = 4


@contextlib.contextmanager
def progress(*, quiet: bool) -> "Generator[Callable[[Progress], None]]":
    """Yield what a mover tells its progress to."""
    if quiet:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from flytt.shares.progress import Far

    began = time.monotonic()
    with Live(console=Console(stderr=True), refresh_per_second=_TIMES_A_SECOND, transient=True) as live:

        def tell(now: "Progress") -> None:
            gone = time.monotonic() - began
            far = Far(now.files, now.size_bytes, now.percent, now.bytes_per_second, gone)
            live.update(Text(far.sentence))

        yield tell


@contextlib.contextmanager
def proving(*, quiet: bool) -> "Generator[Callable[[Callable[[], SoFar]], None]]":
    """Yield what a comparison gives its teller of how far it is."""
    if quiet:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from flytt.shares.progress import clock

    began = time.monotonic()
    asked: list[Callable[[], SoFar]] = []

    def now() -> Text:
        gone = clock(time.monotonic() - began)
        if not asked:
            return Text(f"Both sides are asked how they list; {gone} gone")
        matched, differing, read = asked[-1]()
        return Text(
            f"Compared {matched + differing:,}, differing {differing:,};"
            f" {read >> 20:,} MiB read on each side; {gone} gone"
        )

    console = Console(stderr=True)
    with Live(console=console, get_renderable=now, refresh_per_second=_TIMES_A_SECOND, transient=True):
        yield asked.append

"""How far a copy is, on a terminal; nothing in a pipe."""

import contextlib
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flytt.adapters.shares.order import Progress

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

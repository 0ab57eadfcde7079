"""What is up when it exists, and down when it is closed."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

__all__ = ["Up"]


class Up:
    """Everything that runs for it is on one stack."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def close(self) -> None:
        """Take everything down."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

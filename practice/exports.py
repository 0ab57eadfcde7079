"""The shares that a host offers its users: by name, writable or only readable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from practice.disk import Kept
from practice.world import Share

__all__ = ["Exports"]


class Exports:
    """What is offered, kept in a file."""

    def __init__(self, path: Path, shares: Mapping[str, Share]) -> None:
        self._state = Kept(path, dict[str, bool], {name: share.writable for name, share in shares.items()})
        self._state.change(lambda state: state)

    def writable(self, name: str) -> bool | None:
        """Whether its users may write; nothing when no such share is offered."""
        return self._state.get().get(name)

    def set_writable(self, name: str, *, writable: bool) -> bool:
        """Let users write, or only read. Returns whether anything changed."""
        before = self._state.get()[name]
        self._state.change(lambda state: state | {name: writable})
        return before != writable

    def all(self) -> Mapping[str, bool]:
        """Every share."""
        return self._state.get()

"""Small files that are either as before or wholly new, also when the program is killed in the middle."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Generic, TypeVar

from pydantic import TypeAdapter

__all__ = ["Kept", "write_whole"]

T = TypeVar("T")


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace the file. Nobody sees it half-written, or readable by others than `mode` says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    temporary = Path(file.name)
    temporary.chmod(mode)
    os.replace(temporary, path)  # noqa: PTH105 - os.replace says what it does on every platform


class Kept(Generic[T]):
    """A value that is kept in a JSON file and changed by one thread at a time."""

    def __init__(self, path: Path, shape: type[T], first: T) -> None:
        self._path = path
        self._adapter = TypeAdapter(shape)
        self._lock = threading.RLock()
        self._value = self._adapter.validate_json(path.read_bytes()) if path.exists() else first

    def get(self) -> T:
        """The value as it is now."""
        with self._lock:
            return self._value

    def change(self, new: Callable[[T], T]) -> T:
        """Replace the value by `new(value)`, on disk first."""
        with self._lock:
            value = new(self._value)
            if value != self._value or not self._path.exists():
                write_whole(self._path, self._adapter.dump_json(value))
            self._value = value
            return value

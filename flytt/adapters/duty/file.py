"""Duty as a file: one JSON object per line, for practice and for whoever tails a log."""

import os
from pathlib import Path

from flytt.migration.errors import Unreachable
from flytt.migration.record import canonical


class FileDuty:
    """Appends to a file, made if there is none, mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tell(self, subject: str, text: str) -> None:
        """Add a line, whole even when several programs tell at once. Unreachable when that fails."""
        line = canonical({"subject": subject, "text": text}) + b"\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                written = os.write(number, line)
                os.fsync(number)
            finally:
                os.close(number)
        except OSError as cause:
            raise _untold(self._path) from cause
        if written != len(line):
            raise _untold(self._path)


def _untold(path: Path) -> Unreachable:
    return Unreachable(
        f"The people on duty could not be told: {path} cannot be written.", next_command="make room for it"
    )

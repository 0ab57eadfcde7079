"""Programs of the operating system that tests start: found where distributions hide them."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

HIDDEN = ("/usr/sbin", "/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
POSTGRES = ("/usr/lib/postgresql", "/opt/homebrew/opt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_program(name: str) -> Path | None:
    """Return the path of the system program `name`, the newest when there are several, or None."""
    postgres = sorted((p for root in POSTGRES for p in Path(root).glob("*/bin")), key=_version, reverse=True)
    folders = [os.environ.get("PATH", os.defpath), *HIDDEN, *map(str, postgres)]
    found = shutil.which(name, path=os.pathsep.join(folders))
    return Path(found) if found else None


def find_browser() -> Path | None:
    """Return the path of a Chromium, or None."""
    return next((found for name in BROWSERS if (found := find_program(name))), None)


def missing_programs(names: Iterable[str]) -> list[str]:
    """Return those of `names` that this machine does not have."""
    return [name for name in names if find_program(name) is None]


def _version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits) if digits else 0

"""Where a program that writes files is to put them, from its command line."""

from argparse import ArgumentParser
from pathlib import Path


def folder_of(program: str, about: str, customary: str) -> Path:
    """Return the folder that was given, or the customary one. Ends after `--help`, or over unknown words."""
    parser = ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(customary), help=f"default: {customary}")
    given = parser.parse_args()
    folder: Path = given.folder
    return folder

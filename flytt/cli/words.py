"""Parsing that answers a wrong word with the nearest right one, and always with exit code 2."""

import argparse
import re
import sys
from typing import NoReturn

from flytt.migration.nearest import nearest


class Parser(argparse.ArgumentParser):
    """An argument parser that touches nothing and says what would have been understood."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        del args
        self.below: dict[str, Parser] = {}
        prog, says = str(kwargs.get("prog", "")), str(kwargs.get("description", ""))
        super().__init__(
            prog=prog,
            description=says,
            epilog=str(kwargs.get("epilog", "")) or None,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what was not understood on standard error, and end with 2."""
        print(f"{self.prog}: {printable(message)}.{self._nearest(message)}", file=sys.stderr)
        print(f"Nothing was touched. Next: {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)

    def known_words(self) -> list[str]:
        """Return the flags and commands that are understood here and below."""
        flags: list[str] = re.findall(r"--[a-z][a-z-]*", self.format_help())
        return [*flags, *self.below, *(w for below in self.below.values() for w in below.known_words())]

    def _nearest(self, message: str) -> str:
        chosen = re.search(
            r"invalid choice: '([^']*)'(?:, maybe you meant [^(]*)? \(choose from (.*)\)", message
        )
        if chosen:
            near = nearest(chosen[1], re.findall(r"[\w-]+", chosen[2]))
        else:
            wrong = re.search(r"unrecognized arguments: (\S+)", message)
            near = nearest(wrong[1].partition("=")[0], self.known_words()) if wrong else ""
        return f" Nearest: {near}" if near else ""


def printable(text: str) -> str:
    """Return the text without anything that moves a cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)

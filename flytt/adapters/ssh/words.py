"""The one place where a list of words becomes the text that a remote shell reads, and where SQL is quoted."""

import re
import shlex
from collections.abc import Sequence
from typing import Literal

from flytt.migration.errors import BadInput

LONGEST_LINE_BYTES = 100_000
"""Linux hands a shell at most 128 KiB in one argument."""

POWERSHELL_QUOTES = "'\u2018\u2019\u201a\u201b"
"""PowerShell ends a single-quoted text at any of these; doubled, each stands for itself."""


class Option(str):
    """A parameter's name. PowerShell takes `'-Name'` in quotes for a value, so it is written bare."""

    __slots__ = ()


def render(argv: Sequence[str], platform: Literal["posix", "windows"] = "posix") -> str:
    """Return the line that a remote shell reads back as exactly `argv`. BadInput when no line can."""
    if not argv or any("\0" in word for word in argv):
        raise unsendable("a command without words, or with a zero byte in one")
    line = shlex.join(argv) if platform == "posix" else " ".join(["&", *map(_powershell, argv)])
    if len(line.encode(errors="surrogateescape")) > LONGEST_LINE_BYTES:
        raise unsendable(f"a command of more than {LONGEST_LINE_BYTES} bytes")
    return line


def _powershell(word: str) -> str:
    if not isinstance(word, Option):
        return quote_powershell(word)
    if not re.fullmatch("-[A-Za-z]+", word):
        raise unsendable("an option with strange letters")
    return str(word)


def quote_powershell(word: str) -> str:
    """Return a PowerShell literal: nothing is expanded in it."""
    return "'" + "".join(letter * 2 if letter in POWERSHELL_QUOTES else letter for letter in word) + "'"


def literal(text: str) -> str:
    """Return an SQL string literal, for SQLite, PostgreSQL (standard strings) and SQL Server alike."""
    if "\0" in text:
        raise unsendable("SQL with a zero byte")
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return a quoted SQL identifier, as SQLite and PostgreSQL read it."""
    if "\0" in name:
        raise unsendable("SQL with a zero byte")
    return '"' + name.replace('"', '""') + '"'


def bracketed(name: str) -> str:
    """Return a quoted identifier as SQL Server reads it."""
    if "\0" in name:
        raise unsendable("SQL with a zero byte")
    return "[" + name.replace("]", "]]") + "]"


def connection_string(**parts: str) -> str:
    """Return a libpq connection string: a database called `host=elsewhere` stays a name."""
    quoted = {key: value.replace("\\", "\\\\").replace("'", "\\'") for key, value in parts.items()}
    return " ".join(f"{key}='{value}'" for key, value in quoted.items())


def unsendable(what: str) -> BadInput:
    """Return the error of something that cannot be said to a host."""
    return BadInput(f"Flytt was asked to send {what}.", still_true="Nothing was sent.")

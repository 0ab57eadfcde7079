"""Markdown that says what was meant: what came from outside is shown, never obeyed."""

import re
from collections.abc import Iterable

from flytt.reports.layout import plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def text(value: str) -> str:
    """Return the value as running text: on one line, every mark of Markdown and HTML made harmless."""
    return _SPECIAL.sub(r"\\\1", plain(value)).replace("&", "&amp;")


def code(value: str) -> str:
    """Return the value in code type."""
    fence = "``" if "`" in value else "`"
    return f"{fence}{plain(value).replace('|', '¦')}{fence}" if value else ""


def table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table; the cells are Markdown already."""
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]

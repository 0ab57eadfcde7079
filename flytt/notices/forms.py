"""The forms a letter takes. A new form is a function and a row in FORMS."""

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from flytt.notices.letter import Letter

Form: TypeAlias = Literal["text", "md"]

_MARKED = re.compile(r"([\\`*_\[\]<>|#~&])")


def as_text(letter: Letter) -> str:
    """Return plain text that can be read out, mailed or printed as it stands."""
    parts = [letter.banner, letter.title, *letter.paragraphs]
    for point in letter.points:
        if len(point.lines) == 1:
            parts.append(f"{point.label} {point.lines[0]}")
        else:
            parts.append("\n".join([point.label, *(f"- {line}" for line in point.lines)]))
    parts.append("\n".join(letter.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def as_markdown(letter: Letter) -> str:
    """Return Markdown; whatever a mapping or a person wrote is shown, never obeyed as mark-up."""
    parts = [f"**{_plain(letter.banner)}**" if letter.banner else "", f"# {_plain(letter.title)}"]
    parts += [_plain(paragraph) for paragraph in letter.paragraphs]
    for point in letter.points:
        label = f"**{_plain(point.label)}**"
        if len(point.lines) == 1:
            parts.append(f"{label} {_plain(point.lines[0])}")
        else:
            parts.append("\n".join([f"{label}\n", *(f"- {_plain(line)}" for line in point.lines)]))
    parts.append("  \n".join(f"*{_plain(line)}*" for line in letter.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str) -> str:
    return _MARKED.sub(r"\\\1", text)


FORMS: Mapping[Form, Callable[[Letter], str]] = {"text": as_text, "md": as_markdown}

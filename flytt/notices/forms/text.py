"""Plain text and Markdown. Several notices stand after each other."""

import re

from flytt.notices.letter import Letter
from flytt.notices.posting import Sheet

_MARKED = re.compile(r"([\\`*_\[\]<>|#~&])")


def as_text(sheet: Sheet) -> str:
    """Return plain text that can be read out, mailed or printed as it stands."""
    return "\n\n".join(letter_text(p.letter) for posted in sheet.notices for p in posted)


def as_markdown(sheet: Sheet) -> str:
    """Return Markdown; whatever a mapping or a person wrote is shown, never obeyed as mark-up."""
    return "\n---\n\n".join(letter_markdown(p.letter) for posted in sheet.notices for p in posted)


def letter_text(letter: Letter) -> str:
    """Return one letter as plain text."""
    parts = [letter.banner, letter.title, *letter.paragraphs]
    for label, lines in labelled(letter):
        if len(lines) == 1:
            parts.append(f"{label} {lines[0]}")
        else:
            parts.append("\n".join([label, *(f"- {line}" for line in lines)]))
    parts.append("\n".join(letter.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def letter_markdown(letter: Letter) -> str:
    """Return one letter as Markdown."""
    parts = [f"**{plain(letter.banner)}**" if letter.banner else "", f"# {plain(letter.title)}"]
    parts += [plain(paragraph) for paragraph in letter.paragraphs]
    for name, lines in labelled(letter):
        label = f"**{plain(name)}**"
        if len(lines) == 1:
            parts.append(f"{label} {plain(lines[0])}")
        else:
            parts.append("\n".join([f"{label}\n", *(f"- {plain(line)}" for line in lines)]))
    parts.append("  \n".join(f"*{plain(line)}*" for line in letter.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def labelled(letter: Letter) -> list[tuple[str, tuple[str, ...]]]:
    """Return every part that has a label, what is new last."""
    news = [(letter.news_label, letter.news)] if letter.news else []
    return [*((point.label, point.lines) for point in letter.points), *news]


def plain(text: str) -> str:
    """Return text whose signs Markdown would obey, escaped."""
    return _MARKED.sub(r"\\\1", text)

"""A notice in words, before it has any form: what every form is made from."""

from dataclasses import dataclass

from flytt.migration.notice_record import NoticeState
from flytt.migration.workload import Audience, Language


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled part. One line stands beside its label; several become a list."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text in every field; no mark-up. `banner` is empty in a real move whose words are approved.

    `news` is what this revision says otherwise than the one before it; none in the first.
    """

    language: Language
    audience: Audience
    state: NoticeState
    state_word: str
    banner: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[Point, ...]
    news_label: str
    news: tuple[str, ...]
    footer: tuple[str, ...]


def joined(names: list[str] | tuple[str, ...]) -> str:
    """Return `A, B og C`."""
    return " og ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

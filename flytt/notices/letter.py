"""A notice in words, before it has any form: what every form is made from."""

from dataclasses import dataclass

from flytt.migration.notice_record import NoticeState
from flytt.migration.workload import Language


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled part. One line stands beside its label; several become a list."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text in every field; no mark-up. `banner` is empty in a real move."""

    language: Language
    state: NoticeState
    banner: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[Point, ...]
    footer: tuple[str, ...]

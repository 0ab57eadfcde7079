"""Notices as JSON, for programs: the facts, and the words in each language. Schema: `notices.schema.json`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from flytt.migration.notice_record import Change, NoticeState
from flytt.migration.record import Json, Record, Slug
from flytt.migration.workload import Audience, Language, Sector, Window
from flytt.notices.posting import Posting, Sheet

SCHEMA_FILE = Path(__file__).parent.parent / "notices.schema.json"


class SystemData(Record):
    """One system of a notice. All times UTC; null: not so, or nobody knows."""

    id: Slug
    name: str
    state: NoticeState
    window: Window
    previous_window: Window | None
    moved_to: Window | None
    goes_down: bool
    began_at: datetime | None
    expected_end: datetime | None
    ended_at: datetime | None
    minutes_down: int | None
    minutes_promised: int


class RevisionData(Record):
    """What was published when, and what was otherwise than before."""

    number: int
    at: datetime
    state: NoticeState
    changes: tuple[Change, ...]


class PartData(Record):
    """A labelled part of a text."""

    label: str
    lines: tuple[str, ...]


class TextData(Record):
    """A notice in words. `approved` false: a draft, which nobody has let be published."""

    language: Language
    uid: str
    url: str
    approved: bool
    state: str
    banner: str
    title: str
    paragraphs: tuple[str, ...]
    parts: tuple[PartData, ...]
    news: tuple[str, ...]
    footer: tuple[str, ...]


class NoticeData(Record):
    """One notice as its readers have it."""

    id: str
    municipality: Slug
    sector: Sector
    affects: tuple[Sector, ...]
    audience: tuple[Audience, ...]
    practice: bool
    revision: int
    first_at: datetime
    changed_at: datetime
    state: NoticeState
    confirmed: bool
    overdue: bool
    window: Window
    previous_window: Window | None
    began_at: datetime | None
    expected_end: datetime | None
    turned_at: datetime | None
    ended_at: datetime | None
    minutes_down: int | None
    next_update_by: datetime | None
    silent_since: datetime | None
    systems: tuple[SystemData, ...]
    revisions: tuple[RevisionData, ...]
    texts: tuple[TextData, ...]


class NoticesData(Record):
    """Every notice for some readers. `schema` rises when a field changes its meaning or goes away."""

    version: Literal[1] = Field(default=1, alias="schema")
    readers: Audience
    notices: tuple[NoticeData, ...]


def as_data(sheet: Sheet) -> str:
    """Return the document, which keeps to the schema."""
    content = document(sheet).model_dump(mode="json", by_alias=True)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def document(sheet: Sheet) -> NoticesData:
    """Return the notices as records."""
    return NoticesData(readers=sheet.audience, notices=tuple(_notice(posted) for posted in sheet.notices))


def schema() -> dict[str, Json]:
    """Return the JSON Schema of the document, as it is published."""
    made = NoticesData.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:flytt:notices:1",
        **made,
    }


def _notice(posted: tuple[Posting, ...]) -> NoticeData:
    notice = posted[0].notice
    systems = tuple(
        SystemData.model_validate(
            {
                **{name: getattr(s, name) for name in SystemData.model_fields if name != "minutes_promised"},
                "minutes_promised": s.promised_minutes,
            }
        )
        for s in notice.systems
    )
    revisions = tuple(
        RevisionData(number=r.number, at=r.at, state=r.state, changes=r.changes) for r in notice.revisions
    )
    own = {"municipality", "systems", "revisions", "texts"}
    facts = {name: getattr(notice, name) for name in NoticeData.model_fields if name not in own}
    texts = tuple(_text(p) for p in posted)
    return NoticeData.model_validate(
        {
            **facts,
            "municipality": notice.municipality_id,
            "systems": systems,
            "revisions": revisions,
            "texts": texts,
        }
    )


def _text(posting: Posting) -> TextData:
    letter = posting.letter
    return TextData(
        language=letter.language,
        uid=posting.uid,
        url=posting.url,
        approved=not posting.draft,
        state=letter.state_word,
        banner=letter.banner,
        title=letter.title,
        paragraphs=letter.paragraphs,
        parts=tuple(PartData(label=p.label, lines=p.lines) for p in letter.points),
        news=letter.news,
        footer=letter.footer,
    )

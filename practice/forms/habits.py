"""What differs between tenants and not between files: how their exports, pages and links are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice.forms.draws import chance, stream
from practice.forms.settings import Settings

__all__ = ["Habits", "habits_of"]


@dataclass(frozen=True)
class Habits:
    """The unknowns of the real service, each decided one way for a tenant (what is known is not varied).

    A live workbook may keep the column of a deleted question; a form may keep its tracking id when it moves;
    what the workbook ids hold is unknown; upload answers are written as links or as they are stored.
    """

    page_size: int
    wrapped: bool
    paging_links: bool
    live_keeps_deleted: bool
    move_keeps_tracking: bool
    workbook_id: Literal["item", "guid"]
    link: Literal["direct", "doc", "mixed"]
    upload_cell: Literal["json", "links"]
    trailing_semicolon: bool
    shared_strings: bool
    form_file: Literal["each", "list", "value"]
    audit_shape: Literal["csv", "api", "query", "mixed"]
    units_shape: Literal["semicolon", "tab", "member_rows"]
    groups_wrapped: bool
    last_modified_column: bool
    time_places: int


def habits_of(settings: Settings) -> Habits:
    """The habits of this estate's tenant."""
    rng = stream(settings.name, "habits")
    return Habits(
        page_size=rng.choice((50, 50, 100, 500)),
        wrapped=chance(rng, 0.7),
        paging_links=chance(rng, 0.4),
        live_keeps_deleted=chance(rng, 0.5),
        move_keeps_tracking=chance(rng, 0.6),
        workbook_id=rng.choice(("item", "guid")),
        link=rng.choice(("direct", "doc", "mixed")),
        upload_cell=rng.choice(("json", "links")),
        trailing_semicolon=chance(rng, 0.7),
        shared_strings=chance(rng, 0.5),
        form_file=rng.choice(("each", "list", "value")),
        audit_shape=rng.choice(("csv", "api", "query", "mixed")),
        units_shape=rng.choice(("semicolon", "tab", "member_rows")),
        groups_wrapped=chance(rng, 0.5),
        last_modified_column=chance(rng, 0.4),
        time_places=rng.choice((5, 10, 12)),
    )

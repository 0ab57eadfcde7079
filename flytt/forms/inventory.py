"""The inventory of an estate: what is there, what each source cannot show, and what could not be read."""

from collections import Counter
from typing import Literal, TypeAlias

from flytt.forms.block import Block, Role
from flytt.forms.estate import Estate
from flytt.forms.seen import Coverage, Remark, SourceName, Unreadable
from flytt.migration.record import Record

Looks: TypeAlias = Literal["live", "export", "answers", "other"]
"""A live workbook; an export; a table with some of the service's columns; any other table."""


class FormCounts(Record):
    """Forms by id, and as lineages. `by_source` counts an id once for each source that names it."""

    ids: int
    forms: int
    by_source: dict[str, int]
    owned_by_groups: int
    deleted: int
    responses_counted: int
    responses_read: int


class FileCounts(Record):
    """Files of the drives. `looked_at` were opened because they can hold tables; `formats` are theirs."""

    listed: int
    unlisted: int
    looked_at: int
    formats: dict[str, int]


class BlockLine(Record):
    """One table of answers, without any answer."""

    drive_id: str
    item_id: str
    sheet: str
    range: str
    rows: int
    columns: int
    looks: Looks
    service_columns: tuple[Role, ...]
    visible: str
    response_ids: int
    identity_numbers: int
    uploads: int


class Inventory(Record):
    """The one document of `flytt forms inventory --json`."""

    estate: str
    coverage: dict[SourceName, Coverage]
    forms: FormCounts
    files: FileCounts
    blocks: tuple[BlockLine, ...]
    rows: int
    unreadable: tuple[Unreadable, ...]
    remarks: tuple[Remark, ...]


def inventory(estate: Estate) -> Inventory:
    """Return the inventory of an estate that was read."""
    blocks = tuple(line(block) for block in estate.blocks)
    return Inventory(
        estate=estate.root.name,
        coverage={one.source: one for one in estate.coverage},
        forms=FormCounts(
            ids=len(estate.forms),
            forms=len(estate.lineages),
            by_source=dict(sorted(Counter(one for form in estate.forms for one in form.sources).items())),
            owned_by_groups=sum(bool(form.decoded and form.decoded.group_owned) for form in estate.forms),
            deleted=sum(form.soft_deleted for form in estate.forms),
            responses_counted=sum(form.row_count or 0 for form in estate.forms),
            responses_read=sum(len(one.rows) for one in estate.responses),
        ),
        files=FileCounts(
            listed=sum(item.listed and not item.is_folder for item in estate.items),
            unlisted=sum(not item.listed for item in estate.items),
            looked_at=len(estate.contents),
            formats=dict(sorted(Counter(one.format or "unknown" for one in estate.contents).items())),
        ),
        blocks=blocks,
        rows=sum(one.rows for one in blocks),
        unreadable=estate.unreadable,
        remarks=estate.remarks,
    )


def line(block: Block) -> BlockLine:
    """Return the line of one block."""
    return BlockLine(
        drive_id=block.drive_id,
        item_id=block.item_id,
        sheet=block.sheet,
        range=block.range,
        rows=len(block.rows),
        columns=len(block.columns),
        looks=looks(block),
        service_columns=tuple(sorted(block.meta)),
        visible=block.visible,
        response_ids=int((block.rows.ids > 0).sum()),
        identity_numbers=sum(column.identity_numbers for column in block.columns),
        uploads=len(block.uploads),
    )


def looks(block: Block) -> Looks:
    """Return what a block looks like by its table's name and the service's columns; no evidence of a form."""
    if block.table == "OfficeForms.Table":
        return "live"
    if "id" in block.meta and {"start", "completion"} & block.meta:
        return "export"
    return "answers" if block.meta else "other"

"""The inventory of a Forms estate as plain text for a terminal."""

from collections import Counter

from flytt.forms.inventory import Inventory
from flytt.reports.layout import Column, lay_out, paragraph

_LOOKS = {
    "live": "live workbooks",
    "export": "exports",
    "answers": "tables with some of Forms' own columns",
    "other": "other tables",
}
_MOST_LINES = 200


def inventory_table(found: Inventory, width: int) -> str:
    """Return what is there, what each source cannot show, and every file that could not be read."""
    return "\n".join(
        [*_counts(found), "", *_coverage(found, width), *_unreadable(found, width), *_remarks(found, width)]
    )


def _counts(found: Inventory) -> list[str]:
    forms, files = found.forms, found.files
    looks = Counter(block.looks for block in found.blocks)
    tables = ", ".join(f"{looks[one]:,} {says}" for one, says in _LOOKS.items() if looks[one]) or "none"
    return [
        f"Estate {found.estate}",
        f"  forms   {forms.forms:,} under {forms.ids:,} ids; {forms.owned_by_groups:,} ids belong to groups",
        f"  answers {forms.responses_read:,} read from the service, which counts {forms.responses_counted:,}",
        f"  files   {files.listed:,} listed, {files.unlisted:,} not listed, {files.looked_at:,} opened",
        f"  tables  {len(found.blocks):,} with {found.rows:,} rows: {tables}",
    ]


def _coverage(found: Inventory, width: int) -> list[str]:
    rows = [
        (
            name,
            f"{one.records:,}" if one.present else "not there",
            "–".join(f"{at:%Y-%m-%d}" for at in (one.since, one.until) if at),
            " ".join(one.cannot_see),
        )
        for name, one in found.coverage.items()
    ]
    columns = (
        Column("Source"),
        Column("Records", right=True),
        Column("From–to"),
        Column("Cannot see", wraps=True),
    )
    return lay_out(columns, rows, width)


def _unreadable(found: Inventory, width: int) -> list[str]:
    if not found.unreadable:
        return ["", "Every file could be read."]
    columns = (Column("Not read, or not wholly", wraps=True), Column("Id"), Column("Why", wraps=True))
    rows = [(one.path or "(not listed)", one.item_id, one.why) for one in found.unreadable]
    return ["", f"{len(rows)} files could not be read, or not wholly.", "", *lay_out(columns, rows, width)]


def _remarks(found: Inventory, width: int) -> list[str]:
    said = [f"{one.count:,} {one.kind}" + (f" ({one.where})" if one.where else "") for one in found.remarks]
    more = (
        [f"… and {len(said) - _MOST_LINES} more; --json has all of them."] if len(said) > _MOST_LINES else []
    )
    shown = [line for text in said[:_MOST_LINES] for line in paragraph(text, width, "  ")]
    return ["", "Met on the way:", *shown, *more] if said else []

"""The checklist of what only a real tenant can show: one place, and a command for each."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

CHECKLIST = ROOT / "docs" / "real-tenant.md"
_KNOWN = re.compile(
    r"`(flytt (check|move|rollback|resume|report|forms audit) prove|Invoke-MgGraphRequest |Get-|Set-)"
)


def _rows() -> list[list[str]]:
    lines = [line for line in CHECKLIST.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines]
    return [[cell.strip() for cell in row] for row in rows if row[0].strip() != "What"]


def test_each_item_has_a_command_and_what_it_must_show() -> None:
    """Somebody would come to a line, and not know what to type, or when it is as it should be."""
    rows = _rows()
    assert len(rows) > 50
    assert [row for row in rows if len(row) != 3 or not all(row) or not _KNOWN.match(row[1])] == []


def test_links_into_it_lead_to_a_heading() -> None:
    """The page of a part would point to a list that is called otherwise by now."""
    heads = {
        re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-")
        for line in CHECKLIST.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    tenant = (ROOT / "docs" / "tenant.md").read_text(encoding="utf-8")
    wanted = set(re.findall(r"real-tenant\.md#([a-z0-9-]+)", tenant))
    assert wanted
    assert wanted <= heads

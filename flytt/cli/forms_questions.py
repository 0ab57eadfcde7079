"""Questions about blocks as plain text for a terminal."""

from collections.abc import Mapping, Sequence

from flytt.forms.attribution.queue import Question, waiting
from flytt.reports.layout import paragraph

_MOST = 40


def shown(asked: Sequence[Question], places: Mapping[tuple[str, str], tuple[str, str]], width: int) -> str:
    """Return the first questions, those that settle most first. `places` are name and folder of files."""
    if not asked:
        return "Nothing to decide."
    lines = [f"{len(asked)} questions; {waiting(asked)} blocks wait for an answer.", ""]
    for number, one in enumerate(asked[:_MOST], 1):
        name, folder = places.get((one.drive_id, one.item_id), ("", ""))
        where = " ".join(part for part in (f"{folder}/{name}".strip("/"), one.sheet, one.range) if part)
        lines += paragraph(f"{number}. {where} (settles {one.settles})", width, "")
        for candidate in one.candidates:
            lines.append(
                f"     {candidate.confidence:6.1%}  {candidate.form or 'none of these: no Forms data'}"
            )
        for mark, said in (("+", one.speaks_for), ("-", one.speaks_against)):
            for evidence in said:
                lines += paragraph(f"{mark} {evidence.says}", width, "     ")
        lines += paragraph(one.ask + ".", width, "     ")
        lines.append(f"     --block '{one.drive_id}/{one.item_id}/{one.sheet}/{one.range}'")
        lines.append("")
    if len(asked) > _MOST:
        lines.append(f"… and {len(asked) - _MOST} more: --sheet FILE.xlsx or --json has all of them.")
    return "\n".join(lines)

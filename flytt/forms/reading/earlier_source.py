"""What a pass before this one found in the service, where the service says something else now.

It lies apart: among the pages of today it would be one response said twice, and one of the two be dropped.
"""

from pathlib import Path

from flytt.forms.block import Responses
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form import Form
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.fields import load, objects
from flytt.forms.reading.forms_source import form_of, merged
from flytt.forms.reading.responses_source import read_responses
from flytt.forms.reading.sources import Notes

EARLIER = "earlier"


def earlier_pages(root: Path, form_id: str) -> list[Path]:
    """Return the pages of one form's earlier responses, in order."""
    return sorted((root / EARLIER / "responses" / form_id).glob("*.json"))


def earlier_responses(notes: Notes, fingerprint: Fingerprint) -> tuple[Responses, ...]:
    """Return earlier responses by form, ordered by form id; a page that cannot be read is listed."""
    found: list[Responses] = []
    for folder in sorted((notes.root / EARLIER / "responses").glob("*")):
        pages = earlier_pages(notes.root, folder.name)
        responses, broken = read_responses(folder.name, pages, notes.root, fingerprint)
        notes.unreadable += broken
        found.append(responses)
    return tuple(found)


def earlier_forms(notes: Notes) -> tuple[Form, ...]:
    """Return forms that asked more before than they do now."""
    found: list[Form] = []
    for path in sorted((notes.root / EARLIER / "forms").glob("*.json")):
        try:
            value = load(path)
        except Broken as error:
            notes.broken(path, str(error), "forms")
            continue
        found += [form for one in objects(value) if (form := form_of(one))]
    return tuple(merged(found))

"""The forms that notices take. A new form is a file here and a row in FORMS."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from flytt.notices.forms.atom import as_atom
from flytt.notices.forms.calendar import as_calendar
from flytt.notices.forms.card import as_card
from flytt.notices.forms.data import as_data
from flytt.notices.forms.html import as_html
from flytt.notices.forms.mail import as_mail
from flytt.notices.forms.sharepoint import as_sharepoint
from flytt.notices.forms.text import as_markdown, as_text
from flytt.notices.posting import Sheet

Form: TypeAlias = Literal["text", "md", "html", "eml", "card", "sharepoint", "ics", "atom", "json"]

FORMS: Mapping[Form, Callable[[Sheet], str]] = {
    "text": as_text,
    "md": as_markdown,
    "html": as_html,
    "eml": as_mail,
    "card": as_card,
    "sharepoint": as_sharepoint,
    "ics": as_calendar,
    "atom": as_atom,
    "json": as_data,
}
ONE_AT_A_TIME: frozenset[Form] = frozenset({"eml", "card", "sharepoint"})
ONE_LANGUAGE: frozenset[Form] = frozenset({"ics", "atom"})
FEEDS: frozenset[Form] = frozenset({"ics", "atom"})
ENDINGS: Mapping[Form, str] = {
    "text": "txt",
    "md": "md",
    "html": "html",
    "eml": "eml",
    "card": "card.json",
    "sharepoint": "sharepoint.json",
    "ics": "ics",
    "atom": "atom",
    "json": "json",
}
"""What a file of each form is called after its name."""
MEDIA_TYPES: Mapping[Form, str] = {
    "text": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "eml": "message/rfc822",
    "card": "application/json",
    "sharepoint": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json",
}

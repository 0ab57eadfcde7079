"""An adaptive card for Teams, as a workflow's webhook takes it. What was posted cannot be changed later."""

import json

from flytt.migration.record import Json
from flytt.notices.forms.html import MORE
from flytt.notices.forms.text import labelled, plain
from flytt.notices.posting import Posting, Sheet


def as_card(sheet: Sheet) -> str:
    """Return the message as JSON."""
    return json.dumps(card(sheet.notices[0]), ensure_ascii=False, indent=2) + "\n"


def card(posted: tuple[Posting, ...]) -> dict[str, Json]:
    """Return one notice as a message with one card, its languages after each other."""
    body: list[Json] = []
    for posting in posted:
        body += _body(posting, separator=bool(body))
    actions: list[Json] = [
        {"type": "Action.OpenUrl", "title": MORE[p.language], "url": p.url} for p in posted if p.url
    ]
    content: dict[str, Json] = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "lang": posted[0].language,
        "fallbackText": posted[0].letter.title,
        "msteams": {"width": "Full"},
        "body": body,
    }
    if actions:
        content["actions"] = actions
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": content}]}


def _body(posting: Posting, *, separator: bool) -> list[Json]:
    letter = posting.letter
    body: list[Json] = []
    if letter.banner:
        body.append(_lines([letter.banner], bold=True))
    title: dict[str, Json] = {
        "type": "TextBlock",
        "style": "heading",
        "text": plain(letter.title),
        "size": "Large",
        "weight": "Bolder",
        "wrap": True,
        "separator": separator,
    }
    body += [title, *(_lines([p]) for p in letter.paragraphs)]
    for label, lines in labelled(letter):
        said = lines if len(lines) == 1 else tuple(f"• {line}" for line in lines)
        body += [_lines([label], bold=True), *(_lines([line]) for line in said)]
    return [*body, _lines(letter.footer, subtle=True)]


def _lines(lines: list[str] | tuple[str, ...], *, bold: bool = False, subtle: bool = False) -> Json:
    """Return text that is shown as it is: runs, unlike text blocks, obey no mark-up."""
    return {
        "type": "RichTextBlock",
        "inlines": [
            {
                "type": "TextRun",
                "text": "\n".join(lines),
                "weight": "Bolder" if bold else "Default",
                "isSubtle": subtle,
            }
        ],
    }

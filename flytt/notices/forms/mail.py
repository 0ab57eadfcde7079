"""A mail, as text and as HTML. Sender, recipients and Message-ID are the sender's business."""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from flytt.notices.forms.html import fragment
from flytt.notices.forms.text import letter_text
from flytt.notices.posting import Posting, Sheet


def as_mail(sheet: Sheet) -> str:
    """Return the mail as a `.eml` file: lines end with CRLF, and equal facts give equal bytes."""
    return message(sheet.notices[0]).as_string(policy=SMTP)


def message(posted: tuple[Posting, ...]) -> EmailMessage:
    """Return one notice as a mail, its languages after each other. It has no `From`, `To` or `Message-ID`."""
    first = posted[0]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = first.letter.title.replace("\u00a0", " ")
    mail["Date"] = format_datetime(first.notice.changed_at)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Flytt-Notice"] = first.notice.id
    mail["X-Flytt-Revision"] = str(first.notice.revision)
    text = ("\n" + "-" * 60 + "\n\n").join(_text(p) for p in posted)
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(_html(posted), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = ", ".join(p.language for p in posted)
    mail.set_boundary(f"flytt-{hashlib.sha256(text.encode()).hexdigest()[:32]}")
    return mail


def _text(posting: Posting) -> str:
    link = f"\n{posting.url}\n" if posting.url else ""
    return letter_text(posting.letter) + link


def _html(posted: tuple[Posting, ...]) -> str:
    first = posted[0]
    bodies = "<hr/>".join(
        f'<div lang="{p.language}"><h2>{escape(p.letter.title)}</h2>{fragment(p)}</div>' for p in posted
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{first.language}"><head><meta charset="utf-8"/>'
        f"<title>{escape(first.letter.title)}</title></head><body>{bodies}</body></html>\n"
    )

"""Mail through Graph: a draft with our Message-ID is made, then sent, and the mailbox can be asked for it.

`sendMail` would do both at once: nobody could tell a mail that was never made from one on its way.
"""

from contextlib import suppress
from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast
from urllib.parse import quote

from flytt.adapters.sending.graph import GraphLine
from flytt.migration.channel import Door, Message, Receipt
from flytt.migration.errors import FlyttError, Interrupted, NotFound
from flytt.migration.record import Json


class GraphMailChannel:
    """Sends from one mailbox to a hidden list. Needs Mail.ReadWrite and Mail.Send for that mailbox."""

    forms = ("eml",)
    can_be_asked = True
    settles = timedelta(minutes=2)

    def __init__(self, line: GraphLine, sender: str, recipients: tuple[str, ...], door: Door) -> None:
        self._line, self._box, self._door = line, f"/users/{quote(sender, safe='')}", door
        self.destination = recipients

    def find(self, message: Message) -> Receipt | None:
        """Return a receipt when a message with this id has left the drafts."""
        return Receipt() if any(not is_draft for _, is_draft in self._with_id(message.id)) else None

    def send(self, message: Message) -> Receipt:
        """Make a draft and send it. What an earlier try left has the words and readers of then: removed."""
        self._door.admit(message, self.destination)
        for left, is_draft in self._with_id(message.id):
            if is_draft:
                with suppress(NotFound):  # its first answer may have been lost
                    self._line.ask("DELETE", f"{self._box}/messages/{left}")
        draft = str(self._line.ask("POST", f"{self._box}/messages", self._draft(message))["id"])
        try:
            self._line.ask("POST", f"{self._box}/messages/{draft}/send")
        except Interrupted:
            raise
        except FlyttError:
            # A request that arrived twice is refused the second time, and that is the answer that comes.
            if self.find(message) is None:
                raise
        return Receipt()

    def _with_id(self, message_id: str) -> list[tuple[str, bool]]:
        asked = f"internetMessageId eq '<{message_id}>'"
        found = self._line.ask(
            "GET", f"{self._box}/messages?$filter={quote(asked, safe='')}&$select=id,isDraft&$top=20"
        )
        rows = cast("list[dict[str, Json]]", found.get("value", []))
        return [(str(row["id"]), row.get("isDraft") is True) for row in rows]

    def _draft(self, message: Message) -> dict[str, Json]:
        mail = message_from_string(message.forms["eml"], policy=SMTP)
        assert isinstance(mail, EmailMessage)
        html = mail.get_body(("html",))
        content: str = html.get_content() if html else ""
        to: list[Json] = [{"emailAddress": {"address": address}} for address in self.destination]
        headers: list[Json] = [
            {"name": name.lower(), "value": str(mail[name])}
            for name in ("X-Flytt-Notice", "X-Flytt-Revision")
        ]
        return {
            "subject": str(mail["Subject"]),
            "body": {"contentType": "html", "content": content},
            "bccRecipients": to,
            "internetMessageId": f"<{message.id}>",
            "internetMessageHeaders": headers,
        }

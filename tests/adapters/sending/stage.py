"""A notice as a message in every form, and the practice post that it goes to."""

import ssl
import time
from collections.abc import Callable
from pathlib import Path

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.secrets import local_secrets
from flytt.adapters.sending.door import RehearsalDoor
from flytt.adapters.sending.graph import GraphLine, open_line
from flytt.adapters.sending.smtp import MailServer, SmtpChannel
from flytt.migration.channel import Message
from flytt.migration.notice import Notice
from flytt.notices.forms import Form
from flytt.notices.render import render
from practice.graph.running import RunningGraph
from tests.notices.stage import Story, down, local, plan_of

FORMS: tuple[Form, ...] = ("eml", "card", "sharepoint", "html", "text", "md", "json")
STORY = down(plan_of(practice=True))
FIRST, LATER = STORY.notice(), STORY.notice(local(20, 10))
REAL = Story(plan_of()).notice()
_LINES: list[GraphLine] = []
_RENDERED: dict[str, dict[str, str]] = {}
"""What notices look like in every form, by their content: always the same."""
TO = ("en@varsel.practice", "to@varsel.practice")


def message(notice: Notice = FIRST, *, number: int = 1) -> Message:
    """Return a notice as a message to staff, in both languages."""
    return Message(
        id=f"flytt.{number:040x}.{notice.revision}@hustadvika.practice",
        name=f"varsel-{notice.id.replace('.', '-')}-staff",
        revision=notice.revision,
        title="Systemet er nede",
        forms=_forms(notice),
        rehearsal=notice.practice,
    )


def _forms(notice: Notice) -> dict[str, str]:
    content = notice.model_dump_json()
    if content not in _RENDERED:
        _RENDERED[content] = {form: render(notice, ("nb", "nn"), "staff", form) for form in FORMS}
    return _RENDERED[content]


def door(tmp_path: Path) -> RehearsalDoor:
    """Return the door of a rehearsal at home here."""
    return RehearsalDoor(tmp_path)


def trusting(authority: Path) -> ssl.SSLContext:
    """Return what trusts the practice authority, and checks names."""
    return ssl.create_default_context(cafile=str(authority))


def smtp(port: int, authority: Path, tmp_path: Path, to: tuple[str, ...] = TO) -> SmtpChannel:
    """Return a channel to a practice mail server."""
    server = MailServer(host="127.0.0.1", port=port, sender="varsel@hustadvika.practice")
    return SmtpChannel(server, to, door(tmp_path), trust=trusting(authority), timeout_seconds=60)


def line(graph: RunningGraph, tmp_path: Path, *, wait: Callable[[float], None] = time.sleep) -> GraphLine:
    """Return the sender's line to the practice Graph, over HTTPS."""
    there, addresses = graph.addresses.tenants["source"], graph.addresses
    app = there.apps["sender"]
    at = TenantAddress(
        tenant=there.id,
        base=addresses.base,
        authority=addresses.base,
        authority_file=str(addresses.authority_file),
        reader=Application(client_id=app.client_id, certificate=str(app.certificate_file)),
    )
    opened = open_line(at, local_secrets(environment={}), door(tmp_path), wait=wait)
    _LINES.append(opened)
    return opened


def hang_up() -> None:
    """Close every line that a test has opened."""
    while _LINES:
        _LINES.pop().close()


def mailbox(graph: RunningGraph) -> str:
    """Return the address of somebody in the source who has a mailbox."""
    source = next(t for t in graph.service.tenants.values() if t.name == "source")
    return next(str(u["userPrincipalName"]) for u in source.users.values() if u.get("proxyAddresses"))

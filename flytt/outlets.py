"""Joins outlets to channels: who is written to, through what, and through which door. See `flytt.wiring`."""

import json
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pydantic import SecretStr

from flytt.adapters.secrets import Secrets, local_secrets
from flytt.adapters.vault.key import vault_key
from flytt.migration.channel import Channel, Door
from flytt.migration.errors import BadInput
from flytt.migration.journal import Journal
from flytt.migration.record import Json
from flytt.notices.sending.due import keyed
from flytt.notices.sending.post import OpenChannel, Post
from flytt.notices.sending.settings import Graph, Outlet, SendingSettings, Smtp, read_sending
from flytt.wiring import Where, holder, is_dead

MOST_RECIPIENTS = 100
"""As many as every mail server takes in one go: a mail to more could arrive in part."""
_NONE = "none"
_ADDRESS = re.compile(r"[A-Za-z0-9._+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_USUAL: tuple[dict[str, str], ...] = (
    {"id": "epost-ansatte", "channel": "smtp", "audience": "staff", "recipients_secret": "epost-ansatte"},
    {"id": "teams-ansatte", "channel": "teams", "audience": "staff", "webhook_secret": "teams-ansatte"},
    {"id": "intranett", "channel": "sharepoint", "audience": "staff", "site": "root"},
    {"id": "nettside", "channel": "folder", "audience": "residents", "folder": "/nettside"},
)
"""What is rehearsed where a mapping names no outlets yet."""


def open_post(at: Where, journal: Journal, secrets: Secrets | None = None) -> Post:
    """Return the post of the ledger's municipality. BadInput when its settings are wrong.

    A rehearsal has the mapping's outlets, and reaches none of them: see `rehearsed`.
    """
    settings = read_sending(at.mapping)
    if journal.plan().practice:
        settings = rehearsed(settings, journal.plan().municipality, at.home)
        channel = _practice_channels(settings, at.home)
    else:
        channel = _channels(settings, secrets or local_secrets(at.home / "secrets"))
    key = vault_key(at.home / "vault.key", create=True).get_secret_value().encode()
    return Post(journal, settings, channel, keyed(key), holder(), is_dead)


def rehearsed(settings: SendingSettings, municipality: str, home: Path) -> SendingSettings:
    """Return the outlets as a rehearsal has them: the same channels and readers, and nobody real at any."""
    own = f"varsel@{municipality}.practice"
    nobody = Graph(tenant="practice", client_id="practice", client_secret=_NONE, sender=own)
    outlets = settings.outlets or tuple(Outlet.model_validate(usual) for usual in _USUAL)
    named = {"smtp": "recipients_secret", "graph-mail": "recipients_secret", "teams": "webhook_secret"}
    there: list[Outlet] = []
    for outlet in outlets:
        fields: dict[str, object] = {named[outlet.channel]: outlet.id} if outlet.channel in named else {}
        fields |= {"site": "root"} if outlet.site else {}
        fields |= {"folder": str(home / "sent" / outlet.id)} if outlet.folder else {}
        there.append(outlet.changed(**fields))
    return settings.changed(
        domain=f"{municipality}.practice",
        smtp=Smtp(host="127.0.0.1", sender=own),
        graph=nobody,
        outlets=tuple(there),
    )


def recipients(secret: SecretStr, outlet: str) -> tuple[str, ...]:
    """Read addresses, one on a line; `#` begins a remark. BadInput names the line, never what it says."""
    found: dict[str, str] = {}
    for number, line in enumerate(secret.get_secret_value().splitlines(), 1):
        address = line.partition("#")[0].strip()
        if address and not _ADDRESS.fullmatch(address):
            raise _bad(f"the list of {outlet}: line {number} is no mail address")
        if address:
            found.setdefault(address.lower(), address)
    if not 1 <= len(found) <= MOST_RECIPIENTS:
        raise _bad(
            f"the list of {outlet} has {len(found)} addresses, and takes 1 to {MOST_RECIPIENTS}: "
            "let the municipality's own distribution list hold the rest"
        )
    return tuple(found.values())


def _channels(settings: SendingSettings, secrets: Secrets) -> OpenChannel:
    """Open real channels, by the open door."""
    from flytt.adapters.sending.door import OpenDoor  # noqa: PLC0415 - a rehearsal never meets it
    from flytt.adapters.sending.graph import Application  # noqa: PLC0415
    from flytt.adapters.sending.smtp import MailServer  # noqa: PLC0415

    def server() -> tuple[MailServer, None]:
        smtp = settings.smtp
        assert smtp is not None
        password = secrets(smtp.password_secret) if smtp.password_secret else SecretStr("")
        is_tls = smtp.security == "tls"
        return MailServer(
            host=smtp.host, port=smtp.port, implicit_tls=is_tls, user=smtp.user, password=password,
            sender=smtp.sender,
        ), None  # fmt: skip

    def application() -> tuple[Application, str]:
        graph = settings.graph
        assert graph is not None
        secret = secrets(graph.client_secret)
        return Application(tenant=graph.tenant, client_id=graph.client_id, client_secret=secret), graph.sender

    def listed(outlet: Outlet) -> tuple[str, ...]:
        return recipients(secrets(outlet.recipients_secret or ""), outlet.id)

    def hook(outlet: Outlet) -> SecretStr:
        return secrets(outlet.webhook_secret or "")

    return _opener(OpenDoor(), server, application, listed, hook)


def _practice_channels(settings: SendingSettings, home: Path) -> OpenChannel:
    """Open the practice post's channels, by the rehearsal's door. No secret is read for it."""
    from flytt.adapters.sending.door import RehearsalDoor  # noqa: PLC0415 - a real move never meets it
    from flytt.adapters.sending.graph import Application  # noqa: PLC0415
    from flytt.adapters.sending.smtp import MailServer  # noqa: PLC0415

    def post() -> dict[str, dict[str, Json]]:
        try:
            return cast("dict[str, dict[str, Json]]", json.loads((home / "post" / "post.json").read_bytes()))
        except (OSError, ValueError) as cause:
            raise BadInput(
                "The practice post does not run: a rehearsal's notices go nowhere else.",
                still_true="Nobody was reached.",
                next_command="flytt rehearse MUNICIPALITY, which starts it",
            ) from cause

    def server() -> tuple[MailServer, ssl.SSLContext]:
        there = post()["smtp"]
        assert settings.smtp is not None
        own = MailServer(host=str(there["host"]), port=int(str(there["port"])), sender=settings.smtp.sender)
        return own, ssl.create_default_context(cafile=str(there["authority_file"]))

    def application() -> tuple[Application, str]:
        there = post()["graph"]
        secret = Path(str(there["secret_file"])).read_text(encoding="ascii")
        return Application(
            tenant=str(there["tenant"]),
            client_id=str(there["client_id"]),
            client_secret=SecretStr(secret),
            graph=str(there["base"]),
            login=str(there["base"]),
            authority=Path(str(there["authority_file"])),
        ), str(there["sender"])

    def listed(outlet: Outlet) -> tuple[str, ...]:
        return (f"{outlet.id}@varsel.practice",)

    def hook(outlet: Outlet) -> SecretStr:
        return SecretStr(f"{post()['webhook']}/{outlet.id}")

    return _opener(RehearsalDoor(home), server, application, listed, hook)


def _opener(
    door: Door,
    server: "Callable[[], tuple[object, ssl.SSLContext | None]]",
    application: "Callable[[], tuple[object, str]]",
    listed: Callable[[Outlet], tuple[str, ...]],
    hook: Callable[[Outlet], SecretStr],
) -> OpenChannel:
    from flytt.adapters.sending.folder import FolderChannel  # noqa: PLC0415 - what speaks is imported when it must
    from flytt.adapters.sending.graph import Application, GraphLine  # noqa: PLC0415
    from flytt.adapters.sending.graph_mail import GraphMailChannel  # noqa: PLC0415
    from flytt.adapters.sending.site_pages import GraphNewsPages, NewsChannel  # noqa: PLC0415
    from flytt.adapters.sending.smtp import MailServer, SmtpChannel  # noqa: PLC0415
    from flytt.adapters.sending.teams import TeamsChannel  # noqa: PLC0415

    def opened(outlet: Outlet) -> Channel:
        match outlet.channel:
            case "smtp":
                own, trust = server()
                assert isinstance(own, MailServer)
                return SmtpChannel(own, listed(outlet), door, trust=trust)
            case "teams":
                return TeamsChannel(hook(outlet), door)
            case "folder":
                return FolderChannel(outlet.folder, door)
            case "graph-mail":
                who, sender = application()
                assert isinstance(who, Application)
                return GraphMailChannel(GraphLine(who, door), sender, listed(outlet), door)
            case "sharepoint":
                who, _ = application()
                assert isinstance(who, Application)
                return NewsChannel(GraphNewsPages(GraphLine(who, door), outlet.site), outlet.site, door)

    return opened


def _bad(why: str) -> BadInput:
    return BadInput(f"Nothing was sent: {why}.", still_true="Nobody was reached.", next_command="correct it")

"""Joins outlets to channels: who is written to, through what, and through which door. See `flytt.wiring`."""

import json
import os
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import SecretStr

from flytt.adapters.graph.address import Application, TenantAddress
from flytt.adapters.secrets import Secrets, local_secrets
from flytt.adapters.vault.encrypted import new_key
from flytt.adapters.vault.key import VARIABLE, vault_key
from flytt.migration.channel import Channel, Door
from flytt.migration.errors import BadInput
from flytt.migration.journal import Journal
from flytt.migration.record import Json
from flytt.notices.sending.due import keyed
from flytt.notices.sending.post import Post
from flytt.notices.sending.settings import Graph, Outlet, SendingSettings, Smtp, read_sending
from flytt.wiring import Where, holder, is_dead

if TYPE_CHECKING:
    from flytt.adapters.sending.graph import GraphLine
    from flytt.adapters.sending.smtp import MailServer

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


def open_post(
    at: Where, journal: Journal, secrets: Secrets | None = None, *, only_looks: bool = False
) -> Post:
    """Return the post of the ledger's municipality. BadInput when its settings are wrong.

    A rehearsal has the mapping's outlets, and reaches none of them: see `rehearsed`. `only_looks`: nothing
    is written; where there is no key yet, the ids that it shows are not those that will be sent.
    """
    settings = read_sending(at.mapping)
    if journal.plan().practice:
        settings = rehearsed(settings, journal.plan().municipality, at.home)
        channels = _practice_channels(settings, at.home)
    else:
        channels = _channels(settings, secrets or local_secrets(at.home / "secrets"))
    key = _key(at.home / "vault.key", only_looks=only_looks).get_secret_value().encode()
    return Post(journal, settings, channels.open, keyed(key), holder(), is_dead, hang_up=channels.close)


def rehearsed(settings: SendingSettings, municipality: str, home: Path) -> SendingSettings:
    """Return the outlets as a rehearsal has them: the same channels and readers, and nobody real at any."""
    own = f"varsel@{municipality}.practice"
    nobody = Graph(tenant="practice", client_id="practice", certificate=_NONE, sender=own)
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


def _key(path: Path, *, only_looks: bool) -> SecretStr:
    if not only_looks:
        return vault_key(path, create=True)
    return vault_key(path) if path.exists() or os.environ.get(VARIABLE) else new_key()


def _channels(settings: SendingSettings, secrets: Secrets) -> "_Channels":
    """Open real channels, by the open door."""
    from flytt.adapters.sending.door import OpenDoor  # noqa: PLC0415 - a rehearsal never meets it
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

    def tenant() -> tuple[TenantAddress, str]:
        graph = settings.graph
        assert graph is not None
        own = Application(client_id=graph.client_id, certificate=graph.certificate)
        return TenantAddress(tenant=graph.tenant, reader=own), graph.sender

    def listed(outlet: Outlet) -> tuple[str, ...]:
        return recipients(secrets(outlet.recipients_secret or ""), outlet.id)

    def hook(outlet: Outlet) -> SecretStr:
        return secrets(outlet.webhook_secret or "")

    return _Channels(OpenDoor(), secrets, server, tenant, listed, hook)


def _practice_channels(settings: SendingSettings, home: Path) -> "_Channels":
    """Open the practice post's channels, by the rehearsal's door. No secret is read for it."""
    from flytt.adapters.sending.door import RehearsalDoor  # noqa: PLC0415 - a real move never meets it
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

    def tenant() -> tuple[TenantAddress, str]:
        there = post()["graph"]
        return TenantAddress(
            tenant=str(there["tenant"]),
            base=str(there["base"]),
            authority=str(there["base"]),
            authority_file=str(there["authority_file"]),
            reader=Application(client_id=str(there["client_id"]), certificate=str(there["certificate_file"])),
        ), str(there["sender"])

    def listed(outlet: Outlet) -> tuple[str, ...]:
        return (f"{outlet.id}@varsel.practice",)

    def hook(outlet: Outlet) -> SecretStr:
        return SecretStr(f"{post()['webhook']}/{outlet.id}")

    return _Channels(RehearsalDoor(home), local_secrets(environment={}), server, tenant, listed, hook)


class _Channels:
    """Opens channels by one door. What goes through Graph shares one line: one sign-in, one pace."""

    def __init__(
        self,
        door: Door,
        secrets: Secrets,
        server: "Callable[[], tuple[MailServer, ssl.SSLContext | None]]",
        tenant: Callable[[], tuple[TenantAddress, str]],
        listed: Callable[[Outlet], tuple[str, ...]],
        hook: Callable[[Outlet], SecretStr],
    ) -> None:
        self._door, self._secrets, self._server, self._tenant = door, secrets, server, tenant
        self._listed, self._hook = listed, hook
        self._line: GraphLine | None = None

    def open(self, outlet: Outlet) -> Channel:
        """Return an outlet's channel. What speaks is imported when it must."""
        match outlet.channel:
            case "smtp":
                from flytt.adapters.sending.smtp import SmtpChannel  # noqa: PLC0415

                own, trust = self._server()
                return SmtpChannel(own, self._listed(outlet), self._door, trust=trust)
            case "teams":
                from flytt.adapters.sending.teams import TeamsChannel  # noqa: PLC0415

                return TeamsChannel(self._hook(outlet), self._door)
            case "folder":
                from flytt.adapters.sending.folder import FolderChannel  # noqa: PLC0415

                return FolderChannel(outlet.folder, self._door)
            case "graph-mail":
                from flytt.adapters.sending.graph_mail import GraphMailChannel  # noqa: PLC0415

                line, sender = self._graph()
                return GraphMailChannel(line, sender, self._listed(outlet), self._door)
            case "sharepoint":
                from flytt.adapters.sending.site_pages import GraphNewsPages, NewsChannel  # noqa: PLC0415

                line, _ = self._graph()
                return NewsChannel(GraphNewsPages(line, outlet.site), outlet.site, self._door)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _graph(self) -> "tuple[GraphLine, str]":
        from flytt.adapters.sending.graph import open_line  # noqa: PLC0415

        at, sender = self._tenant()
        if self._line is None:
            self._line = open_line(at, self._secrets, self._door)
        return self._line, sender


def _bad(why: str) -> BadInput:
    return BadInput(f"Nothing was sent: {why}.", still_true="Nobody was reached.", next_command="correct it")

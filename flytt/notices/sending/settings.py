"""Where notices go out, and when people are left in peace: `sending.yaml` in a municipality's mapping."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias, cast

from pydantic import Field, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML, YAMLError

from flytt.migration.errors import BadInput
from flytt.migration.notice_record import Notice
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Language

FILE = "sending.yaml"
ChannelKind: TypeAlias = Literal["smtp", "graph-mail", "teams", "sharepoint", "folder"]
SecretName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Domain: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
DISTURBS: frozenset[ChannelKind] = frozenset({"smtp", "graph-mail", "teams"})
"""Channels that come to people; to the others people come when they want to know."""
NEEDS: dict[ChannelKind, str] = {
    "smtp": "recipients_secret",
    "graph-mail": "recipients_secret",
    "teams": "webhook_secret",
    "sharepoint": "site",
    "folder": "folder",
}
"""What tells each channel where to."""


class Quiet(Record):
    """Local hours in which nobody is disturbed with what can wait until `until`."""

    begins: time = time(22)
    until: time = time(7)

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.begins == self.until:
            raise ValueError("quiet hours that end when they begin never end; `quiet: null` has none")
        if self.begins.tzinfo or self.until.tzinfo:
            raise ValueError("quiet hours are local clock times, without a zone")
        return self


class Smtp(Record):
    """A mail server. Without encryption nothing is sent: `starttls`, or `tls` from the first byte."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password_secret: SecretName | None = None
    sender: str = Field(pattern=r"^[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+$")


class Graph(Record):
    """The application that Flytt is in the tenant. It sends from the mailbox `sender`.

    `certificate` is a secret's name, or the absolute path of a PEM file with the key and its certificate.
    """

    tenant: str
    client_id: str
    certificate: SecretName | Annotated[str, StringConstraints(pattern=r"^/.")]
    sender: str = ""


class Outlet(Record):
    """One channel to one list of readers. `sectors` empty: all; `languages` empty: those of each notice.

    Whom it goes to is never written here: `recipients_secret` names a secret with one address on each line,
    `webhook_secret` one with an address. `site` is SharePoint's id of a site, `folder` an absolute path.
    """

    id: Slug
    channel: ChannelKind
    audience: Literal["staff", "residents"]
    sectors: tuple[Slug, ...] = ()
    languages: tuple[Language, ...] = ()
    recipients_secret: SecretName | None = None
    webhook_secret: SecretName | None = None
    site: str = ""
    folder: str = ""

    @property
    def disturbs(self) -> bool:
        """True when it comes to people instead of waiting for them."""
        return self.channel in DISTURBS

    def concerns(self, notice: Notice) -> bool:
        """Tell whether a notice is about one of its sectors."""
        return not self.sectors or any(map(notice.concerns, self.sectors))

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = NEEDS[self.channel]
        stray = [name for name in NEEDS.values() if name != needed and getattr(self, name)]
        if not getattr(self, needed) or stray:
            raise ValueError(
                f"the channel {self.channel} needs {needed}, and no {' or '.join(stray) or 'other'}"
            )
        return self


class SendingSettings(Record):
    """`domain` is what Message-IDs end in: the municipality's own. Let it be once mails have gone out.

    `base_url` is the board's public address: what a notice links to. No outlets: nothing is sent.
    """

    domain: Domain = "flytt.invalid"
    base_url: str = Field(default="", pattern=r"^(https?://[^?#\s]+[^/?#\s])?$")
    quiet: Quiet | None = Quiet()
    smtp: Smtp | None = None
    graph: Graph | None = None
    outlets: tuple[Outlet, ...] = ()

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        ids = [o.id for o in self.outlets]
        kinds = {o.channel for o in self.outlets}
        twice = sorted({i for i in ids if ids.count(i) > 1})
        faults: list[str] = []
        if twice:
            faults.append(f"two outlets are called {', '.join(twice)}")
        if "smtp" in kinds and self.smtp is None:
            faults.append("an outlet of the channel smtp needs `smtp`")
        if kinds & {"graph-mail", "sharepoint"} and self.graph is None:
            faults.append("outlets in Microsoft 365 need `graph`")
        if "graph-mail" in kinds and self.graph is not None and not self.graph.sender:
            faults.append("an outlet of the channel graph-mail needs graph.sender")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def read_sending(mapping: Path) -> SendingSettings:
    """Read a mapping folder's `sending.yaml`; without one nothing is sent. BadInput naming what is wrong."""
    page = mapping / FILE
    if not page.exists():
        return SendingSettings()
    try:
        content = cast("object", YAML(typ="safe", pure=True).load(page.read_text(encoding="utf-8")))  # pyright: ignore[reportUnknownMemberType]
        return SendingSettings.model_validate(content or {})
    except ValidationError as wrong:
        says = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in wrong.errors())
        raise _bad(page, says) from wrong
    except (OSError, ValueError, YAMLError) as wrong:
        raise _bad(page, "it cannot be read as YAML") from wrong


def _bad(page: Path, what: str) -> BadInput:
    return BadInput(
        f"{page.parent.name}/{page.name}: {what}.",
        still_true="Nothing was sent.",
        next_command="correct the file; docs/sending.md tells what it may say",
    )

"""How a municipality's board is reached and read, and where people sign in: `board.yaml` in its mapping."""

from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from ruamel.yaml import YAML, YAMLError

from flytt.migration.errors import BadInput
from flytt.migration.record import Record, Slug

FILE = "board.yaml"


class SignIn(Record):
    """An OpenID Connect issuer, and which of its people are which approvers.

    Entra ID: `issuer` is `https://login.microsoftonline.com/TENANT/v2.0`, `claim` is `oid`: it never changes.
    `client_secret` is the *name* of a secret; empty for a public client, which PKCE alone protects.
    `people` maps the claim's value (or, where it is a list, one of its values) to an approver's id.
    """

    issuer: str
    client_id: str
    client_secret: str = ""
    claim: str = "oid"
    people: dict[str, Slug] = {}
    practice: bool = False
    """Anybody can be anybody there: it proves nothing, and stands in no real move."""


class FormsEstate(Record):
    """A Forms estate whose questions are answered on the board. Folders are absolute, on the board's machine.

    `cache` keeps what was read, so that a large estate is read once; it belongs where the estate is.
    `people` are the approvers who may answer; empty: every one of them.
    """

    estate: str = Field(pattern=r"^/")
    cache: str = Field(default="", pattern=r"^(/.*)?$")
    people: tuple[Slug, ...] = ()


class BoardSettings(Record):
    """`base_url` is how people reach it, through the proxy that speaks TLS; empty: loopback and its own port.

    `reading` by token: whoever has the secret named by `token_secret`, or has signed in. Without `sign_in`
    nobody can change anything here.
    """

    base_url: str = Field(default="", pattern=r"^(https?://[^/?#\s]+)?$")
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    reading: Literal["open", "token"] = "open"
    token_secret: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")
    sign_in: SignIn | None = None
    forms: FormsEstate | None = None

    @property
    def is_secure(self) -> bool:
        """True when people reach it over TLS."""
        return self.base_url.startswith("https://")


def read_settings(mapping: Path) -> BoardSettings:
    """Read a mapping folder's `board.yaml`; without one the board is open, on loopback, and read only.

    BadInput naming what is wrong in it.
    """
    settings = stated(mapping)
    if faults := unsafe(settings):
        raise _bad(mapping / FILE, "; ".join(faults))
    return settings


def stated(mapping: Path) -> BoardSettings:
    """Read what is stated, safe or not. BadInput naming everything that is no such setting."""
    page = mapping / FILE
    if not page.exists():
        return BoardSettings()
    try:
        content = cast("object", YAML(typ="safe", pure=True).load(page.read_text(encoding="utf-8")))  # pyright: ignore[reportUnknownMemberType]
        return BoardSettings.model_validate(content or {})
    except ValidationError as wrong:
        says = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in wrong.errors())
        raise _bad(page, says) from wrong
    except (OSError, ValueError, YAMLError) as wrong:
        raise _bad(page, "it cannot be read as YAML") from wrong


def unsafe(settings: BoardSettings) -> tuple[str, ...]:
    """Say everything for which no board is opened with such settings, each of them well formed by itself."""
    faults: list[str] = []
    sign_in = settings.sign_in
    if settings.reading == "token" and not settings.token_secret:
        faults.append("reading by token needs token_secret, the name of a secret")
    if sign_in is None:
        return (*faults,)
    if sign_in.practice:
        faults.append("sign_in.practice is Flytt's own, for rehearsals")
    if not sign_in.issuer.startswith("https://"):
        faults.append("sign_in.issuer must be reached over TLS (https://…)")
    local = urlsplit(settings.base_url).hostname in {"localhost", "127.0.0.1"}
    if not (settings.is_secure or local):
        faults.append("sign-in needs base_url over TLS (https://…), or on this machine")
    return (*faults,)


def _bad(page: Path, what: str) -> BadInput:
    return BadInput(
        f"{page.parent.name}/{page.name}: {what}.",
        still_true="The board was not started.",
        next_command="correct the file; docs/board.md tells what it may say",
    )

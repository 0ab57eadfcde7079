"""Where a file area lies: a folder here, or one on a host that answers to SSH."""

import posixpath
from typing import Annotated
from urllib.parse import quote, unquote_to_bytes, urlsplit

from pydantic import Field

from flytt.migration.errors import BadInput
from flytt.migration.record import Record

_FORMS = "ssh://user@host:port/path, file:///path, /path or ./path"


class Location(Record):
    """A folder. `host` is empty for this machine; `user` empty and `port` 0 are left to the host's settings.

    `path` is text as Python names files: bytes that are not UTF-8 are kept by surrogates (`os.fsencode`).
    """

    host: str = ""
    user: str = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    path: str

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return not self.host

    def __str__(self) -> str:
        if self.local:
            return self.path
        who = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"ssh://{who}{host}{port}{quote(self.path, safe='/', errors='surrogateescape')}"


def parse(text: str) -> Location:
    """Return the folder that a person named. BadInput when it is none of the forms."""
    if not text or "\0" in text:
        raise _refused(text, "it is empty or holds a zero byte")
    scheme, found, _ = text.partition("://")
    if not found or "/" in scheme:
        return _local(text)
    kind = scheme.lower()
    if kind not in {"ssh", "file"}:
        raise _refused(text, f"{kind[:20]} is not a way that Flytt knows")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or 0
    except ValueError as error:
        raise _refused(text, "its host or port cannot be read") from error
    path = unquote_to_bytes(parts.path).decode(errors="surrogateescape")
    if parts.password is not None:
        raise _refused(f"ssh://…@{host}", "a password does not belong there: use a key")
    if parts.query or parts.fragment or "\0" in path:
        raise _refused(text, "a ? or # in a path is written %3F or %23, and a zero byte is in no path")
    if kind == "file":
        if host not in {"", "localhost"}:
            raise _refused(text, "file:// names this machine only; for a host write ssh://")
        return _local(path)
    return _on_host(text, host, unquote_to_bytes(parts.username or "").decode(errors="replace"), port, path)


def _on_host(text: str, host: str, user: str, port: int, path: str) -> Location:
    if not host or not path.startswith("/"):
        raise _refused(text, "it must name a host, and a path on it that begins with a slash")
    if user.startswith("-") or host.startswith("-"):
        raise _refused(text, "a user or host that begins with a dash would be read as an option")
    return Location(host=host, user=user, port=port, path=_plain(path))


def _local(path: str) -> Location:
    if not path:
        raise _refused(path, "it names no folder")
    return Location(path=_plain(path))


def _plain(path: str) -> str:
    """Take off what changes nothing. `..` stays: it means something else behind a link."""
    absolute = path.startswith("/")
    kept = "/".join(part for part in path.split("/") if part not in {"", "."})
    return f"/{kept}" if absolute else posixpath.join(".", kept) if kept else "."


def _refused(text: str, why: str) -> BadInput:
    return BadInput(
        f"{text[:200]!r} does not name a folder: {why}.",
        still_true="Nothing was touched.",
        next_command=f"write it as {_FORMS}",
    )

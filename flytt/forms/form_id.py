"""What a form id says by itself: tenant, owner, and whether the owner is a group."""

import base64
import re
from typing import NamedTuple
from urllib.parse import unquote
from uuid import UUID

SHORTEST, LONGEST = 60, 200
"""Characters. Ids of persons' forms have 80, those of groups 88; less cannot hold two GUIDs and a table."""

_ID = re.compile(r"[A-Za-z0-9_-]+")
_IN_ADDRESS = re.compile(r"(?i)[?&#;](?:id|formid)=([A-Za-z0-9_-]{60,200})")
_BARE = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{78,96}(?![A-Za-z0-9_-])")
_SHORT = re.compile(r"(?i)forms\.(?:office\.com|cloud\.microsoft|microsoft\.com)/[re]/([A-Za-z0-9]{6,16})")
_GUID_BYTES = 16


class Decoded(NamedTuple):
    """The parts of a form id. The GUIDs are written as Graph writes them: lower case, with dashes."""

    tenant_id: str
    owner_id: str
    group_owned: bool
    table: str
    container: str


def decode(form_id: str) -> Decoded | None:
    """Return the parts of a form id; None when the text is not one."""
    if not SHORTEST <= len(form_id) <= LONGEST or not _ID.fullmatch(form_id):
        return None
    try:
        raw = base64.urlsafe_b64decode(form_id + "=" * (-len(form_id) % 4))
        tail = raw[2 * _GUID_BYTES :].decode("ascii")
    except ValueError:
        return None
    if len(tail) < _GUID_BYTES or not tail.isprintable():
        return None
    table, *marks = tail.rstrip(".").split("$%@#")
    container = next((mark[2:] for mark in marks if mark.startswith("c=")), "")
    tenant, owner = raw[:_GUID_BYTES], raw[_GUID_BYTES : 2 * _GUID_BYTES]
    return Decoded(
        str(UUID(bytes_le=tenant)), str(UUID(bytes_le=owner)), "t=g" in marks, table.rstrip("."), container
    )


def encode(tenant_id: str, owner_id: str, table: str, *, group_owned: bool = False) -> str:
    """Return the form id with these parts; ValueError when a GUID is not one or the table is not ASCII."""
    tail = (table + ("$%@#t=g" if group_owned else "")).encode("ascii")
    tail += b"." * (-(2 * _GUID_BYTES + len(tail)) % 3)
    raw = UUID(tenant_id).bytes_le + UUID(owner_id).bytes_le + tail
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def ids_in(text: str) -> tuple[str, ...]:
    """Return the form ids in an address or any text, each once, in order."""
    if "%" in text:
        text = unquote(text)
    found = [*_IN_ADDRESS.findall(text), *_BARE.findall(text)]
    return tuple(dict.fromkeys(one for one in found if decode(one)))


def short_link_in(text: str) -> str:
    """Return the code of a short link (`forms.office.com/r/…`), which only the service resolves; or empty."""
    found = _SHORT.search(text)
    return found.group(1) if found else ""

"""Where a municipality's world is reached: hosts, zone, documents, equipment; secrets by name."""

import base64
import hashlib
import json
from pathlib import Path
from typing import cast

from pydantic import Field, ValidationError

from flytt.adapters.forms.address import FormsAddress
from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.ssh.endpoint import Endpoint
from flytt.migration.errors import BadInput
from flytt.migration.plan import ReachEntry
from flytt.migration.record import Json, Record, digest


class Zone(Record):
    """The zone that aliases live in, its own server, and the file or secret with the key for changes."""

    address: str
    port: int = 53
    zone: str
    key_name: str = ""
    key_algorithm: str = "hmac-sha256"
    key_secret: str = ""
    """A secret's name, or an absolute path to a file that holds it."""


class Http(Record):
    """Where documents are read and written, and the secret that opens them."""

    base: str
    token_secret: str = ""


class Socket(Record):
    """A TCP address to look at."""

    address: str
    port: int = Field(ge=1, le=65535)


class FileService(Record):
    """Where a host offers shares over SMB, and who Flytt is there: one who may read and set all rights."""

    address: str
    port: int = Field(default=445, ge=1, le=65535)
    user: str
    password_secret: str
    """The name of a secret."""


class Reach(Record):
    """Everything outside, by the names that the mapping uses."""

    hosts: dict[str, Endpoint] = {}
    ssh_key: str = ""
    """A path to a private key, or a secret's name; empty: the SSH agent's keys."""
    zone: Zone | None = None
    documents: Http | None = None
    equipment: dict[str, Socket] = {}
    tenants: dict[str, TenantAddress] = {}
    file_services: dict[str, FileService] = {}
    """By the names of hosts: those on whose shares NTFS rights are read or set."""
    forms: dict[str, FormsAddress] = {}
    """By the names of tenants."""
    forms_folder: str = ""
    """Where Flytt's own copies of Forms estates lie: on this machine, for its own login alone."""


def _practice_tenants(page: object) -> dict[str, Json]:
    """Return the tenants of a running practice Graph as a reach states them."""
    if not isinstance(page, str):
        return {}
    found = cast("dict[str, Json]", json.loads(Path(page).read_bytes()))
    tenants = cast("dict[str, dict[str, Json]]", found["tenants"])
    stated: dict[str, Json] = {}
    for name, tenant in tenants.items():
        apps = cast("dict[str, dict[str, Json]]", tenant["apps"])
        own = {
            use: {"client_id": app["client_id"], "certificate": app["certificate_file"]}
            for use, app in apps.items()
        }
        stated[name] = {
            "tenant": tenant["id"],
            "base": found["base"],
            "authority": found["base"],
            "authority_file": found["authority_file"],
            "exchange": {"endpoint": found["base"]},
            "sharepoint": found["base"],
            "limits": found["scale"],
            **{use: cast("Json", own[use]) for use in ("reader", "writer")},
        }
    return stated


def _practice_forms(page: object, directory: Path) -> dict[str, Json]:
    """Return both tenants' Forms of a running practice municipality as a reach states them."""
    if not isinstance(page, str):
        return {}
    found = cast("dict[str, Json]", json.loads(Path(page).read_bytes()))
    sides: dict[str, Json] = {
        tenant: {"base": found[side], "token_secret": found["token_file"]}
        for tenant, side in (("source", "old"), ("target", "new"))
    }
    return {"forms": sides, "forms_folder": str(directory.absolute().parent / "forms")}


def reach_entries(reach: Reach) -> tuple[ReachEntry, ...]:
    """Return every entry as the plan keeps it: its name, a digest, and for a host the key's fingerprint.

    How patient Flytt is with a host is no part of where it is.
    """
    found: list[ReachEntry] = []
    for field in type(reach).model_fields:
        value: object = getattr(reach, field)
        if isinstance(value, dict):
            named = cast("dict[str, Record]", value)
            found += [_entry(f"{field}.{name}", one.as_json()) for name, one in named.items()]
        elif value is not None and value != "":
            stated = value.as_json() if isinstance(value, Record) else str(value)
            found.append(_entry(field, stated))
    return tuple(sorted(found, key=lambda entry: entry.name))


def _entry(name: str, stated: Json) -> ReachEntry:
    if not isinstance(stated, dict):
        return ReachEntry(name=name, digest=digest(stated))
    rest = {key: value for key, value in stated.items() if key != "limits"}
    return ReachEntry(
        name=name, digest=digest(rest), fingerprint=fingerprint(str(stated.get("host_key", "")))
    )


def fingerprint(host_key: str) -> str:
    """Return a public key's fingerprint as OpenSSH shows it; empty for none or what is no key."""
    words = host_key.split()
    if len(words) < 2:  # noqa: PLR2004 - its kind and the key itself
        return ""
    try:
        seen = hashlib.sha256(base64.b64decode(words[1], validate=True)).digest()
    except ValueError:
        return ""
    return f"SHA256:{base64.b64encode(seen).decode().rstrip('=')}"


def practice_reach(directory: Path) -> Reach:
    """Read the addresses of a running practice municipality. BadInput when it does not run."""
    page = directory / "addresses.json"
    try:
        found = cast("dict[str, Json]", json.loads(page.read_bytes()))
    except (OSError, ValueError) as cause:
        raise BadInput(
            f"The practice municipality in {directory} does not run.",
            still_true="Nothing was touched.",
            next_command=f"flytt practice start --dir {directory}",
        ) from cause
    dns = cast("dict[str, Json]", found["dns"])
    tsig = cast("dict[str, Json]", dns["tsig"])
    http = cast("dict[str, Json]", found["http"])
    return Reach.model_validate(
        {
            "hosts": found["hosts"],
            "ssh_key": found["client_key"],
            "zone": {
                "address": dns["address"],
                "port": dns["port"],
                "zone": dns["zone"],
                "key_name": tsig["name"],
                "key_algorithm": tsig["algorithm"],
                "key_secret": tsig["secret_file"],
            },
            "documents": {"base": f"{http['base']}/documents", "token_secret": http["token_file"]},
            "equipment": found["equipment"],
            "tenants": _practice_tenants(found.get("graph")),
            **_practice_forms(found.get("forms"), directory),
        }
    )


def stated_reach(page: Path) -> Reach:
    """Read a real municipality's reach from its mapping folder. A missing file reaches nothing."""
    from ruamel.yaml import YAML, YAMLError  # noqa: PLC0415 - most commands reach for nothing

    if not page.exists():
        return Reach()
    try:
        text = page.read_text(encoding="utf-8")
        content: object = YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType] - untyped library
        return Reach.model_validate(content or {})
    except (OSError, ValueError, YAMLError, ValidationError) as cause:
        wrong = cause.errors() if isinstance(cause, ValidationError) else ()
        says = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong) or "it is no YAML"
        raise BadInput(f"{page} cannot be used: {says}.", still_true="Nothing was touched.") from cause

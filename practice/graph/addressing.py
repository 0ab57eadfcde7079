"""The forms in which clients write one and the same address."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["FILES_HOST", "files_base", "read_target", "with_drive"]

FILES_HOST = "practice-my.sharepoint.com"

_KEYED = re.compile(r"/([A-Za-z]+)\('([^']+)'\)(?=/|$)")
_ROOT = re.compile(r"/drives/([^/]+)/root(?=$|[:/])")
_OWNED = re.compile(r"/(users|groups)/([^/]+)/drive/(root|items|list)(.*)")
_DELTA = re.compile(r"delta\(\)|microsoft\.graph\.delta(\(\))?")


def read_target(target: str) -> tuple[str, dict[str, str]]:
    """Path and query of a request line, decoded once: double slashes, `users('x')` and `delta()` are plain.

    The options of OData are spelled as clients do, `%24top` and `$top` alike.
    """
    split = urlsplit(
        target if "://" in target else f"http://here{target if target[:1] == '/' else '/' + target}"
    )
    path = re.sub(r"/{2,}", "/", unquote(split.path))
    path = _KEYED.sub(r"/\1/\2", path)
    path = _DELTA.sub("delta", path)
    path = path.replace("/microsoft.graph.", "/graph.")
    path = _ROOT.sub(r"/drives/\1/items/root", path)
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    return (path.rstrip("/") if len(path) > 1 and not path.endswith(":/") else path), query


def with_drive(path: str, drive_of: Callable[[str, str], str]) -> str:
    """`/users/X/drive/root…` as `/drives/ID/items/root…`."""
    found = _OWNED.fullmatch(path)
    if found is None:
        return path
    kind, name, what, rest = found.groups()
    start = "/items/root" if what == "root" else f"/{what}"
    return f"/drives/{drive_of(kind, name)}{start}{rest}"


def files_base(base: str) -> str:
    """The address of the files' own host, another than Graph's: clients keep their tokens from it."""
    for one, other in (("//127.0.0.1", "//localhost"), ("//localhost", "//127.0.0.1")):
        if base.partition(":")[2].startswith(one):
            return base.replace(one, other)
    return f"{base.split('://', 1)[0]}://{FILES_HOST}"

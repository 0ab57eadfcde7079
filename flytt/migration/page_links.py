"""Addresses in pages: found wherever they stand, and written anew where the new side is known. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape
from typing import cast
from urllib.parse import unquote, urlsplit

from flytt.migration.record import Json

_STOPS = r"""[^\s"'<>\\)\]]"""
_IN_BROWSER = "/_layouts/"
_ATTRIBUTE = r"""(?P<before>\b(?:href|src)\s*=\s*(?P<quote>["']))(?P<url>.*?)(?=(?P=quote))"""
"""What stands between quotes is one address, whatever letters it is of."""


def plain(url: str) -> str:
    """Return an address as it is looked up: no query or fragment, decoded, in one case, no slash last.

    A document that opens in the browser has an address which tells it from others by its query alone.
    """
    path, _, query = url.partition("#")[0].partition("?")
    named = [one for one in query.split("&") if one.lower().startswith("sourcedoc=")]
    kept = f"?{named[0]}" if named and _IN_BROWSER in path.lower() else ""
    return (unquote(path).rstrip("/") + unquote(kept)).casefold()


@dataclass
class Links:
    """Rewrites addresses under `hosts`: those written whole, and those from the root of the site's host.

    `table`: new addresses by old ones, as `plain` has them. What leads to the old side and has no counterpart
    is kept as it is, and is in `unmet`.
    """

    hosts: tuple[str, ...]
    table: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """Whole values that become others: a site's ids in the settings of a web part."""
    unmet: set[str] = field(default_factory=set[str])
    met: set[str] = field(default_factory=set[str])

    def rewrite(self, value: Json) -> Json:
        """Return a value with every address in it, at any depth, as it is on the new side."""
        if isinstance(value, dict):
            return {name: self.rewrite(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.rewrite(one) for one in value]
        return self._text(value) if isinstance(value, str) else value

    def body(self, value: Mapping[str, Json]) -> dict[str, Json]:
        """Return a page's content, likewise."""
        return cast("dict[str, Json]", self.rewrite(dict(value)))

    def _text(self, text: str) -> str:
        if text in self.words:
            return self.words[text]
        if text.startswith("/") and not text.startswith("//") and "\n" not in text and "<" not in text:
            return self._from_root(text)
        whole = self.table.get(plain(text)) if self._is_there(text) else None
        return self._new(text) if whole is not None else self._found.sub(self._in_text, text)

    @cached_property
    def _found(self) -> re.Pattern[str]:
        hosts = "|".join(re.escape(one) for one in sorted(self.hosts, key=len, reverse=True))
        bare = rf"""(?:{hosts})(?=[/?#\s"'<]|$){_STOPS}*""" if hosts else "(?!)"
        return re.compile(f"{_ATTRIBUTE}|(?P<bare>{bare})", re.IGNORECASE | re.DOTALL)

    def _is_there(self, url: str) -> bool:
        """Tell whether an address is of the old side."""
        return any(
            url.casefold().startswith(one.casefold()) and url[len(one) : len(one) + 1] in {"", "/", "?", "#"}
            for one in self.hosts
        )

    def _in_text(self, match: re.Match[str]) -> str:
        if match["bare"] is not None:
            return self._whole(match)
        url = unescape(match["url"])
        if url.startswith("//"):
            new = self._new(whole) if self._is_there(whole := f"https:{url}") else whole
            return match[0] if new == whole else match["before"] + new
        if url.startswith("/"):
            return match["before"] + self._from_root(match["url"])
        if self._is_there(url):
            return match["before"] + self._new(match["url"])
        return match["before"] + self._found.sub(self._in_text, match["url"])

    def _whole(self, match: re.Match[str]) -> str:
        written = match[0]
        tail = written[len(written.rstrip(".,;:!")) :]
        return self._new(written.removesuffix(tail) if tail else written) + tail

    def _from_root(self, written: str) -> str:
        """An address without a host: of the first host, which is the site's own. It becomes a whole one."""
        found = self._new(self.hosts[0] + written)
        return written if found == self.hosts[0] + written else found

    def _new(self, written: str) -> str:
        is_escaped = "&amp;" in written or "&#" in written
        url = unescape(written) if is_escaped else written
        new = self.table.get(plain(url))
        if new is None:
            self.unmet.add(plain(url))
            return written
        self.met.add(plain(url))
        split = urlsplit(url)
        query = f"?{split.query}" if split.query and "?" not in new else ""
        whole = new + query + (f"#{split.fragment}" if split.fragment else "")
        return escape(whole, quote=False) if is_escaped else whole


def host_of(url: str) -> str:
    """Return scheme and host of an address."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"

"""Where notices are published: the addresses of pages and feeds, the same in every form and on the board."""

import uuid

from flytt.migration.notice_record import Notice
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Audience, Language

_NAMES = uuid.UUID("6f9b7f1e-3a52-5c0e-9d3b-2f5f0c1d7a44")
"""Ours alone: what it makes of a notice's id is the same for its whole life, on every machine."""


class Site(Record):
    """A board's public address, without a slash at the end. Empty: nothing is linked to.

    `municipality` is whose it is: a feed has its id before there is anything in it. `feeds_are_secret`: who
    has a feed's address may read it. A feed is passed on, imported and shown by others: it does not tell it.
    """

    base_url: str = ""
    municipality: Slug = ""
    feeds_are_secret: bool = False

    def page(self, notice: Notice, language: Language, audience: Audience) -> str:
        """Return the address of a notice's own page."""
        return self._at(notice.municipality_id, audience, language, f"{notice.id}.html")

    def feed(
        self, municipality: Slug, language: Language, audience: Audience, form: str, sector: Slug = ""
    ) -> str:
        """Return the address of a feed: `ics`, `atom` or `json`; of a sector or all. Nobody's has none."""
        if not municipality:
            return ""
        return self._at(municipality, audience, language, f"{sector or 'alle'}.{form}")

    def own_address(
        self, municipality: Slug, language: Language, audience: Audience, form: str, sector: Slug = ""
    ) -> str:
        """Return what a feed says of where it comes from; nothing where readers keep the address they got."""
        return "" if self.feeds_are_secret else self.feed(municipality, language, audience, form, sector)

    def _at(self, *parts: str) -> str:
        return "/".join((self.base_url, *parts)) if self.base_url else ""


def uid(notice: Notice, language: Language, audience: Audience) -> str:
    """Return the id under which calendars and feeds know a notice, as these readers have it: a UUID."""
    return str(uuid.uuid5(_NAMES, f"{notice.id}/{audience}/{language}"))


def feed_uid(municipality: Slug, language: Language, audience: Audience, sector: Slug = "") -> str:
    """Return the id of a feed, of one sector or of all: a UUID."""
    below = f"/{sector}" if sector else ""
    return str(uuid.uuid5(_NAMES, f"feed/{municipality}/{audience}/{language}{below}"))

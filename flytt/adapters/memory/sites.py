"""The sites' twin: pages in memory, without lag, limits or mail."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flytt.migration.directory import Speed
from flytt.migration.drives import Lock
from flytt.migration.errors import NotFound
from flytt.migration.intranet import Body, Page, Site, web_parts
from flytt.migration.permissions import CLOSING
from flytt.migration.record import Json


@dataclass
class MemorySite:
    """One site. Ids follow from its name, the page's, and how often there was one of that name."""

    site: Site
    there: dict[str, Page] = field(default_factory=dict[str, Page])
    made: Counter[str] = field(default_factory=Counter[str])
    lock: Lock = "Unlock"
    apart: set[str] = field(default_factory=set[str])
    """Ids of pages with rights of their own."""

    def put(self, name: str, body: Body, *, own: bool = False, level: str = "published") -> Page:
        """Lay a page there, new or as its next state."""
        former = self.named(name)
        if former is None:
            self.made[name.lower()] += 1
        number = self.made[name.lower()]
        page_id = former.id if former else _id(self.site.id, name.lower(), number)
        change = _id(page_id, str(sorted(body.items())), level, str(own))
        page = Page.model_validate(
            {
                "id": page_id, "name": name, "url": f"{self.site.url}/SitePages/{name}", "change": change,
                "level": level, "version": "1.0" if level == "published" else "0.1", "own": own,
                "body": dict(body),
            }
        )  # fmt: skip
        self.there[page_id] = page
        return page

    def named(self, name: str) -> Page | None:
        """Return the page of that name, in any case."""
        return next((one for one in self.there.values() if one.name.lower() == name.lower()), None)


@dataclass
class MemorySites:
    """One tenant's sites, by id."""

    name: str = ""
    sites: dict[str, MemorySite] = field(default_factory=dict[str, MemorySite])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def speed(self) -> Speed:
        """Return a speed at which nothing takes long."""
        return Speed(reads=1000, writes=1000)

    def site(self, site: str) -> Site | None:
        """Return a site."""
        found = self.sites.get(site)
        return found.site if found else None

    def pages(self, site: str) -> Iterator[Page]:
        """Yield all pages, by name."""
        yield from sorted(self._at(site).there.values(), key=lambda one: one.name.lower())

    def page(self, site: str, page: str) -> Page | None:
        """Return one page."""
        return self._at(site).there.get(page)

    def parts(self, site: str, page: str) -> tuple[Json, ...]:
        """Return its web parts."""
        found = self._at(site).there.get(page)
        return tuple[Json, ...](web_parts(found.body)) if found else ()

    def rights_apart(self, site: str, pages: Iterable[str]) -> frozenset[str]:
        """Return which of them have rights of their own."""
        at = self._at(site)
        return frozenset(pages) & at.apart & at.there.keys()

    def make(self, site: str, name: str, body: Body) -> Page | None:
        """Make a draft."""
        at = self._at(site)
        if at.named(name) is not None:
            return None
        self._count("make page", site, name)
        return at.put(name, body, own=True, level="draft")

    def change(self, site: str, page: str, body: Body, *, seen: str) -> Page | None:
        """Change it, unless it reads so."""
        at = self._at(site)
        former = at.there.get(page)
        if former is None or former.change != seen:
            return None
        self._count("change page", site, former.name)
        return at.put(former.name, body, own=True, level="draft")

    def publish(self, site: str, page: str) -> None:
        """Publish it."""
        at = self._at(site)
        former = at.there[page]
        if former.level != "published":
            self._count("publish page", site, former.name)
            at.put(former.name, former.body, own=former.own)

    def remove(self, site: str, page: str, *, seen: str) -> bool:
        """Remove it."""
        at = self._at(site)
        former = at.there.get(page)
        if former is None:
            return True
        if former.change != seen:
            return False
        self._count("remove page", site, former.name)
        del at.there[page]
        return True

    def may_close(self) -> frozenset[str]:
        """Return what is needed."""
        return CLOSING.writes

    def lock(self, collection: str) -> Lock:
        """Return how far it is closed."""
        return self._closing(collection).lock

    def set_lock(self, collection: str, lock: Lock) -> None:
        """Close or open it."""
        at = self._closing(collection)
        if at.lock != lock:
            self._count(f"lock {lock}", collection)
            at.lock = lock

    def snapshot(self) -> dict[str, object]:
        """Return what lies there, by name: a page that is made anew is the same one to readers."""
        return {
            f"{self.name} site {one.site.id}": (
                one.lock,
                tuple(
                    sorted((p.name, p.level, p.own, str(sorted(p.body.items()))) for p in one.there.values())
                ),
            )
            for one in self.sites.values()
        }

    def _at(self, site: str) -> MemorySite:
        if site not in self.sites:
            raise NotFound(f"There is no site {site} in {self.name}.")
        return self.sites[site]

    def _closing(self, collection: str) -> MemorySite:
        return next(one for one in self.sites.values() if one.site.collection == collection)

    def _count(self, operation: str, *subject: str) -> None:
        self.effects[self.name, operation, *subject] += 1


def _id(*said: object) -> str:
    made = hashlib.sha256("/".join(str(one) for one in said).encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))

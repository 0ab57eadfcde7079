"""A site's news in memory."""

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.news_pages import NewsPage, PublishedPage


class MemoryNewsPages:
    """Pages by id. With `approves`, the site itself approves before anybody sees a page."""

    def __init__(self, *, approves: bool = False) -> None:
        self.approves = approves
        self.pages: dict[str, PublishedPage] = {}
        self.writes = 0

    def find(self, name: str) -> PublishedPage | None:
        """Return the page of that name."""
        return next((p for p in self.pages.values() if p.name == name), None)

    def create(self, page: NewsPage) -> PublishedPage:
        """Make a page."""
        if self.find(page.name) is not None:
            raise ChangedByOthers(
                f"There is a page called {page.name} already.", still_true="It was left alone."
            )
        id_ = f"page-{len(self.pages) + 1}"
        return self._put(id_, page, published=False)

    def replace(self, id_: str, page: NewsPage, *, version: str) -> PublishedPage:
        """Put new content in a page."""
        stands = self._at(id_)
        if stands.version != version:
            raise ChangedByOthers(
                f"Somebody else has changed {page.name}.", still_true="Their page was left alone."
            )
        return self._put(id_, page, published=False)

    def publish(self, id_: str) -> PublishedPage:
        """Let people see it, or let it wait for the site's own approval."""
        page = self._at(id_).changed(published=None if self.approves else True)
        self.pages[id_] = page
        return page

    def _put(self, id_: str, page: NewsPage, *, published: bool) -> PublishedPage:
        self.writes += 1
        self.pages[id_] = PublishedPage(
            id=id_,
            name=page.name,
            title=page.title,
            url=f"https://intranett.example/SitePages/{page.name}",
            version=f"{self.writes}",
            inner_html=page.inner_html,
            published=published,
        )
        return self.pages[id_]

    def _at(self, id_: str) -> PublishedPage:
        if id_ not in self.pages:
            raise NotFound(f"The site has no page {id_}.", still_true="Nothing was written.")
        return self.pages[id_]

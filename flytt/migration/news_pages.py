"""The door to an intranet's news: pages that are made, changed and published under a name of ours."""

from typing import Protocol

from flytt.migration.record import Record


class NewsPage(Record):
    """A page as it should stand. `name` is the file's name, ends in `.aspx`, and is the same for life."""

    name: str
    title: str
    description: str
    inner_html: str
    revision: int


class PublishedPage(Record):
    """A page as it stands. `version` is what a write must name; `published` None: it waits for approval."""

    id: str
    name: str
    title: str
    url: str
    version: str
    inner_html: str
    published: bool | None


class NewsPages(Protocol):
    """The news of one site. Publishing is safe to repeat; a write after somebody else's is refused."""

    def find(self, name: str) -> PublishedPage | None:
        """Return the page of that name, published or not; None when there is none."""
        ...

    def create(self, page: NewsPage) -> PublishedPage:
        """Make a page that nobody sees yet. ChangedByOthers when there is one of that name."""
        ...

    def replace(self, id_: str, page: NewsPage, *, version: str) -> PublishedPage:
        """Put new content in a page. ChangedByOthers when it no longer has that version; NotFound."""
        ...

    def publish(self, id_: str) -> PublishedPage:
        """Let people see it. Where the site approves pages itself, it waits there: `published` None."""
        ...

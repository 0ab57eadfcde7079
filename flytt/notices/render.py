"""The one door from facts to words."""

from collections.abc import Sequence

from flytt.migration.notice_record import Notice
from flytt.migration.record import Slug
from flytt.migration.workload import Audience, Language
from flytt.notices.book import Book
from flytt.notices.forms import FORMS, ONE_AT_A_TIME, ONE_LANGUAGE, Form
from flytt.notices.posting import sheet
from flytt.notices.site import Site

NOWHERE = Site()


def render(
    notices: Notice | Sequence[Notice],
    language: Language | Sequence[Language],
    audience: Audience,
    form: Form,
    *,
    book: Book | None = None,
    site: Site = NOWHERE,
    sector: Slug = "",
) -> str:
    """Return notices as these readers should have them. `residents` is everybody outside the staff.

    With a `book`, in the words that were approved; what has none is marked as a draft, and left out of
    feeds. Without one, in the words as they are written now: a preview. Several languages stand after each
    other in one page, mail or message; a feed has one. `sector` is the one that a feed was cut to: another
    feed than that of all, with an id and an address of its own.

    ValueError when nothing in a single notice concerns the readers, or when it cannot be had in that form.
    """
    several = () if isinstance(notices, Notice) else tuple(notices)
    given = (notices,) if isinstance(notices, Notice) else several
    languages: tuple[Language, ...] = (language,) if isinstance(language, str) else tuple(language)
    made = sheet(given, languages, audience, book, site, sector)
    if isinstance(notices, Notice) and not made.notices:
        raise ValueError(f"{notices.id} does not concern {audience}")
    if form in ONE_AT_A_TIME and len(made.notices) != 1:
        raise ValueError(f"{len(made.notices)} notices do not fit in one {form}")
    if form in ONE_LANGUAGE and len(languages) != 1:
        raise ValueError(f"{len(languages)} languages do not fit in one {form}")
    return FORMS[form](made)

"""What every page needs: the settings, the newest reading, who asks, and how a page is answered."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flytt.migration.notice import Notice
from flytt.migration.workload import Audience, Language
from flytt.notices.board.estate_desk import EstateDesk
from flytt.notices.board.lookout import Lookout, Seen
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.sessions import Cookies, MayRead, Session
from flytt.notices.board.settings import BoardSettings
from flytt.notices.board.whole import whole
from flytt.notices.board.words import words
from flytt.notices.dates import Dates
from flytt.notices.site import Site
from flytt.wiring import Where

HERE = Path(__file__).parent
HTML = "text/html; charset=utf-8"
LANGUAGES: tuple[Language, ...] = ("nb", "nn")
AUDIENCES: tuple[Audience, ...] = ("staff", "residents")
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["whole"] = whole


class NoSuchPage(Exception):
    """There is nothing at this address."""


class NotAllowed(Exception):
    """Whoever asks may not read, or not do this. `signed_in_needed` sends them to sign in."""

    def __init__(self, *, sign_in: bool = False) -> None:
        self.sign_in = sign_in
        super().__init__()


class BadRequest(Exception):
    """What was sent is no form of ours."""


class NothingRead(Exception):
    """The ledger has not been read yet."""


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered answer and its tag; `more` are headers of its own."""

    content: bytes
    media_type: str
    tag: str
    more: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, text: str, media_type: str = HTML, more: Mapping[str, str] | None = None) -> "Made":
        """Return the answer with the tag that follows from its bytes."""
        content = text.encode("utf-8", "replace")
        return cls(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"', more or {})


class Desk:
    """One board."""

    def __init__(
        self,
        at: Where,
        settings: BoardSettings,
        lookout: Lookout,
        cookies: Cookies,
        *,
        reading_token: str = "",
        open_id: OpenId | None = None,
    ) -> None:
        self.at = at
        self.settings = settings
        self.lookout = lookout
        self.cookies = cookies
        self.open_id = open_id
        self.estate = EstateDesk(settings.forms) if settings.forms else None
        self._reading_token = reading_token
        self.site = Site(
            base_url=settings.base_url,
            municipality=at.municipality,
            feeds_are_secret=settings.reading == "token",
        )

    def seen(self, municipality: str | None = None) -> Seen:
        """Return the newest reading. NothingRead when there is none, NoSuchPage for another municipality."""
        seen = self.lookout.seen
        if municipality is not None and municipality != self.at.municipality:
            raise NoSuchPage
        if seen is None:
            raise NothingRead
        return seen

    def notice(self, seen: Seen, name: str, audience: Audience) -> Notice:
        """Return a notice as these readers have it. NoSuchPage when it does not concern them."""
        cut = next((n.for_audience(audience) for n in seen.notices if n.id == name), None)
        if cut is None:
            raise NoSuchPage
        return cut

    def reader(self, request: Request) -> Session | None:
        """Return who has signed in, if anybody. NotAllowed when the pages are not open to whoever asks."""
        session = self.cookies.session(request)
        if session or self.settings.reading == "open" or self.has_token(request):
            return session
        raise NotAllowed

    def has_token(self, request: Request) -> bool:
        """True when the request shows the reading token: in address, header, or a cookie from before."""
        if not self._reading_token:
            return False
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        shown = [request.query_params.get("token", ""), bearer if scheme.lower() == "bearer" else ""]
        if any(_same(one, self._reading_token) for one in shown):
            return True
        read = self.cookies.get(request, "reading", MayRead)
        return read is not None and _same(read.proof, self.cookies.proof(self._reading_token))

    def without_token(self, request: Request) -> Response | None:
        """Return the way to the same page without the token in its address, where it would be copied from."""
        if "token" not in request.query_params or not self.has_token(request):
            return None
        answer = RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)
        self.cookies.put(answer, "reading", MayRead(proof=self.cookies.proof(self._reading_token)))
        return answer

    @property
    def feed_suffix(self) -> str:
        """What a feed's address needs besides: calendars can only show what stands in it."""
        return f"?token={self._reading_token}" if self._reading_token else ""

    def page(self, template: str, language: Language, session: Session | None, **given: object) -> str:
        """Return a page in the board's frame."""
        seen = self.lookout.seen
        away = self.lookout.away_since
        said = words(language)
        dates = Dates(language, seen.plan.time_zone if seen else "Europe/Oslo")
        frame: dict[str, object] = {
            "w": said,
            "lang": language,
            "languages": [(lang, words(lang).language) for lang in LANGUAGES],
            "municipality": seen.plan.name if seen else "",
            "municipality_id": self.at.municipality,
            "practice": seen.plan.practice if seen else False,
            "newest": _newest(seen, dates),
            "away": said.away.format(when=dates.moment(away)) if away else "",
            "session": session,
            "can_sign_in": self.settings.sign_in is not None,
            "asks_forms": session is not None and self.may_answer(session),
            "audience": "staff",
            "here": "",
            "other_language": {},
            "other_readers": {},
            "feeds": (),
        }
        return TEMPLATES.get_template(template).render(frame | given)

    def may_answer(self, session: Session) -> bool:
        """True when there is a Forms estate, and this person may say whose answers are whose."""
        forms = self.settings.forms
        return forms is not None and (not forms.people or session.approver in forms.people)

    def told(
        self, what: str, status: int, language: Language = "nb", session: Session | None = None
    ) -> Response:
        """Return a short page that says what is the matter."""
        said = words(language)
        page = self.page(
            "told.html",
            language,
            session,
            title=str(getattr(said, f"{what}_title")),
            says=str(getattr(said, what)),
        )
        return Response(page, status, media_type=HTML, headers={"cache-control": "no-store"})

    def kept(self, seen: Seen, key: object) -> Made | None:
        """Return what was made of this reading for everybody, if anything was; nothing while it is old."""
        return cast("Made | None", seen.made.get(key)) if self.lookout.away_since is None else None

    def keep(self, seen: Seen, key: object, made: Made) -> Made:
        """Keep it as long as the reading is."""
        if self.lookout.away_since is None:
            seen.made[key] = made
        return made

    def answer(self, request: Request, made: Made, seen: Seen | None = None) -> Response:
        """Return it, or that whoever asks has it already."""
        private = self.cookies.session(request) is not None or self.settings.reading == "token"
        headers = {
            "etag": made.tag,
            "cache-control": "private, no-cache" if private else "no-cache",
            "vary": "Cookie",
            **made.more,
        }
        if seen is not None and seen.notices:
            newest = max(n.changed_at for n in seen.notices)
            headers["last-modified"] = format_datetime(newest, usegmt=True)
        if has_it(request.headers.get("if-none-match", ""), made.tag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(made.content, media_type=made.media_type, headers=headers)


def _newest(seen: Seen | None, dates: Dates) -> str:
    """Return when anything that a notice says was otherwise last: how old these facts are."""
    if seen is None or not seen.notices:
        return ""
    return words(dates.language).newest.format(when=dates.moment(max(n.changed_at for n in seen.notices)))


def has_it(asked: str, tag: str) -> bool:
    """True when an If-None-Match names the tag, weakly or not."""
    named = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return "*" in named or tag in named


def language_in(text: str) -> Language:
    """Return a language. NoSuchPage for anything else."""
    for language in LANGUAGES:
        if text == language:
            return language
    raise NoSuchPage


def audience_in(text: str) -> Audience:
    """Return readers who have pages. NoSuchPage for anything else."""
    for audience in AUDIENCES:
        if text == audience:
            return audience
    raise NoSuchPage


def desk_of(request: Request) -> Desk:
    """Return the board that is asked."""
    return cast("Desk", request.app.state.desk)


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())

"""Who gets in, and what keeps others out."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import Response

from flytt.migration.errors import AccessRefused, Unreachable
from flytt.migration.plan import Plan
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.sessions import SESSION_SECONDS, Cookies, Session, SignInBegun
from flytt.notices.board.settings import SignIn
from flytt.notices.board.signed_out import SignedOut
from flytt.notices.board.signing_in import CALLBACK
from practice.issuer import Issuer
from tests.board.house import BASE, KEY, House
from tests.board.persons import check_of, come_back, sign_in
from tests.notices.stage import plan_of

Staffed = Callable[[Plan], House]
WORDS = "/hustadvika/nb/ordlyd"


def test_somebody_signs_in_and_out(staffed: Staffed) -> None:
    """Nobody could approve words on the board, or a shared machine would stay signed in."""
    house = staffed(plan_of())
    assert house.http.get(WORDS).headers["location"] == f"/logg-inn?til={WORDS}"
    answer = sign_in(house, "kommunikasjon", onward=WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, WORDS)
    page = house.http.get(WORDS)
    assert page.status_code == 200
    assert "Logget inn som kommunikasjon" in page.text
    kept = dict(house.http.cookies)
    assert house.http.post("/logg-ut", {"check": check_of(page.text)}).status_code == 303
    assert house.http.get(WORDS).status_code == 303
    house.http.cookies.update(kept)
    assert house.http.get(WORDS).status_code == 303, "a copy of the cookie is worth nothing after signing out"


def test_who_has_signed_out_is_out_after_a_new_start(staffed: Staffed, tmp_path: Path) -> None:
    """A copied cookie would be good again as soon as the board is started anew."""
    house = staffed(plan_of())
    kept = tmp_path / "board.signed-out"
    house.desk.cookies = Cookies(KEY, is_secure=False, signed_out=kept)
    sign_in(house, "kommunikasjon")
    page, copied = house.http.get(WORDS).text, dict(house.http.cookies)
    house.http.post("/logg-ut", {"check": check_of(page)})
    house.http.cookies.update(copied)
    house.desk.cookies = Cookies(KEY, is_secure=False, signed_out=kept)
    assert house.http.get(WORDS).status_code == 303
    assert kept.stat().st_mode & 0o077 == 0
    kept.unlink()
    house.desk.cookies = Cookies(KEY, is_secure=False, signed_out=kept)
    assert house.http.get(WORDS).status_code == 200, "it is the kept sign-out that stopped it"


def test_sign_outs_are_kept_for_a_working_day(tmp_path: Path) -> None:
    """The file would grow for ever; or a session be forgotten that its cookie still opens."""
    moment = 1_000_000.0
    kept = tmp_path / "board.signed-out"
    SignedOut(kept, SESSION_SECONDS, now=lambda: moment).add("en")
    moment += SESSION_SECONDS - 60
    later = SignedOut(kept, SESSION_SECONDS, now=lambda: moment)
    assert "en" in later
    moment += 120
    later.add("to")
    assert [line.split()[1] for line in kept.read_text().splitlines()] == ["to"]


def test_a_sign_out_holds_at_every_board_of_one_home(tmp_path: Path) -> None:
    """Who signs out at one board would still be in at the other, or be in again after its next sign-out."""
    kept = tmp_path / "board.signed-out"
    one, other = (SignedOut(kept, SESSION_SECONDS) for _ in range(2))
    one.add("en")
    assert "en" in other
    other.add("to")
    one.add("tre")
    assert all(number in board for number in ("en", "to", "tre") for board in (one, other))
    after = SignedOut(kept, SESSION_SECONDS)
    assert all(number in after for number in ("en", "to", "tre")), "a new start has forgotten it"


def test_sign_outs_at_once_are_all_kept(tmp_path: Path) -> None:
    """Two who sign out in the same moment would be one: the file is written over by whoever came last."""
    kept = tmp_path / "board.signed-out"
    boards = [SignedOut(kept, SESSION_SECONDS) for _ in range(4)]
    numbers = [f"{board}-{number}" for board in range(4) for number in range(10)]
    with ThreadPoolExecutor(4) as at_once:
        for number in numbers:
            at_once.submit(boards[int(number[0])].add, number)
    assert {line.split()[1] for line in kept.read_text().splitlines()} == set(numbers)
    assert [p.name for p in tmp_path.iterdir() if p.stat().st_mode & 0o077] == []


def test_a_sign_out_that_cannot_be_kept_holds_here(tmp_path: Path) -> None:
    """On a full disk the button would fail, and the copied cookie go on."""
    gone = tmp_path / "gone"
    gone.mkdir()
    board = SignedOut(gone / "board.signed-out", SESSION_SECONDS)
    for left in gone.iterdir():
        left.unlink()
    gone.rmdir()
    board.add("en")
    assert "en" in board


def test_the_session_is_kept_from_scripts_and_other_sites(staffed: Staffed) -> None:
    """A script, or a page elsewhere, could act as the person who signed in."""
    house = staffed(plan_of())
    cookie = next(
        c for c in sign_in(house, "leder").headers.get_list("set-cookie") if c.startswith("flytt-session")
    )
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Path=/" in cookie


def test_over_tls_cookies_are_bound_to_the_host() -> None:
    """Cookies would go out in the clear, or be planted by a neighbouring host."""
    assert Cookies(KEY, is_secure=True).name("session") == "__Host-flytt-session"


def test_somebody_who_is_no_approver_does_not_get_in(staffed: Staffed) -> None:
    """Everybody in the municipality could change what it says."""
    house = staffed(plan_of())
    answer = sign_in(house, "fremmed")
    assert answer.status_code == 403
    assert "fremmed" in answer.text
    assert house.http.get(WORDS).status_code == 303


@pytest.mark.parametrize("changed", ["state", "code", "no cookie", "used twice"])
def test_an_answer_that_is_not_ours_begins_no_session(staffed: Staffed, changed: str) -> None:
    """Somebody could be signed in as another by following a link, or with a code that was caught."""
    house = staffed(plan_of())
    back = come_back(house, "leder")
    if changed == "no cookie":
        house.http.cookies.clear()
    elif changed == "used twice":
        assert house.http.get(back).status_code == 303
        house.http.cookies.clear()
    else:
        query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
        back = f"{CALLBACK}?{httpx.QueryParams({**query, changed: 'other'})}"
    assert house.http.get(back).status_code in {400, 403}
    assert house.http.get(WORDS).status_code == 303


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/a\r\nb"]
)
def test_signing_in_never_leads_elsewhere(staffed: Staffed, onward: str) -> None:
    """A link to our sign-in could end on somebody else's page."""
    house = staffed(plan_of())
    assert sign_in(house, "leder", onward=onward).headers["location"] == WORDS


def test_a_changed_cookie_is_no_session(staffed: Staffed) -> None:
    """Whoever writes a cookie by hand would be signed in."""
    house = staffed(plan_of())
    forger = Response()
    Cookies(b"x" * 32, is_secure=False).put(
        forger, "session", Session(number="1", approver="leder", check="1")
    )
    name, _, value = forger.headers["set-cookie"].partition(";")[0].partition("=")
    house.http.cookies.set(name, value)
    assert house.http.get(WORDS).status_code == 303


def test_without_sign_in_nothing_can_be_changed(build: Callable[..., House]) -> None:
    """A board that was never set up would be open to everybody for changes."""
    house = build(plan_of())
    assert house.http.get("/logg-inn").status_code == 404
    assert house.http.get(WORDS).status_code == 403
    assert house.http.post(f"{WORDS}/oppvekst/staff/nb", {}).status_code == 403


def test_sign_in_begins_at_the_board_s_own_address(staffed: Staffed) -> None:
    """The answer would come back to an address that does not have the cookie."""
    house = staffed(plan_of())
    answer = house.http.get("/logg-inn", headers={"host": "localhost"})
    assert answer.headers["location"].startswith(f"{BASE}/logg-inn?til=")


BEGUN = SignInBegun(state="s", nonce="n", verifier="v" * 43, onward="/")
ISSUER = "https://issuer.example/v2.0"


class Elsewhere:
    """An issuer whose token a test makes as wrong as it likes."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        now = int(time.time())
        self.claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": "flytt",
            "sub": "1",
            "oid": "somebody",
            "nonce": "n",
            "iat": now,
            "exp": now + 300,
        }
        self.signs_with = self.key
        self.token: str | None = None
        self.named = ISSUER

    def open_id(self) -> OpenId:
        """Return the board's side of it."""
        settings = SignIn(issuer=ISSUER, client_id="flytt", people={"somebody": "leder"})
        return OpenId(settings, BASE + CALLBACK, transport=httpx.MockTransport(self._answer))

    def _answer(self, asked: httpx.Request) -> httpx.Response:
        if asked.url.path.endswith("openid-configuration"):
            places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return httpx.Response(200, json={"issuer": self.named, **{p: f"{ISSUER}/{p}" for p in places}})
        if asked.url.path.endswith("jwks_uri"):
            return httpx.Response(200, json=KeySet([self.key]).as_dict(private=False))
        header = {"alg": "RS256", "kid": self.key.kid}
        token = self.token or jwt.encode(header, self.claims, self.signs_with)
        return httpx.Response(200, json={"id_token": token})


def test_a_right_token_says_who_it_is() -> None:
    """The tests below would refuse everything, and prove nothing."""
    there = Elsewhere().open_id()
    assert there.approver(there.claims("code", BEGUN)) == "leder"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another-application"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"azp": "another-application", "aud": ["flytt", "another-application"]},
    ],
)
def test_a_token_for_something_else_is_refused(wrong: dict[str, object]) -> None:
    """A token that was stolen elsewhere, or is old, would sign somebody in here."""
    there = Elsewhere()
    there.claims = {name: v for name, v in {**there.claims, **wrong}.items() if v is not None}
    with pytest.raises(AccessRefused):
        there.open_id().claims("code", BEGUN)


def test_a_token_that_the_issuer_did_not_sign_is_refused() -> None:
    """Anybody could write a token."""
    there = Elsewhere()
    there.signs_with = RSAKey.generate_key(2048, parameters={"kid": str(there.key.kid)})
    with pytest.raises(AccessRefused):
        there.open_id().claims("code", BEGUN)
    there.token = "eyJhbGciOiJub25lIn0.e30."
    with pytest.raises(AccessRefused):
        there.open_id().claims("code", BEGUN)


def test_an_issuer_that_names_another_is_refused() -> None:
    """Metadata from the wrong place would decide whose tokens are believed."""
    there = Elsewhere()
    there.named = "https://other.example"
    with pytest.raises(AccessRefused):
        there.open_id().begin("/")


def test_an_issuer_that_does_not_answer_is_a_page(build: Callable[..., House]) -> None:
    """People would meet a broken page when Entra ID is away."""
    sign_in_at = SignIn(issuer="http://127.0.0.1:9", client_id="flytt")
    there = OpenId(sign_in_at, BASE + CALLBACK)
    with pytest.raises(Unreachable):
        there.begin("/")
    assert build(plan_of(), open_id=there).http.get("/logg-inn").status_code == 403


def test_the_practice_issuer_wants_proof_of_who_asked(issuer: Issuer) -> None:
    """A rehearsal would not show that a board without PKCE does not get in at Entra ID."""
    asked = {
        "client_id": "flytt",
        "redirect_uri": BASE + CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_challenge": "c",
        "code_challenge_method": "S256",
    }
    assert not issuer.fault(asked)
    assert all(issuer.fault({**asked, name: ""}) for name in asked)
    with pytest.raises(ValueError, match="code_verifier"):
        issuer.token({"code": issuer.code(asked, "leder"), "code_verifier": "other"})

"""Whatever is sent, the board answers, and never with a fault of its own."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flytt.migration.plan import Plan
from tests.board.house import House
from tests.board.persons import check_of, sign_in
from tests.notices.stage import down, plan_of

pytestmark = pytest.mark.slow

PARTS = [
    *("hustadvika", "staff", "residents", "nb", "nn", "sektorer", "abonner", "historikk", "ordlyd", "lofter"),
    *("oppvekst", "alle.ics", "alle.atom", "static", "copy.js", "logg-inn", "tilbake", "logg-ut", "helse"),
    *("..", ".", "", "%00", "%ff%fe", "%2e%2e%2f", "æøå", "hustadvika.oppvekst-2023-06-07-1600.html", "{id}"),
    *("hustadvika.oppvekst-2023-06-07-1600.txt", "openapi.json", "%F0%9F%98%80", "a" * 3000, "?", "#", ";"),
]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="#"), max_size=15)
PATH = st.lists(st.one_of(st.sampled_from(PARTS), TEXT), max_size=6).map(lambda parts: "/" + "/".join(parts))
QUERY = st.one_of(
    st.just(""),
    st.sampled_from(["?token=x", "?til=//x", "?code=a&state=b", "?code=%ff&state=%ff", "?" + "a=b&" * 200]),
    TEXT.map(lambda t: f"?{t}"),
)
NAMES = [
    *(b"if-none-match", b"cookie", b"authorization", b"host", b"origin", b"content-type", b"content-length"),
    *(b"accept", b"range", b"sec-fetch-site", b"x-forwarded-proto", b"transfer-encoding", b"referer"),
]
VALUES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            *(b"*", b'"x"', b"flytt-session=x", b"flytt-session=\xff", b"flytt-sign-in=.a.b", b"Bearer \xff"),
            *(
                b"application/x-www-form-urlencoded",
                b"multipart/form-data",
                b"application/json",
                b"-1",
                b"9" * 30,
            ),
        ]
    ),
)
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4)
BIG = b"stands for more than any form holds"
BODY = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"check=%ff", b"&" * 100, b"a=b&" * 60, b"hash=1&check=\xc3", BIG, b"--x\r\n"]),
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "QUERY"])


@pytest.fixture
def house(staffed: Callable[[Plan], House]) -> House:
    """Return one board for all examples, with somebody signed in."""
    one = staffed(plan_of())
    one.tell(down(one.journal.plan()))
    sign_in(one, "leder")
    return one


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(method=METHODS, path=PATH, query=QUERY, headers=HEADERS, body=BODY)
def test_no_request_is_answered_with_a_fault(
    house: House, method: str, path: str, query: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """A flood of bad requests would fill logs, or show where the board is weak."""
    written = house.journal.refresh().seq
    answer = house.http.raw(method, path + query, headers, _grown(body))
    assert answer.status < 500, (method, path, query, headers, body)
    assert answer.headers.get(b"content-security-policy")
    assert house.journal.refresh().seq == written


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(check=st.booleans(), hash_=TEXT, more=BODY)
def test_no_form_is_answered_with_a_fault(house: House, check: bool, hash_: str, more: bytes) -> None:  # noqa: FBT001 - drawn
    """Somebody who has signed in could break the board, or approve by accident."""
    page = "/hustadvika/nb/ordlyd/oppvekst/staff/nb"
    value = check_of(house.http.get(page).text) if check else "x"
    body = f"check={value}&hash={hash_}".encode("utf-8", "replace") + b"&" + more
    cookies = "; ".join(f"{name}={value}" for name, value in house.http.cookies.items()).encode()
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    written = house.journal.refresh().seq
    answer = house.http.raw("POST", page, [kind, (b"cookie", cookies)], _grown(body))
    assert answer.status in {400, 403, 409, 413}
    assert house.journal.refresh().seq == written


def _grown(body: bytes) -> bytes:
    return body.replace(BIG, BIG * 4000)

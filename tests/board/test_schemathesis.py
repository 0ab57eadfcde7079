"""Schemathesis floods the board from the board's own OpenAPI; nothing it sends is answered with a fault."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error  # pyright: ignore[reportUnknownVariableType] - partly untyped

from flytt.migration.plan import Plan
from flytt.notices.board.app import make_app
from flytt.notices.board.estate_desk import EstateDesk
from flytt.notices.board.estate_questions import Asked, Candidate, Queue, key_of
from flytt.notices.board.settings import FormsEstate
from tests.board.house import House
from tests.board.persons import check_of, sign_in
from tests.notices.stage import down, plan_of

pytestmark = pytest.mark.slow

EXAMPLES = 20
"""For each operation: some twenty of them, half a minute in all."""
KNOWN = {
    "municipality": "hustadvika",
    "lang": "nb",
    "text": "nn",
    "readers": "staff",
    "sector": "oppvekst",
    "file": "alle.ics",
    "name": "{id}",
    "block": "{block}",
}
"""What leads behind the first door: a name of chance alone is answered 404, and proves little."""


class Answer(Protocol):
    """What came back."""

    status_code: int


class Case(Protocol):
    """One request, as far as it is used here: Schemathesis leaves its own types partly unsaid."""

    path_parameters: dict[str, object]
    body: object
    method: str

    def call(self, *, headers: dict[str, str], allow_redirects: bool) -> Answer:
        """Send it."""
        ...

    def validate_response(self, response: Answer, *, checks: list[Callable[..., bool | None]]) -> None:
        """Raise when a check does not hold."""
        ...


def operations(house: House) -> Iterator[tuple[str, st.SearchStrategy[Case]]]:
    """Yield every operation's path, and what makes requests for it."""
    schema = cast("Any", schemathesis.openapi.from_asgi("/openapi.json", make_app(house.desk)))
    for found in schema.get_all_operations():
        operation = found.ok()
        yield str(operation.path), cast("st.SearchStrategy[Case]", operation.as_strategy())


PLACE = ("drive", "item", "Svar", "A1:C9")
QUESTION = Asked(
    **dict(zip(("drive_id", "item_id", "sheet", "range"), PLACE, strict=True)),
    key=key_of(PLACE),
    file="Svar.xlsx",
    folder="General",
    rows=8,
    settles=2,
    columns=3,
    candidates=(Candidate(form="form-1", title="Påmelding", confidence=0.9),),
    speaks_for=("Navnet på filen er skjemaets tittel.",),
    speaks_against=(),
    unit="Kultur",
    quarantine=True,
)


@pytest.fixture
def house(staffed: Callable[[Plan], House], tmp_path: Path) -> House:
    """Return one board for all requests: a system down, a question about a form, and somebody signed in."""
    one = staffed(plan_of())
    forms = FormsEstate(estate=str(tmp_path))
    one.desk.settings = one.desk.settings.changed(forms=forms)
    one.desk.estate = EstateDesk(forms, lambda _: Queue(asked=(QUESTION,), blocks=2))
    one.desk.estate.look()
    one.tell(down(one.journal.plan()))
    sign_in(one, "leder")
    return one


def test_nothing_that_schemathesis_sends_is_answered_with_a_fault(house: House) -> None:
    """A flood of bad requests would find a page that breaks, fill the log, or change something."""
    written = house.journal.refresh().seq
    cookies = "; ".join(f"{name}={value}" for name, value in house.http.cookies.items())
    check = check_of(house.http.get("/hustadvika/nb/ordlyd/oppvekst/staff/nb").text)
    answered: dict[str, set[int]] = {}

    def flood(case: Case, known: set[str], is_signed_in: bool, path: str) -> None:  # noqa: FBT001 - drawn
        names = known & set(case.path_parameters)
        case.path_parameters.update(
            {name: KNOWN[name].format(id=house.first, block=QUESTION.key) for name in names}
        )
        if is_signed_in and isinstance(case.body, dict):
            cast("dict[str, object]", case.body)["check"] = check
        answer = case.call(headers={"cookie": cookies} if is_signed_in else {}, allow_redirects=False)
        case.validate_response(answer, checks=[not_a_server_error])
        answered.setdefault(path, set()).add(answer.status_code)

    names = st.sets(st.sampled_from(sorted(KNOWN)), min_size=len(KNOWN) - 2)
    for path, cases in operations(house):
        drawn = given(case=cases, known=names, is_signed_in=st.booleans(), path=st.just(path))
        bounds = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=cast("list[HealthCheck]", list(HealthCheck)),
        )
        seed(1)(bounds(drawn(flood)))()
    assert set(answered) == set(house.http.get("/openapi.json").json()["paths"])
    behind = {path for path, statuses in answered.items() if statuses & {200, 303}}
    assert len(behind) >= len(answered) - 2, "the flood stayed outside the first door"
    assert house.journal.refresh().seq == written

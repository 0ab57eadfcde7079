"""The board's own pages, read by somebody else's judge of HTML."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.migration.plan import Plan
from flytt.notices.board.estate_desk import EstateDesk
from flytt.notices.board.estate_questions import Queue
from flytt.notices.board.settings import FormsEstate
from tests.board.house import House
from tests.board.persons import sign_in
from tests.board.test_schemathesis import QUESTION
from tests.notices.forms.second import needs_node, page_faults
from tests.notices.stage import down, plan_of

pytestmark = pytest.mark.slow  # starts programs; left out of `make fast`, never of `make test`

OPEN = [
    *("staff/nb/", "residents/nn/", "staff/nn/sektorer", "residents/nb/abonner", "staff/nb/{id}.html"),
    *("residents/nn/{id}.html", "staff/nb/{id}/historikk", "staff/nn/finnes-ikke.html"),
]
CLOSED = [
    *("nb/ordlyd", "nn/ordlyd/oppvekst/staff/nn", "nb/lofter"),
    *("nb/skjema", "nn/skjema/{question}", "nb/skjema/avgjort"),
]


@needs_node
def test_every_page_is_valid_html(staffed: Callable[[Plan], House], tmp_path: Path) -> None:
    """Programs that read pages aloud would guess at what a page means, each in its own way."""
    house = staffed(plan_of())
    house.tell(down(house.journal.plan()))
    forms = FormsEstate(estate=str(tmp_path))
    house.desk.settings = house.desk.settings.changed(forms=forms)
    house.desk.estate = EstateDesk(forms, lambda _: Queue(asked=(QUESTION,), blocks=2))
    house.desk.estate.look()
    files = [_kept(house, tmp_path, path) for path in OPEN]
    sign_in(house, "leder")
    house.desk.estate.decide(QUESTION, "none", by="leder", why="sett etter", seen=0)
    files += [_kept(house, tmp_path, path) for path in CLOSED]
    assert page_faults(*files) == ""


def _kept(house: House, folder: Path, path: str) -> Path:
    answer = house.http.get(f"/hustadvika/{path.format(id=house.first, question=QUESTION.key)}")
    assert answer.status_code == (404 if "finnes-ikke" in path else 200), path
    file = folder / f"{path.replace('/', '-').format(id='id', question='question')}.html"
    file.write_text(answer.text, encoding="utf-8")
    return file


@needs_node
@pytest.mark.parametrize("broken", ["<p><div></div></p>", "<img src='x'/>", "<input id='a'/><input id='a'/>"])
def test_the_judge_would_say_so(tmp_path: Path, broken: str) -> None:
    """The test above would pass also if nobody judged."""
    file = tmp_path / "broken.html"
    file.write_text(
        f'<!DOCTYPE html><html lang="nb"><head><title>x</title></head><body>{broken}</body></html>'
    )
    assert page_faults(file)

"""A gathering that is cut off goes on: nothing whole is asked for again, nothing half is believed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.forms import answers
from flytt.adapters.forms.answers import Answers
from flytt.adapters.forms.door import Door, Object
from flytt.adapters.forms.gathered import GatheredEstate
from flytt.adapters.forms.remembered import Remembered
from flytt.adapters.forms.site import Site
from flytt.adapters.forms.work import Work
from flytt.migration.errors import Unreachable
from flytt.migration.evidence import Presence
from flytt.migration.forms_estate import EstateJob, Gathered
from practice.forms_api.running import RunningForms, start_forms
from tests.forms_ground import settings

pytestmark = pytest.mark.slow

JOB = EstateJob.model_validate({**settings(), "kept_as": "fjordvik_forms"})
FORM = "/formapi/api/t/users/one/light/forms('F')"


class Killed(BaseException):
    """The program ends here: nothing after it runs."""


class Wire(Door):
    """Notes what is asked, and is cut off at one request: by a kill, or a line that is lost."""

    def __init__(self, forms: RunningForms, cut_at: int = 0, cut: BaseException | None = None) -> None:
        token = SecretStr(forms.addresses.token_file.read_text("ascii").strip())
        super().__init__(forms.addresses.old, lambda: token)
        self.asked: list[str] = []
        self._answered: list[str] = []
        self._cut_at, self._cut = cut_at, cut or Killed()

    def get(self, path: str, what: str) -> Object:
        self._note(path)
        found = super().get(path, what)
        self._answered.append(path)
        return found

    def fetch(self, path: str, what: str) -> bytes:
        self._note(path)
        found = super().fetch(path, what)
        self._answered.append(path)
        return found

    @property
    def costly(self) -> list[str]:
        """What was answered and must not be asked for twice: pages of answers, owners' forms, and files."""
        return [one for one in self._answered if "/formapi/" in one or one.endswith("/content")]

    def _note(self, path: str) -> None:
        self.asked.append(path)
        if len(self.asked) == self._cut_at:
            raise self._cut


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningForms]:
    """Return a tenant that is only read here."""
    with start_forms(tmp_path_factory.mktemp("practice")) as found:
        yield found


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAGE", 4)


def estate(wire: Door, folder: Path) -> GatheredEstate:
    """Return the first pass over the estate, as a program that has just begun sees it."""
    return GatheredEstate(Site(JOB, Work(folder), wire, wire), "first")


def gathered(forms: RunningForms, folder: Path) -> tuple[Gathered, list[str]]:
    """Gather to the end; return what it says and what was asked."""
    wire = Wire(forms)
    found = estate(wire, folder).gather()
    wire.close()
    return found, wire.costly


def cut_off(forms: RunningForms, folder: Path, at: int, cut: BaseException) -> list[str]:
    """Gather until it is cut off at that request; return what was answered whole."""
    wire = Wire(forms, at, cut)
    with pytest.raises(type(cut)):
        estate(wire, folder).gather()
    wire.close()
    return wire.costly


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("cut", [Killed(), Unreachable("no answer")], ids=["killed", "line lost"])
def test_it_goes_on_where_it_was(
    forms: RunningForms, tmp_path: Path, share: float, cut: BaseException
) -> None:
    """Hours of asking would begin anew at each cut, and shut the municipality out of its own Forms."""
    wire = Wire(forms)
    whole = estate(wire, tmp_path / "whole").gather()
    wire.close()
    before = cut_off(forms, tmp_path / "work", max(2, int(len(wire.asked) * share)), cut)
    found, after = gathered(forms, tmp_path / "work")
    assert found == whole, "what was gathered in two goes is not what is gathered in one"
    again = [one for one in after if one in before]
    assert len(again) <= 1, "more than the last page of the form it was in was asked for again"
    assert all("/responses?" in one for one in again)
    assert len(before) + len(after) <= len(wire.costly) + 1
    assert not list((tmp_path / "work").glob("so-far*")), "copies of answers lie about"


def test_cut_off_again_and_again_it_comes_to_an_end(forms: RunningForms, tmp_path: Path) -> None:
    """A line that is lost every few minutes would keep it from ever being done."""
    wire = Wire(forms)
    whole = estate(wire, tmp_path / "whole").gather()
    lists = len(wire.asked) - len(wire.costly)
    found, cuts = None, 0
    while found is None:
        wire = Wire(forms, lists + 20)
        try:
            found = estate(wire, tmp_path / "work").gather()
        except Killed:
            cuts += 1
            assert cuts < 100, "it comes no further"
    assert cuts > 1, "it was cut off once: that is tried already"
    assert found == whole


def test_nothing_half_is_believed(forms: RunningForms, tmp_path: Path) -> None:
    """A page that a power cut left half, or a file whose bytes never came to the disk, would be moved so."""
    wire, work = Wire(forms), Work(tmp_path / "work")
    whole = estate(wire, tmp_path / "whole").gather()
    cut_off(forms, work.folder, len(wire.asked) - 3, Killed())
    log = work.so_far("first")
    log.write_bytes(log.read_bytes()[:-40])
    files = sorted((work.beside(work.estate("first")) / "drive" / "content").rglob("*"))
    long, other, *_ = [path for path in files if path.is_file() and path.stat().st_size > 1000]
    long.write_bytes(long.read_bytes()[:-500])
    other.write_bytes(b"")
    assert gathered(forms, work.folder)[0] == whole


def test_what_was_begun_and_is_taken_back_is_gone(forms: RunningForms, tmp_path: Path) -> None:
    """A rollback would leave answers in the clear, in a folder that nobody looks for."""
    cut_off(forms, tmp_path / "work", 60, Killed())
    begun = estate(Wire(forms), tmp_path / "work")
    assert begun.stands() is Presence.PARTIAL
    begun.take_back()
    assert begun.stands() is Presence.ABSENT
    assert [path for path in (tmp_path / "work").rglob("*") if path.is_file()] == []


class Service(Door):
    """One form's answers by number, which somebody changes meanwhile. `breaks` after so many pages."""

    def __init__(self, numbers: list[int], breaks: int = 0) -> None:
        super().__init__("http://127.0.0.1", lambda: SecretStr(""))
        self.numbers, self._breaks, self.asked = numbers, breaks, 0

    def objects(self, path: str, what: str) -> Iterator[Object]:
        del what
        self.asked += 1
        if self.asked == self._breaks:
            raise Killed
        skip = int(path.rpartition("=")[2])
        for number in self.numbers[skip : skip + answers.PAGE]:
            yield {"id": number}


@pytest.mark.parametrize("gone", [0, 3, 7, 8])
def test_an_answer_that_was_deleted_meanwhile_hides_no_other(tmp_path: Path, gone: int) -> None:
    """What follows a deleted answer moves up a page: one would be on none of those that were fetched."""
    numbers = list(range(1, 19))
    log = tmp_path / "so-far.ndjson"
    with pytest.raises(Killed):
        Answers(Service(numbers, breaks=3), Remembered(log, tmp_path)).of(FORM)
    del numbers[gone]
    found = Answers(Service(numbers), Remembered(log, tmp_path)).of(FORM)
    assert [one["id"] for one in found] == numbers

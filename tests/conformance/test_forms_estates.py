"""What every Forms estate keeps: what is done twice is done once, and what is taken back is gone."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from httpx import Client, Response
from openpyxl import load_workbook
from pydantic import SecretStr

from flytt.adapters.forms import questions
from flytt.adapters.forms.closing_sheet import Line, read, written
from flytt.adapters.forms.door import Door, Object
from flytt.adapters.forms.downloads import Downloads
from flytt.adapters.forms.estates import HttpFormsEstates
from flytt.adapters.forms.making import NewForms
from flytt.adapters.forms.reading import Read, as_written
from flytt.adapters.forms.work import Work
from flytt.adapters.memory.forms_estates import MemoryFormsEstates
from flytt.forms.attribution.queue import Question
from flytt.forms.attribution.settling import Place
from flytt.migration.errors import ChangedByOthers, CommandFailed, FlyttError
from flytt.migration.evidence import Presence
from flytt.migration.forms_estate import EstateJob, FormsEstates, Part
from flytt.migration.ports import World
from practice.forms_api.running import CLOSING, QUESTIONS, RunningForms, start_forms
from tasks.forms import let_go
from tests.estates import ESTATE_SETTINGS, WISHES, answered, estates
from tests.forms_ground import forms_estates, settings

pytestmark = pytest.mark.slow

KEPT_AS = "fjordvik_forms"
CHANGED = "Ringt tilbake, avtalt mandag"
PARTS: tuple[Part, ...] = (
    "protection", "estate-first", "attribution", "answers", "package-first", "new-forms", "closed",
    "owners-closed", "estate-delta", "package-delta", "opened",
)  # fmt: skip
"""In the order of a move."""


@dataclass
class There:
    """An estate that is to be moved, and its people."""

    estates: FormsEstates
    job: EstateJob
    answer: Callable[[], object]
    forms: RunningForms | None = None

    def do(self, part: Part) -> object:
        """Make one part."""
        to, job = self.estates, self.job
        acts: dict[Part, Callable[[], object]] = {
            "protection": lambda: to.protect(job),
            "estate-first": lambda: to.gather(job, "first"),
            "attribution": lambda: to.attribute(job),
            "answers": lambda: to.settle(job),
            "package-first": lambda: to.place(job, "first"),
            "new-forms": lambda: to.make_forms(job),
            "closed": lambda: to.close_old(job),
            "owners-closed": lambda: to.owners_closed(job),
            "estate-delta": lambda: to.gather(job, "delta"),
            "package-delta": lambda: to.place(job, "delta"),
            "opened": lambda: to.open_new(job),
        }
        if part == "answers":
            self.answer()
        return acts[part]()

    def reopen(self) -> None:
        """Let an owner open a form again, and somebody answer it."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            one = self.estates.forms[WISHES]
            one.is_open, one.answers[max(one.answers) + 1] = True, "For sent"
            return
        old = self.forms.rooms.old
        assert old.open_questions() == {}, "an old form takes answers still"
        for form in json.loads((self.forms.directory / "changed.json").read_bytes())["statuses"]:
            old.set_status(form, "Active")
            if old.respond(form).status == HTTPStatus.CREATED:
                return
        raise AssertionError("no form could be answered: nothing was tried")

    def were_open(self) -> dict[str, bool]:
        """Return which old forms take answers, some of which do not."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            self.estates.forms[WISHES].is_open = False
            return {name: one.is_open for name, one in self.estates.forms.items()}
        pages = sorted((self.forms.directory / "estate" / "forms").rglob("*.json"))
        told = [one for path in pages for one in json.loads(path.read_bytes())["value"]]
        return {one["id"]: one["status"] != "Closed" and not one["softDeleted"] for one in told}

    def opened(self) -> dict[str, bool]:
        """Return which of the new forms take answers, by the old one's id."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            return {name.removeprefix(f"{KEPT_AS}/"): one.is_open for name, one in self.estates.new.items()}
        made = json.loads((self.forms.directory / "changed.json").read_bytes())["made"].values()
        return {json.loads(one["told"]["otherInfo"])["of"]: one["told"]["status"] != "Closed" for one in made}

    def change_placed(self) -> None:
        """Let somebody write in what was placed."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            self.estates.placed[KEPT_AS][1][WISHES][1] = CHANGED
            return
        root = self.forms.directory / "new"
        path = min(root.rglob("svar.xlsx"))
        book = load_workbook(path)
        book.worksheets[0].cell(2, 3, CHANGED)
        out = io.BytesIO()
        book.save(out)
        self.forms.rooms.new.write(path.relative_to(root).as_posix(), out.getvalue(), "people")

    def lose_placed(self) -> Callable[[], object]:
        """Let somebody delete what was placed; return what puts it back."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            there = self.estates.placed[KEPT_AS][1]
            gone = there.pop(WISHES)
            return lambda: there.update({WISHES: gone})
        path = min((self.forms.directory / "new").rglob("svar.xlsx"))
        content = path.read_bytes()
        path.unlink()
        return lambda: path.write_bytes(content)

    def kept(self) -> str:
        """Return all that lies under another name than Flytt gave it."""
        if self.forms is None:
            assert isinstance(self.estates, MemoryFormsEstates)
            return str(self.estates.aside)
        found = sorted((self.forms.directory / "new").rglob("*endret av andre*.xlsx"))
        pages = [page for path in found for page in load_workbook(path).worksheets]
        return str([row for page in pages for row in page.iter_rows(values_only=True)])

    def until(self, last: Part) -> None:
        """Make every part up to and with that one."""
        for part in PARTS[: PARTS.index(last) + 1]:
            self.do(part)


@pytest.fixture(params=["twin", "practice"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    """Return an estate, both ways."""
    if request.param == "twin":
        found = estates()
        job = EstateJob.model_validate({**ESTATE_SETTINGS, "kept_as": KEPT_AS})
        yield There(found, job, lambda: answered(found, undo=False))
        return
    with start_forms(tmp_path / "practice") as forms:
        to: HttpFormsEstates = forms_estates(forms, tmp_path / "work")
        job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
        yield There(to, job, forms.answer_questions, forms)
        to.close()


def test_every_part_is_made_once_and_taken_back(there: There) -> None:
    """A second run would make forms twice, or a rollback leave answers lying on the new side."""
    for part in PARTS:
        assert there.estates.stands(there.job, part) is Presence.ABSENT, part
        done = there.do(part)
        assert there.estates.stands(there.job, part) is Presence.PRESENT, part
        assert there.do(part) == done, part
        assert there.estates.check(there.job, part).passed, part
    assert there.estates.prove(there.job).outcome != "cannot be proved, because"
    for part in reversed(PARTS):
        there.estates.take_back(there.job, part)
        assert there.estates.stands(there.job, part) is Presence.ABSENT, part
        there.estates.take_back(there.job, part)


def test_nothing_is_moved_while_a_question_has_no_answer(there: There) -> None:
    """Answers would be given to whoever the program guessed at."""
    there.until("attribution")
    with pytest.raises(ChangedByOthers):
        there.estates.settle(there.job)
    assert there.estates.stands(there.job, "answers") is Presence.ABSENT
    with pytest.raises(FlyttError):
        there.estates.place(there.job, "first")


def test_answers_that_are_written_while_the_sheet_is_read_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody wrote while Flytt was reading would be written over, and they would be asked again."""
    with start_forms(tmp_path / "practice") as forms:
        to = forms_estates(forms, tmp_path / "work")
        job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
        There(to, job, forms.answer_questions, forms).until("attribution")
        read = questions.waiting

        def meanwhile(asked: Read, now: Read, signed: set[Place]) -> tuple[Question, ...]:
            left = read(asked, now, signed)
            assert not left or forms.answer_questions()
            return left

        monkeypatch.setattr(questions, "waiting", meanwhile)
        assert to.settle(job).waiting == 0
        to.close()


def test_evidence_that_others_keep_stays(there: There) -> None:
    """A rollback would let accounts be deleted that somebody else had asked to keep."""
    before = there.estates.protection(there.job)
    there.do("protection")
    assert there.estates.protection(there.job) == before
    there.estates.take_back(there.job, "protection")
    assert there.estates.protection(there.job) == before


def test_a_form_that_was_closed_is_not_opened_anew(there: There) -> None:
    """A survey that ended years ago would take answers again, and collect what nobody may have."""
    were = there.were_open()
    there.until("opened")
    opened = there.opened()
    assert opened
    assert opened == {old: were[old] for old in opened}
    assert not all(opened.values()), "every form was open: nothing is tried"
    assert there.estates.stands(there.job, "opened") is Presence.PRESENT
    assert there.estates.check(there.job, "opened").passed


def test_an_answer_after_the_last_gathering_is_not_proved_away(there: There) -> None:
    """An owner who opens a form again would collect answers that nobody ever looks for."""
    there.until("package-delta")
    assert there.estates.prove(there.job).because == ()
    there.reopen()
    found = there.estates.prove(there.job)
    assert found.outcome == "cannot be proved, because"
    assert any("take answers" in one for one in found.because)


def test_forms_of_somebody_who_came_meanwhile_are_closed_and_gathered(tmp_path: Path) -> None:
    """A group that was made, or listed, after the first gathering would lose what its form got since."""
    with start_forms(tmp_path / "practice") as forms:
        to = forms_estates(forms, tmp_path / "work")
        job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
        there = There(to, job, forms.answer_questions, forms)
        lists = [tmp_path / "practice" / "estate" / "directory" / f"{n}.json" for n in ("users", "groups")]
        before = {path: path.read_bytes() for path in lists if path.is_file()}
        for path in before:
            path.unlink()
        gathered = to.gather(there.job, "first")
        assert any("users.json" in one for one in gathered.blind), "nobody is told which list is missing"
        there.until("new-forms")
        for path, content in before.items():
            path.write_bytes(content)
        assert forms.rooms.old.open_questions(), "no form is open: nothing is tried"
        there.do("closed")
        assert forms.rooms.old.open_questions() == {}
        delta = to.gather(there.job, "delta")
        assert delta.forms > gathered.forms
        to.close()


def test_a_page_without_a_list_is_no_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that answers otherwise than it used to would be taken for one without forms."""

    def otherwise(*_: object) -> dict[str, str]:
        return {"error": "of another shape"}

    monkeypatch.setattr(Door, "get", otherwise)
    door = Door("http://127.0.0.1", lambda: SecretStr(""))
    with pytest.raises(CommandFailed):
        list(door.objects("/x", "Listing"))


@pytest.mark.parametrize("then", ["package-delta", "taken back"])
def test_what_people_wrote_in_answers_that_were_placed_is_kept(there: There, then: str) -> None:
    """A caseworker's notes in a workbook would be written over by the delta, or deleted by a rollback."""
    there.until("estate-delta" if then == "package-delta" else "package-first")
    assert there.estates.changed_by_others(there.job, "first") == ()
    there.change_placed()
    (said,) = there.estates.changed_by_others(there.job, "first")
    assert "changed by others" in said
    if then == "package-delta":
        there.do("package-delta")
        assert there.estates.check(there.job, "package-delta").passed
        there.estates.take_back(there.job, "package-delta")
    there.estates.take_back(there.job, "package-first")
    assert there.estates.stands(there.job, "package-first") is Presence.ABSENT
    assert CHANGED in there.kept()


@pytest.mark.parametrize("count", [None, 2])
def test_a_form_is_discarded_only_when_it_is_said_that_nobody_answered(count: int | None) -> None:
    """A service that leaves out the count would have Flytt delete forms with people's answers."""
    asked: list[str] = []

    class Noted(Door):
        def send(self, method: str, path: str, what: str, said: Object) -> Object:
            del path, what
            asked.append(f"{method} {said['status']}")
            return {}

        def delete(self, path: str, what: str) -> None:
            del path, what
            asked.append("DELETE")

    job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
    made = NewForms(Noted("http://127.0.0.1", lambda: SecretStr("")), job)
    made.discard({"id": "one"} if count is None else {"id": "one", "rowCount": count})
    assert asked == ["PATCH Closed"]
    made.discard({"id": "one", "rowCount": 0})
    assert asked[1:] == ["DELETE"]


def test_the_last_copies_go_only_when_what_was_placed_is_there(there: There) -> None:
    """Somebody who tidied up the new side would have lost the answers for good, and nobody would know."""
    there.until("opened")
    want = there.job
    world = cast("World", SimpleNamespace(forms=there.estates))
    assert let_go.STEP.plan(want, world).written == ()
    put_back = there.lose_placed()
    with pytest.raises(ChangedByOthers):
        let_go.STEP.plan(want, world)
    assert there.estates.held(want)
    put_back()
    there.change_placed()
    was = let_go.STEP.plan(want, world)
    assert len(was.written) == 1
    done = let_go.STEP.do(want, was, world)
    assert let_go.STEP.verify(want, was, done, world).skipped == was.written


def test_what_people_decided_outlives_the_copies(tmp_path: Path) -> None:
    """Nobody could show who had signed that answers were left behind, or why."""
    with start_forms(tmp_path / "practice") as forms:
        to = forms_estates(forms, tmp_path / "work")
        job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
        There(to, job, forms.answer_questions, forms).until("opened")
        own = tmp_path / "work" / KEPT_AS
        (own / "exclusions.csv").write_text("decided_at,decided_by,form,why\n", "utf-8")
        said = {path.name: path.read_bytes() for path in own.glob("*.csv")}
        assert "decisions.csv" in said
        to.let_go(job)
        at = tmp_path / "practice" / "new" / "arkiv" / "Forms" / KEPT_AS
        assert {name: (at / name).read_bytes() for name in said} == said
        to.close()


def test_a_service_that_is_asked_too_much_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gathering of hours would end at the first such answer, and begin anew from nothing."""
    answers = [Response(429, headers={"Retry-After": "7"}), Response(429), Response(200, json={"value": []})]
    waited: list[float] = []

    def request(*_: object, **__: object) -> Response:
        return answers.pop(0)

    monkeypatch.setattr(Client, "request", request)
    door = Door("http://127.0.0.1", lambda: SecretStr(""), waited.append)
    assert list(door.objects("/x", "Listing")) == []
    assert waited == [7, 30]
    door.close()


def test_letting_go_leaves_the_new_side(there: There) -> None:
    """Copies of answers would lie about for ever, or go together with what was moved."""
    there.until("opened")
    assert there.estates.held(there.job)
    there.estates.let_go(there.job)
    assert not there.estates.held(there.job)
    assert there.estates.stands(there.job, "opened") is Presence.PRESENT
    there.estates.let_go(there.job)


def test_what_is_signed_to_quarantine_is_moved_whole(tmp_path: Path) -> None:
    """What nobody could say whose it is would stop the move for ever, or be thrown away."""
    with start_forms(tmp_path / "practice") as forms:
        to = forms_estates(forms, tmp_path / "work")
        job = EstateJob.model_validate({**settings(), "kept_as": KEPT_AS})
        there = There(to, job, lambda: _sign_all(forms), forms)
        there.until("package-first")
        settled = to.settle(job)
        assert settled.quarantined > 0
        assert to.place(job, "first").quarantined > 0
        signed = (tmp_path / "work" / KEPT_AS / "signed.csv").read_text("utf-8")
        assert job.quarantine_owner in signed
        assert "people" in signed, "nobody knows who has signed"
        found = to.prove(job)
        assert found.outcome == "proved except listed"
        assert found.responses.missing == found.cells.missing == 0
        to.close()


def _without_api(forms: RunningForms, work: Path) -> There:
    """Return an estate whose old forms Flytt may not close, on the point of being closed."""
    job = EstateJob.model_validate({**settings(api=False), "kept_as": KEPT_AS})
    there = There(forms_estates(forms, work), job, forms.answer_questions, forms)
    there.until("closed")
    return there


def _lines(forms: RunningForms, change: Callable[[Line], Line]) -> tuple[Line, ...]:
    """Let people change every line of the sheet of forms to close; return the lines as they were."""
    name = f"arkiv/Forms/{KEPT_AS}/{CLOSING}"
    content = forms.rooms.new.read(name).content
    assert content is not None
    lines = tuple(read(content))
    forms.rooms.new.write(name, written([change(one) for one in lines]), "people")
    return lines


def _told(forms: RunningForms) -> list[Line]:
    """Return the sheet with what Flytt wrote beside each line."""
    content = forms.rooms.new.read(f"arkiv/Forms/{KEPT_AS}/{CLOSING}").content
    assert content is not None
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    head = [str(cell.value) for cell in page[1]]
    found = [str(row[head.index("Flytt fant")] or "") for row in page.iter_rows(min_row=2, values_only=True)]
    return [one._replace(found=said) for one, said in zip(read(content), found, strict=True)]


WRONG: dict[str, Callable[[Line], Line]] = {
    "nothing was written": lambda one: one._replace(closed="", file=""),
    "no day": lambda one: one._replace(closed="i går"),
    "a day to come": lambda one: one._replace(closed="2999-01-01"),
    "no such file": lambda one: one._replace(file="finnes ikke.xlsx"),
    "gone, and nobody says why": lambda one: one._replace(closed="finnes ikke", why=""),
    "one file for all of them": lambda one: one._replace(file="Nedlastet 2(1-40).xlsx"),
}


def test_only_what_owners_downloaded_is_believed(tmp_path: Path) -> None:
    """An owner who says *done* and downloaded nothing, or half, would lose what came in since."""
    with start_forms(tmp_path / "practice") as forms:
        there = _without_api(forms, tmp_path / "work")
        assert forms.owners_close() == 1
        right = _lines(forms, lambda one: one)
        for what, change in WRONG.items():
            _lines(forms, change)
            with pytest.raises(ChangedByOthers):
                there.do("owners-closed")
            assert there.estates.stands(there.job, "owners-closed") is Presence.ABSENT, what
            back = {one.form: one for one in right}
            _lines(forms, lambda one, back=back: back[one.form])
        done = there.estates.owners_closed(there.job)
        assert done.forms > 0
        assert done.forms + done.gone == len(right)
        assert there.estates.check(there.job, "owners-closed").passed


def test_a_download_with_fewer_answers_than_were_found_is_not_believed(tmp_path: Path) -> None:
    """A download that was cut at its first thousand answers would pass for all of them."""
    with start_forms(tmp_path / "practice") as forms:
        there = _without_api(forms, tmp_path / "work")
        forms.owners_close()
        path = max(
            (forms.directory / "estate/drive/content").rglob("NEDLASTET*"), key=lambda one: one.stat().st_size
        )
        book = load_workbook(io.BytesIO(path.read_bytes()))
        book.worksheets[0].delete_rows(3, book.worksheets[0].max_row)
        book.save(path)
        _lines(forms, lambda one: one._replace(why="" if one.file else one.why))
        with pytest.raises(ChangedByOthers):
            there.do("owners-closed")
        _lines(forms, lambda one: one._replace(why=one.why or "De andre er slettet av eieren."))
        there.do("owners-closed")


def _refused(there: There) -> None:
    """Look at what owners say, which must not do."""
    with pytest.raises(ChangedByOthers):
        there.do("owners-closed")


def test_a_download_is_one_forms_own_and_can_be_read(tmp_path: Path) -> None:
    """Answers would be said to be another form's, by its owner's word, or a broken file would do for all."""
    with start_forms(tmp_path / "practice") as forms:
        there = _without_api(forms, tmp_path / "work")
        forms.owners_close()
        lines = _lines(forms, lambda one: one)
        big, small = (next(one for one in lines if f"(1-{count})" in one.file) for count in (40, 13))
        other = {big.form: small.file, small.form: big.file}
        _lines(forms, lambda one: one._replace(file=other.get(one.form, one.file)))
        _refused(there)
        says = {one.form: one.found for one in _told(forms)}
        assert "et annet skjema" in says[big.form] + says[small.form]
        back = {one.form: one for one in lines}
        _lines(forms, lambda one: back[one.form])
        saved = max(
            (forms.directory / "estate/drive/content").rglob("NEDLASTET*"),
            key=lambda one: load_workbook(io.BytesIO(one.read_bytes())).worksheets[0].max_row,
        )
        whole = saved.read_bytes()
        saved.write_bytes(whole[: len(whole) // 2])
        _refused(there)
        assert {one.form for one in _told(forms) if one.found} == {big.form}
        saved.write_bytes(whole)
        assert there.estates.owners_closed(there.job).forms > 0
        kept = Work(tmp_path / "work" / KEPT_AS).decisions.read_text("utf-8").splitlines()
        assert all(",people," in one for one in kept if "Lastet ned" in one), "owners did not sign it"
        assert len({line.split(",")[3] for line in kept if "Lastet ned" in line}) > 1


def test_an_old_download_saved_again_is_none(tmp_path: Path) -> None:
    """What came in after last month's download would be lost, for the day on the file is today's."""
    with start_forms(tmp_path / "practice") as forms:
        there = _without_api(forms, tmp_path / "work")
        forms.owners_close()
        _lines(forms, lambda one: one._replace(why="" if one.file else one.why))
        files = [*(forms.directory / "estate/drive/content").rglob("*")]
        known = as_written(Work(tmp_path / "work" / KEPT_AS), "first").estate
        former = next(one for one in known.contents if not one.why and one.blocks)
        old = next(path for path in files if path.name == former.item_id)
        for path in files:
            if path.name.startswith("NEDLASTET"):
                path.write_bytes(old.read_bytes())
        _refused(there)
        says = [one.found for one in _told(forms) if one.file]
        assert all(says), "some were believed"
        assert any("lik en som lå der før" in one for one in says), (
            "all are another form's: nothing was tried"
        )


def test_what_owners_write_while_flytt_looks_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty owners write on one sheet in the window: what some of them wrote would be gone."""
    with start_forms(tmp_path / "practice") as forms:
        there = _without_api(forms, tmp_path / "work")
        forms.owners_close()
        _lines(forms, lambda one: one._replace(file="finnes ikke.xlsx"))
        named = Downloads.named

        def meanwhile(self: Downloads, name: str, day: date) -> list[tuple[str, str]]:
            _lines(forms, lambda one: one._replace(why="Skrevet imens."))
            return named(self, name, day)

        monkeypatch.setattr(Downloads, "named", meanwhile)
        _refused(there)
        assert {one.why for one in _told(forms) if one.file} == {"Skrevet imens."}
        there.estates.take_back(there.job, "closed")
        assert list((tmp_path / "work" / KEPT_AS).glob("closed-by-owners.xlsx")), "their words are gone"


def _sign_all(forms: RunningForms) -> None:
    """Write the same on every line: that nobody knows."""
    name = f"arkiv/Forms/{KEPT_AS}/{QUESTIONS}"
    content = forms.rooms.new.read(name).content
    assert content is not None
    book = load_workbook(io.BytesIO(content))
    for number in range(2, book.worksheets[0].max_row + 1):
        book.worksheets[0].cell(number, 1, "karantene")
    out = io.BytesIO()
    book.save(out)
    forms.rooms.new.write(name, out.getvalue(), "people")

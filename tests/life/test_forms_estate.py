"""A Forms estate's whole life over HTTP: there and back, with answers on the way, damaged, and killed."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook

from flytt.migration.events import StepDone
from flytt.migration.forms_estate import ByOwners, EstateJob, Proof
from flytt.migration.next_action import Done, Stuck
from flytt.migration.record import Record
from practice.forms_api.running import RunningForms, start_forms
from tests.driving import events_of, move, roll_back
from tests.life.forms_ground import Moving, opened, prepare
from tests.life.killing import killed_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
Kept = TypeVar("Kept", bound=Record)
OWN = "fjordvik_forms-estate"


@pytest.fixture
def forms(tmp_path: Path) -> Iterator[RunningForms]:
    """Return two tenants of which nothing has been moved, and what is needed to move them."""
    with start_forms(tmp_path / "practice") as found:
        prepare(found, tmp_path)
        yield found


def new_side(home: Path) -> dict[str, bytes]:
    """Return every file on the new side."""
    root = home / "practice" / "new"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def world(home: Path, forms: RunningForms) -> dict[str, object]:
    """Return all that a rollback must leave as it was: both tenants but for answers that came meanwhile."""
    shown = [forms.rooms.old.protection().body, forms.rooms.new.forms().body]
    return {"shown": shown, "open": forms.rooms.old.open_questions(), "files": new_side(home)}


def proof(moving: Moving) -> Proof:
    """Return the newest proof that stands in the ledger."""
    return receipt(moving, "reconcile", Proof)


def receipt(moving: Moving, key: str, kind: type[Kept]) -> Kept:
    """Return the newest receipt of a step."""
    events = [r.event for r in events_of(moving.scene) if isinstance(r.event, StepDone)]
    return kind.model_validate([one.receipt for one in events if one.step == key][-1])


def test_there_back_there_again_and_retired(forms: RunningForms, tmp_path: Path) -> None:
    """A second attempt would meet what the first left, or copies of answers would lie about for ever."""
    before = world(tmp_path, forms)
    moving = opened(tmp_path, forms.answer_questions)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    there = new_side(tmp_path)
    assert any(name.endswith("kart.csv") for name in there)
    assert proof(moving).outcome in {"proved", "proved except listed"}
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(tmp_path, forms) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert new_side(tmp_path).keys() == {name for name in there if "Spørsmål" not in name}
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert not (tmp_path / "work" / OWN).exists()
    assert new_side(tmp_path), "what was moved went with the copies"
    moving.estates.close()


def test_answers_that_come_between_packing_and_closing_are_moved(forms: RunningForms, tmp_path: Path) -> None:
    """Whoever answered while the municipality was moving would never be heard."""
    moving = opened(tmp_path, forms.answer_questions)
    said = "Dette kom mens vi flyttet"
    came: list[str] = []

    def people(key: str) -> None:
        if key == "make-forms" and not came:
            came.extend(answered(forms, said))

    assert move(moving.scene, wires=moving.wires(people)) == Done("open")
    assert came, "no form was open: nothing was tried"
    _holds_no_answer("".join(r.event.model_dump_json() for r in events_of(moving.scene)), tmp_path)
    assert said in "".join(texts(new_side(tmp_path)))
    assert forms.rooms.old.respond(came[0]).status == HTTPStatus.CONFLICT, "an old form takes answers still"
    moving.estates.close()


def _holds_no_answer(ledger: str, home: Path) -> None:
    """See that nothing that people wrote, and nobody's name, stands in the ledger."""
    said = {text for text in texts(new_side(home)) if len(text) > 12}
    assert len(said) > 100
    assert [text for text in said if text in ledger] == []
    users = (home / "practice" / "estate" / "directory" / "users.json").read_text("utf-8")
    people = set(re.findall(r'"displayName": *"([^"]+)"', users))
    assert people
    assert [name for name in people if name in ledger] == []


def answered(forms: RunningForms, said: str) -> list[str]:
    """Let somebody answer the first text question of each old form that is open; return the forms' ids."""
    return [
        form
        for form, question in forms.rooms.old.open_questions().items()
        if forms.rooms.old.respond(form, [{"questionId": question, "answer1": said}]).status
        == HTTPStatus.CREATED
    ]


def texts(files: dict[str, bytes]) -> Iterator[str]:
    """Yield every text of every workbook of answers."""
    for name, content in files.items():
        if name.endswith("svar.xlsx"):
            for sheet in load_workbook(io.BytesIO(content), read_only=True).worksheets:
                sheet.reset_dimensions()
                yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


Harm = Callable[[Path], None]


def _drop_a_row(root: Path) -> None:
    path = max(root.rglob("svar.xlsx"), key=lambda one: one.stat().st_size)
    book = load_workbook(path)
    book.worksheets[0].delete_rows(2)
    book.save(path)


def _edit_a_cell(root: Path) -> None:
    path = max(root.rglob("svar.xlsx"), key=lambda one: one.stat().st_size)
    book = load_workbook(path)
    page = book.worksheets[0]
    page.cell(2, page.max_column, "noe annet")
    book.save(path)


def _lose_a_workbook(root: Path) -> None:
    next(iter(sorted(root.rglob("svar.xlsx")))).unlink()


def _put_a_stranger(root: Path) -> None:
    path = next(iter(sorted(root.rglob("ledger.ndjson"))))
    line = (
        path.read_text().splitlines()[0]
        if path.stat().st_size
        else '{"response": "1", "cells": 1, "digest": "00"}'
    )
    path.write_text(path.read_text() + line.replace('"response":"', '"response":"9') + "\n")


HARMS: tuple[Harm, ...] = (_drop_a_row, _edit_a_cell, _lose_a_workbook, _put_a_stranger)


def test_damage_on_the_new_side_stops_the_move(forms: RunningForms, tmp_path: Path) -> None:
    """Answers would be lost on their way, and the proof would say that they were not."""
    moving, whole = opened(tmp_path, forms.answer_questions), tmp_path / "whole"
    root = tmp_path / "practice" / "new"

    def others(key: str) -> None:
        if key == "reconcile" and not whole.exists():
            shutil.copytree(root, whole)
            _drop_a_row(root)

    stuck = move(moving.scene, wires=moving.wires(others))
    assert isinstance(stuck, Stuck)
    assert stuck.step is not None
    assert stuck.step.key == "reconcile"
    job = EstateJob.model_validate(stuck.step.values)
    for harm in HARMS:
        shutil.rmtree(root)
        shutil.copytree(whole, root)
        assert moving.estates.prove(job).outcome != "cannot be proved, because"
        harm(root)
        found = moving.estates.prove(job)
        assert found.outcome == "cannot be proved, because", harm.__name__
        assert found.because, harm.__name__
    moving.estates.close()


def test_downloads_drives_and_log_alone_are_enough(forms: RunningForms, tmp_path: Path) -> None:
    """Without approval of the unsupported interface, nothing could be moved at all."""
    prepare(forms, tmp_path, api=False)
    before = forms.rooms.old.open_questions()
    moving = opened(tmp_path, forms.answer_questions)
    stuck = move(moving.scene, wires=moving.wires())
    assert isinstance(stuck, Stuck), "the word that forms were closed was believed"
    assert stuck.step is not None
    assert stuck.step.key == "owners-close"
    moving.scene.forms_closed = forms.owners_close
    assert forms.owners_close() == 1
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    found = proof(moving)
    assert any("by their own word" in one for one in found.listed)
    done = receipt(moving, "owners-close", ByOwners)
    assert done.forms > 0, "nobody closed anything: nothing was tried"
    assert done.rows > 0
    assert done.first_closed
    assert found.outcome == "proved except listed"
    assert any("not approved" in one for one in found.listed)
    assert not list((tmp_path / "work" / OWN / "estate-delta").glob("forms")), (
        "the interface was used all the same"
    )
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert forms.rooms.old.open_questions() == before
    moving.estates.close()


@pytest.mark.parametrize("key", ["place", "place-delta"])
def test_a_killed_mover_is_taken_over(forms: RunningForms, tmp_path: Path, key: str) -> None:
    """A power cut would leave half a package that the next program takes for a whole one."""
    before = world(tmp_path, forms)
    first = opened(tmp_path, forms.answer_questions)
    assert move(first.scene, "prepared", wires=first.wires()) == Done("prepared")
    if key == "place":
        assert roll_back(first.scene, wires=first.wires()) == Done("before")
    first.estates.close()
    killed_at("forms_ground", tmp_path, key)
    moving = opened(tmp_path, forms.answer_questions)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert proof(moving).outcome in {"proved", "proved except listed"}
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(tmp_path, forms) == before
    moving.estates.close()

"""Pages of responses of one form, as the service gave them: one table of hashes, each response once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from flytt.forms.block import NEVER, NO_ID, Responses, Rows, Upload
from flytt.forms.columns import ColumnReader
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.fields import Fields, goes_on, load, objects, unpacked
from flytt.forms.seen import Unreadable
from flytt.forms.times import seconds
from flytt.migration.record import Json


def read_responses(
    form_id: str, pages: Sequence[Path], root: Path, fingerprint: Fingerprint
) -> tuple[Responses, list[Unreadable]]:
    """Return one form's responses in the order of their ids, and the pages that could not be read."""
    broken: list[Unreadable] = []
    found: dict[int, tuple[Fields, dict[str, str]]] = {}
    without_id: list[tuple[Fields, dict[str, str]]] = []
    others: list[tuple[Fields, dict[str, str]]] = []
    repeated = follows = 0
    for page in pages:
        try:
            value = load(page)
        except Broken as error:
            broken.append(
                Unreadable(why=str(error), path=page.relative_to(root).as_posix(), source="responses")
            )
            continue
        follows += goes_on(value)
        given = list(_responses(value))
        if lost := sum(not _whole(one) for one in given):
            why = f"damaged: the answers of {lost} of its {len(given)} responses are cut off, or no JSON"
            broken.append(Unreadable(why=why, path=page.relative_to(root).as_posix(), source="responses"))
        for one in given:
            number, answers = one.whole("id", "responseId"), dict(_answers(one))
            if number is None or number < 1:
                without_id.append((one, answers))
            elif number in found:
                repeated += 1
                if found[number][1] != answers:
                    others.append((one, answers))
            else:
                found[number] = (one, answers)
    numbers = sorted(found)
    every = [*[found[n] for n in numbers], *without_id]
    ids = [*numbers, *[NO_ID] * len(without_id)]
    again = [one.whole("id", "responseId") or NO_ID for one, _ in others]
    complete = False if broken or (follows and follows >= len(pages)) else True if follows else None
    return replace(
        _said(form_id, every, ids, fingerprint),
        pages=len(pages),
        repeated=repeated,
        conflicting=len(others),
        complete=complete,
        others=_said(form_id, others, again, fingerprint) if others else None,
    ), broken


def _said(
    form_id: str, found: Sequence[tuple[Fields, dict[str, str]]], ids: Sequence[int], fingerprint: Fingerprint
) -> Responses:
    rows, questions, uploads = _table(found, ids, fingerprint)
    names = np.array([fingerprint.cell(one.text("responderName")) for one, _ in found], dtype=np.uint64)
    return Responses(form_id, questions, rows, uploads, names=names)


def _whole(one: Fields) -> bool:
    """Whether the answers of a response can be read; one that has none is whole."""
    given = one.get("answers")
    found = unpacked(given)
    return (
        given is None or given == "" or (isinstance(found, list) and all(isinstance(a, dict) for a in found))
    )


def _responses(value: Json) -> Iterator[Fields]:
    for one in objects(value):
        if one.get("answers", "submitDate", "startDate") is not None:
            yield one
        else:
            yield from one.each("responses")


def _answers(one: Fields) -> Iterator[tuple[str, str]]:
    found = unpacked(one.get("answers"))
    met: Counter[str] = Counter()
    for answer in found if isinstance(found, list) else []:
        if isinstance(answer, dict):
            fields = Fields(answer)
            value = fields.get("answer1", "answer", "value")
            if value is None or value == "":
                continue
            question = fields.text("questionId", "id")
            met[question] += 1
            said = value if isinstance(value, str) else _written(value)
            yield question if met[question] == 1 else f"{question} ({met[question]})", said


def _written(value: Json) -> str:
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    return str(value)


def _table(
    found: Sequence[tuple[Fields, dict[str, str]]], numbers: Sequence[int], fingerprint: Fingerprint
) -> tuple[Rows, tuple[str, ...], tuple[Upload, ...]]:
    questions = tuple(dict.fromkeys(question for _, answers in found for question in answers))
    readers = [
        ColumnReader(n, "", one, "question", "", certain=True, order="day", fingerprint=fingerprint)
        for n, one in enumerate(questions, 1)
    ]
    for reader in readers:
        reader.take([answers.get(reader.key, "") for _, answers in found])
    empty = np.zeros((len(found), 0))
    rows = Rows(
        ids=np.array(numbers, dtype=np.int64),
        started=_times([one.moment("startDate") for one, _ in found]),
        completed=_times([one.moment("submitDate") for one, _ in found]),
        respondents=np.array(
            [fingerprint.address(one.text("responder")) for one, _ in found], dtype=np.uint64
        ),
        cells=np.column_stack([r.hash_column() for r in readers]) if readers else empty.astype(np.uint64),
        longs=np.column_stack([r.long_column() for r in readers]) if readers else empty.astype(np.bool_),
    )
    return rows, questions, tuple(one for reader in readers for one in reader.uploads)


def _times(found: Sequence[datetime | None]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array([NEVER if one is None else seconds(one) for one in found], dtype=np.int64)

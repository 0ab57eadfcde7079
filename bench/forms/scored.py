"""One estate attributed and held against its truth: a line for each block."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from bench.forms.baselines import BASELINES, Guess
from bench.forms.person import Answered, people_answer
from flytt.forms.attribution.answered import answered
from flytt.forms.attribution.attribute import document
from flytt.forms.attribution.held import hold
from flytt.forms.attribution.judged import Judged, judge
from flytt.forms.attribution.sensitive import is_sensitive
from flytt.forms.reading.estate import read_estate

Key = tuple[str, str, str, str]
Truth = dict[Key, dict[str, object]]


class Scored(NamedTuple):
    """One block. `right` is judged by form; a latent name by the group it stands for.

    `answered` is what became of it when somebody who knows answered the questions. `rows` and `rows_right`
    count rows of tables that hold several forms; `unit_right` is None where no unit is to be named.
    """

    family: str
    siblings: int
    stratum: str
    bits: float
    confidence: float
    decision: str
    right: bool
    latent: bool
    called_latent: bool
    empty: bool
    sensitive: bool
    answered: Answered | None
    rows: int
    rows_right: int
    unit_right: bool | None
    baselines: dict[str, Guess]


def scored(
    estate: Path,
    truth: Path,
    key: bytes,
    cache: Path | None = None,
    *,
    beside: bool = True,
    workers: int | None = None,
) -> list[Scored]:
    """Return a line for each block of the truth that was found; `beside` asks for more than margins.

    More are what baselines guess, what became of it when people answered, and whose unit it is.
    `workers` are processes that read; chosen when None.
    """
    read = read_estate(estate, key=key, cache=cache, workers=workers)
    held = hold(read)
    judged = answered(held, judge(held))
    told = document(held, judged) if beside else None
    wanted = _by_key(json.loads((truth / "truth.json").read_text("utf-8"))["blocks"])
    notes = _by_key([json.loads(line) for line in (truth / "notes.ndjson").read_text("utf-8").splitlines()])
    mine = {(b.drive_id, b.item_id, b.sheet, b.range): n for n, b in enumerate(held.blocks)}
    mine = {place: n for place, n in mine.items() if place in wanted}
    accepted = {
        n: {_form(wanted[place]), *cast("list[str]", notes[place].get("acceptable", []))}
        for place, n in mine.items()
    }
    unknown = {
        k: _form(wanted[k]) for k, n in mine.items() if "latent" in accepted[n] or _is_unknown(wanted[k])
    }
    named = _groups({k: judged[n].form for k, n in mine.items()}, unknown)
    fair = {n: _right(judged[n].form, accepted[n], named) for n in accepted}
    answers = {n: _answer(_form(wanted[place]), named) for place, n in mine.items()}
    by_people = people_answer(held, judged, fair, answers) if beside else {}
    guesses = {name: baseline(held) for name, baseline in BASELINES.items()} if beside else {}
    found: list[Scored] = []
    for place, n in mine.items():
        one, note, want = judged[n], notes[place], _form(wanted[place])
        rows, rows_right = _rows(one, wanted[place], named)
        unit = cast("Mapping[str, object]", wanted[place]["owner"])["unit"]
        found.append(
            Scored(
                family=str(note.get("family") or "/".join(place[:2])),
                siblings=int(cast("int", note.get("siblings") or 0)),
                stratum=one.stratum,
                bits=one.bits,
                confidence=one.confidence,
                decision=one.decision,
                right=fair[n],
                latent=bool(want and want.startswith("latent:")),
                called_latent=bool(one.form and one.form.startswith("latent:")),
                empty=not len(held.blocks[n].rows),
                sensitive=is_sensitive(held.blocks[n]),
                answered=by_people.get(n),
                rows=rows,
                rows_right=rows_right,
                unit_right=told.blocks[n].owner.unit == unit if told and unit and fair[n] else None,
                baselines={
                    name: Guess(guess[n].bits, right=guess[n].form in accepted[n], form=guess[n].form)
                    for name, guess in guesses.items()
                },
            )
        )
    return found


def _is_unknown(one: Mapping[str, object]) -> bool:
    return str(_form(one)).startswith("latent:")


def _right(form: str | None, accepted: set[str | None], named: Mapping[str, str]) -> bool:
    latent = bool(form and form.startswith("latent:"))
    return named.get(form or "", form) in accepted or (latent and "latent" in accepted)


def _answer(want: str | None, named: Mapping[str, str]) -> str | None:
    """Return what somebody who knows says, in the names that this attribution uses."""
    return next((mine for mine, other in named.items() if other == want), want)


def _rows(one: Judged, want: Mapping[str, object], named: Mapping[str, str]) -> tuple[int, int]:
    counted = cast("Mapping[str, object]", want["rows"])
    true = [
        (int(cast("int", s["first"])), int(cast("int", s["last"])), str(s["form"]))
        for s in cast("Sequence[Mapping[str, object]]", counted["segments"])
    ]
    if len({form for _, _, form in true}) < 2:  # noqa: PLR2004 - of one form
        return 0, 0
    total = int(cast("int", counted["total"]))
    theirs, ours = np.full(total, "", dtype=object), np.full(total, "", dtype=object)
    for first, last, form in true:
        theirs[first - 1 : last] = form
    for first, last, form in one.segments:
        ours[first - 1 : last] = named.get(form, form)
    return total, int(sum(a == b for a, b in zip(theirs.tolist(), ours.tolist(), strict=True)))


def _form(one: Mapping[str, object]) -> str | None:
    return cast("str | None", one["form"])


def _by_key(lines: list[dict[str, object]]) -> Truth:
    return {(str(x["drive_id"]), str(x["item_id"]), str(x["sheet"]), str(x["range"])): x for x in lines}


def _groups(mine: Mapping[Key, str | None], wanted: Mapping[Key, str | None]) -> dict[str, str]:
    """Latent names are free: each stands for the true group that most of its blocks are of, used once.

    `wanted` are blocks of forms that nothing names: called unknown, a form that a title beside a link names
    is wrong.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, form in mine.items():
        want = wanted.get(key)
        if form and form.startswith("latent:") and want:
            counts[form][want] += 1
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in sorted(counts, key=lambda one: (-counts[one].most_common(1)[0][1], one)):
        for want, _ in counts[name].most_common():
            if want not in taken:
                taken.add(want)
                found[name] = want
                break
    return found

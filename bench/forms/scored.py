"""One estate attributed and held against its truth: a line for each block."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast

from bench.forms.baselines import BASELINES, Guess
from flytt.forms.attribution.answered import answered
from flytt.forms.attribution.held import hold
from flytt.forms.attribution.judged import judge
from flytt.forms.reading.estate import read_estate

Key = tuple[str, str, str, str]
Truth = dict[Key, dict[str, object]]


class Scored(NamedTuple):
    """One block. `right` is judged by form; a latent name by the group it stands for."""

    family: str
    siblings: int
    stratum: str
    bits: float
    confidence: float
    decision: str
    question: str
    right: bool
    latent: bool
    called_latent: bool
    baselines: dict[str, Guess]


def scored(estate: Path, truth: Path, key: bytes, cache: Path | None = None) -> list[Scored]:
    """Return a line for each block of the truth that was found."""
    read = read_estate(estate, key=key, cache=cache)
    held = hold(read)
    judged = answered(held, judge(held))
    wanted = _by_key(json.loads((truth / "truth.json").read_text("utf-8"))["blocks"])
    notes = _by_key([json.loads(line) for line in (truth / "notes.ndjson").read_text("utf-8").splitlines()])
    mine = {(b.drive_id, b.item_id, b.sheet, b.range): n for n, b in enumerate(held.blocks)}
    named = _groups(
        {k: judged[n].form for k, n in mine.items()}, {k: _form(one) for k, one in wanted.items()}
    )
    guesses = {name: baseline(held) for name, baseline in BASELINES.items()}
    found: list[Scored] = []
    for place, n in mine.items():
        if place not in wanted:
            continue
        one, note, want = judged[n], notes[place], _form(wanted[place])
        accepted = {want, *cast("list[str]", note.get("acceptable", []))}
        got = named.get(one.form or "", one.form)
        latent = bool(one.form and one.form.startswith("latent:"))
        found.append(
            Scored(
                family=str(note.get("family") or "/".join(place[:2])),
                siblings=int(cast("int", note.get("siblings") or 0)),
                stratum=one.stratum,
                bits=one.bits,
                confidence=one.confidence,
                decision=one.decision,
                question=one.form or "/".join(place),
                right=got in accepted or (latent and "latent" in accepted),
                latent=bool(want and want.startswith("latent:")),
                called_latent=latent,
                baselines={
                    name: Guess(guess[n].bits, right=guess[n].form in accepted, form=guess[n].form)
                    for name, guess in guesses.items()
                },
            )
        )
    return found


def _form(one: Mapping[str, object]) -> str | None:
    return cast("str | None", one["form"])


def _by_key(lines: list[dict[str, object]]) -> Truth:
    return {(str(x["drive_id"]), str(x["item_id"]), str(x["sheet"]), str(x["range"])): x for x in lines}


def _groups(mine: Mapping[Key, str | None], wanted: Mapping[Key, str | None]) -> dict[str, str]:
    """Latent names are free: each stands for the true group that most of its blocks are of, used once."""
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

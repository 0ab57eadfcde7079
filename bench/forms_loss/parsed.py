"""Forms held in memory, damaged one fault at a time after the inventory, and the account of each."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.forms_loss.faults import READ, WRITTEN, of_lines, of_reads
from flytt.forms.attribution.attribute import attribute
from flytt.forms.fingerprint import Fingerprint, normal
from flytt.forms.moving.gathered import Gathered, gather
from flytt.forms.moving.pack import sources_of
from flytt.forms.moving.values import Read
from flytt.forms.moving.workbook import sheets_of
from flytt.forms.reading.estate import read_estate
from flytt.forms.reconcile.cells import NONE
from flytt.forms.reconcile.document import Account, FormProof
from flytt.forms.reconcile.excluded import NOTHING
from flytt.forms.reconcile.held import held
from flytt.forms.reconcile.inventoried import Found, Sources, find, sources_in
from flytt.forms.reconcile.prove import proof_of

KEY = b"a key for measurements only"
ALL = (*READ, *WRITTEN, "wrong-target")


@dataclass(slots=True)
class Tally:
    """Faults of one kind. `harmless` changed nothing that is written: another source had it all the same."""

    injected: int = 0
    harmless: int = 0
    detected: int = 0
    missed: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True, eq=False)
class OneForm:
    """One form: what was inventoried of it, and what the mover read."""

    sources: Sources
    found: Found
    reads: tuple[Read, ...]
    whole: Gathered


def forms_in(root: Path) -> list[OneForm]:
    """Return the forms of an estate that have answers that are settled."""
    fingerprint = Fingerprint(KEY)
    estate = read_estate(root, key=KEY, workers=1)
    every, _ = sources_in(estate, attribute(estate))
    found: list[OneForm] = []
    for any_form in every.values():
        settled = tuple(part for part in any_form.parts if part.settled)
        one = replace(
            any_form, parts=settled
        )  # what waits lies whole in quarantine, where a fault cannot reach it
        reads = tuple(sources_of(estate, one, []))
        if sum(len(read.rows) for read in reads):
            whole = gather(one.form, of_reads(reads), fingerprint)
            found.append(OneForm(one, find(one, NOTHING, fingerprint), reads, whole))
    return found


def proved(form: OneForm, written: Gathered) -> FormProof:
    """Return the proof of one form whose target holds this."""
    fingerprint = Fingerprint(KEY)
    sheets = {name: list(rows) for name, rows in sheets_of(written)}
    there = held({name: rows.__iter__ for name, rows in sheets.items()}, fingerprint, {}, {})
    return proof_of(form.sources, form.found, there.cells, NONE, Account(), there.faults)


def said(gathered: Gathered) -> frozenset[tuple[str, ...]]:
    """Return all that is written, as plain text: the judge of what had an effect, without any hash."""
    cells = {
        (line.key, name, normal(line.values[name]))
        for line in (*gathered.lines, *gathered.others)
        for name in gathered.headings
        if name in line.values
    }
    times = Counter(line.key for line in gathered.lines)
    return frozenset({*cells, *((key, str(count)) for key, count in times.items())})


def damaged(form: OneForm, kind: str, rng: random.Random) -> Gathered | None:
    """Return what is written after one fault; None when this form holds nothing that it could hit."""
    if kind in READ:
        reads = of_reads(form.reads)
        return gather(form.sources.form, reads, Fingerprint(KEY)) if READ[kind](reads, rng) else None
    written = of_lines(form.whole)
    return written if WRITTEN[kind](written, rng) else None


def inject(forms: Sequence[OneForm], each: int, kinds: Sequence[str] = ALL) -> dict[str, Tally]:
    """Return what became of faults of every kind: `each` that had an effect, or as many as could be had."""
    meant = [said(form.whole) for form in forms]
    tallies: dict[str, Tally] = {}
    for kind in kinds:
        rng = random.Random(kind)
        tally = tallies.setdefault(kind, Tally())
        for n in _tries(rng, len(forms), each):
            written = forms[rng.randrange(len(forms))].whole if kind == "wrong-target" else None
            written = written or damaged(forms[n], kind, rng)
            if written is None:
                continue
            tally.injected += 1
            if said(written) == meant[n]:
                tally.harmless += 1
            elif proved(forms[n], written).outcome == "cannot be proved, because":
                tally.detected += 1
            else:
                tally.missed.append(forms[n].sources.form)
            if tally.detected + len(tally.missed) >= each:
                break
    return tallies


def _tries(rng: random.Random, forms: int, each: int) -> Iterator[int]:
    for _ in range(20 * each):
        yield rng.randrange(forms)


def false_alarms(forms: Sequence[OneForm]) -> list[str]:
    """Return forms that cannot be proved though nothing was done to them."""
    return [
        form.sources.form for form in forms if proved(form, form.whole).outcome == "cannot be proved, because"
    ]

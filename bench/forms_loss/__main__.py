"""`python -m bench.forms_loss [EACH] [ON_DISK]`: writes docs/measurements-forms-loss.md."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.forms_loss.files import on_disk
from bench.forms_loss.parsed import Tally, false_alarms, forms_in, inject
from bench.measured import ROOT
from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of

TIERS = (1, 2, 3, 4, 5)
PAGE = """\
# Loss of Forms answers, measured

Made with `python -m bench.forms_loss {each} {disk}`: {seconds:.0f} s of processor time, small estates of
`practice/forms` of tiers T1-T5, {forms} forms with settled answers.

An estate is inventoried; then one fault is done; then the form is moved and proved again. A fault that
changes nothing that is written, because another source holds the same cells, is *harmless*: judged by
comparing plain texts, not by the hashes that the proof uses. Every other one has to be detected.

**{total:,} faults with effect, {detected:,} detected, {missed} missed. {alarms} false alarms on
{undamaged} undamaged runs.**

## Read or written wrongly, in memory

Faults are done to responses and cells that have been read (`dropped-page` … `swapped-columns`), or to what is
written (`lost-row` … `wrong-target`). All but the bytes of the workbook is the production code: putting
together, the sheets' rows, reading these into cells again, the account of the form.

{parsed}

## Real files

Faults of `practice/forms/damage.py`, done to the files of an estate after its inventory; the whole estate is
then packed to disk and proved from there. That a file's hash is no longer the one its drive lists is left
out: it would find every changed workbook alone. *Harmless* here: a workbook whose cells all stand elsewhere
too, and an `a1-dimension`, which no reader believes. The judge leaves out the column that says where a row
was read: of two workbooks that changed places, what one alone holds is read in the other, and is not lost.

{files}

## What this does not show

- The estates are our generator's. The real service may break in ways that nobody here has thought of.
- A fault before the inventory is seen only where something else tells: the service's count, ids, the drive's
  hash, another export. Two ids swapped in a page of the service, with no export beside it, are two responses.
- A cell that Excel filled to its last character (32,767) may have been cut before the inventory; its
  file is listed.
- A shift of whole hours between an export and the service is taken for a clock, as it has to be; the moment
  is kept as the service has it. It is damage only where no other source has the same response.
"""


def main() -> int:
    """Measure, print, write. Exits 1 when a fault was missed or an alarm was false."""
    given = [int(one) for one in sys.argv[1:]]
    each, disk = (*given, *(700, 2)[len(given) :])
    began = time.process_time()
    with TemporaryDirectory() as folder:
        estates = [_estate(Path(folder), tier) for tier in TIERS]
        forms = [form for estate in estates for form in forms_in(estate)]
        parsed = inject(forms, each)
        alarms = len(false_alarms(forms))
        files: dict[str, Tally] = {}
        for n, estate in enumerate(estates[:: len(estates) // 2]):
            found, alarm = on_disk(estate, disk, seed=n)
            alarms += alarm
            for kind, tally in found.items():
                into = files.setdefault(kind, Tally())
                into.injected += tally.injected
                into.harmless += tally.harmless
                into.detected += tally.detected
                into.missed += tally.missed
    every = [*parsed.values(), *files.values()]
    missed = sum(len(one.missed) for one in every)
    detected = sum(one.detected for one in every)
    text = PAGE.format(
        each=each,
        disk=disk,
        seconds=time.process_time() - began,
        forms=len(forms),
        total=missed + detected,
        detected=detected,
        missed=missed,
        alarms=alarms,
        undamaged=len(forms) + len(estates[:: len(estates) // 2]),
        parsed=_table(parsed),
        files=_table(files),
    )
    print(text)
    (ROOT / "docs" / "measurements-forms-loss.md").write_text(text, encoding="utf-8")
    return 1 if missed or alarms else 0


def _estate(folder: Path, tier: int) -> Path:
    settings = Settings(
        seed=90 + tier,
        tier=tier,
        forms=7,
        responses_median=6,
        responses_most=60,
        distractors=0.1,
        uploads_most=3,
        sources=sources_of(tier),
    )
    make_estate(settings, folder / f"e{tier}", folder / f"t{tier}")
    return folder / f"e{tier}"


def _table(tallies: Mapping[str, Tally]) -> str:
    lines = ["| Fault | Injected | Harmless | With effect | Detected | Missed |", "|---|" + "---:|" * 5]
    for kind, one in tallies.items():
        effect = one.detected + len(one.missed)
        counts = (one.injected, one.harmless, effect, one.detected, len(one.missed))
        lines.append(f"| {kind} | " + " | ".join(f"{count:,}" for count in counts) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

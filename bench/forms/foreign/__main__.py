"""`python -m bench.forms.foreign [DIR]`: makes thirty estates by another hand, scores them, writes a page.

DIR keeps the estates, for a look at what went wrong; without it they are gone afterwards. About three
minutes of one processor.
"""

import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.forms.foreign.made import make
from bench.forms.lines import numbers, row, strata, table
from bench.forms.page import kept
from bench.forms.scored import Scored, scored
from bench.measured import ROOT

ESTATES = {"api+audit+links": 14, "api+links": 4, "audit+links": 4, "links": 8}
"""How many of which sources; the directory and the drives are always there."""
FORMS, FIRST_SEED = 30, 9_000
_NAMES = {
    "api+audit+links": "service, log of 180 days, links", "api+links": "service and links",
    "audit+links": "log and links", "links": "files and links only",
}  # fmt: skip

PAGE = """\
# Attribution on estates by another hand, measured

Made with `python -m bench.forms.foreign`: {estates} small estates ({blocks} tables) by a generator that
shares nothing with `practice/forms`: forms written by hand one by one, people who sort, shorten, count,
split, paste together and type into what they downloaded, workbooks by openpyxl, csv as Excel in Norwegian
saves it (times to the minute). **Nothing is fitted on it.** Columns as in
[the measurement on our own](measurements-forms.md).

{table}

{wrong} of {auto} automatic decisions are wrong. Calibration error: {error:.4f}.

| Measure | Value | Goal |
|---|---|---|
| Unknown forms found | {recall:.1%} | 99 % |
| Known forms called unknown | {alarm:.2%} of blocks; wrongly and without asking {alarm_auto:.2%} | 0.5 % |
| Rows of tables that hold several forms | {merged_right:.2%} of {merged} | 99.9 % |
| Unit of the owner right first | {unit:.1%} | 98 % |

{empty:.1%} of the tables have no response, and {asked_empty:.0%} of those asked about.

{strata}

{said}
"""

DOCS_PAGE = ROOT / "docs" / "measurements-forms-foreign.md"


def main() -> int:
    """Make, score, write."""
    with TemporaryDirectory() as passing:
        base = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(passing)
        found: defaultdict[str, list[Scored]] = defaultdict(list)
        for sources, many in ESTATES.items():
            for seed in range(FIRST_SEED, FIRST_SEED + many):
                here = base / f"{sources}-{seed}"
                if not here.exists():
                    make(seed, sources, FORMS, here / "estate", here / "truth")
                found[_NAMES[sources]] += scored(here / "estate", here / "truth", b"k" * 32)
            print(row(sources, found[_NAMES[sources]]), file=sys.stderr, flush=True)
    every = [one for lines in found.values() for one in lines]
    text = PAGE.format(
        estates=sum(ESTATES.values()),
        blocks=len(every),
        wrong=sum(one.decision == "auto" and not one.right for one in every),
        auto=sum(one.decision == "auto" for one in every),
        table=table(found),
        strata=strata(every),
        said=kept(DOCS_PAGE, "## What it does not do"),
        **numbers(every),
    ).replace("nan%", "–")
    DOCS_PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

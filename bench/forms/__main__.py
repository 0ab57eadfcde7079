"""`python -m bench.forms NAME EVIDENCE ESTATE TRUTH …`: risk and coverage, beside what others do.

EVIDENCE is `all`, `no API`, `no audit` or `files only`. The estates are of families that nothing
was fitted on. Writes docs/measurements-forms.md and its picture; what is said there from *Scale* on stays, to
be looked through.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path

from bench.forms.curves import curve, levels, picture
from bench.forms.lines import numbers, row, strata, table
from bench.forms.page import PAGE, kept
from bench.forms.scored import Scored, scored
from bench.measured import ROOT

DOCS = ROOT / "docs"
CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None


def main() -> int:
    """Measure, print, write."""
    given = sys.argv[1:]
    found: defaultdict[str, list[Scored]] = defaultdict(list)
    evidence: defaultdict[str, list[Scored]] = defaultdict(list)
    for name, sources, estate, truth in zip(given[::4], given[1::4], given[2::4], given[3::4], strict=True):
        lines = scored(Path(estate), Path(truth), b"k" * 32, CACHE)
        found[name] += lines
        evidence[sources] += lines
        print(row(name, lines), file=sys.stderr, flush=True)
    every = [one for lines in found.values() for one in lines]
    curves = {"Flytt": curve([(one.confidence, one.right) for one in every])}
    for name in every[0].baselines:
        curves[name] = curve([(one.baselines[name].bits, one.baselines[name].right) for one in every])
    by_evidence = {
        name: curve([(one.confidence, one.right) for one in lines]) for name, lines in evidence.items()
    }
    text = PAGE.format(
        blocks=len(every),
        wrong=sum(one.decision == "auto" and not one.right for one in every),
        auto=sum(one.decision == "auto" for one in every),
        table=table({**found, **{f"*{name}*": lines for name, lines in evidence.items()}}),
        levels=levels(by_evidence),
        strata=strata(every),
        baselines=levels(curves),
        said=kept(DOCS / "measurements-forms.md", "## Scale"),
        **numbers(every),
    ).replace("nan%", "–")
    print(text)
    (DOCS / "measurements-forms.md").write_text(text, encoding="utf-8")
    (DOCS / "pictures" / "forms-risk-coverage.svg").write_text(picture(curves), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

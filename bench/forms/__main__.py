"""`python -m bench.forms NAME ESTATE TRUTH …`: risk and coverage, beside what people would use instead.

Writes docs/measurements-forms.md. The estates are of families that nothing was fitted on.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np

from bench.forms.scored import Scored, scored
from bench.measured import ROOT

CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None
_RESAMPLED, _SIBLINGS = 500, 5
PAGE = """\
# Attribution of Forms answers, measured

Made with `python -m bench.forms` on {blocks} blocks of estates from `practice/forms`,
validation families that nothing was fitted on (small: the machine was shared). *Coverage* is the share of
blocks decided without a question about them. *Precision* is of those decided, by form, with a 95 % interval
by bootstrap over families. *Right in all* counts first choices, asked about or not. *Siblings* are families
of five or more. *Questions* count a set that one answer settles once.

{table}

What each sort of evidence gives, over all estates:

{strata}

What people would use instead: precision at the coverage that we reach, and right in all.

{baselines}

Calibration error (adaptive, ten bins): {error:.4f}. Unknown forms found: {recall:.1%};
called unknown and not: {alarm:.1%}.

The generator is ours: other estates will give other numbers. Weights of evidence were set by
judgement; only the curves in `flytt/forms/attribution/calibration.json` are fitted, on training families.
An interval that ends at 100 % means no
mistake was met, not that there is none: {blocks} blocks cannot show 99.9 %.
"""


BINS = 10


def main() -> int:
    """Measure, print, write."""
    given = sys.argv[1:]
    found = {
        name: scored(Path(estate), Path(truth), b"k" * 32, CACHE)
        for name, estate, truth in zip(given[::3], given[1::3], given[2::3], strict=True)
    }
    every = [one for lines in found.values() for one in lines]
    head = (
        "| Estate | Blocks | Coverage | Precision | 95 % | Right in all | Siblings: precision at coverage "
        "| Questions per 100 |\n|---|---|---|---|---|---|---|---|"
    )
    table = "\n".join([head, *(_row(name, lines) for name, lines in found.items())])
    strata = _strata(every)
    text = PAGE.format(
        blocks=len(every),
        table=table,
        strata=strata,
        baselines=_baselines(every),
        error=_error(every),
        recall=_share([one.right and one.called_latent for one in every if one.latent]),
        alarm=_share([one.called_latent for one in every if not one.latent]),
    )
    print(text)
    (ROOT / "docs" / "measurements-forms.md").write_text(text, encoding="utf-8")
    return 0


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else float("nan")


def _row(name: str, lines: Sequence[Scored]) -> str:
    auto = [one for one in lines if one.decision == "auto"]
    low, high = _interval(auto)
    near = [one for one in lines if one.siblings >= _SIBLINGS]
    sure = [one for one in near if one.decision == "auto"]
    asked = {one.question for one in lines if one.decision != "auto"}
    return (
        f"| {name} | {len(lines)} | {len(auto) / len(lines):.1%} | {_share([one.right for one in auto]):.2%} "
        f"| {low:.1%}–{high:.1%} | {_share([one.right for one in lines]):.1%} "
        f"| {_share([one.right for one in sure]):.1%} at {len(sure) / max(1, len(near)):.0%} "
        f"| {100 * len(asked) / len(lines):.1f} |"
    )


def _interval(lines: Sequence[Scored]) -> tuple[float, float]:
    families: defaultdict[str, list[bool]] = defaultdict(list)
    for one in lines:
        families[one.family].append(one.right)
    sums = np.array([(sum(own), len(own)) for own in families.values()], dtype=np.float64)
    drawn = np.random.default_rng(1).integers(0, len(sums), size=(_RESAMPLED, len(sums)))
    shares = sums[drawn, 0].sum(axis=1) / sums[drawn, 1].sum(axis=1)
    return float(np.quantile(shares, 0.025)), float(np.quantile(shares, 0.975))


def _strata(every: Sequence[Scored]) -> str:
    rows = ["| Evidence | Blocks | Right | Decided | Precision |", "|---|---|---|---|---|"]
    for name in sorted({one.stratum for one in every}):
        own = [one for one in every if one.stratum == name]
        auto = [one.right for one in own if one.decision == "auto"]
        right = _share([one.right for one in own])
        rows.append(
            f"| {name} | {len(own)} | {right:.1%} | {len(auto) / len(own):.0%} | {_share(auto):.2%} |"
        )
    return "\n".join(rows)


def _baselines(every: Sequence[Scored]) -> str:
    rows = ["| Method | Precision at our coverage | Right in all |", "|---|---|---|"]
    count = sum(one.decision == "auto" for one in every)
    for name in every[0].baselines:
        best = sorted((one.baselines[name] for one in every), key=lambda guess: -guess.bits)[:count]
        whole = _share([one.baselines[name].right for one in every])
        rows.append(f"| {name} | {_share([guess.right for guess in best]):.1%} | {whole:.1%} |")
    ours = _share([one.right for one in every if one.decision == "auto"])
    rows.append(f"| **Flytt** | {ours:.2%} | {_share([one.right for one in every]):.1%} |")
    return "\n".join(rows)


def _error(every: Sequence[Scored]) -> float:
    """Return how far confidence lies from what came right, over ten bins of equally many blocks."""
    ordered = sorted(every, key=lambda one: one.confidence)
    edges = [len(ordered) * n // BINS for n in range(BINS + 1)]
    bins = [ordered[start:end] for start, end in pairwise(edges) if start < end]
    apart = (
        len(own) * abs(fmean(one.confidence for one in own) - fmean(one.right for one in own)) for own in bins
    )
    return sum(apart) / len(ordered)


if __name__ == "__main__":
    sys.exit(main())

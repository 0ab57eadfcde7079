"""`python -m bench.forms.calibrate ESTATE TRUTH …`: fits the confidence of each sort of decision.

The estates are of training families; measuring is for others. Each curve is an isotonic regression of right
on margin. A stretch of it is drawn towards the curve of all sorts of its kind as if `SHRUNK` more had been
seen of those, and half an imagined mistake is added, so that neither a sort seen rarely nor a run of luck
says "never wrong".
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from bench.forms.scored import scored
from flytt.forms.attribution.verdicts import CALIBRATION

CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None
SHRUNK, FEWEST = 15.0, 15
KINDS = {
    "rows": "named", "rows_answers": "named", "identity": "named", "context": "named",
    "context_only": "named", "context_unshown": "guessed", "context_blind": "guessed",
    "context_unlike": "guessed", "refuted": "guessed", "empty": "empty", "summary": "summary",
    "mixed": "mixed",
    "latent_rows": "latent", "latent_blind": "latent", "latent_named": "latent",
    "latent_named_blind": "latent", "latent_few": "latent", "latent_clear": "latent",
    "latent_owned": "latent", "latent_plain": "latent", "latent_unlinked": "latent",
    "latent_joined": "guessed", "latent_alone": "guessed", "latent_empty": "guessed", "none": "none",
    "none_alike": "none", "none_blind": "none", "none_alike_blind": "none", "none_empty": "none",
    "none_empty_blind": "none", "none_summary": "guessed",
    "none_asked": "none",
}  # fmt: skip
"""Which sorts of decisions are alike enough to learn from each other."""

Seen = list[tuple[float, bool]]
Steps = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def made_of(truth: Path) -> str:
    """Return which estate it was, in the words that it was made with."""
    made = json.loads((truth / "made.json").read_text("utf-8"))["settings"]
    return (
        f"practice.forms seed {made['seed']} tier {made['tier']} split {made['split']} forms {made['forms']}"
    )


def main() -> int:
    """Fit and write."""
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    margins: defaultdict[str, Seen] = defaultdict(list)
    for estate, truth in pairs:
        for one in scored(Path(estate), Path(truth), b"k" * 32, CACHE, beside=False):
            margins[one.stratum].append((one.bits, one.right))
    made = {
        "fitted_on": [made_of(Path(t)) for _, t in pairs],
        "blocks": sum(map(len, margins.values())),
        "strata": fitted(margins),
    }
    CALIBRATION.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return 0


def fitted(margins: dict[str, Seen]) -> dict[str, dict[str, list[float]]]:
    """Return the curve of each sort: from which margin on, how often right, of how many seen."""
    kinds: defaultdict[str, Seen] = defaultdict(list)
    for name, seen in margins.items():
        kinds[KINDS[name]] += seen
    parents = {name: steps(seen) for name, seen in kinds.items()}
    strata: dict[str, dict[str, list[float]]] = {}
    for name, seen in sorted(margins.items()):
        bits, share, counts = steps(seen)
        above, level, many = parents[KINDS[name]]
        smoothed = (level * many + 0.5) / (many + 1.0)
        margin = np.array([one for one, _ in seen])
        of_kind = smoothed[np.maximum(0, np.searchsorted(above, margin, side="right") - 1)]
        step = np.maximum(0, np.searchsorted(bits, margin, side="right") - 1)
        expected = np.bincount(step, weights=of_kind, minlength=len(bits)) / counts
        right = (share * counts + SHRUNK * expected) / (counts + SHRUNK + 0.5)
        strata[name] = {
            "bits": [round(float(one), 3) for one in bits],
            "right": [round(float(one), 5) for one in np.maximum.accumulate(right)],
            "seen": [float(one) for one in counts],
        }
    return strata


def steps(seen: Sequence[tuple[float, bool]]) -> Steps:
    """Return margins where a step begins, share right on it, how many were seen there; rising in margin.

    A step of few is joined with the one below: what is seldom seen makes the surer ones no less sure.
    """
    bits, inverse, many = np.unique([one for one, _ in seen], return_inverse=True, return_counts=True)
    share = np.bincount(inverse, weights=[float(right) for _, right in seen]) / many
    fit = isotonic_regression(share, weights=many.astype(np.float64)).x
    edges, firsts = np.unique(fit, return_index=True)
    counts = np.add.reduceat(many, firsts).astype(np.float64)
    keep = [len(edges)]
    for n in range(len(edges) - 1, 0, -1):
        if counts[n : keep[0]].sum() >= FEWEST and counts[:n].sum() >= FEWEST:
            keep.insert(0, n)
    keep = [0, *keep[:-1]]
    sums = np.add.reduceat(edges * counts, keep)
    counts = np.add.reduceat(counts, keep)
    return bits[firsts][keep].astype(np.float64), sums / counts, counts


if __name__ == "__main__":
    sys.exit(main())

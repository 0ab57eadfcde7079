"""`python -m bench.forms.calibrate DIR`: makes training estates in DIR, fits each sort's confidence on them.

The estates are of training families; measuring is for others. An estate that DIR has already is taken as it
is, so that a run that was stopped goes on; two are read at a time. About fifteen minutes of one processor.

Each curve is an isotonic regression of right on margin. A stretch of it is drawn towards the curve of all
sorts of its kind as if `SHRUNK` more had been seen of those, and half an imagined mistake is added, so that
neither a sort seen rarely nor a run of luck says "never wrong".
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from bench.forms.scored import scored
from bench.forms.training import TRAINING, Training
from flytt.forms.attribution.verdicts import CALIBRATION

CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None
PROCESSES = 2
SHRUNK, FEWEST = 15.0, 15
KINDS = {
    "rows": "named", "rows_answers": "named", "identity": "named", "context": "named",
    "context_only": "named", "context_unshown": "guessed", "context_blind": "guessed",
    "context_unlike": "guessed", "refuted": "guessed", "empty": "empty",
    "empty_unnamed": "empty", "summary": "summary",
    "mixed": "mixed",
    "latent_rows": "latent", "latent_blind": "latent", "latent_named": "latent",
    "latent_named_blind": "latent", "latent_few": "latent", "latent_clear": "latent",
    "latent_owned": "latent", "latent_plain": "latent", "latent_unlinked": "latent",
    "latent_joined": "guessed", "latent_alone": "guessed", "latent_empty": "guessed", "none": "none",
    "none_alike": "none", "none_blind": "none", "none_alike_blind": "none", "none_empty": "none",
    "none_empty_blind": "none", "none_summary": "guessed",
    "none_asked": "asked",
}  # fmt: skip
"""Which sorts of decisions are alike enough to learn from each other.

`none_asked` teaches none: it is where what people do differs most.
"""

Seen = list[tuple[float, bool]]
Steps = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def main() -> int:
    """Make, score, fit and write."""
    root = Path(sys.argv[1])
    margins: defaultdict[str, Seen] = defaultdict(list)
    with ProcessPoolExecutor(PROCESSES) as pool:
        for one, seen in zip(TRAINING, pool.map(margins_of, TRAINING, [root] * len(TRAINING)), strict=True):
            print(one.said, len(seen), file=sys.stderr, flush=True)
            for stratum, bits, right in seen:
                margins[stratum].append((bits, right))
    made = {
        "fitted_on": [one.said for one in TRAINING],
        "blocks": sum(map(len, margins.values())),
        "strata": fitted(margins),
    }
    CALIBRATION.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return 0


def margins_of(one: Training, root: Path) -> list[tuple[str, float, bool]]:
    """Return sort, margin and whether it was right, of each block of one estate; made if it is not there."""
    estate, truth = one.make(root)
    lines = scored(estate, truth, b"k" * 32, CACHE, beside=False, workers=1)
    return [(line.stratum, line.bits, line.right) for line in lines]


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

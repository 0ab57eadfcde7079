"""`python -m bench.forms.calibrate ESTATE TRUTH …`: fits the confidence of each sort of decision.

The estates are of training families; measuring is for others. Each curve is an isotonic regression of right
on margin, shrunk by half an imagined mistake, so that no run of luck says "never wrong".
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import isotonic_regression

from bench.forms.scored import scored
from flytt.forms.attribution.verdicts import CALIBRATION

CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None


def made_of(truth: Path) -> str:
    """Return which estate it was, in the words that it was made with."""
    made = json.loads((truth / "made.json").read_text("utf-8"))["settings"]
    return (
        f"practice.forms seed {made['seed']} tier {made['tier']} split {made['split']} forms {made['forms']}"
    )


def main() -> int:
    """Fit and write."""
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    margins: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for estate, truth in pairs:
        for one in scored(Path(estate), Path(truth), b"k" * 32, CACHE):
            margins[one.stratum].append((one.bits, one.right))
    strata: dict[str, dict[str, list[float]]] = {}
    for name, seen in sorted(margins.items()):
        bits, inverse, many = np.unique([one for one, _ in seen], return_inverse=True, return_counts=True)
        share = np.bincount(inverse, weights=[float(right) for _, right in seen]) / many
        fitted = isotonic_regression(share, weights=many.astype(np.float64)).x
        edges, firsts = np.unique(fitted, return_index=True)
        counts = np.add.reduceat(many, firsts)
        smoothed = (edges * counts + 0.5) / (counts + 1.0)
        strata[name] = {
            "bits": [round(float(one), 3) for one in bits[firsts]],
            "right": [round(float(one), 5) for one in np.maximum.accumulate(smoothed)],
            "seen": [float(one) for one in counts],
        }
    made = {
        "fitted_on": [made_of(Path(t)) for _, t in pairs],
        "blocks": sum(map(len, margins.values())),
        "strata": strata,
    }
    CALIBRATION.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    for name, one in strata.items():
        print(name, one)
    return 0


if __name__ == "__main__":
    sys.exit(main())

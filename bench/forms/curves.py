"""Risk against coverage: tables in Markdown and one picture in SVG, nothing but text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.forms.scored import Scored

RESAMPLED, BINS = 500, 10
LEVELS = (0.9997, 0.999, 0.995, 0.99, 0.95)
_COLOURS = ("#1b4f9c", "#b5452c", "#3b7d3a", "#8a6d1a", "#6b3fa0", "#444444")
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 360, 60, 20
_WORST = 0.5
"""The right edge of the picture's scale of mistakes: half wrong."""


class Curve(NamedTuple):
    """Shares decided, rising, and the share of those decided that are wrong; both (blocks,)."""

    covered: NDArray[np.float64]
    wrong: NDArray[np.float64]

    @property
    def area(self) -> float:
        """Area under risk and coverage (AURC): the mean risk over all coverages."""
        return float(self.wrong.mean()) if len(self.wrong) else float("nan")

    def at(self, precision: float) -> float:
        """Return the largest coverage at which the precision is at least this."""
        good = np.flatnonzero(1 - self.wrong >= precision)
        return float(self.covered[good[-1]]) if len(good) else 0.0


def curve(seen: Sequence[tuple[float, bool]]) -> Curve:
    """Return the curve of decisions (how sure, right), surest first; ties are taken together."""
    if not seen:
        return Curve(np.zeros(0), np.zeros(0))
    sure = np.array([one for one, _ in seen])
    bad = np.array([not right for _, right in seen], dtype=np.float64)
    order = np.argsort(-sure, kind="stable")
    sure, bad = sure[order], np.cumsum(bad[order])
    last = np.append(np.flatnonzero(sure[1:] != sure[:-1]), len(sure) - 1)
    many = last + 1
    return Curve(many / len(sure), bad[last] / many)


def share(of: Sequence[bool]) -> float:
    """Return the share that is true; not a number for none."""
    return sum(of) / len(of) if of else float("nan")


def interval(lines: Sequence[Scored]) -> tuple[float, float]:
    """Return a 95 % interval of the share right, by bootstrap over families."""
    families: defaultdict[str, list[bool]] = defaultdict(list)
    for one in lines:
        families[one.family].append(one.right)
    if not families:
        return float("nan"), float("nan")
    sums = np.array([(sum(own), len(own)) for own in families.values()], dtype=np.float64)
    drawn = np.random.default_rng(1).integers(0, len(sums), size=(RESAMPLED, len(sums)))
    shares = sums[drawn, 0].sum(axis=1) / sums[drawn, 1].sum(axis=1)
    return float(np.quantile(shares, 0.025)), float(np.quantile(shares, 0.975))


def calibration_error(every: Sequence[Scored]) -> float:
    """Return how far confidence lies from what came right, over ten bins of equally many blocks."""
    ordered = sorted(every, key=lambda one: one.confidence)
    edges = [len(ordered) * n // BINS for n in range(BINS + 1)]
    bins = [ordered[start:end] for start, end in pairwise(edges) if start < end]
    apart = (
        len(own) * abs(fmean(one.confidence for one in own) - fmean(one.right for one in own)) for own in bins
    )
    return sum(apart) / len(ordered)


def levels(curves: Mapping[str, Curve]) -> str:
    """Return a table: how much can be decided at each precision, and the area under each curve."""
    head = "| | " + " | ".join(f"{level:.2%}" for level in LEVELS) + " | AURC |"
    rows = [head, "|---" * (len(LEVELS) + 2) + "|"]
    for name, one in curves.items():
        rows.append(
            f"| {name} | " + " | ".join(f"{one.at(level):.0%}" for level in LEVELS) + f" | {one.area:.4f} |"
        )
    return "\n".join(rows)


def picture(curves: Mapping[str, Curve]) -> str:
    """Return the curves as SVG: coverage to the right, wrong of those decided upwards, square-root scale."""
    right, bottom = _LEFT + _WIDTH, _TOP + _HEIGHT

    def at(covered: float, wrong: float) -> str:
        return f"{_LEFT + covered * _WIDTH:.1f},{bottom - min(1.0, wrong / _WORST) ** 0.5 * _HEIGHT:.1f}"

    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 20} {bottom + 50}"'
    parts = [
        f'{head} font-family="sans-serif" font-size="12">',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#888"/>',
    ]
    for wrong in (0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5):
        y = at(0, wrong).partition(",")[2]
        parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y}" text-anchor="end" dy="4">{100 * wrong:g} %</text>')
    for n in range(0, 101, 20):
        x = at(n / 100, 0).partition(",")[0]
        parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{n} %</text>')
    parts.append(
        f'<text x="{_LEFT + _WIDTH / 2:.0f}" y="{bottom + 38}" text-anchor="middle">'
        "share of blocks decided; upwards: wrong of those decided</text>"
    )
    for n, (name, one) in enumerate(curves.items()):
        colour = _COLOURS[n % len(_COLOURS)]
        step = max(1, len(one.covered) // 300)
        points = " ".join(
            at(float(c), float(w)) for c, w in zip(one.covered[::step], one.wrong[::step], strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_LEFT + 12}" y="{_TOP + 20 + 16 * n}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"

"""`python -m bench.forms NAME EVIDENCE ESTATE TRUTH …`: risk and coverage, beside what others do.

EVIDENCE is `all`, `no API`, `no audit` or `files only`. Writes docs/measurements-forms.md and its picture.
The estates are of families that nothing was fitted on.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.forms.curves import calibration_error, curve, interval, levels, picture, share
from bench.forms.page import MISSED, PAGE, SCALE
from bench.forms.scored import Scored, scored
from bench.measured import ROOT

CACHE = Path(os.environ["FLYTT_BENCH_CACHE"]) if "FLYTT_BENCH_CACHE" in os.environ else None
_SIBLINGS = 5


def main() -> int:
    """Measure, print, write."""
    given = sys.argv[1:]
    found: dict[str, list[Scored]] = {}
    evidence: defaultdict[str, list[Scored]] = defaultdict(list)
    for name, sources, estate, truth in zip(given[::4], given[1::4], given[2::4], given[3::4], strict=True):
        found[name] = scored(Path(estate), Path(truth), b"k" * 32, CACHE)
        evidence[sources] += found[name]
        print(_row(name, found[name]), file=sys.stderr, flush=True)
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
        table=_table({**found, **{f"*{name}*": lines for name, lines in evidence.items()}}),
        levels=levels(by_evidence),
        strata=_strata(every),
        baselines=levels(curves),
        scale=SCALE,
        missed=MISSED,
        **_numbers(every),
    ).replace("nan%", "–")
    print(text)
    (ROOT / "docs" / "measurements-forms.md").write_text(text, encoding="utf-8")
    (ROOT / "docs" / "pictures" / "forms-risk-coverage.svg").write_text(picture(curves), encoding="utf-8")
    return 0


def _table(found: dict[str, list[Scored]]) -> str:
    head = (
        "| Estate | Blocks | Coverage | With answers | Precision | 95 % | Right in all "
        "| Siblings: precision at coverage | Questions per 100 |\n" + "|---" * 9 + "|"
    )
    return "\n".join([head, *(_row(name, lines) for name, lines in found.items())])


def _row(name: str, lines: Sequence[Scored]) -> str:
    auto = [one for one in lines if one.decision == "auto"]
    low, high = interval(auto)
    near = [one for one in lines if one.siblings >= _SIBLINGS]
    sure = [one for one in near if one.decision == "auto"]
    asked = sum(bool(one.answered and one.answered.asked) for one in lines)
    return (
        f"| {name} | {len(lines)} | {len(auto) / len(lines):.1%} | {1 - asked / len(lines):.1%} "
        f"| {share([one.right for one in auto]):.2%} "
        f"| {low:.1%}–{high:.1%} | {share([one.right for one in lines]):.1%} "
        f"| {share([one.right for one in sure]):.1%} at {len(sure) / max(1, len(near)):.0%} "
        f"| {100 * asked / len(lines):.1f} |"
    )


def _strata(every: Sequence[Scored]) -> str:
    rows = ["| Evidence | Blocks | Right | Decided | Precision |", "|---|---|---|---|---|"]
    for name in sorted({one.stratum for one in every}):
        own = [one for one in every if one.stratum == name]
        auto = [one.right for one in own if one.decision == "auto"]
        right = share([one.right for one in own])
        rows.append(f"| {name} | {len(own)} | {right:.1%} | {len(auto) / len(own):.0%} | {share(auto):.2%} |")
    return "\n".join(rows)


def _numbers(every: Sequence[Scored]) -> dict[str, float | int]:
    settled = [one.answered.right for one in every if one.answered and not one.answered.asked]
    sensitive = [one for one in every if one.sensitive and one.decision == "auto" and not one.empty]
    with_rows = [one for one in every if not one.empty]
    return {
        "error": calibration_error(every),
        "recall": share([one.right and one.called_latent for one in every if one.latent]),
        "recall_rows": share([one.right and one.called_latent for one in with_rows if one.latent]),
        "alarm": share([one.called_latent for one in every if not one.latent]),
        "alarm_rows": share([one.called_latent for one in with_rows if not one.latent]),
        "alarm_fair": share([one.called_latent and one.right for one in every if not one.latent]),
        "alarm_auto": share(
            [
                one.called_latent and not one.right and one.decision == "auto"
                for one in every
                if not one.latent
            ]
        ),
        "settled": len(settled),
        "settled_right": share(settled),
        "empty": share([one.empty for one in every]),
        "asked_empty": share([one.empty for one in every if one.decision != "auto"]),
        "sensitive": len(sensitive),
        "sensitive_wrong": sum(not one.right for one in sensitive),
        "merged": sum(one.rows for one in every),
        "merged_right": sum(one.rows_right for one in every) / max(1, sum(one.rows for one in every)),
        "unit": share([one.unit_right for one in every if one.unit_right is not None]),
    }


if __name__ == "__main__":
    sys.exit(main())

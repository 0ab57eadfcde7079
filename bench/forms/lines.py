"""Lines of the tables that measurements of attribution write, from blocks that were scored."""

from collections.abc import Sequence

from bench.forms.curves import calibration_error, interval, share
from bench.forms.scored import Scored

_SIBLINGS = 5


def table(found: dict[str, list[Scored]]) -> str:
    """Return a table with a line for each name."""
    head = (
        "| Estate | Blocks | Coverage | With answers | Precision | 95 % | Right in all "
        "| Siblings: precision at coverage | Questions per 100 |\n" + "|---" * 9 + "|"
    )
    return "\n".join([head, *(row(name, lines) for name, lines in found.items())])


def row(name: str, lines: Sequence[Scored]) -> str:
    """Return the line of a table: coverage, precision, siblings, questions."""
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


def strata(every: Sequence[Scored]) -> str:
    """Return a table of the sorts of decisions."""
    rows = ["| Evidence | Blocks | Right | Decided | Precision |", "|---|---|---|---|---|"]
    for name in sorted({one.stratum for one in every}):
        own = [one for one in every if one.stratum == name]
        auto = [one.right for one in own if one.decision == "auto"]
        right = share([one.right for one in own])
        rows.append(f"| {name} | {len(own)} | {right:.1%} | {len(auto) / len(own):.0%} | {share(auto):.2%} |")
    return "\n".join(rows)


def numbers(every: Sequence[Scored]) -> dict[str, float | int]:
    """Return the measures that a page tells beside its tables, by the names that it calls them."""
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

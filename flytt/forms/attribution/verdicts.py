"""From evidence to a probability that holds, and from that to: decided, asked about, or put aside."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, cast

from flytt.forms.attribution.document import Verdict

Stratum: TypeAlias = Literal[
    "rows", "rows_answers", "mixed", "identity", "context", "context_only", "context_blind",
    "context_unshown", "context_unlike", "refuted", "empty", "empty_unnamed",
    "summary", "latent_rows", "latent_blind",
    "latent_named",
    "latent_named_blind", "latent_clear", "latent_owned", "latent_plain", "latent_unlinked",
    "latent_joined", "latent_few", "latent_alone", "latent_empty", "none", "none_blind", "none_alike",
    "none_alike_blind", "none_empty", "none_empty_blind", "none_summary",
    "none_asked",
]  # fmt: skip
"""Sorts of decisions that go wrong for different reasons.

`blind`: the service showed few responses; `unshown`: it showed most forms', not this one's, and several sets
ask the same; `named`: a file still has the name that Forms gave it, and a form
known has such a title; `owned`: only its owner speaks for a known form; `clear`: nothing does, and a file is
named so; `plain`: nothing does; `unlinked`: no form is known at all; `refuted`:
the best there is, and the answers say that it cannot be.
"""

Curves: TypeAlias = dict[str, dict[str, dict[str, list[float]]]]
CALIBRATION = Path(__file__).parent / "calibration.json"
RISK, SENSITIVE_RISK, KEPT_RISK = 0.003, 0.001, 0.006
"""How often an automatic decision may be wrong by its own account.

Stricter for sensitive data. Wider for a table without a single answer, and for what is no form's, but not
where the service showed few answers. A form that nobody knows is no reason to be wider: unseen estates had
four times as many mistakes there as training had shown, and who owns such answers would not have been asked.
"""

_NEVER_ALONE: frozenset[Stratum] = frozenset(
    {"refuted", "none_asked", "none_empty", "none_empty_blind", "empty_unnamed"}
)
"""Sorts whose share of right ones is a habit of people, which no estates made by us can tell.

`none_asked`: a list that asks what a form asks, or is called so, and has nothing of Forms nor of another
system. Whether people type such lists or cut them out of answers differs from place to place; the shares on
our own estates and on another hand's are on the pages of measurements. `none_empty`: headings alone, of an
export before the first answer or of a list that somebody drew up; wrong on unseen estates, not in training.
`empty_unnamed`: headings of a known form whose id neither log nor link ties to the file, as a sibling's are.
"""

_SENSITIVE_NEVER_ALONE: frozenset[Stratum] = frozenset({"latent_clear"})
"""`latent_clear`: files of one form that share no response are told apart by nothing but their answers."""

_DOUBTED: frozenset[Stratum] = frozenset({"context"})
_DOUBTED_BITS = 4.0
"""Below it a margin is rare in these sorts: that the few seen were right says nothing of the next."""

_ASK_FROM = 0.05
_SURE_BITS, _UNSEEN = 60.0, 0.9
"""What has not been seen where the truth is known is asked about."""


def raw(bits: float) -> float:
    """Return the probability that powers of two of evidence stand for, before calibration."""
    return 1 / (1 + 2.0 ** -max(-_SURE_BITS, min(_SURE_BITS, bits)))


@cache
def _curves() -> Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]:
    if not CALIBRATION.is_file():
        return {}
    given = cast("Curves", json.loads(CALIBRATION.read_text("utf-8")))
    strata = given["strata"].items()
    return {name: (tuple(one["bits"]), tuple(one["right"])) for name, one in strata}


def confidence(stratum: Stratum, bits: float) -> float:
    """Return how often such a decision with this margin was right where the truth is known."""
    curve = _curves().get(stratum)
    if curve is None or stratum in _NEVER_ALONE:
        return min(_UNSEEN, raw(bits))
    at = bisect_right(curve[0], bits) - 1
    if at < 0:
        return min(_UNSEEN, curve[1][0])
    right = curve[1][at]
    return min(right, raw(bits)) if stratum in _DOUBTED and bits < _DOUBTED_BITS else right


def verdict(sure: float, stratum: Stratum, *, sensitive: bool, empty: bool) -> Verdict:
    """Return what to do: decide, ask, or keep apart with a named owner until somebody knows."""
    if empty or (stratum.startswith("none") and stratum != "none_blind"):
        risk = KEPT_RISK
    else:
        risk = SENSITIVE_RISK if sensitive else RISK
    if 1 - sure <= risk and not (sensitive and stratum in _SENSITIVE_NEVER_ALONE):
        return "auto"
    return "ask" if sure >= _ASK_FROM else "quarantine"

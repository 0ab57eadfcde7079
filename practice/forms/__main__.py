"""`python -m practice.forms --seed N --out DIR --truth DIR`: an estate and the truth about it.

Exit codes: 0 made, 2 bad input.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast, get_args

from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of
from practice.forms.topics import Split

__all__ = ["main"]

_DONE, _BAD_INPUT = 0, 2
_SOURCES = ("api", "audit", "directory", "references", "coverage")


def main() -> int:
    """Make what the command line asks for."""
    try:
        settings, out, truth = _asked()
        began = time.monotonic()
        made = make_estate(settings, out, truth)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return _BAD_INPUT
    print(json.dumps({**asdict(made), "seconds": round(time.monotonic() - began, 1)}))
    return _DONE


def _asked() -> tuple[Settings, Path, Path]:
    parser = argparse.ArgumentParser(
        prog="practice.forms", description="Makes a Forms estate whose truth is known."
    )
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--tier", choices=("T1", "T2", "T3", "T4", "T5"), default="T3")
    parser.add_argument("--forms", type=int, default=200)
    parser.add_argument("--split", choices=get_args(Split), default="train", help="which template families")
    parser.add_argument("--tenant", type=int, default=0, help="another municipality of the same seed")
    parser.add_argument("--out", type=Path, required=True, help="the estate")
    parser.add_argument("--truth", type=Path, required=True, help="what is true of it, elsewhere")
    parser.add_argument("--without", default="", help=f"sources to leave out, of {', '.join(_SOURCES)}")
    parser.add_argument("--with", dest="with_", default="", help="sources to see in full, whatever the tier")
    parser.add_argument("--audit-days", type=int, help="how far back the audit goes")
    parser.add_argument("--responses", type=float, default=22.0, help="median responses of a form")
    parser.add_argument("--distractors", type=float, default=1.0, help="ordinary spreadsheets for each form")
    parser.add_argument("--decisions", type=int, default=0, help="decisions that people have made already")
    given = parser.parse_args()
    sources = sources_of(int(given.tier[1]))
    named = {name for name in f"{given.without},{given.with_}".split(",") if name}
    if unknown := named - set(_SOURCES):
        raise ValueError(f"no such source: {', '.join(sorted(unknown))}")
    seen, unseen = given.with_.split(","), given.without.split(",")
    if "api" in seen:
        sources = replace(sources, api="all", dropped=())
    if "audit" in seen:
        sources = replace(sources, audit_days=365, audit_premium=True, audit_gap=0.0)
    if given.audit_days is not None:
        sources = replace(sources, audit_days=given.audit_days)
    if "api" in unseen:
        sources = replace(sources, api="none")
    if "audit" in unseen:
        sources = replace(sources, audit_days=0)
    sources = replace(
        sources,
        directory="directory" not in unseen,
        references="references" not in unseen,
        coverage=(sources.coverage or "coverage" in seen) and "coverage" not in unseen,
    )
    settings = Settings(
        seed=given.seed,
        tier=int(given.tier[1]),
        split=cast("Split", given.split),
        tenant=given.tenant,
        forms=given.forms,
        responses_median=given.responses,
        distractors=given.distractors,
        decisions=given.decisions,
        sources=sources,
    )
    return settings, given.out, given.truth


if __name__ == "__main__":
    sys.exit(main())

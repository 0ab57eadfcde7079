"""Whether a table looks like Microsoft Forms at all, and what speaks for another origin."""

import re

import numpy as np

from flytt.forms.attribution.wordings import id_range
from flytt.forms.block import NEVER, Block
from flytt.forms.headings import role_of

_ELSEWHERE = re.compile(
    r"\$submission_id|\$created|\$answer_time_ms|statoverall_\d+|closetime|respondent|submission id|tidsmerke"
    r"|tidsstempel|timestamp|tidsmelding|recipientid|collector id|collectorid|kilde-ip|ip-adresse"
)
_COUNTED = re.compile(
    r"(antall|antal|tal|count|number|sum|gjennomsnitt|snitt|average)\b.*|responses|prosent|andel|percent|share"
    r"|%|n|frekvens|frequency|totalt|total"
)
_ANYBODYS = frozenset(
    {
        "sluttidspunkt", "sluttid", "slutttidspunkt", "tidspunkt for slutt", "end time", "submitted",
        "submit time", "innsendt", "innsendt tidspunkt", "tidspunkt for innsending", "fullført", "fullførd",
        "heure de fin", "sendt inn", "sendt inn tidspunkt",
    }
)  # fmt: skip
"""Headings of an end that shift lists have too; whatever else means completion is Forms' own."""

_FORMS_OWN = frozenset({"last modified time", "tidspunkt for siste endring"})
"""Headings in the very words that Forms writes; lists elsewhere say "modified" or "endret"."""

_COUNTED_BY_HAND = frozenset({"nr", "nr.", "løpenr", "løpenummer", "lnr", "#"})
_OWN_BITS = 2.5
_SHIFT_SECONDS = 2 * 3_600
_WIDEST_SUMMARY = 4
ELSEWHERE_BITS = -8.0
"""What another system's own headings say; no list that lacks Forms' looks as unlike."""

LIKE_FORMS_BITS = 3.0
"""From where a table is taken for answers of Forms without any other evidence."""


def looks_bits(block: Block, name: str) -> float:
    """Return how much a table looks like Forms by itself, in powers of two; below zero: unlike."""
    keys = [column.key for column in block.columns]
    sure = {column.role for column in block.columns if column.certain}
    if any(_ELSEWHERE.fullmatch(one) for one in keys):
        return ELSEWHERE_BITS
    own = sure & {"modified", "quiz_feedback", "grade_posted"}
    bits = 3.0 * (block.table == "OfficeForms.Table") + 2.0 * len(own) + _OWN_BITS * bool(own)
    bits += _OWN_BITS * any(one in _FORMS_OWN for one in keys)
    bits += 2.0 * any(column.role in {"points", "feedback"} for column in block.columns)
    bits -= 2.0 * is_numbered(block)
    times = sure & {"start", "completion"}
    bits += 2.0 * len(times) if times else -3.0
    if any(one.role == "completion" and one.certain and one.key not in _ANYBODYS for one in block.columns):
        bits += _OWN_BITS
    bits += (1.0 if "id" in sure else -1.0) + (2.5 if "email" in sure else -2.5 if times else 0.0)
    if {"start", "completion"} <= sure and len(block.rows):
        rows = block.rows
        there = (rows.started != NEVER) & (rows.completed != NEVER)
        if there.any():
            apart = np.median(rows.completed[there] - rows.started[there])
            bits += -4.0 if apart < 0 or apart > _SHIFT_SECONDS else 1.0
    told = id_range(name)
    there = block.rows.ids[block.rows.ids > 0]
    if told and len(there):
        bits += 1.5 if told == (int(there.min()), int(there.max())) else 0.0
    return bits


def is_numbered(block: Block) -> bool:
    """Tell whether a list begins with a number that somebody gave each row."""
    return any(column.key in _COUNTED_BY_HAND for column in block.columns[:2])


def is_elsewhere(block: Block) -> bool:
    """Tell whether a heading is one that only another system writes."""
    return any(_ELSEWHERE.fullmatch(column.key) for column in block.columns)


def is_summary(block: Block) -> bool:
    """Tell whether a table counts answers instead of holding them: a column of groups, then numbers."""
    if not 1 < len(block.columns) <= _WIDEST_SUMMARY:
        return False
    first, *rest = block.columns
    return (
        (first.role in {"question", "name", "language"} or not first.certain)
        and all(one.kind in {"integer", "number", "empty"} for one in rest)
        and any(_COUNTED.fullmatch(one.key) for one in rest)
        and role_of(first.key) != "id"
    )

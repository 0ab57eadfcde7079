"""The door: an estate becomes the document that says whose every block is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flytt.forms.attribution.answered import answered
from flytt.forms.attribution.compare import compare
from flytt.forms.attribution.components import ids_and_times
from flytt.forms.attribution.counted import given_by
from flytt.forms.attribution.document import (
    Attribution,
    BlockLine,
    FormLine,
    Owner,
    RowCounts,
    Segment,
    UnreadableLine,
)
from flytt.forms.attribution.found_ids import counts
from flytt.forms.attribution.held import Held, hold
from flytt.forms.attribution.identity import WORKBOOK_BITS
from flytt.forms.attribution.judged import Judged, judge
from flytt.forms.attribution.known import deleted_ids
from flytt.forms.attribution.likely import is_summary
from flytt.forms.attribution.owners import owner_of, topics
from flytt.forms.attribution.relations import Placed, relations
from flytt.forms.attribution.units import Units
from flytt.forms.attribution.warned import warnings
from flytt.forms.estate import Estate


def attribute(estate: Estate) -> Attribution:
    """Return whose every block is, how sure, on what evidence; and what is known of every form."""
    held = hold(estate)
    try:
        return document(held, answered(held, judge(held)))
    finally:
        for remembered in (compare, ids_and_times, given_by):
            remembered.cache_clear()


def document(held: Held, judged: Sequence[Judged]) -> Attribution:
    """Return the document of an estate that is laid out and judged; one judgement a block, in their order."""
    estate = held.estate
    owners = _owners(held, judged)
    ids = _ids(held, judged)
    service = {one.id: _service_ids(held, n) for n, one in enumerate(held.known)}
    seen = {
        one.id: frozenset(i for table in one.tables for i in table.ids.tolist() if i > 0)
        for one in held.known
    }
    gone = {one.id: deleted_ids(one) for one in held.known}
    related = relations([_placed(held, n, one, ids[n]) for n, one in enumerate(judged)], seen, gone)
    nobody = Owner(confidence=1.0)
    lines = tuple(
        BlockLine(
            drive_id=block.drive_id,
            item_id=block.item_id,
            sheet=block.sheet,
            range=block.range,
            form=one.form,
            relation=related[n] if one.form else "none",
            rows=RowCounts(
                total=len(block.rows),
                matched=one.matched,
                extra=len(block.rows) - one.matched,
                segments=tuple(Segment(first=a, last=b, form=form) for a, b, form in one.segments),
            ),
            confidence=one.confidence,
            decision=one.decision,
            owner=owners.get(one.form, nobody) if one.form else nobody,
            evidence=one.evidence,
            alternatives=one.alternatives,
        )
        for n, (block, one) in enumerate(zip(held.blocks, judged, strict=True))
    )
    return Attribution(
        blocks=lines,
        forms=tuple(_forms(held, judged, owners, ids, service)),
        unreadable=tuple(
            UnreadableLine(drive_id=one.drive_id, item_id=one.item_id, why=one.why)
            for one in estate.unreadable
            if one.item_id
        ),
        coverage={one.source: one for one in estate.coverage},
        warnings=warnings(estate),
    )


def _service_ids(held: Held, form: int) -> frozenset[int]:
    return frozenset(i for one in held.known[form].answers for i in one.rows.ids.tolist() if i > 0)


def _placed(held: Held, n: int, one: Judged, ids: Mapping[str, frozenset[int]]) -> Placed:
    block = held.blocks[n]
    linked = any(
        claim.evidence.kind == "workbook"
        and held.known[claim.form].id == one.form
        and claim.evidence.weight >= WORKBOOK_BITS
        for claim in held.claims.get((block.drive_id, block.item_id), [])
    )
    table = [held.tables[m] for m in held.tables_of[n]]
    return Placed(
        block=block,
        item=held.estate.item.get((block.drive_id, block.item_id)),
        form=one.form or "",
        forms=frozenset(form for _, _, form in one.segments),
        ids=ids.get(one.form or "", frozenset()),
        summary=is_summary(block),
        linked=linked,
        has_time=any(part.has_times for part in table),
    )


def _ids(held: Held, judged: Sequence[Judged]) -> list[dict[str, frozenset[int]]]:
    """Return for each block the response ids of each form in it: its own, or those of the rows it shares."""
    result: list[dict[str, frozenset[int]]] = []
    for block, one in zip(held.blocks, judged, strict=True):
        found: defaultdict[str, set[int]] = defaultdict(set)
        for first, last, form in one.segments:
            found[form].update(one.ids[first - 1 : last].tolist())
        result.append({form: frozenset(i for i in own if i > 0) for form, own in found.items()})
        assert len(one.ids) == len(block.rows)
    return result


def _owners(held: Held, judged: Sequence[Judged]) -> dict[str, Owner]:
    units = Units(held.estate.directory)
    known = {one.id: one for one in held.known}
    places: defaultdict[str, list[str]] = defaultdict(list)
    names: defaultdict[str, list[str]] = defaultdict(list)
    for block, one in zip(held.blocks, judged, strict=True):
        item = held.estate.item.get((block.drive_id, block.item_id))
        for form in {name for _, _, name in one.segments} | {one.form or ""} - {""}:
            if item:
                places[form] += [who for who in (item.drive_owner or item.group_id, item.created_by) if who]
                if form not in known:
                    names[form].append(item.name)
    every = dict.fromkeys([*known, *places, *(one.form for one in judged if one.form)])
    about = topics(held.known, units)
    result: dict[str, Owner] = {}
    for name in every:
        form = known.get(name)
        texts = [*names[name], *(form.where if form else ())]
        result[name] = owner_of(form, texts, places[name], units, about)
    return result


def _forms(
    held: Held,
    judged: Sequence[Judged],
    owners: Mapping[str, Owner],
    ids: Sequence[Mapping[str, frozenset[int]]],
    service: Mapping[str, frozenset[int]],
) -> list[FormLine]:
    in_blocks: defaultdict[str, set[int]] = defaultdict(set)
    for own in ids:
        for form, found in own.items():
            in_blocks[form] |= found
    known = {one.id: one for one in held.known}
    named = {form for one in judged for _, _, form in one.segments} | {one.form for one in judged if one.form}
    result: list[FormLine] = []
    for form in sorted({*known, *named}):
        one = known.get(form)
        result.append(
            FormLine(
                id=form,
                lineage=one.lineage.ids if one else (),
                owner=owners[form],
                responses=counts(one, service.get(form, frozenset()), in_blocks[form]),
            )
        )
    return result

"""Writes down what is true of an estate, in the words an attribution is written in, apart from the estate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import JsonValue

from practice.forms.block_truth import BlockTruth, segments
from practice.forms.draws import guid
from practice.forms.form import Form
from practice.forms.settings import Settings
from practice.forms.town import Town

__all__ = ["Seen", "Truth"]

_Object = dict[str, JsonValue]


@dataclass
class Seen:
    """What the estate shows: form ids by source, and response ids by form's number and source."""

    ids: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    service: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    audit: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    deleted: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    moves: set[int] = field(default_factory=set[int])

    def known_by(self, form: Form) -> dict[str, list[str]]:
        """The form's ids that can be seen, oldest first, each with the sources that show it."""
        return {
            holding.id: sources
            for holding in form.holdings
            if (sources := [source for source, ids in self.ids.items() if holding.id in ids])
        }


class Truth:
    """Everything that is true of one estate."""

    def __init__(self, settings: Settings, town: Town, forms: Sequence[Form], seen: Seen) -> None:
        self._settings, self._town, self._seen = settings, town, seen
        self._forms = {form.number: form for form in forms}
        self.blocks: list[BlockTruth] = []
        self.unreadable: list[_Object] = []
        self.coverage: _Object = {}

    def name(self, number: int) -> str:
        """What a form is called: its newest id that anything in the estate shows, or a latent name."""
        known = list(self._seen.known_by(self._forms[number]))
        return known[-1] if known else f"latent:{guid(self._settings.name, 'latent', number)[:8]}"

    def blocks_told(self) -> Iterator[_Object]:
        """Every block, as an attribution tells of it."""
        order = sorted(self.blocks, key=_place)
        for block, relation in zip(order, self._relations(order), strict=True):
            yield self._block(block, relation)

    def notes(self) -> Iterator[_Object]:
        """For each block what no attribution can know: how it came to be, what else were a fair answer."""
        items = {block.plan.label: block.item for block in self.blocks}
        for block in sorted(
            self.blocks, key=lambda block: (block.drive, block.item, block.sheet, block.range)
        ):
            note: _Object = {
                "drive_id": block.drive,
                "item_id": block.item,
                "sheet": block.sheet,
                "range": block.range,
                "how": block.plan.how,
                "worn": [asdict(wear) for wear in block.plan.worn],
                "copy_of": items.get(block.plan.copy_of),
                "keys": [*block.keys],
                "tier": self._settings.tier,
                "tenant": self._town.tenant,
                "split": self._settings.split,
            }
            if block.form is not None:
                note |= self._strata(block, self._forms[block.form])
            yield note

    def origins(self) -> Iterator[_Object]:
        """For each block which response each row is: stretches of form, first response id, number of rows."""
        for block in self.blocks:
            runs: list[JsonValue] = [
                [self.name(form) if form is not None else None, first, count]
                for form, first, count in block.runs
            ]
            yield {
                "drive_id": block.drive,
                "item_id": block.item,
                "sheet": block.sheet,
                "range": block.range,
                "runs": runs,
            }

    def write(self, directory: Path) -> None:
        """Write truth.json, notes.ndjson and origins.ndjson."""
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "truth.json").open("w", encoding="utf-8") as out:
            forms = (self._form(form) for form in self._shown())
            parts = (("blocks", self.blocks_told()), ("forms", forms), ("unreadable", self.unreadable))
            for number, (name, found) in enumerate(parts):
                out.write(f'{", " if number else "{"}"{name}": [')
                for place, one in enumerate(found):
                    out.write((",\n" if place else "\n") + json.dumps(one, ensure_ascii=False))
                out.write("]")
            out.write(f', "coverage": {json.dumps(self.coverage)}}}\n')
        for name, lines in (("notes", self.notes()), ("origins", self.origins())):
            with (directory / f"{name}.ndjson").open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    def _relations(self, blocks: Sequence[BlockTruth]) -> list[str]:
        newest = {number: max(ids, default=0) for number, ids in self._found().items()}
        for number, ids in self._seen.audit.items():
            newest[number] = max(newest.get(number, 0), *ids)
        first: dict[int, BlockTruth] = {}
        for block in sorted(
            blocks, key=lambda block: (block.plan.made, block.item, block.sheet, block.range)
        ):
            first.setdefault(block.digest, block)
        found: list[str] = []
        for block in blocks:
            relation = block.relation
            if relation == "export" and block.form is not None:
                if newest.get(block.form, 0) > block.high:
                    relation = "older_export"
                elif first[block.digest] is not block:
                    relation = "copy"
                elif not {"id", "times"} & set(block.keys):
                    relation = "derived"
            found.append(relation)
        return found

    def _found(self) -> dict[int, set[int]]:
        found = {number: set(ids) for number, ids in self._seen.service.items()}
        for block in self.blocks:
            for number in block.forms:
                found.setdefault(number, set()).update(block.ids(number))
        return found

    def _block(self, block: BlockTruth, relation: str) -> _Object:
        named: list[JsonValue] = [
            {"first": first, "last": last, "form": self.name(form)}
            for first, last, form in segments(block.runs)
        ]
        return {
            "drive_id": block.drive,
            "item_id": block.item,
            "sheet": block.sheet,
            "range": block.range,
            "form": None if block.form is None else self.name(block.form),
            "relation": relation,
            "rows": {
                "total": block.total,
                "matched": block.matched,
                "extra": block.total - block.matched,
                "segments": named,
            },
            "confidence": 1.0,
            "decision": "auto",
            "owner": self._owner(None if block.form is None else self._forms[block.form]),
            "evidence": [],
            "alternatives": [],
        }

    def _owner(self, form: Form | None) -> _Object:
        if form is None:
            return {"person_id": None, "group_id": None, "unit": None, "sector": None, "confidence": 1.0}
        holding = form.held(self._town.now)
        return {
            "person_id": None if holding.group else holding.owner,
            "group_id": holding.owner if holding.group else None,
            "unit": form.unit.name,
            "sector": form.unit.sector,
            "confidence": 1.0,
        }

    def _shown(self) -> Iterator[Form]:
        with_blocks = {number for block in self.blocks for number in block.forms} | {
            b.form for b in self.blocks
        }
        for form in sorted(self._forms.values(), key=lambda form: self.name(form.number)):
            if form.number in with_blocks or self._seen.known_by(form):
                yield form

    def _form(self, form: Form) -> _Object:
        number = form.number
        service = self._seen.service.get(number, set())
        found, high = set(service), max(service | self._seen.audit.get(number, set()), default=0)
        for block in self._by_form().get(number, []):
            found |= block.ids(number)
            if "id" in block.keys:
                high = max(high, *block.ids(number))
        lost = [one for one in range(1, high + 1) if one not in found]
        gone = self._seen.deleted.get(number, set())
        return {
            "id": self.name(number),
            "lineage": [*self._seen.known_by(form)],
            "owner": self._owner(form),
            "responses": {
                "service": len(service),
                "found": len(found),
                "missing_ids": [one for one in lost if one not in gone],
                "deleted_ids": [one for one in lost if one in gone],
            },
        }

    def _by_form(self) -> Mapping[int, list[BlockTruth]]:
        if not hasattr(self, "_index"):
            self._index: dict[int, list[BlockTruth]] = {}
            for block in self.blocks:
                for number in block.forms:
                    self._index.setdefault(number, []).append(block)
        return self._index

    def _strata(self, block: BlockTruth, form: Form) -> _Object:
        known = self._seen.known_by(form)
        linked = form.number in self._seen.moves or len({one[43:77] for one in known}) < 2  # noqa: PLR2004 - one or more
        bare = bool(known) and all(found == ["bare-reference"] for found in known.values())
        also: list[JsonValue] = []
        shot = next((shot for shot in block.plan.shots if shot.form == form.number), None)
        if shot is not None and any(event.at > shot.at for event in form.events if "question" in event.what):
            also.append("older_export")
        sources: _Object = {one: [*found] for one, found in known.items()}
        return {
            "family": form.subject,
            "siblings": form.siblings,
            "sensitive": form.sensitive,
            "known_by": sources,
            "acceptable": [*([self.name(form.number)] if linked else known), *(["latent"] if bare else [])],
            "relation_also": also,
            "undecidable": block.matched == 0 and form.siblings > 1,
        }


def _place(block: BlockTruth) -> tuple[str, str, str, str]:
    return block.drive, block.item, block.sheet, block.range

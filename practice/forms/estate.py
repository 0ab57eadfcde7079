"""Makes an estate, a family of forms at a time, and the truth about it in another directory."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from pydantic import JsonValue

from practice.forms.answers import Gathered, gather, upload_item, upload_name
from practice.forms.audit import Audit
from practice.forms.block_truth import judge
from practice.forms.clock import DAY, iso
from practice.forms.content import content_of
from practice.forms.directory import write_directory
from practice.forms.distractors import distractor_content, distractor_plans
from practice.forms.draws import chance, stream
from practice.forms.form import Form
from practice.forms.listing import Listing
from practice.forms.lives import all_forms
from practice.forms.places import file_title
from practice.forms.plan import Plan
from practice.forms.plans import family_plans
from practice.forms.references import write_references
from practice.forms.service import Service, is_listed
from practice.forms.settings import Settings, by_tier
from practice.forms.sheet import Sheet
from practice.forms.town import make_town
from practice.forms.truth import Seen, Truth
from practice.forms.written import written

__all__ = ["Made", "make_estate"]


@dataclass(frozen=True)
class Made:
    """How much an estate holds."""

    forms: int
    files: int
    blocks: int
    rows: int
    responses: int
    unreadable: int


def make_estate(settings: Settings, out: Path, truth: Path) -> Made:
    """Make the estate in `out` and what is true of it in `truth`; neither may lie in the other.

    Raises ValueError when they do, FileExistsError when one of them holds something.
    """
    inner, outer = out.resolve(), truth.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise ValueError(f"the truth must be kept apart from the estate: {out}, {truth}")
    for directory in (out, truth):
        if directory.exists() and any(directory.iterdir()):
            raise FileExistsError(f"{directory} holds something already")
        directory.mkdir(parents=True, exist_ok=True)
    return _Making(settings, out, truth).make()


class _Making:
    """The parts of an estate while it is made."""

    def __init__(self, settings: Settings, out: Path, truth: Path) -> None:
        self._settings, self._out, self._to = settings, out, truth
        self._town = make_town(settings)
        self._forms = list(all_forms(settings, self._town))
        self._listing = Listing(settings, self._town, out / "drive")
        self._service = Service(settings, self._town, out)
        self._audit = Audit(settings, self._town, out / "audit")
        self._seen = Seen()
        self._truth = Truth(settings, self._town, self._forms, self._seen)
        self._files = self._responses = 0

    def make(self) -> Made:
        with (
            (self._to / "events.ndjson").open("w", encoding="utf-8") as events,
            (self._to / "uploads.ndjson").open("w", encoding="utf-8") as uploads,
        ):
            for _, group in groupby(self._forms, key=lambda form: form.family):
                forms = list(group)
                gathered = {form.number: gather(self._settings, self._town, form) for form in forms}
                plans = list(family_plans(self._settings, self._town, forms, gathered))
                by_number = {form.number: form for form in forms}
                for plan in plans:
                    self._put(plan, content_of(plan, by_number, gathered, self._town.habits), gathered)
                for form in forms:
                    self._add_form(form, gathered[form.number], plans)
                    uploads.writelines(_line(found) for found in self._uploads(form, gathered[form.number]))
                events.writelines(_line(found) for found in _events(forms, plans))
            for plan in distractor_plans(self._settings, self._town):
                self._put(plan, distractor_content(self._settings, plan), {})
                events.write(_line(_file_event(plan)))
        return self._finish()

    def _put(self, plan: Plan, sheets: Sequence[Sheet], gathered: Mapping[int, Gathered]) -> None:
        author = self._town.users[plan.by].name
        plan, data = written(plan, sheets, self._town.habits, author)
        place = self._listing.add(plan, data)
        self._files += 1
        if plan.ruin:
            self._truth.unreadable.append({"drive_id": place[0], "item_id": place[1], "why": plan.ruin})
            return
        number = 0
        for sheet in sheets:
            for block in sheet.blocks:
                name = "" if plan.format in {"csv", "tsv"} else sheet.name
                self._truth.blocks.append(judge(plan, place, name, block, number, gathered))
                number += 1

    def _add_form(self, form: Form, gathered: Gathered, plans: Sequence[Plan]) -> None:
        live = next(
            (plan for plan in plans if plan.label == f"{self._settings.name}/live/{form.number}"), None
        )
        if is_listed(self._settings, self._town, form):
            self._seen.ids.setdefault("api", set()).add(form.held(self._town.now).id)
        self._seen.service[form.number] = self._service.add(form, gathered, live)
        self._audit.add(form, gathered, plans, live)
        self._responses += len(gathered.responses)

    def _uploads(self, form: Form, gathered: Gathered) -> Iterator[dict[str, JsonValue]]:
        rng = stream(self._settings.name, "uploads", form.number)
        owner = form.held(form.opened).owner
        gone = owner in self._town.users and self._town.users[owner].state == "gone"
        for index, question in enumerate(form.questions):
            if question.kind != "upload":
                continue
            last = rng.choice(("Question", "Question 1", "Spørsmål"))
            folder = f"/Apps/Microsoft Forms/{file_title(form.title)}/{last}"
            for response in gathered.responses:
                if response.values[index] is None:
                    continue
                item = upload_item(self._settings, form, question, response.id)
                kept = not chance(rng, by_tier(self._settings, 0, 0.01, 0.02, 0.03, 0.04))
                where = (
                    folder if not chance(rng, by_tier(self._settings, 0, 0, 0.02, 0.04, 0.05)) else "/Flyttet"
                )
                if not gone:
                    name = upload_name(item, response.name)
                    self._listing.upload(owner, where, name, item, response.submit, kept=kept)
                yield {
                    "form": form.number,
                    "response": response.id,
                    "question": question.id,
                    "drive_id": self._town.drives[owner].id,
                    "item_id": item,
                    "listed": not gone,
                    "kept": kept and not gone,
                }

    def _finish(self) -> Made:
        settings, town, out = self._settings, self._town, self._out
        self._service.finish()
        self._audit.write()
        self._listing.write()
        write_directory(settings, town, out / "directory")
        references = write_references(settings, town, self._forms, out / "references.ndjson")
        self._seen.ids |= {"audit": self._audit.known, **references}
        self._seen.audit = {
            form.number: self._audit.seen.get(form.number, set())
            | self._audit.deleted.get(form.number, set())
            for form in self._forms
            if form.number in self._audit.seen or form.number in self._audit.deleted
        }
        self._seen.deleted, self._seen.moves = self._audit.deleted, self._audit.moves
        self._truth.coverage = self._coverage()
        if settings.sources.coverage:
            (out / "coverage.json").write_text(json.dumps(self._coverage(), indent=1), encoding="utf-8")
        self._truth.write(self._to)
        self._decisions()
        asked = {"settings": asdict(settings), "habits": asdict(town.habits), "tenant": town.tenant}
        (self._to / "made.json").write_text(json.dumps(asked, indent=1), encoding="utf-8")
        _level(settings, out, town.now)
        blocks = self._truth.blocks
        rows = sum(block.total for block in blocks)
        return Made(
            len(self._forms), self._files, len(blocks), rows, self._responses, len(self._truth.unreadable)
        )

    def _coverage(self) -> dict[str, JsonValue]:
        sources, now = self._settings.sources, self._town.now
        since = iso(self._audit.since) if sources.audit_days else None
        return {
            "read_at": iso(now),
            "forms": {
                "present": sources.api != "none",
                "scope": sources.api,
                "fields_left_out": [*sources.dropped],
            },
            "responses": {"present": sources.api != "none", "scope": sources.api},
            "audit": {
                "present": bool(sources.audit_days),
                "from": since,
                "to": iso(now) if sources.audit_days else None,
                "premium": sources.audit_premium,
            },
            "drive": {"present": True, "drives_of_deleted_accounts": "those deleted less than 30 days ago"},
            "directory": {"present": sources.directory},
            "references": {"present": sources.references, "complete": False},
        }

    def _decisions(self) -> None:
        if not self._settings.decisions:
            return
        rng = stream(self._settings.name, "decisions")
        blocks = rng.sample(self._truth.blocks, min(self._settings.decisions, len(self._truth.blocks)))
        with (self._out / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["decided_at", "decided_by", "drive_id", "item_id", "sheet", "range", "form", "why"]
            )
            for block in blocks:
                when = iso(self._town.now - rng.randrange(20 * DAY))
                by = rng.choice(list(self._town.users.values())).upn
                form = "" if block.form is None else self._truth.name(block.form)
                writer.writerow(
                    [when, by, block.drive, block.item, block.sheet, block.range, form, "kjenner den igjen"]
                )


def _events(forms: Sequence[Form], plans: Sequence[Plan]) -> Iterator[dict[str, JsonValue]]:
    for form in forms:
        for event in form.events:
            yield {"form": form.number, "family": form.family, **asdict(event), "at": iso(event.at)}
    for plan in plans:
        yield _file_event(plan)


def _file_event(plan: Plan) -> dict[str, JsonValue]:
    return {
        "file": plan.label,
        "what": plan.how if not plan.copy_of else "copy",
        "at": iso(plan.made),
        "by": plan.by,
        "copy_of": plan.copy_of,
        "exports": [{**asdict(shot), "at": iso(shot.at)} for shot in plan.shots],
        "worn": [asdict(wear) for wear in plan.worn],
        "ruin": plan.ruin,
    }


def _line(found: Mapping[str, JsonValue]) -> str:
    return json.dumps(found, ensure_ascii=False) + "\n"


def _level(settings: Settings, out: Path, now: int) -> None:
    """Take away what the order of making left behind: times of files, and their order in a directory."""
    files = sorted(file for file in out.rglob("*") if file.is_file())
    stream(settings.name, "level").shuffle(files)
    for file in files:
        aside = file.with_name(f".{file.name}")
        file.rename(aside)
        aside.rename(file)
        os.utime(file, (now, now))

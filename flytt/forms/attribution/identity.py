"""What names a form outright: workbook ids, links, exports in the log, ids inside a file, uploads."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flytt.forms.attribution.evidence import Evidence, Kind
from flytt.forms.attribution.known import Known
from flytt.forms.drive_item import DriveItem
from flytt.forms.estate import Estate
from flytt.forms.form import WorkbookLink

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NEAR = timedelta(minutes=3)
WORKBOOK_BITS, INSIDE_BITS, EXPORT_BITS = 22.0, 14.0, 9.0


class Claim(NamedTuple):
    """That a file holds a form's answers, by its number; `evidence` says why."""

    form: int
    evidence: Evidence


Claims = dict[tuple[str, str], list[Claim]]


def claims(estate: Estate, known: Sequence[Known]) -> Claims:
    """Return what names forms for each file. Contradictions are for whoever looks at the answers too."""
    files = [item for item in estate.items if not item.is_folder]
    index = _index(files)
    found: Claims = defaultdict(list)
    for one in known:
        for item, kind, weight, says, source in _of_form(one, index):
            evidence = Evidence(kind=kind, weight=weight, says=says, source=source)
            if all(c.form != one.place or c.evidence.says != says for c in found[item]):
                found[item].append(Claim(form=one.place, evidence=evidence))
    for item, form, evidence in _exports(files, known):
        found[item].append(Claim(form=form, evidence=evidence))
    number = {one: form.place for form in known for one in form.lineage.ids}
    for content in estate.contents:
        inside = {number[one] for one in content.form_ids if one in number}
        weight = INSIDE_BITS if len(inside) == 1 else INSIDE_BITS / 3
        for form in sorted(inside):
            says = "Filen inneholder en lenke med skjemaets egen id."
            evidence = Evidence(kind="link", weight=weight, says=says, source="content")
            found[content.drive_id, content.item_id].append(Claim(form=form, evidence=evidence))
    return dict(found)


Index = Mapping[str, list[DriveItem]]


def _index(files: Iterable[DriveItem]) -> Index:
    found: defaultdict[str, list[DriveItem]] = defaultdict(list)
    for item in files:
        names = {item.item_id.casefold(), item.list_item_unique_id.casefold(), *addresses(item.url)}
        names.add(_named(item.drive_id, item.name))
        for name in names - {""}:
            found[name].append(item)
    return found


def addresses(url: str) -> set[str]:
    """Return what an address of a file can be known by: the id in it, and its path."""
    plain = unquote(url).casefold()
    if not plain:
        return set()
    found = set(_GUID.findall(plain.partition("?")[2]))
    parts = urlsplit(plain)
    if not found and parts.path.rpartition("/")[2]:
        found.add(f"{parts.netloc}{parts.path}")
    return found


def _named(drive_id: str, name: str) -> str:
    return f"{drive_id.casefold()}/{name.casefold()}" if drive_id and name else ""


Found = tuple[tuple[str, str], Kind, float, str, str]


def _of_form(known: Known, index: Index) -> Iterator[Found]:
    for form in known.forms:
        link = form.workbook
        says = "Skjemaet selv oppgir denne filen som sin arbeidsbok."
        for item in _by_id(link, index):
            yield _place(item), "workbook", WORKBOOK_BITS, says, "forms"
        for item in _at(link.url, index):
            yield _place(item), "workbook", WORKBOOK_BITS, "Skjemaet selv lenker til denne filen.", "forms"
        hits = index.get(_named(link.drive_id, link.file_name), ())
        for item in hits:
            says = "Skjemaet oppgir en fil med dette navnet på samme sted."
            weight = WORKBOOK_BITS / 2 if len(hits) == 1 else WORKBOOK_BITS / 4
            yield _place(item), "workbook", weight, says, "forms"
    for event in known.events:
        for item in _at(event.workbook_url, index):
            says = f"Loggen viser at skjemaet ble koblet til denne filen {event.at:%d.%m.%Y}."
            yield _place(item), "workbook", WORKBOOK_BITS, says, "audit"


def _by_id(link: WorkbookLink, index: Index) -> Iterator[DriveItem]:
    """The id is an item id, a GUID, or either behind a drive's id and a mark."""
    for whole in {link.workbook_id.casefold(), link.migrated_id.casefold()} - {""}:
        names = {whole, whole.rpartition("!")[2], whole.rpartition("/")[2], *_GUID.findall(whole)}
        for name in sorted(names - {""}):
            for item in index.get(name, ()):
                if not link.drive_id or item.drive_id.casefold() == link.drive_id.casefold():
                    yield item


def _at(url: str, index: Index) -> Iterator[DriveItem]:
    for name in sorted(addresses(url)):
        yield from index.get(name, ())


def _place(item: DriveItem) -> tuple[str, str]:
    return item.drive_id, item.item_id


def _exports(
    files: Sequence[DriveItem], known: Sequence[Known]
) -> Iterator[tuple[tuple[str, str], int, Evidence]]:
    """A file that appeared as somebody exported a form: weaker the more forms were exported just then."""
    events = sorted(
        (
            (event.at, one.place, event.user.casefold())
            for one in known
            for event in one.events
            if event.operation == "ExportForm"
        ),
        key=lambda one: (one[0], one[1]),
    )
    if not events:
        return
    minutes: defaultdict[int, list[int]] = defaultdict(list)
    for n, (at, _, _) in enumerate(events):
        for minute in range(-3, 4):
            minutes[int(at.timestamp()) // 60 + minute].append(n)
    said: dict[float, Evidence] = {}
    for item in files:
        if item.created is None:
            continue
        near = [events[n] for n in minutes.get(int(item.created.timestamp()) // 60, ())]
        near = [one for one in near if abs(one[0] - item.created) <= _NEAR]
        forms = {form for _, form, _ in near}
        for form in sorted(forms):
            says = "Loggen viser at svarene på skjemaet ble lastet ned da filen ble til."
            weight = EXPORT_BITS / len(forms)
            if weight not in said:
                said[weight] = Evidence(kind="export", weight=weight, says=says, source="audit")
            yield _place(item), form, said[weight]

"""What was found, taken before anything is moved: per form its cells, and the files that came with them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from flytt.forms.attribution.document import Attribution, FormLine
from flytt.forms.block import Block, Responses
from flytt.forms.estate import Estate
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form import Form
from flytt.forms.reconcile.cells import NONE, Cells, joined
from flytt.forms.reconcile.columns import TIMES
from flytt.forms.reconcile.excluded import Exclusions
from flytt.forms.reconcile.sources import Part, of_part, of_service, parts_of
from flytt.forms.reconcile.union import Union
from flytt.forms.upload_files import ItemKey, UploadFiles, hashed


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Where one form's answers are: pages of the service under each of its ids, and parts of blocks.

    `earlier` are pages of a pass before, where they say something else than those of today.
    """

    form: str
    forms: tuple[Form, ...]
    service: tuple[Responses, ...]
    parts: tuple[Part, ...]
    line: FormLine | None = None
    earlier: tuple[Responses, ...] = ()

    @property
    def pages(self) -> tuple[Responses, ...]:
        """All that the service has said, in the order in which it is put together."""
        said = (*self.service, *self.earlier)
        return tuple(one for pages in said for one in (pages, pages.others) if one)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One form's cells.

    `cells` are settled, `waiting` those of blocks that somebody is asked about, by file, `excluded` those
    that a signed decision leaves behind. `read` and `accounted` count cells two ways, and must be equal.
    """

    form: str
    cells: Cells
    waiting: tuple[tuple[ItemKey, Cells], ...]
    excluded: Cells
    rows: int
    read: int
    accounted: int


@dataclass(frozen=True, slots=True, eq=False)
class Inventoried:
    """All of an estate that has to arrive.

    `uploads` are files by item with their SHA-256, empty when their bytes are not there; `belongs` says whose
    they are, `by_form` the same the other way; `loose` are blocks that no form has settled. `pages` are files
    of the service that could not be read, by path, with their SHA-256, empty when they cannot be opened.
    """

    estate: Estate
    sources: dict[str, Sources]
    loose: tuple[Block, ...]
    uploads: dict[ItemKey, str] = field(default_factory=dict[ItemKey, str])
    belongs: dict[ItemKey, str] = field(default_factory=dict[ItemKey, str])
    by_form: dict[str, list[ItemKey]] = field(default_factory=dict[str, list[ItemKey]])
    pages: dict[ItemKey, str] = field(default_factory=dict[ItemKey, str])


def sources_in(estate: Estate, document: Attribution) -> tuple[dict[str, Sources], list[Block]]:
    """Return the sources of every form, and the blocks that no form has settled."""
    parts, loose = parts_of(estate, document)
    lines = {one.id: one for one in document.forms}
    names = dict.fromkeys([*lines, *parts])
    found: dict[str, Sources] = {}
    for name in names:
        line = lines.get(name)
        ids = (line.lineage if line else ()) or (name,)
        newest_first = tuple(reversed(ids))
        found[name] = Sources(
            form=name,
            forms=_asking(estate, newest_first),
            service=tuple(estate.answers[one] for one in newest_first if one in estate.answers),
            parts=tuple(parts.get(name, ())),
            line=line,
            earlier=tuple(one for one in estate.earlier if one.form_id in ids),
        )
    return found, loose


def _asking(estate: Estate, ids: tuple[str, ...]) -> tuple[Form, ...]:
    """Return a form under its ids, and after these what it asked before and asks no more."""
    now = tuple(estate.form[one] for one in ids if one in estate.form)
    asked = {question.id for form in now for question in form.questions}
    before = [(one, [q for q in one.questions if q.id not in asked]) for one in estate.earlier_forms]
    return (
        *now,
        *(
            Form(id=one.id, sources=one.sources, questions=tuple(lost))
            for one, lost in before
            if one.id in ids
        ),
    )


def find(sources: Sources, exclusions: Exclusions, fingerprint: Fingerprint) -> Found:
    """Return what there is of one form: the union over the service and every block, cell by cell."""
    union = Union(fingerprint)
    settled: list[Cells] = []
    waiting: list[tuple[ItemKey, Cells]] = []
    out: list[Cells] = []
    read = accounted = 0
    for one in sources.pages:
        source = of_service(one, sources.forms)
        added = union.add(source)
        read += int((one.rows.cells != 0).sum()) + len(one.rows)
        own = [n for n, name in enumerate(source.names) if name[:1] == "@" and name in _OWN]
        accounted += len(added.cells) - int((added.values[:, own] != 0).sum())
        kept = exclusions.kept(sources.form, None, added.cells[:, 0])
        settled.append(added.cells[kept])
        out.append(added.cells[~kept])
    for part in in_order(sources.parts):
        source = of_part(part)
        added = union.add(source)
        read += _filled(part)
        skipped = [n for n, name in enumerate(source.names) if name in _OWN]
        accounted += len(added.cells) - int((added.values[:, skipped] != 0).sum())
        kept = exclusions.kept(sources.form, part.block, added.cells[:, 0])
        if part.settled:
            settled.append(added.cells[kept])
        else:
            waiting.append(((part.block.drive_id, part.block.item_id), added.cells[kept]))
        out.append(added.cells[~kept])
    return Found(
        sources.form,
        joined(settled),
        tuple(waiting),
        joined(out) if out else NONE,
        union.rows,
        read,
        accounted,
    )


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Return the settled parts first: what waits for an answer must not change how these are seen."""
    return sorted(parts, key=lambda one: not one.settled)


_OWN = TIMES | {"@id", "@email", "@name"}
"""Compared in another shape than they are read in, so they are counted apart."""


def _filled(part: Part) -> int:
    """Cells of answers, counted from the block itself, and one for each row."""
    rows = part.block.rows
    names = of_part(part).names
    answers = [n for n, name in enumerate(names) if name not in _OWN]
    return int((rows.cells[part.rows][:, answers] != 0).sum()) + int(part.rows.sum())


def take_stock(estate: Estate, document: Attribution, fingerprint: Fingerprint) -> Inventoried:
    """Return what has to arrive. Files that came with answers are read once, for their hashes."""
    sources, loose = sources_in(estate, document)
    files = UploadFiles(estate.items, fingerprint)
    content = estate.root / "drive" / "content"
    belongs: dict[ItemKey, str] = {}
    folders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in sources.values():
        for key in referenced(one, files):
            belongs.setdefault(key, one.form)
            if item := files.item(key):
                folders[item.drive_id, item.path].add(one.form)
    every = {**dict.fromkeys(files.items), **dict.fromkeys(belongs)}
    for key in every:
        item = files.item(key)
        near = folders.get((item.drive_id, item.path), set()) if item else set[str]()
        if key not in belongs and len(near) == 1:
            belongs[key] = next(iter(near))
    there = hashed({key: content / key[0] / key[1] for key in every})
    uploads = {key: there.get(key, "") for key in every}
    by_form: defaultdict[str, list[ItemKey]] = defaultdict(list)
    for key, form in belongs.items():
        by_form[form].append(key)
    return Inventoried(estate, sources, tuple(loose), uploads, belongs, dict(by_form), _pages(estate))


def _pages(estate: Estate) -> dict[ItemKey, str]:
    """Hash the service's files that could not be read, or not wholly: what is in them nobody knows."""
    found: dict[ItemKey, str] = {}
    for one in estate.unreadable:
        path = estate.root / one.path
        if one.source in {"forms", "responses"} and path.is_file():
            try:
                found["", one.path] = hashed({("", ""): path})["", ""]
            except OSError:
                found["", one.path] = ""
    return found


def referenced(sources: Sources, files: UploadFiles) -> list[ItemKey]:
    """Return the files that the form's answers name, where the service tells which they are."""
    found: dict[ItemKey, None] = {}
    for one in sources.pages:
        for upload in one.uploads:
            if upload.drive_id and upload.item_id:
                found[upload.drive_id, upload.item_id] = None
    for part in sources.parts:
        for upload in part.block.uploads:
            if part.rows[upload.row - 1]:
                if upload.drive_id and upload.item_id:
                    found[upload.drive_id, upload.item_id] = None
                elif key := files.in_folder(upload.folder, upload.name):
                    found[key] = None
    return list(found)

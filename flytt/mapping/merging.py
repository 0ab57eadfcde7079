"""Several municipalities becoming one: where their names collide, and whether each collision is decided."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from flytt.mapping.claims import Claim, claims_of, colliding, folded, twice
from flytt.mapping.faults import Fault, MappingFaults, nearest, one_of, shown
from flytt.mapping.folder import MERGING, Folder, read_folder
from flytt.mapping.merging_files import FILES, CollisionKind, Decision, DecisionsFile
from flytt.mapping.nodes import Items, Node, Scalar, Table, select, texts
from flytt.mapping.shape import validated
from flytt.mapping.text import shown_path
from flytt.migration.record import Record
from flytt.migration.workload import Place

DECISIONS = f"{MERGING}/decisions.yaml"


class Collision(Record):
    """Rows that want the same name, and what was decided. `decision` None: nobody has."""

    kind: CollisionKind
    value: str
    claims: tuple[Claim, ...]
    decision: Decision | None = None


class _Unread(Record):
    """What a decision with faults is about, as far as it says: empty is anything."""

    kind: str = ""
    value: str = ""

    def fits(self, key: tuple[CollisionKind, str]) -> bool:
        """Tell whether it may be the decision of that collision."""
        return self.kind in {"", key[0]} and self.value in {"", key[1]}


def collisions(directory: Path) -> tuple[Collision, ...]:
    """Return every collision between the sources under a municipality's merging/ folder, decided or not.

    Raises MappingFaults when the files cannot be read as rows.
    """
    folder = read_folder(directory)
    here = f"{shown_path(directory)}/{MERGING}/"
    faults = (*(f for f in folder.faults if f.place.file.startswith(here)), *_shapes(folder))
    if faults:
        raise MappingFaults(faults)
    decided = {(d.collision, folded(d.value)): d for d, _ in _decisions(folder)}
    return tuple(
        Collision(kind=kind, value=claims[0].value, claims=claims, decision=decided.get((kind, value)))
        for (kind, value), claims in colliding(claims_of(folder)).items()
    )


def merging_faults(folder: Folder) -> Iterator[Fault]:
    """Yield faults of shape, ids used twice, undecided collisions, and decisions that do not help."""
    shapes = tuple(_shapes(folder))
    yield from shapes
    claims = claims_of(folder)
    yield from twice(claims)
    decisions = _decisions(folder)
    found = colliding(claims)
    meant, unread = {_key(decision) for decision, _ in decisions}, _unread(folder)
    for key, rows in found.items():
        if not (key in meant or any(one.fits(key) for one in unread)):
            yield _undecided(rows)
    page = f"{folder.place.file}/{DECISIONS}"
    broken = any(name.startswith(f"{MERGING}/") and name != DECISIONS for name in folder.broken)
    sources_whole = not broken and all(fault.place.file == page for fault in shapes)
    first: dict[tuple[CollisionKind, str], Place] = {}
    sound: list[tuple[Decision, Place]] = []
    for decision, place in decisions:
        key = _key(decision)
        if key in first:
            what = f"{decision.collision} {shown(decision.value)} is decided twice, first at {first[key]}"
            yield Fault(place=place, what=what, expected="one decision")
            continue
        first[key] = place
        if key not in found:
            if sources_whole:
                yield _needless(decision, place, found)
            continue
        wrong = tuple(_wrong(decision, place, found[key]))
        yield from wrong
        if not wrong:
            sound.append((decision, place))
    yield from _after(claims, sound)


def _shapes(folder: Folder) -> Iterator[Fault]:
    for name, node in folder.under(MERGING).items():
        parts = name.removeprefix(f"{MERGING}/").removesuffix(".yaml").split("/")
        known = FILES.get(parts[-1]) if len(parts) == 2 else None  # noqa: PLR2004 - SOURCE/users.yaml
        if name == DECISIONS:
            yield from validated(DecisionsFile, node)[1]
        elif known:
            yield from validated(known.model, node)[1]
        else:
            place = Place(file=node.place.file, line=1)
            near = nearest(parts[-1], FILES) if len(parts) > 1 else ""
            expected = one_of(["decisions.yaml", *(f"SOURCE/{kind}.yaml" for kind in FILES)])
            yield Fault(place=place, what="this file is not read", expected=expected, nearest=near)


def _decisions(folder: Folder) -> tuple[tuple[Decision, Place], ...]:
    """Return the decisions that have no faults of their own, with their places."""
    found: list[tuple[Decision, Place]] = []
    for node in select(folder.nodes.get(DECISIONS), "decisions", "*"):
        decision, _ = validated(Decision, node)
        if decision is not None:
            found.append((decision, _place(node)))
    return tuple(found)


def _unread(folder: Folder) -> tuple[_Unread, ...]:
    """Return what those decisions are about that have faults of their own."""
    page = folder.nodes.get(DECISIONS)
    if DECISIONS in folder.broken or (page is not None and not _rows(page)):
        return (_Unread(),)
    return tuple(
        _Unread(
            kind=next((text for text, _ in texts(node, "collision") if text in get_args(CollisionKind)), ""),
            value=next((folded(text) for text, _ in texts(node, "value")), ""),
        )
        for node in select(page, "decisions", "*")
        if validated(Decision, node)[0] is None
    )


def _rows(page: Node) -> bool:
    return isinstance(page, Table) and isinstance(page.get("decisions"), Items)


def _place(node: Node) -> Place:
    held = node.get("value") if isinstance(node, Table) else None
    return held.place if isinstance(held, Scalar) else node.place


def _key(decision: Decision) -> tuple[CollisionKind, str]:
    return decision.collision, folded(decision.value)


def _undecided(rows: tuple[Claim, ...]) -> Fault:
    others = ", ".join(f"{claim.source}/{claim.id} ({claim.place})" for claim in rows[:-1])
    last = rows[-1]
    what = f"{last.kind} {shown(last.value)} of {last.source}/{last.id} collides with {others}, undecided"
    return Fault(
        place=last.place, what=what, expected=f"a decision in {DECISIONS}: rename, merge or keep-both-as"
    )


def _needless(
    decision: Decision, place: Place, found: dict[tuple[CollisionKind, str], tuple[Claim, ...]]
) -> Fault:
    values = [rows[0].value for (kind, _), rows in found.items() if kind == decision.collision]
    what = f"there is no collision {decision.collision} {shown(decision.value)}"
    return Fault(place=place, what=what, expected=one_of(values), nearest=nearest(decision.value, values))


def _wrong(decision: Decision, place: Place, rows: tuple[Claim, ...]) -> Iterator[Fault]:
    """Yield what keeps a decision from being carried out on the rows that collide."""
    ours = {(claim.source, claim.id) for claim in rows}
    renamed = {(renaming.source, renaming.id) for renaming in decision.renamed}
    names = [f"{source}/{row}" for source, row in ours]
    for source, row in sorted(renamed - ours):
        what = f"{source}/{row} is no part of collision {shown(decision.value)}"
        yield Fault(place=place, what=what, expected=one_of(names), nearest=nearest(f"{source}/{row}", names))
    left = sorted(f"{source}/{row}" for source, row in ours - renamed)
    if decision.decision == "merge" and decision.renamed:
        yield Fault(place=place, what="a merge renames nothing", expected="no `renamed`")
    if decision.decision == "rename" and len(left) > 1:
        what = f"after the renaming {', '.join(left)} still want {shown(decision.value)}"
        yield Fault(place=place, what=what, expected="renamed: all but one of them")
    if decision.decision == "keep-both-as" and left:
        yield Fault(
            place=place, what=f"keep-both-as leaves out {', '.join(left)}", expected="a new name for each"
        )


def _after(claims: tuple[Claim, ...], decisions: list[tuple[Decision, Place]]) -> Iterator[Fault]:
    """Carry the decisions out, and yield the new names that collide in their turn."""
    renamings = {
        (decision.collision, renaming.source, renaming.id): (renaming.to, place)
        for decision, place in decisions
        for renaming in decision.renamed
    }
    one = _merged(claims, {_key(decision) for decision, _ in decisions if decision.decision == "merge"})
    moved: list[Claim] = []
    for claim in claims:
        to, place = renamings.get((claim.kind, claim.source, claim.id), (claim.value, claim.place))
        thing = one.get(claim.thing, claim.thing)
        moved.append(claim.changed(value=to, place=place, thing=thing))
    for key, rows in colliding(moved).items():
        renamed = [claim for claim in rows if (claim.kind, claim.source, claim.id) in renamings]
        if renamed:
            others = ", ".join(f"{claim.source}/{claim.id}" for claim in rows)
            what = f"the new {key[0]} {shown(renamed[-1].value)} collides: {others}"
            yield Fault(place=renamed[-1].place, what=what, expected="a name that nobody has")


def _merged(claims: tuple[Claim, ...], merges: set[tuple[CollisionKind, str]]) -> dict[str, str]:
    """Return, for every row that a merge touches, the one thing that it becomes a part of."""
    one: dict[str, str] = {}
    for key, rows in colliding(claims).items():
        if key not in merges:
            continue
        things = {one.get(claim.thing, claim.thing) for claim in rows}
        kept = min(things)
        one.update({thing: kept for thing, now in one.items() if now in things})
        one.update({claim.thing: kept for claim in rows})
    return one

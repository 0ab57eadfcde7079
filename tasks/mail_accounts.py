"""One mailbox counted and compared on both sides, folder by folder."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flytt.migration.evidence import Verification
from flytt.migration.mailboxes import Item
from flytt.migration.record import digest
from tasks.mirroring import Boxes, matched


@dataclass(frozen=True)
class Account:
    """One folder on both sides: counts, the old one's bytes, prints, and the ids of what lacks."""

    folder: str
    source: int
    target: int
    source_bytes: int
    source_print: str
    target_print: str
    lacking: tuple[str, ...]
    extra: int
    since: int


def accounts(boxes: Boxes, since: str = "") -> Iterator[Account]:
    """Compare folder by folder, read as tracks of changes. What changed after `since` is counted apart."""
    there = {one.path: one for one in boxes.new.folders(boxes.box_there)} if boxes.box_there else {}
    placed = boxes.book.placed()
    for folder in boxes.old.folders(boxes.box):
        place = there.get(boxes.path(folder))
        found = list(boxes.new.items(boxes.box_there, place.id, "changes")) if place else []
        have: dict[tuple[str, str], list[Item]] = {}
        for one in found:
            have.setdefault((one.key, one.print), []).append(one)
        messages = Counter(one.message for one in found if one.message)
        lacking, recent, count, size = list[str](), 0, 0, 0
        prints, met = list[str](), list[str]()
        for item in boxes.old.items(boxes.box, folder.id, "changes"):
            count, size = count + 1, size + item.size_bytes
            prints.append(f"{item.key} {item.print}")
            if matched(item, have, placed):
                met.append(f"{item.key} {item.print}")
            elif item.message and messages[item.message]:
                met.append(f"{item.key} {item.print}")  # it came by itself: the old mailbox forwards
            elif since and item.modified > since:
                recent += 1
            else:
                lacking.append(item.id)
        if not place:
            lacking.append("the folder itself")
        yield Account(
            folder=folder.id, source=count, target=len(met), source_bytes=size,
            source_print=_print(prints), target_print=_print(met), lacking=tuple(lacking),
            extra=sum(len(same) for same in have.values()), since=recent,
        )  # fmt: skip


def compared(boxes: Iterable[Boxes], since: dict[str, str]) -> Verification:
    """Sum up: each folder that lacks something is named by ids, with what it lacks."""
    count, differing, extra, recent = 0, list[str](), 0, 0
    for one in boxes:
        for row in accounts(one, since.get(one.pair.account, "")):
            count, extra, recent = count + row.target, extra + row.extra, recent + row.since
            if row.lacking:
                named = ", ".join(row.lacking[:5]) + (
                    f" and {len(row.lacking) - 5} more" if row.lacking[5:] else ""
                )
                differing.append(
                    f"mailbox {one.pair.account} folder {row.folder}: "
                    f"expected {row.source} ({row.source_print}), found {row.target} ({row.target_print}); "
                    f"not as they were: {named}"
                )
    skipped = [f"{extra} × only on the new side: kept"] if extra else []
    skipped += [f"{recent} × changed on the old side since the pass"] if recent else []
    route = "both sides' tracks of changes, folder by folder"
    return Verification(route=route, matched=count, differing=tuple(differing), skipped=tuple(skipped))


def _print(lines: list[str]) -> str:
    return digest([*sorted(lines)])[:16]

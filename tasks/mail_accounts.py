"""One mailbox counted and compared on both sides, folder by folder."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flytt.migration.evidence import Verification
from flytt.migration.mailboxes import Item
from flytt.migration.post_book import Noted
from flytt.migration.record import digest
from tasks.boxes import Boxes
from tasks.mirroring import matched


@dataclass(frozen=True)
class Account:
    """One folder on both sides: counts, the old one's bytes, prints, and the ids of what lacks.

    `target`: how many of the old side's are found. `arrived`: those of them that came by forwarding, known by
    their Message-ID alone; the prints are of the others.
    """

    folder: str
    source: int
    target: int
    arrived: int
    source_bytes: int
    source_print: str
    target_print: str
    lacking: tuple[str, ...]
    extra: int
    since: int


@dataclass
class _Read:
    """One folder of both sides while it is compared: what is not matched on either, and what is."""

    folder: str
    source: int = 0
    source_bytes: int = 0
    is_there: bool = True
    prints: list[str] = field(default_factory=list[str])
    met: list[str] = field(default_factory=list[str])
    open: list[Item] = field(default_factory=list[Item])
    left: list[Item] = field(default_factory=list[Item])

    def settled(self, keys: set[str], placed: dict[str, Noted], since: str) -> Account:
        """Let mail that came by itself stand for the old side's copy of it, each one once."""
        arrivals = Counter(
            i.message for i in self.left if i.message and i.key not in keys and i.id not in placed
        )
        lacking, arrived, recent = list[str](), 0, 0
        for item in self.open:
            if item.message and arrivals[item.message]:
                arrivals[item.message] -= 1
                arrived += 1
                continue
            self.prints.append(_line(item))
            if since and item.modified > since:
                recent += 1
            else:
                lacking.append(item.id)
        return Account(
            folder=self.folder, source=self.source, target=len(self.met) + arrived, arrived=arrived,
            source_bytes=self.source_bytes, source_print=_print(self.prints), target_print=_print(self.met),
            lacking=(*lacking, *(() if self.is_there else ("the folder itself",))),
            extra=len(self.left) - arrived, since=recent,
        )  # fmt: skip


def accounts(boxes: Boxes, since: str = "") -> Iterator[Account]:
    """Compare folder by folder, read as tracks of changes. What changed after `since` is counted apart."""
    there = {one.path: one for one in boxes.new.folders(boxes.box_there)} if boxes.box_there else {}
    placed, keys, read = boxes.book.placed(), set[str](), list[_Read]()
    for folder in boxes.old.folders(boxes.box):
        place = there.get(boxes.path(folder))
        row = _Read(folder.id, is_there=place is not None)
        have: dict[tuple[str, str], list[Item]] = {}
        for one in boxes.new.items(boxes.box_there, place.id, "changes") if place else ():
            have.setdefault((one.key, one.print), []).append(one)
        for item in boxes.old.items(boxes.box, folder.id, "changes"):
            row.source, row.source_bytes = row.source + 1, row.source_bytes + item.size_bytes
            keys.add(item.key)
            if one := matched(item, have, placed):
                row.prints.append(_line(item))
                row.met.append(_line(one))
            else:
                row.open.append(item)
        row.left = [one for same in have.values() for one in same]
        read.append(row)
    yield from (row.settled(keys, placed, since) for row in read)


def compared(boxes: Iterable[Boxes], since: dict[str, str]) -> Verification:
    """Sum up: each folder that lacks something is named by ids, with what it lacks."""
    count, differing, extra, recent, arrived = 0, list[str](), 0, 0, 0
    for one in boxes:
        for row in accounts(one, since.get(one.pair.account, "")):
            count, extra, recent = count + row.target, extra + row.extra, recent + row.since
            arrived += row.arrived
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
    skipped += [f"{arrived} × came by forwarding: matched by Message-ID alone"] if arrived else []
    route = "both sides' tracks of changes, folder by folder"
    return Verification(route=route, matched=count, differing=tuple(differing), skipped=tuple(skipped))


def _line(item: Item) -> str:
    return f"{item.key} {item.print}"


def _print(lines: list[str]) -> str:
    return digest([*sorted(lines)])[:16]

"""What people's last minutes leave on the old side after the last pass: looked for by another index."""

from collections.abc import Iterable, Iterator

from flytt.migration.ports import World
from flytt.migration.team_messages import Becoming, found
from flytt.migration.teams import Channel, Message
from tasks.teamed import Met, Pair, Teamed

LATE = "message that came to the old side after the last pass"
_NAMED = 10
"""Messages whose ids are told; more are counted."""


class Late:
    """What is on the old side, and was neither put in nor noted: it came after the last pass."""

    def __init__(self, want: Teamed, world: World, *, ending: bool = False) -> None:
        self._met, self._ending = Met(want, world), ending

    def named(self) -> list[str]:
        """Name the channels with how many, and the ids of the first."""
        return [
            f"team {pair.source.id} channel {here.key}: {count} × {LATE} ({ids})"
            for pair in self._met.pairs.values()
            for here, count, ids in self._of(pair)
        ]

    def _of(self, pair: Pair) -> Iterator[tuple[Channel, int, str]]:
        old: dict[str, list[Message]] = {}
        for channel, one in self._met.old.all_messages(pair.source.id):
            old.setdefault(channel, []).append(one)
        links = self._met.links(pair)
        for here, there in self._met.channels(pair):
            if self._ending and there is not None and there.mode != "inProgress":
                continue
            known = self._met.book(here).known()
            carried = self._met.carried(old.get(here.id, []), links)
            if late := [one for created, one in carried.items() if created not in known]:
                have = found(self._met.new.messages(pair.target.id, there.id)) if there else {}
                late = [one for one in late if one.created not in have]
            if late:
                yield here, len(late), first_of(late)


def first_of(some: Iterable[Becoming]) -> str:
    """Return the ids of some messages on the old side, the first of many."""
    ids = [one.message.id for one in some]
    return ", ".join(ids[:_NAMED]) + (", …" if ids[_NAMED:] else "")

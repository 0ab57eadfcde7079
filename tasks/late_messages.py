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
    """What is on the old side, and was neither put in nor noted: it came after the last pass.

    `ending`: of channels that still take messages in. `whole`: with what the new side has refused.
    """

    def __init__(self, want: Teamed, world: World, *, ending: bool = False, whole: bool = False) -> None:
        self._met, self._ending, self._whole = Met(want, world), ending, whole

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
            book = self._met.book(here)
            known = book.known().keys() | (set[str]() if self._whole else book.refused().keys())
            carried = self._met.carried(here, old.get(here.id, []), links)
            if late := [one for created, one in carried.items() if created not in known]:
                have = found(self._met.new.messages(pair.target.id, there.id)) if there else {}
                late = [one for one in late if one.created not in have]
            if late:
                yield here, len(late), first_of(late)


class Refused:
    """What the new side has not taken. `changed`: those whose authors have changed them since."""

    def __init__(self, met: Met) -> None:
        self._met = met
        self.changed: list[str] = []

    def undecided(self, pair: Pair) -> Iterator[str]:
        """Name those that stand as they were refused: somebody must decide."""
        for here, there in self._met.channels(pair):
            aside = self._met.book(here).refused()
            if not aside or there is None:
                continue
            carried = self._met.carried(
                here, self._met.old.messages(pair.source.id, here.id), self._met.links(pair)
            )
            have = found(self._met.new.messages(pair.target.id, there.id))
            for created in sorted(aside.keys() & carried.keys() - have.keys()):
                one, (said, why) = carried[created], aside[created]
                named = f"team {pair.source.id} channel {here.key}: message {one.message.id}"
                if one.print == said:
                    yield (
                        f"{named} or a picture in it is refused by the new side ({why}); let its author "
                        "delete or shorten it, or state it under `leave_messages` and adopt the new plan"
                    )
                else:
                    self.changed.append(
                        f"{named} was refused ({why}), and is changed: the next pass tries again"
                    )


def first_of(some: Iterable[Becoming]) -> str:
    """Return the ids of some messages on the old side, the first of many."""
    ids = [one.message.id for one in some]
    return ", ".join(ids[:_NAMED]) + (", …" if ids[_NAMED:] else "")

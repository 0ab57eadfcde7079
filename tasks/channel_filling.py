"""One channel of a pass: every message that is not there yet. One thread owns it, from listing to note."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

from flytt.migration.team_messages import Becoming, Links, found, print_of_pictures
from flytt.migration.teams import Channel
from tasks.abreast import Breath, abreast
from tasks.putting_in import Filled, as_put, put_in
from tasks.refusals import Row
from tasks.refusals import places as row_of
from tasks.teamed import Met, Pair


@dataclass(frozen=True)
class Place:
    """A channel of the old side, and the id of the one that it becomes."""

    pair: Pair
    here: Channel
    there: str
    links: Links

    @property
    def name(self) -> str:
        """What it is called where something is said of it: ids alone."""
        return f"team {self.pair.source.id} channel {self.here.key}"


def fill(met: Met, places: Sequence[Place], at_once: int) -> list[Filled]:
    """Fill them, a few at a time. Two of the old side may become one, and are never in it together."""
    alone, row = {one.there: Lock() for one in places}, row_of("channels")

    def work(one: Place, breathe: Breath) -> Filled:
        with alone[one.there]:
            return _fill(met, one, breathe, row)

    return abreast(work, places, at_once, called=lambda one: one.name)


def _fill(met: Met, place: Place, breathe: Breath, row: Row) -> Filled:
    here, team = place.here, place.pair.target.id
    messages = met.read(place.pair.source.id, here)
    done = Filled(Counter(channels=1), Counter(one.odd for one in messages if one.odd))
    done.left["author without an account"] += len(met.unknown(messages))
    carried = met.carried(here, messages, place.links)
    for one in carried.values():
        done.counted["old_links"] += sum(
            bool(a.url) and not place.links.knows(a.url) for a in one.message.attached
        )
        done.counted["alone"] += bool(one.message.under and not one.under)
    book, have = met.book(here), found(met.new.messages(team, place.there))
    ids, noted = {created: one.id for created, (one, _) in have.items()}, book.prints()
    book.note(
        (created, one.print)
        for created, one in carried.items()
        if created in have and created not in noted and have[created][1] == one.print
    )
    waiting = [one for created, one in carried.items() if created not in have]
    put = partial(_put, met, place, ids, done.counted)
    done.counted["messages"] += put_in(book, waiting, put, place=place.name, breathe=breathe, places=row)
    return done


def _put(met: Met, place: Place, ids: dict[str, str], counted: Counter[str], one: Becoming) -> None:
    """Put one in. `ids`: what lies there, by when it was written: a reply names the one that it is under."""
    message, source = one.message, place.pair.source.id
    pictures = tuple(met.old.picture(source, place.here.id, message, name) for name in message.pictures)
    counted["pictures"] += len(pictures)
    if pictures:
        met.book(place.here).note_pictures(one.created, print_of_pictures(pictures))
    new = as_put(one, pictures, ids.get(one.under, ""))
    ids[one.created] = met.new.put_message(place.pair.target.id, place.there, new)

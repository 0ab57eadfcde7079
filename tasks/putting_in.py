"""Messages of one channel or chat are put in, oldest first; those that the new side refuses are set aside."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming
from flytt.migration.teams import NewMessage, Picture
from tasks.abreast import Breath
from tasks.refusals import MOST_ITEMS, Row

_AT_ONCE = 20
"""Messages that are noted together, and after which an interrupted pass ends."""


@dataclass
class Filled:
    """What was put into a channel or chat, and what not, by why."""

    counted: Counter[str] = field(default_factory=Counter[str])
    left: Counter[str] = field(default_factory=Counter[str])


def put_in(
    book: TeamBook,
    waiting: Sequence[Becoming],
    put: Callable[[Becoming], None],
    *,
    place: str,
    breathe: Breath,
    places: Row,
) -> int:
    """Put them in, and return how many. What is about to be put in is noted first, and then that it was.

    When one after another is refused that was not before, it is no longer about single messages: AllRefused.
    So it is when of one place after another nothing at all is taken: `places` counts those of a whole pass.
    """
    refused, count, row = book.refused(), 0, Row("messages", MOST_ITEMS)
    answers, known = set[str](), False
    for start in range(0, len(waiting), _AT_ONCE):
        breathe()
        some = waiting[start : start + _AT_ONCE]
        rows = [(one.created, one.print) for one in some]
        book.mean(rows)
        there = set[str]()
        for one in some:
            try:
                put(one)
            except (CommandFailed, NotFound) as cause:
                why = str(cause.exit_status) if isinstance(cause, CommandFailed) else "404"
                book.refuse(one.created, one.print, why)
                answers.add(why)
                if refused.get(one.created, ("", ""))[0] == one.print:
                    known = True
                else:
                    row.refused(f"{one.message.id} of {place}", why)
            else:
                there.add(one.created)
                row.taken()
        book.note(row for row in rows if row[0] in there)
        count += len(there)
    if count:
        places.taken()
    elif len(answers) == 1 and not known:
        places.refused(place, *answers)
    return count


def as_put(one: Becoming, pictures: tuple[Picture, ...], under: str = "") -> NewMessage:
    """Return a message as it is put in. `under`: the id there of the one that it answers."""
    return NewMessage(
        created=one.created,
        author=one.author,
        author_name=one.message.author_name,
        html=one.html,
        subject=one.message.subject,
        under=under,
        attached=one.attached,
        pictures=pictures,
    )


def together(made: Iterable[Filled]) -> Filled:
    """Return what all of them come to."""
    whole = Filled()
    for one in made:
        whole.counted.update(one.counted)
        whole.left.update(one.left)
    return whole

"""Messages of one channel or chat are put in, oldest first; those that the new side refuses are set aside."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from flytt.migration.errors import CommandFailed, FlyttError, NotFound
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming
from flytt.migration.teams import NewMessage, Picture
from tasks.abreast import Breath

_AT_ONCE = 20
"""Messages that are noted together, and after which an interrupted pass ends."""
_MOST_IN_A_ROW = 50


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
) -> int:
    """Put them in, and return how many. What is about to be put in is noted first, and then that it was.

    When one after another is refused that was not before, it is no longer about single messages: FlyttError.
    """
    refused, in_a_row, count = book.refused(), 0, 0
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
                in_a_row += refused.get(one.created, ("", ""))[0] != one.print
                if in_a_row > _MOST_IN_A_ROW:
                    raise _too_many(place, one, why) from cause
            else:
                there.add(one.created)
                in_a_row = 0
        book.note(row for row in rows if row[0] in there)
        count += len(there)
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


def _too_many(place: str, one: Becoming, why: str) -> FlyttError:
    return FlyttError(
        f"More than {_MOST_IN_A_ROW} messages in a row are refused, the last of them {one.message.id} of "
        f"{place} ({why}).",
        still_true="What was put in before stands.",
        next_command="look at it on the new side, then flytt resume",
    )

"""Messages that the new side refuses: many of them stop nothing, one after another does."""

import pytest

from flytt.migration.errors import CommandFailed, FlyttError
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming, Links, becoming
from tasks.abreast import unhurried
from tasks.putting_in import put_in
from tasks.refusals import MOST_PLACES, AllRefused, places
from tests.teams import said
from tests.worlds import twins

MANY = 200


def waiting() -> list[Becoming]:
    """Return messages that are to be put in."""
    times = (f"2021-01-01T00:{number // 60:02}:{number % 60:02}.000Z" for number in range(MANY))
    messages = [said("skole", 8, id=f"17{number}", created=at) for number, at in enumerate(times)]
    return list(becoming(messages, {}, "ny", Links({})))


def refuses(one: Becoming) -> None:
    """Refuse it."""
    raise CommandFailed(f"Importing {one.created}", exit_status=413, stderr="RequestEntityTooLarge")


def test_many_refused_messages_among_others_stop_nothing_the_second_time_either() -> None:
    """A municipality with sixty old messages that are too large would never come past them."""
    book, whole = TeamBook(twins("tenant-teams").world.kept, "fjordvik_t", "kanal"), waiting()
    odd = {one.created for one in whole[::2]}

    def put(one: Becoming) -> None:
        if one.created in odd:
            refuses(one)

    assert put_in(book, whole, put, place="chat a", breathe=unhurried, places=places("chats")) == MANY // 2
    assert book.refused().keys() == odd
    again = [one for one in whole if one.created in odd]
    assert put_in(book, again, put, place="chat a", breathe=unhurried, places=places("chats")) == 0
    assert book.refused().keys() == odd


def test_when_all_are_refused_it_stops_and_says_where() -> None:
    """A channel that takes nothing would be asked once for each of its messages, all night."""
    book, asked = TeamBook(twins("tenant-teams").world.kept, "fjordvik_t", "kanal"), list[str]()

    def put(one: Becoming) -> None:
        asked.append(one.created)
        refuses(one)

    with pytest.raises(FlyttError, match=r"in a row are refused, the last of them \d+ of chat a \(413\)"):
        put_in(book, waiting(), put, place="chat a", breathe=unhurried, places=places("chats"))
    assert len(asked) < MANY


def test_when_chat_after_chat_is_refused_whole_it_stops_and_the_next_time_goes_on() -> None:
    """A tenant that takes nothing would be asked for each of ten thousand short chats."""
    kept, row, asked = twins("tenant-chats").world.kept, places("chats"), list[int]()
    few = waiting()[:3]

    def fill(number: int) -> None:
        asked.append(number)
        book = TeamBook(kept, "fjordvik_c", f"chat {number}")
        put_in(book, few, refuses, place=f"chat {number}", breathe=unhurried, places=row)

    with pytest.raises(
        AllRefused, match=rf"More than {MOST_PLACES} chats in a row .* chat {MOST_PLACES} \(413\)"
    ):
        [fill(number) for number in range(MANY)]
    assert len(asked) == MOST_PLACES + 1
    row = places("chats")
    for number in range(MOST_PLACES + 1):
        fill(number)


def test_one_chat_that_takes_something_begins_a_new_row() -> None:
    """Thirty chats with one message each that is too large would stop a municipality."""
    kept, row, few = twins("tenant-chats").world.kept, places("chats"), waiting()[:2]

    def put(one: Becoming) -> None:
        if one is few[0]:
            refuses(one)

    for number in range(MOST_PLACES * 3):
        own = few if number % MOST_PLACES == 0 else few[:1]
        book = TeamBook(kept, "fjordvik_c", f"chat {number}")
        put_in(book, own, put, place=f"chat {number}", breathe=unhurried, places=row)

"""What can happen to a channel or a chat of the new side: each must be seen before people write there."""

from typing import cast

from practice.graph.team_state import Channel, Message
from practice.graph.things import Thing
from tests.life.tenant_ground import Damage


def damages(told: str, pictures: str) -> tuple[Damage, ...]:
    """Return them, with what the comparison says of messages, and of pictures."""
    return (
        Damage("forged", _forge, told),
        Damage("by another", _by_another, told),
        Damage("foreign", _foreign, told),
        Damage("lost", _lose, told),
        Damage("repainted", _repaint, pictures),
        Damage("one bit of a picture", _flip, pictures),
    )


def _lose(place: object) -> None:
    there = cast("Channel", place).messages
    there.pop(next(reversed(there)))


def _forge(place: object) -> None:
    there = cast("Channel", place).messages
    one = next(iter(there.values()))
    sent: Thing = {**one.sent, "body": {"contentType": "html", "content": "<p>Noe annet</p>"}}
    there[one.id] = Message(one.id, one.made, sent, one.under)


def _by_another(place: object) -> None:
    there = cast("Channel", place).messages
    first, *others = there.values()
    stranger = next(one for one in others if one.sent.get("from") != first.sent.get("from"))
    sent: Thing = {**first.sent, "from": stranger.sent["from"]}
    there[first.id] = Message(first.id, first.made, sent, first.under)


def _foreign(place: object) -> None:
    there = cast("Channel", place).messages
    one = next(iter(there.values()))
    there["1"] = Message("1", one.made + 1, dict(one.sent))


def _repaint(place: object) -> None:
    hosted = cast("Channel", place).hosted
    hosted[next(iter(hosted))] = b"another picture"


def _flip(place: object) -> None:
    hosted = cast("Channel", place).hosted
    key = next(iter(hosted))
    hosted[key] = hosted[key][:-1] + b"\x7f"

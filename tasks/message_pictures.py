"""The pictures that lie in messages: those of the new side held against what was put in, by their bytes."""

from collections.abc import Iterator

from flytt.migration.errors import NotFound
from flytt.migration.team_messages import found, print_of_pictures
from flytt.migration.teams import Channel, Message, Teams
from tasks.teamed import Met, Pair


def compared_pictures(met: Met) -> tuple[str, ...]:
    """Return for each message with pictures what is wrong with them; empty: they are as they were put in.

    What was put in was noted by digest; of a message whose note was lost, the old side's are read.
    """
    return tuple(
        line
        for pair in met.pairs.values()
        for here, there in met.channels(pair)
        if there is not None
        for line in _channel(met, pair, here, there)
    )


def _channel(met: Met, pair: Pair, here: Channel, there: Channel) -> Iterator[str]:
    carried = met.carried(here, met.old.messages(pair.source.id, here.id), met.links(pair))
    shown = {created: one for created, one in carried.items() if one.message.pictures}
    noted = met.book(here).pictures()
    if not shown and not noted:
        return
    have = found(met.new.messages(pair.target.id, there.id))
    for created in sorted((shown.keys() | noted.keys()) & have.keys()):
        new, said = have[created][0], noted.get(created, "")
        if not said:
            said = _print(met.old, pair.source.id, here.id, shown[created].message)
        if said == _print(met.new, pair.target.id, there.id, new):
            yield ""
        else:
            named = f"team {pair.source.id} channel {here.key}"
            yield f"{named}: the pictures in the message of {created} are not as they were put in"


def _print(teams: Teams, team: str, channel: str, message: Message) -> str:
    try:
        return print_of_pictures(teams.picture(team, channel, message, name) for name in message.pictures)
    except NotFound:
        return "lacking"

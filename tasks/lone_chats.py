"""New chats whose old one is gone, or moves no longer: no listing of the old side leads to them."""

from flytt.migration.chats import Chat
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import found
from tasks.chatted import NOBODYS, Met

LONE = (
    "chat that moves no longer, since it is gone on the old side or its people part by now: what was copied "
    "of it stands, and is opened with the others"
)


def lone(met: Met) -> dict[str, Chat]:
    """Return them, by the key of the old one, as they are just now: those that were opened for import."""
    paired = {one.source.key for one in met.pairs.values()}
    there = {key: met.new.find(made) for key, made in sorted(met.made.made().items()) if key not in paired}
    return {key: one for key, one in there.items() if one is not None and one.mode}


def written(met: Met, key: str, chat: Chat) -> int:
    """Count what people wrote in one, before it was filled or since."""
    known = TeamBook(met.world.kept, met.want.marked_as, key).known()
    said = found(one for one in met.new.messages(chat.id) if one.odd not in NOBODYS)
    return sum(created not in known or one.edited != "" for created, (one, _) in said.items())


def take_away_lone(met: Met) -> None:
    """Remove those in which nobody has written, and leave the others open to their people."""
    for key, chat in lone(met).items():
        if written(met, key, chat):
            met.new.complete(chat.id)
        else:
            met.new.remove(chat.id)
        met.made.drop(key)
        TeamBook(met.world.kept, met.want.marked_as, key).forget()


def take_away_begun(met: Met) -> None:
    """Remove the chats of two that a killed mover has made and not opened: nobody can have seen them."""
    meant = met.made.meant()
    two = {met.wanted(one) for one in met.moving.values() if one.key in meant}
    for chat in met.there:
        if chat.kind != "oneOnOne" or chat.mode or chat.members not in two:
            continue
        if all(one.odd in NOBODYS for one in met.new.messages(chat.id)):
            met.new.remove(chat.id)

"""chats.compare: every chat counted and compared, pictures byte by byte, before anybody writes there."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.chat_accounts import CHANGED, EDITED, LATE, OWN, PEOPLED, ChatAccount, accounts
from tasks.chat_passes import NO_ACCOUNT, not_made
from tasks.chatted import Chatted, Met
from tasks.lone_chats import LONE, lone


class Reconciled(Record):
    """What stands on both sides, by chat; what stays, and why."""

    chats: tuple[ChatAccount, ...]
    left: dict[str, int]


class Compare(Look[Chatted, Reconciled]):
    """Both sides are read person by person, which shares no index with the lists that copies were made by."""

    def see(self, want: Chatted, world: World) -> Reconciled:
        met = Met(want, world)
        return Reconciled(chats=tuple(accounts(met, pictures=True)), left=_left(met))

    def judge(self, want: Chatted, seen: Reconciled, world: World) -> Verification:
        del seen
        met = Met(want, world)
        rows, passed = accounts(met, pictures=True), met.seen()
        wrong = [one.wrong for one in rows if one.wrong]
        wrong += [line for one in rows for line in one.refused]
        wrong += [
            f"chat {one.chat}: {one.extra} messages on the new side that nothing on the old one explains"
            for one in rows
            if one.extra
        ]
        wrong += [f"chat {one.key}: others are in it than it was made with" for one in met.strangers()]
        wrong += [f"chat {one.key}: not made" for one in not_made(met) if not passed or one.key in passed]
        counts = {
            **_left(met),
            CHANGED: sum(one.rewritten for one in rows),
            EDITED: sum(one.edited for one in rows),
            LATE: sum(one.late for one in rows),
            OWN: sum(one.own for one in rows),
            LONE: len(lone(met)),
            PEOPLED: sum(met.peopled_otherwise(one) for one in met.pairs.values()),
        }
        return Verification(
            route="both sides read by person: author, time and text of every message, bytes of every picture",
            matched=sum(one.target for one in rows),
            differing=tuple(wrong),
            skipped=tuple(f"{count} × {why}" for why, count in counts.items() if count),
        )


def _left(met: Met) -> dict[str, int]:
    left = dict(met.left)
    for chat in met.moving.values():
        messages = met.read(chat)
        for one in messages:
            if one.odd:
                left[one.odd] = left.get(one.odd, 0) + 1
        if unknown := len(met.unknown(messages)):
            left[NO_ACCOUNT] = left.get(NO_ACCOUNT, 0) + unknown
    return dict(sorted(left.items()))


STEP = Compare()

"""teams.compare: every channel counted and compared, before anything is let go of."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from flytt.migration.team_messages import Becoming, found
from flytt.migration.teams import Channel, Message
from tasks.late_messages import LATE, first_of
from tasks.message_pictures import compared_pictures
from tasks.team_passes import by_channel
from tasks.teamed import Met, Pair, Teamed

_EDITED = "edited or deleted after it was copied, or its thread, author or links are: stands as it was"


class ChannelAccount(Record):
    """One channel: messages on the old side, those found on the new, and what is not the same.

    `late`: came to the old side after the last pass; the step that ends migration mode carries them over.
    `edited`: changed on the old side after their import; they stand as they were. The prints are of
    author, time and text of all messages.
    """

    team: str
    channel: str
    source: int
    target: int
    edited: int
    extra: int
    lacking: int
    unlike: int
    left: int
    late: int = 0
    late_ids: str = ""
    source_print: str
    target_print: str


class Reconciled(Record):
    """What stands on both sides, by channel; what stays, and why."""

    channels: tuple[ChannelAccount, ...]
    left: dict[str, int]


class Compare(Look[Teamed, Reconciled]):
    """Both sides are read team by team, which shares no index with the lists that copies were made by."""

    def see(self, want: Teamed, world: World) -> Reconciled:
        met = Met(want, world)
        return Reconciled(channels=tuple(_accounts(met)), left=_left(met))

    def judge(self, want: Teamed, seen: Reconciled, world: World) -> Verification:
        del seen
        met = Met(want, world)
        rows = _accounts(met)
        wrong = [
            f"channel {one.channel}: expected {one.source} ({one.source_print}), found {one.target} "
            f"({one.target_print}): {one.lacking} lacking, {one.unlike} not as they were, {one.extra} foreign"
            for one in rows
            if one.lacking or one.unlike or one.extra
        ]
        pictures = compared_pictures(met) if want.pictures == "compare" else ()
        wrong += [line for line in pictures if line]
        wrong += [f"team {one.id}: open on the old side" for one in met.moving.values() if not one.archived]
        wrong += [line for pair in met.pairs.values() for line in met.unexplained(pair)]
        wrong += [f"team {one}: not made" for one in sorted(met.moving.keys() - met.pairs.keys())]
        edited = sum(one.edited for one in rows)
        skipped = [f"{count} × {why}" for why, count in _left(met).items()]
        skipped += [f"{edited} × {_EDITED}"] if edited else []
        skipped += [
            f"{one.late} × {LATE}: channel {one.channel} ({one.late_ids})" for one in rows if one.late
        ]
        skipped += [] if want.pictures == "compare" else ["pictures in messages: decided to be counted alone"]
        return Verification(
            route="both sides read as whole teams: author, time and text of every message, and its pictures",
            matched=sum(one.target for one in rows) + sum(not line for line in pictures),
            differing=tuple(wrong),
            skipped=tuple(skipped),
        )


def _accounts(met: Met) -> list[ChannelAccount]:
    rows: list[ChannelAccount] = []
    for pair in met.pairs.values():
        old: dict[str, list[Message]] = {}
        for channel, one in met.old.all_messages(pair.source.id):
            old.setdefault(channel, []).append(one)
        new = by_channel(met, pair)
        for here, there in met.channels(pair):
            there_said = new.get(there.id, []) if there else []
            rows.append(_account(met, pair, here, old.get(here.id, []), there_said))
    return rows


def _account(met: Met, pair: Pair, here: Channel, old: list[Message], new: list[Message]) -> ChannelAccount:
    old = met.told(here, old)
    carried = met.carried(here, old, met.links(pair))
    noted = met.book(here).known()
    have = {created: said for created, (one, said) in found(new).items() if not one.odd}
    edited = {c for c in noted if c in have and have[c] == noted[c] and _other(carried.get(c), noted[c])}
    lacking = [c for c in carried if c not in have and c in noted]
    late = [one for c, one in carried.items() if c not in have and c not in noted]
    unlike = [c for c, one in carried.items() if c in have and have[c] != one.print and c not in edited]
    extra = [c for c in have if c not in carried and c not in edited]
    met_there = {c: have[c] for c in carried if c in have}
    return ChannelAccount(
        team=pair.source.id,
        channel=here.key,
        source=len(carried),
        target=len(met_there) - len(unlike),
        edited=len(edited),
        extra=len(extra),
        lacking=len(lacking),
        unlike=len(unlike),
        left=sum(bool(one.odd) for one in old) + len(met.unknown(old)),
        late=len(late),
        late_ids=first_of(late),
        source_print=_print({c: one.print for c, one in carried.items()}),
        target_print=_print(met_there),
    )


def _other(now: Becoming | None, noted: str) -> bool:
    return now is None or now.print != noted


def _left(met: Met) -> dict[str, int]:
    left = dict(met.left)
    for team in met.moving.values():
        for one in met.closed(team):
            left[f"{one.kind} channel"] = left.get(f"{one.kind} channel", 0) + 1
        for channel in met.standard(team):
            messages = met.read(team.id, channel)
            for one in messages:
                if one.odd:
                    left[one.odd] = left.get(one.odd, 0) + 1
            if unknown := len(met.unknown(messages)):
                left["author without an account"] = left.get("author without an account", 0) + unknown
    return dict(sorted(left.items()))


def _print(said: dict[str, str]) -> str:
    return digest({**said})[:16]


STEP = Compare()

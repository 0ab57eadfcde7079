"""teams.survey: how much moves, what is in the way or stays behind, and how long it takes."""

from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.permissions import ARCHIVING, TEAMS
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.teams import Team
from tasks.teamed import Met, Pair, Teamed

_OPEN = "team that anybody may join: the new one is private until its owners open it"


class Surveyed(Record):
    """Counts alone. Minutes: those of the largest channel, and those that a pass without news takes.

    Channels are copied one after another here: together they take `prepare_minutes`. `tabs`: by app; `left`:
    what stays behind, by why.
    """

    teams: int
    channels: int
    messages: int
    replies: int
    pictures: int
    files: int
    tabs: dict[str, int]
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Teamed, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Teamed, world: World) -> Surveyed:
        met = Met(want, world)
        left, tabs, counted = Counter(met.left), Counter[str](), Counter[str]()
        for team in met.moving.values():
            left.update([_OPEN] * team.public)
            left.update(f"{one.kind} channel" for one in met.closed(team))
            for channel in met.standard(team):
                counted["channels"] += 1
                tabs.update(one.app for one in met.old.tabs(team.id, channel.id))
                for one in met.read(team.id, channel):
                    if one.odd:
                        left[one.odd] += 1
                        continue
                    counted["messages"] += 1
                    counted["replies"] += bool(one.under)
                    counted["pictures"] += len(one.pictures)
                    counted["files"] += sum(bool(a.url) for a in one.attached)
        speed = want.new(world).speed()
        listing = (counted["channels"] + counted["messages"] / 20) / max(speed.reads, 0.01)
        return Surveyed(
            teams=len(met.moving),
            channels=counted["channels"],
            messages=counted["messages"],
            replies=counted["replies"],
            pictures=counted["pictures"],
            files=counted["files"],
            tabs=dict(sorted(tabs.items())),
            left=dict(sorted(left.items())),
            prepare_minutes=round((counted["messages"] / max(speed.writes, 0.01) + listing) / 60, 1),
            cutover_minutes=round((8 * listing + counted["pictures"] / max(speed.reads, 0.01)) / 60, 1),
        )

    def judge(self, want: Teamed, seen: Surveyed, world: World) -> Verification:
        met = Met(want, world)
        wrong = _consent(want, world) + _unknown(want, met) + _undecided(want, met, world)
        return Verification(
            route="both tenants read again, held against rules and decisions",
            matched=len(met.moving) + sum(met.left.values()),
            differing=tuple(wrong),
            skipped=tuple(f"{count} × {why}" for why, count in sorted(seen.left.items())),
        )


def _undecided(want: Teamed, met: Met, world: World) -> list[str]:
    wrong: list[str] = []
    made = {one.mark.rpartition(".")[2]: one.id for one in world.tenants.on(want.target).groups() if one.mark}
    for team in met.moving.values():
        if want.private == "stop":
            wrong += [
                f"team {team.id} channel {one.key}: {one.kind}, which migration mode does not make; "
                "`private` says that they stay"
                for one in met.closed(team)
            ]
        if team.id in made and want.groups == "stop":
            wrong.append(
                f"team {team.id}: group {made[team.id]} has been made for it, and a team in migration mode "
                "brings its own; `leave` the group there, or say `groups: beside`"
            )
        for channel in met.standard(team):
            messages = met.read(team.id, channel)
            if unknown := {one.author for one in met.unknown(messages)}:
                wrong.append(
                    f"team {team.id} channel {channel.key}: {len(unknown)} authors have no account on the "
                    "new side; state `stand_in`"
                )
        if not any(one.owner for one in met.wanted_members(_as_pair(team))):
            wrong.append(f"team {team.id}: none of its owners has an account on the new side")
    return wrong


def _as_pair(team: Team) -> Pair:
    return Pair(team, team)


def _unknown(want: Teamed, met: Met) -> list[str]:
    known = {one.id for one in met.old.listed()}
    rows = {*want.only, *(row.team for row in (*want.leave, *want.leave_messages))}
    return [f"team {one}: decided, and not in the old tenant" for one in sorted(rows - known)]


def _consent(want: Teamed, world: World) -> list[str]:
    old, new = want.old(world), want.new(world)
    lacking = [
        ("the old tenant, reading", TEAMS.reads - old.granted("read")),
        ("the old tenant, writing", ARCHIVING.writes - old.granted("write")),
        ("the new tenant, reading", TEAMS.reads - new.granted("read")),
        ("the new tenant, writing", (TEAMS.writes | ARCHIVING.writes) - new.granted("write")),
    ]
    return [f"consent in {where}: {', '.join(sorted(names))} is lacking" for where, names in lacking if names]


STEP = Survey()

"""domain.survey: who and what holds on to the domain, and everything that stops it from being let go."""

from collections import Counter

from flytt.migration.addressing import Addresses, arriving, held, homeless
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from tasks.consent import consent_lacking
from tasks.hindrances import on_the_way
from tasks.holding import Holding, standing

CMDLET_SECONDS = 1.5
"""For each mailbox or group, on each side. Assumed, not measured."""
SERVICE_MINUTES = 60.0
"""How long the services may take to let go and to see the proof. Assumed: five minutes to a day are told."""
ROUTE = "Graph's list of references, both directories, Exchange's list of recipients"
UNSEEN = "not looked at: mailboxes deleted softly, and addresses written in other systems"


class Surveyed(Record):
    """Counts alone."""

    names: int
    recipients: dict[str, int]
    references: dict[str, int]
    nobody: int
    left: int
    cutover_minutes: float


class Survey(Look[Holding, Surveyed]):
    """The first of two scans, in daylight."""

    def see(self, want: Holding, world: World) -> Surveyed:
        found = held(standing(world, want.source), want.domain)
        pairing = want.pairing(world, found)
        change = arriving(found, pairing, standing(world, want.target), want.domain)
        references = want.old(world).references(want.domain)
        writes = world.tenants.on(want.target).speed().writes
        names = len(found.names) + len(change.after.names)
        cmdlets = len(found.recipients) + len(change.after.recipients)
        return Surveyed(
            names=len(found.names),
            recipients=dict(sorted(Counter(one.kind for one in found.recipients).items())),
            references=dict(sorted(Counter(one.kind for one in references).items())),
            nobody=len(_nobody(want, found, world)),
            left=len(want.leave),
            cutover_minutes=round(SERVICE_MINUTES + (names / writes + cmdlets * CMDLET_SECONDS) / 60, 1),
        )

    def judge(self, want: Holding, seen: Surveyed, world: World) -> Verification:
        found = held(standing(world, want.source), want.domain)
        ids = found.ids
        if want.find(want.old(world)) is None and want.find(want.new(world)) is not None:
            return Verification(
                route=ROUTE,
                matched=1,
                skipped=("the domain is in the new tenant already: nothing to decide",),
            )
        wrong = [*consent_lacking("tenant-domain", want.old(world), want.new(world)), *_held(want, world)]
        wrong += on_the_way(want, standing(world, want.source), world)
        wrong += [
            f"{row.source}: decided, and has no address on the domain"
            for row in (*want.same, *want.leave)
            if row.source not in ids
        ]
        for one in want.old(world).references(want.domain):
            if one.kind not in {"user", "group"}:
                wrong.append(f"{one.kind} {one.id}: holds on to the domain; a person changes it, and back")
            elif one.id not in ids:
                wrong.append(f"{one.kind} {one.id}: holds on to the domain, and shows no address on it")
        return Verification(
            route=ROUTE,
            matched=len(ids),
            differing=tuple(sorted(wrong)),
            skipped=((f"{seen.left} × left by decision",) if seen.left else ()) + (UNSEEN,),
        )


def _nobody(want: Holding, found: Addresses, world: World) -> tuple[str, ...]:
    left = {row.source for row in want.leave}
    lost = homeless(found, want.pairing(world, found), standing(world, want.target))
    return tuple(one for one in lost if one not in left)


def _held(want: Holding, world: World) -> list[str]:
    own, there = want.find(want.old(world)), want.find(want.new(world))
    wrong: list[str] = []
    if own is None or not own.verified:
        wrong.append(f"{want.domain}: not a proven domain of the old tenant")
    elif own.initial:
        wrong.append(f"{want.domain}: the old tenant's own domain, which never leaves it")
    elif own.federated:
        wrong.append(
            f"{want.domain}: people sign in elsewhere (federated); make it managed, it would come back so"
        )
    if there is not None:
        wrong.append(f"{want.domain}: in the new tenant already")
    below = [one.name for one in want.old(world).all() if one.name.endswith(f".{want.domain}")]
    wrong += [f"{name}: lies below {want.domain}, and must have moved first" for name in below]
    world.names.records(want.domain, "MX")
    return wrong


STEP = Survey()

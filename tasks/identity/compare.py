"""identity.compare: people, groups and licences counted and compared, before anybody signs in."""

from collections import Counter

from flytt.migration.evidence import Verification
from flytt.migration.identity import ALIKE, wanted_licences
from flytt.migration.ids import Those
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.proof import named
from flytt.migration.record import Record
from tasks.changed_profiles import by_changes, compared
from tasks.memberships import GroupAccount, accounts
from tasks.tenancy import Met, Tenancy

_KEPT_OWNER = "last owner who is none on the old side any more: people name another one"


class LicenceAccount(Record):
    """One SKU: how many shall have it, and how many of those have it."""

    sku: str
    wanted: int
    found: int


class Reconciled(Record):
    """What stands on both sides, by group and by SKU. `counted`: what the new directory itself counts."""

    people: int
    people_there: int
    counted: int
    groups: tuple[GroupAccount, ...]
    licences: tuple[LicenceAccount, ...]
    left: dict[str, int]


class Compare(Look[Tenancy, Reconciled]):
    """Whoever came to the old side since is found here, and named by id."""

    def see(self, want: Tenancy, world: World) -> Reconciled:
        met = Met(want, world)
        return Reconciled(
            people=len(met.moving.people),
            people_there=sum(one in met.there for one in met.moving.people),
            counted=want.new(world).count(),
            groups=accounts(want, met, world),
            licences=_licences(want, met),
            left=dict(sorted(Counter(met.moving.left.values()).items())),
        )

    def judge(self, want: Tenancy, seen: Reconciled, world: World) -> Verification:
        del seen
        met = Met(want, world)
        profiles = compared(want, by_changes(want, met, world), world)
        expected, found = dict.fromkeys(profiles.says, ALIKE), dict(profiles.says)
        for group in met.moving.groups:
            expected[f"group {group}"], found[f"group {group}"] = "there", "nothing"
        items, kept = dict[str, int](), list[str]()
        for row in accounts(want, met, world):
            name = f"group {row.group}"
            expected[name], items[name] = f"{row.source} ({row.source_print})", row.source + 1
            found[name] = f"{row.target} ({row.target_print})"
            kept += [f"{row.kept_owner} of {row.group}"] if row.kept_owner else []
        for sku in _licences(want, met):
            name = f"licence {sku.sku}"
            expected[name], found[name], items[name] = str(sku.wanted), str(sku.found), sku.wanted
        differing = Verification.of(
            "both directories' track of changes; each group read member by member",
            expected=expected,
            found=found,
            items=items,
        )
        left = Counter(met.moving.left.values())
        stays = [f"{n} × {why}" for why, n in sorted(left.items())]
        if kept:
            stays.append(f"{len(kept)} × {_KEPT_OWNER}: {named(kept)}")
        matched = differing.matched + profiles.alike
        return differing.changed(matched=matched, skipped=(*stays, *met.unfit_said, *profiles.skipped))


def _licences(want: Tenancy, met: Met) -> tuple[LicenceAccount, ...]:
    moved = Those(met.movers, met.there)
    counted, found = Counter[str](), Counter[str]()
    for one in wanted_licences(want, moved, met.sides):
        counted[one.sku] += 1
        found[one.sku] += met.has_licence(one.person, one.sku)
    return tuple(
        LicenceAccount(sku=sku, wanted=count, found=found[sku]) for sku, count in sorted(counted.items())
    )


STEP = Compare()

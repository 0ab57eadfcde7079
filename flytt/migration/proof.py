"""What `flytt check` says of a tenant before anything moves: proven, wrong, unknown, or to be looked at."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from flytt.migration.consent import lacking, unasked, writes
from flytt.migration.exchange import Box
from flytt.migration.mailbox_settings import TenantMailboxes
from flytt.migration.record import Record

State: TypeAlias = Literal["proven", "wrong", "unknown", "look"]
"""`unknown`: it could not be asked, which proves nothing. `look`: no application sees it; a person must."""
_MOST_NAMED = 10


class Finding(Record):
    """One thing about a tenant: where it is stated, what was seen, what is expected, and what to do next."""

    place: str
    state: State
    says: str
    expected: str = ""
    next_command: str = ""

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.says}"]
        parts += [f"expected {self.expected}"] if self.expected else []
        parts += [f"next: {self.next_command}"] if self.next_command else []
        return "; ".join(parts)


def of_consent(
    place: str, service: str, needed: frozenset[str], granted: frozenset[str], show: str
) -> tuple[Finding, ...]:
    """Judge one application's token for one service. `show`: the command that prints who needs what."""
    gone = lacking(needed, granted)
    if gone:
        return (
            Finding(
                place=place,
                state="wrong",
                says=f"no consent to {', '.join(sorted(gone))} of {service}",
                expected="an administrator's consent to each, as an application permission",
                next_command=f"grant it in the Entra admin centre ({show}), then flytt check",
            ),
        )
    return (
        Finding(place=place, state="proven", says=f"signs in; all {len(needed)} permissions of {service}"),
    )


def of_reader(place: str, granted: frozenset[str]) -> tuple[Finding, ...]:
    """Judge that the application that reads can change nothing."""
    if found := writes(granted):
        return (
            Finding(
                place=place,
                state="wrong",
                says=f"it may write: {', '.join(sorted(found))}",
                expected="permissions that read, and no other",
                next_command="take these from it in the Entra admin centre, then flytt check",
            ),
        )
    return (Finding(place=place, state="proven", says="it can change nothing"),)


def of_more(place: str, needed: frozenset[str], granted: frozenset[str]) -> tuple[Finding, ...]:
    """Name what an application may do and nothing here needs."""
    if found := unasked(needed, granted):
        return (
            Finding(
                place=place,
                state="look",
                says=f"more than is needed: {', '.join(sorted(found))}",
                next_command="take it away, unless something else of yours signs in as this application",
            ),
        )
    return ()


def of_holds(
    workload: str, want: TenantMailboxes, boxes: Sequence[Box], there: Sequence[Box]
) -> tuple[Finding, ...]:
    """Judge mailboxes on hold and archives against what the mapping has decided of them."""
    only = set(want.only)
    left = {row.account for row in want.leave if row.delegate is None}
    moving = [b for b in boxes if b.account not in left and (not only or b.account in only)]
    held, archives = [b.account for b in moving if b.held], [b.account for b in moving if b.archive]
    found = [
        _decided(workload, "on hold", held, "held", is_decided=want.held == "copy", choice="copy"),
        _decided(
            workload,
            "with an archive",
            archives,
            "archives",
            is_decided=want.archives == "leave",
            choice="leave",
        ),
    ]
    if held:
        found.append(
            Finding(
                place=workload,
                state="look",
                says=f"on hold: {len(held)} in the old tenant, {sum(b.held for b in there)} in the new",
                expected="whoever must be kept from deleting is kept from it on the new side too",
                next_command="Set-Mailbox -LitigationHoldEnabled $true there, before the first copy",
            )
        )
    return tuple(found)


def _decided(
    workload: str, what: str, accounts: list[str], setting: str, *, is_decided: bool, choice: str
) -> Finding:
    if not accounts:
        return Finding(place=workload, state="proven", says=f"no mailbox {what}")
    if is_decided:
        return Finding(
            place=workload, state="proven", says=f"{len(accounts)} mailboxes {what}: decided ({choice})"
        )
    return Finding(
        place=workload,
        state="wrong",
        says=f"{len(accounts)} mailboxes {what}: {named(accounts)}",
        expected=f"`{setting}: {choice}` in the mapping, when it is settled",
        next_command="settle it with the archive and the lawyers, write it down, then flytt check",
    )


def retention(tenant: str) -> Finding:
    """Say where retention policies are seen: neither Graph nor Exchange's own administration shows them."""
    return Finding(
        place=f"tenants.{tenant}",
        state="look",
        says="retention policies and labels: not seen, no application permission shows them",
        expected="what keeps or deletes in the one tenant does so in the other before the first copy",
        next_command="Connect-IPPSSession; Get-RetentionCompliancePolicy -DistributionDetail, in both",
    )


def named(ids: Iterable[str]) -> str:
    """Return the first few, and how many more there are."""
    listed = sorted(ids)
    more = f" and {len(listed) - _MOST_NAMED} more" if listed[_MOST_NAMED:] else ""
    return f"{', '.join(listed[:_MOST_NAMED])}{more}"

"""What `flytt check` shows of tenants: who must be let do what, and what was proven of them."""

from collections.abc import Iterable, Sequence

from flytt.migration.consent import CONSENTS, Consent
from flytt.migration.proof import Finding, State
from flytt.migration.record import Json
from flytt.migration.workload import Workload

_SINCE = {
    "move": "",
    "back": " (to bring home)",
    "retire": " (to close the old side)",
}
_MARKS: dict[State, str] = {"proven": "ok  ", "wrong": "FAULT", "unknown": "NOT SEEN", "look": "LOOK"}


def permissions(workloads: Iterable[Workload]) -> list[dict[str, Json]]:
    """Return a row for each application, service and need of each workload that moves in a tenant."""
    return [
        {
            "workload": one.id,
            "kind": one.kind,
            "tenant": str(one.settings.get("source" if row.side == "old" else "target", row.side)),
            "application": row.use,
            "service": row.service,
            "since": row.since,
            "permissions": [*sorted(row.permissions)],
        }
        for one in workloads
        for row in CONSENTS.get(one.kind, ())
    ]


def show_permissions(rows: Sequence[dict[str, Json]]) -> None:
    """Print what each application needs: by tenant and application, and under each who wants it for what."""
    for tenant, use in sorted({(str(r["tenant"]), str(r["application"])) for r in rows}):
        own = [r for r in rows if (r["tenant"], r["application"]) == (tenant, use)]
        print(f"{tenant}, {use}:")
        for service in sorted({str(r["service"]) for r in own}):
            wanted: dict[str, list[str]] = {}
            for row in (r for r in own if r["service"] == service):
                names = row["permissions"]
                for name in names if isinstance(names, list) else ():
                    wanted.setdefault(str(name), []).append(f"{row['workload']}{_SINCE[str(row['since'])]}")
            for name, why in sorted(wanted.items()):
                print(f"  {service:<10} {name:<34} {'; '.join(dict.fromkeys(why))}")
    if not rows:
        print("No workload that moves lies in a tenant.")


def table() -> list[str]:
    """Return the table for docs: the least, by kind of workload, tenant and application."""
    lines = ["| Kind | Tenant | Application | Of | Permissions (application) |", "|---|---|---|---|---|"]
    for kind, rows in CONSENTS.items():
        lines += [_line(kind, row) for row in rows if row.permissions]
    return lines


def _line(kind: str, row: Consent) -> str:
    names = ", ".join(f"`{one}`" for one in sorted(row.permissions))
    return f"| `{kind}` | {row.side} | {row.use}{_SINCE[row.since]} | {row.service} | {names} |"


def show_findings(findings: Sequence[Finding]) -> None:
    """Print each with its mark; what is wrong last, where it is read."""
    order: tuple[State, ...] = ("proven", "look", "unknown", "wrong")
    for one in sorted(findings, key=lambda f: order.index(f.state)):
        print(f"  {_MARKS[one.state]:<8} {one}")


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 2 when something is wrong, 1 when something could not be asked, else 0."""
    states = {one.state for one in findings}
    return 2 if "wrong" in states else 1 if "unknown" in states else 0

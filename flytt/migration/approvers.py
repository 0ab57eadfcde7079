"""Who may answer for a municipality, and what is said of somebody who may not."""

from flytt.migration.nearest import nearest
from flytt.migration.plan import Plan


def no_approver(plan: Plan, who: str) -> tuple[str, ...]:
    """Return the fault of an answer from somebody the plan does not name; nothing when it does."""
    known = sorted(approver.id for approver in plan.approvers)
    if who in known:
        return ()
    near = nearest(who, known)
    says = f"{who!r} is not among the approvers: {', '.join(known) or 'none named'}"
    return (f"{says} (nearest: {near})" if near else says,)

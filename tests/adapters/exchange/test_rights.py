"""Which rows of Exchange's lists are rights."""

import pytest

from flytt.adapters.exchange.cmdlets import rights_of
from flytt.migration.record import Json

ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    ("row", "given"),
    [
        ({"AccessRights": ["FullAccess"]}, True),
        ({"AccessRights": "FullAccess, DeleteItem"}, True),
        ({"AccessRights": ["FullAccess"], "Deny": False, "IsInherited": False}, True),
        ({"AccessRights": ["FullAccess"], "Deny": True}, False),
        ({"AccessRights": ["FullAccess"], "IsInherited": True}, False),
        ({"AccessRights": ["FullAccess"], "AccessControlType": "Deny"}, False),
        ({"AccessRights": ["ReadPermission"]}, False),
    ],
)
def test_what_is_refused_or_less_is_no_right(row: dict[str, Json], *, given: bool) -> None:
    """Somebody who is kept out of a mailbox on the old side would open all of it on the new one."""
    found = list(rights_of(ONE, [{"User": TWO, **row}], [], {}))
    assert [one.delegate for one in found] == ([TWO] if given else [])

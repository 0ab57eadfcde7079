"""A profile that the service refuses to set is named by what the service itself says of it."""

import pytest

from flytt.migration.refused_profiles import Refused, Sort, not_to_be_set, why_refused

SYNCED = (
    "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
    "currently undergoing migration."
)
EXTERNAL = (
    "Unable to update the specified properties for objects that have originated within an external service."
)
DENIED = "Insufficient privileges to complete the operation."


@pytest.mark.parametrize(
    ("status", "code", "message", "sort", "of"),
    [
        (400, "Request_BadRequest", SYNCED, "synced", ""),
        (400, "Request_BadRequest", EXTERNAL, "external", ""),
        (403, "Authorization_RequestDenied", DENIED, "protected", ""),
        (403, "Forbidden", "Kari Nordmann is not to be changed.", "other", ""),
        (
            400,
            "Request_BadRequest",
            "Invalid value specified for property 'mobilePhone' of resource 'User'.",
            "value",
            "mobilePhone",
        ),
        (400, "Request_BadRequest", "Kari Nordmann cannot be saved.", "other", ""),
        (400, "", "", "other", ""),
    ],
)
def test_a_refusal_is_sorted_by_its_code_and_message(
    status: int, code: str, message: str, sort: Sort, of: str
) -> None:
    """A telephone number that is too long would be looked for among administrators."""
    why = why_refused(status, code, message)
    assert why == Refused(sort, code, of)
    assert "Kari" not in str(why)


def test_each_sort_is_named_apart_with_what_mends_it() -> None:
    """Whoever is on duty would take roles from people whose accounts are synced."""
    says = str(
        not_to_be_set(
            {
                "b": Refused("synced", "Request_BadRequest"),
                "c": Refused("value", "Request_BadRequest", "mobilePhone"),
                "a": Refused("synced", "Request_BadRequest"),
            },
            "new",
        )
    )
    assert "synced from a directory of its own (Request_BadRequest): a, b;" in says
    assert "does not take (Request_BadRequest, mobilePhone): c." in says
    assert "change synced accounts where they are synced from, correct a value" in says
    assert "administrator" not in says

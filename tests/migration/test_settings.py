"""What a workload of each kind must be told before anybody is down for it."""

import pytest
from pydantic import ValidationError

from flytt.migration.record import Json
from flytt.migration.settings import Database, PeoplesWork
from flytt.migration.share_settings import FileShare
from tests.worlds import SETTINGS_OF


@pytest.mark.parametrize("name", ["-init", "data.db", "file:/srv/x.db?mode=rwc"])
def test_a_sqlite_database_is_named_by_its_whole_path(name: str) -> None:
    """The program that opens it would take its name for an option or an address."""
    with pytest.raises(ValidationError, match="absolute path"):
        Database(engine="sqlite", name=name)
    assert Database(engine="postgresql", name=name).name == name


def test_peoples_work_is_looked_at_afterwards() -> None:
    """A person's word alone would count as verified."""
    with pytest.raises(ValidationError, match="after"):
        PeoplesWork.model_validate({**SETTINGS_OF["manual-change"], "after": []})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"source": {"host": "old", "path": "/srv/felles", "export": "felles"}},
            "rights_export on both sides",
        ),
        (
            {"target": {"host": "new", "path": "/srv/felles", "export": "felles", "rights_export": "felles"}},
            "the share people use",
        ),
        ({"rights": "posix"}, "is a SID"),
        ({"sampled": [{"user": "1001"}]}, "1001 is no SID"),
        ({"rights": "posix", "owners": [], "sampled": [{"user": "S-1-5-21-1-2-3-4"}]}, "is no number"),
        (
            {"owners": [{"kind": "user", "source": "1001", "target": "S-1-5-21-1-2-3-4"}]},
            "two numbers, or two SIDs",
        ),
    ],
)
def test_rights_of_two_sorts_are_not_mixed(changed: dict[str, Json], says: str) -> None:
    """A slip would be found at night, by a traceback or by rights that were never looked at."""
    with pytest.raises(ValidationError, match=says):
        FileShare.model_validate({**SETTINGS_OF["file-share"], **changed})

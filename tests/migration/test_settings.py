"""What a workload of each kind must be told before anybody is down for it."""

import pytest
from pydantic import ValidationError

from flytt.migration.settings import Database, PeoplesWork
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

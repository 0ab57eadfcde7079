"""Secrets by name."""

from pathlib import Path

import pytest

from flytt.adapters.secrets import local_secrets
from flytt.migration.errors import BadInput, NotFound


def test_the_environment_comes_first_and_then_the_file(tmp_path: Path) -> None:
    """If the file won, a secret exchanged in the environment would not take effect."""
    (tmp_path / "duty-hook").write_text("from file\n")
    assert local_secrets(tmp_path, {})("duty-hook").get_secret_value() == "from file"
    known = {"FLYTT_SECRET_DUTY_HOOK": "from environment"}
    assert local_secrets(tmp_path, known)("duty-hook").get_secret_value() == "from environment"


def test_a_secret_that_is_not_set_is_named_with_both_places(tmp_path: Path) -> None:
    """If the sentence did not say where to put it, somebody would search at night."""
    with pytest.raises(NotFound, match=r"FLYTT_SECRET_DUTY_HOOK, or write it to .*duty-hook"):
        local_secrets(tmp_path, {})("duty-hook")


@pytest.mark.parametrize("name", ["", "../key", "a/b", "a b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    """If it were followed, a mapping could have any file read and sent out."""
    with pytest.raises(BadInput):
        local_secrets(tmp_path, {})(name)

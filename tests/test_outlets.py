"""Where a mapping's outlets lead: in a rehearsal nowhere, and for real to those on the lists alone."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.memory import MemoryStore
from flytt.migration.errors import BadInput, NotFound
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.notices.sending.post import Post
from flytt.notices.sending.settings import read_sending
from flytt.outlets import open_post, recipients, rehearsed
from flytt.wiring import Where
from tests.notices.stage import local, plan_of

MAPPINGS = Path(__file__).parents[1] / "mappings"
SETTINGS = read_sending(MAPPINGS / "fjordvik")


def post(home: Path, plan: Plan) -> Post:
    """Return the post of a plan under Fjordvik's settings. It is given no secret."""
    journal = Journal(MemoryStore(), MemoryClock(local(9)), "tester")
    journal.adopt(plan)

    def secret(name: str) -> SecretStr:
        raise NotFound(f"The secret {name} is not set.")

    return open_post(Where("fjordvik", MAPPINGS, str(home / "ledger.db")), journal, secret)


def test_no_address_of_the_mapping_is_left_in_a_rehearsal(tmp_path: Path) -> None:
    """One setting that is forgotten here is a way from a rehearsal to real people."""
    text = rehearsed(SETTINGS, "fjordvik", tmp_path).model_dump_json()
    real = SETTINGS.model_dump(mode="json")
    kept = {"starttls", "staff", "residents", "barn", "nn", *(o.id for o in SETTINGS.outlets)}
    kept |= {o.channel for o in SETTINGS.outlets} | {"22:00:00", "07:00:00", SETTINGS.base_url}
    assert [value for value in values(real) if value and value not in kept and f'"{value}"' in text] == []


def values(tree: object) -> list[str]:
    """Return every text in a tree of JSON."""
    if isinstance(tree, dict):
        return [v for inner in tree.values() for v in values(inner)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(tree, list):
        return [v for inner in tree for v in values(inner)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [tree] if isinstance(tree, str) else []


def test_a_rehearsal_reads_no_secret_and_needs_its_own_post(tmp_path: Path) -> None:
    """The real lists would be read in a rehearsal, one mistake away from being written to."""
    own = post(tmp_path, plan_of(practice=True))
    for outlet in own.settings.outlets:
        if outlet.channel == "folder":
            assert str(own.open(outlet).destination[0]).startswith(str(tmp_path))
            continue
        with pytest.raises(BadInput, match="The practice post does not run"):
            own.open(outlet)


def test_a_real_move_asks_for_its_secrets_by_name(tmp_path: Path) -> None:
    """An outlet whose secret nobody set would be passed over in silence."""
    own = post(tmp_path, plan_of())
    for outlet in own.settings.outlets:
        if outlet.channel != "folder":
            with pytest.raises(NotFound, match=r"The secret .* is not set"):
                own.open(outlet)


def test_a_list_is_read_line_by_line() -> None:
    """A remark, an empty line or the same address twice would be written to."""
    text = "en@example.no  # rektor\n\n# to\nEn@example.no\nto@example.no\r\n"
    assert recipients(SecretStr(text), "x") == ("en@example.no", "to@example.no")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("en@example.no\nbare et navn\n", "line 2 is no mail address"),
        ("en@example.no, to@example.no", "line 1"),
        ("en@example.no\x00", "line 1"),
        ("", "has 0 addresses"),
        ("\n".join(f"n{n}@example.no" for n in range(101)), "has 101 addresses"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_without_being_shown(text: str, why: str) -> None:
    """Somebody would be left out in silence, or an address would stand in an error for everybody to see."""
    with pytest.raises(BadInput, match=why) as told:
        recipients(SecretStr(text), "x")
    assert "@" not in str(told.value)

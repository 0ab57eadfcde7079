"""Where the world is reached is part of what was approved: nothing else is followed in silence."""

from pathlib import Path

import pytest

from flytt.adapters.reach import Reach, fingerprint, reach_entries
from flytt.migration.errors import BadInput
from flytt.migration.reaching import differences, reach_digest, refuse_other_reach
from flytt.migration.statement import Saying, accept_reach
from flytt.wiring import open_move, where
from tests.cli.ledgers import in_file
from tests.driving import journal_of, state_of, unsigned
from tests.worlds import Twins, plan_of, twins

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ5IGhhbmQgYnkgaGFuZCBieSBoYW5kIGJ5IGhhbmQg"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFub3RoZXIgYW5vdGhlciBhbm90aGVyIGFub3RoZXIg"
NEW = {"address": "192.0.2.7", "user": "flytt", "host_key": KEY}
PAGE = {
    "hosts": {"old": {"address": "192.0.2.6", "user": "flytt", "host_key": KEY}, "new": NEW},
    "zone": {"address": "192.0.2.53", "zone": "fjordvik.test", "key_secret": "zone"},
    "documents": {"base": "http://192.0.2.80"},
    "equipment": {"svitsj": {"address": "192.0.2.9", "port": 22}},
}
SAYING = Saying(who="leder", why="the new host has got a new address")


def _reach(**changes: object) -> Reach:
    return Reach.model_validate({**PAGE, **changes})


def _with_new(**changes: object) -> Reach:
    return _reach(hosts={**PAGE["hosts"], "new": {**NEW, **changes}})


def _scene() -> Twins:
    plan = plan_of("integration").changed(reach=reach_entries(_reach()), practice=False)
    scene = twins("integration", plan=plan)
    journal_of(scene).adopt(plan)
    return scene


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (_with_new(address="192.0.2.66"), "hosts.new: another address"),
        (_with_new(user="root"), "hosts.new: another address, user"),
        (_with_new(host_key=OTHER_KEY), fingerprint(OTHER_KEY)),
        (_with_new(host_key=OTHER_KEY), fingerprint(KEY)),
        (_with_new(host_key=""), "now none"),
        (_reach(hosts={"old": PAGE["hosts"]["old"]}), "hosts.new: gone"),
        (_reach(equipment={}), "equipment.svitsj: gone"),
        (_reach(zone={**PAGE["zone"], "address": "192.0.2.54"}), "zone: another"),
        (_reach(documents={"base": "http://192.0.2.81"}), "documents: another"),
        (_reach(ssh_key="another"), "ssh_key: new"),
    ],
)
def test_every_entry_that_differs_is_named_and_refused(changed: Reach, says: str) -> None:
    """Who can write to one file could lead a run, with its keys and dumps, to a host of their own."""
    scene, now = _scene(), reach_entries(changed)
    with pytest.raises(BadInput) as refused:
        refuse_other_reach(scene.plan, now, "")
    assert says in str(refused.value)
    assert refused.value.exit_code == 2
    accept_reach(scene.plan, journal_of(scene), now, SAYING, unsigned)
    refuse_other_reach(scene.plan, now, state_of(scene).reach)
    with pytest.raises(BadInput, match="otherwise than was planned"):
        refuse_other_reach(scene.plan, reach_entries(_with_new(address="192.0.2.99")), state_of(scene).reach)


def test_what_is_as_planned_or_only_more_patient_is_let_through() -> None:
    """A longer time-out, or the order of a file's lines, would stop every move."""
    scene = _scene()
    refuse_other_reach(scene.plan, reach_entries(_reach()), "")
    refuse_other_reach(scene.plan, reach_entries(_with_new(limits={"connect_seconds": 30})), "")
    refuse_other_reach(scene.plan.changed(reach=None), (), "")
    assert reach_digest(reach_entries(_reach())) == reach_digest(tuple(reversed(reach_entries(_reach()))))


def test_an_acceptance_has_a_name_a_reason_and_a_plan() -> None:
    """What somebody accepted for one plan would hold for the next, or nobody would have accepted it."""
    scene, now = _scene(), reach_entries(_with_new(address="192.0.2.66"))
    for saying, says in (
        (SAYING.changed(who="nobody"), "approvers"),
        (SAYING.changed(why=""), "--why"),
        (SAYING.changed(signature="forged"), "does not belong"),
    ):
        with pytest.raises(BadInput, match=says):
            accept_reach(scene.plan, journal_of(scene), now, saying, unsigned)
    with pytest.raises(BadInput, match="just as it was planned"):
        accept_reach(scene.plan, journal_of(scene), reach_entries(_reach()), SAYING, unsigned)
    accept_reach(scene.plan, journal_of(scene), now, SAYING, unsigned)
    assert state_of(scene).reach
    journal_of(scene).adopt(scene.plan.changed(name="Fjordvik anew"))
    assert state_of(scene).reach == ""
    assert differences(now, now) == ()


def test_the_world_is_not_opened_when_its_page_was_changed(tmp_path: Path) -> None:
    """The comparison would exist, and nobody would make it before reaching out."""
    ledger = in_file(_scene(), tmp_path)
    mappings = tmp_path / "mappings"
    (mappings / "fjordvik").mkdir(parents=True)
    page = mappings / "fjordvik" / "reach.yaml"
    page.write_text(_reach().model_dump_json(exclude_defaults=True))
    at = where("fjordvik", mappings=mappings, ledger=str(ledger))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    page.write_text(_with_new(address="192.0.2.66").model_dump_json(exclude_defaults=True))
    with pytest.raises(BadInput, match=r"hosts\.new"):
        open_move(at)

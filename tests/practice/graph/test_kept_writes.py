"""A practice tenant that was killed stands as it stood, also where the last line was cut off."""

from __future__ import annotations

from pathlib import Path

from practice.graph.digest import digests
from practice.graph.estate import Plan
from practice.graph.kept_writes import KeptWrites
from practice.graph.service import Service
from practice.graph.things import Thing, text
from tests.practice.graph.clients import BASE, Caller, body_of, caller

PLAN = Plan(people=4, people_there=2, files=0)


def _service(path: Path, plan: Plan = PLAN) -> Service:
    return Service(plan, kept=KeptWrites(path, plan))


def _made(asking: Caller, nickname: str) -> str:
    answer = asking.ask(
        "POST",
        "/groups",
        {"displayName": "Skole", "mailEnabled": False, "mailNickname": nickname, "securityEnabled": True},
    )
    return text(body_of(answer), "id")


def test_what_was_written_outlives_a_kill_under_the_same_ids(tmp_path: Path) -> None:
    """A rehearsal that was killed could not go on: the accounts and groups in its ledger would be gone."""
    before = _service(tmp_path / "writes")
    asking = caller(before)
    assert asking.ask("POST", "/groups", {"displayName": "Uten noe", "mailEnabled": False}).status == 400
    assert _made(asking, "skole-10")
    group, user = _made(asking, "skole-10"), text(asking.rows("/users")[0], "id")
    member: Thing = {"@odata.id": f"{BASE}/v1.0/directoryObjects/{user}"}
    assert asking.ask("POST", f"/groups/{group}/members/$ref", member).status < 300
    assert asking.ask("PATCH", f"/users/{user}", {"accountEnabled": False}).status < 300
    after = _service(tmp_path / "writes")
    assert [digests(t) for t in after.tenants.values()] == [digests(t) for t in before.tenants.values()]
    assert [text(one, "id") for one in caller(after).rows(f"/groups/{group}/members")] == [user]
    assert asking.token not in (tmp_path / "writes").read_text()


def test_a_line_that_was_cut_off_is_not_in_the_way(tmp_path: Path) -> None:
    """A kill at the wrong moment would keep the practice municipality from ever starting again."""
    group = _made(caller(_service(tmp_path / "writes")), "skole-9")
    with (tmp_path / "writes").open("a") as file:
        file.write('{"tenant":')
    again = caller(_service(tmp_path / "writes"))
    assert again.ask("GET", f"/groups/{group}").status == 200
    later = _made(again, "skole-10")
    assert caller(_service(tmp_path / "writes")).ask("GET", f"/groups/{later}").status == 200


def test_tenants_of_another_plan_begin_anew(tmp_path: Path) -> None:
    """What was done to other people would be done to these, or the start would fail on it."""
    group = _made(caller(_service(tmp_path / "writes")), "skole-9")
    other = caller(_service(tmp_path / "writes", PLAN.model_copy(update={"seed": 2})))
    assert other.ask("GET", f"/groups/{group}").status == 404

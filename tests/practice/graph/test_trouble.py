"""Throttling, faults, lag, and the same world from the same seed."""

from __future__ import annotations

from typing import get_args

import pytest

from practice.graph.answers import Request
from practice.graph.estate import Plan
from practice.graph.faults import PROFILES, Fault
from practice.graph.things import text
from tests.practice.graph.clients import BASE, Hand, body_of, caller, list_of, service


def test_a_budget_that_is_spent_comes_back_with_time() -> None:
    """If this fails, Flytt's waiting is practised against limits that do not hold, or never lift."""
    hand = Hand()
    own = service(Plan(people=4, scale=1), hand)
    me = caller(own)
    meters = own.meters[me.tenant.id]
    meters.set("entra.writes", 5, 100)
    guest = {"invitedUserEmailAddress": "a@gjest.example", "inviteRedirectUrl": "https://practice.example"}
    answers = [me.ask("POST", "/invitations", {**guest}) for _ in range(6)]
    assert [one.status for one in answers] == [201] * 5 + [429]
    wait = int(answers[-1].headers["Retry-After"])
    hand.seconds += wait - 1
    assert me.ask("POST", "/invitations", {**guest}).status == 429
    hand.seconds += 2 * wait
    assert me.ask("POST", "/invitations", {**guest}).status == 201
    own.clock.rescale(60)
    meters.set("entra.writes", 1, 600)
    refused = next(
        one for one in (me.ask("POST", "/invitations", {**guest}) for _ in range(3)) if one.status == 429
    )
    assert int(refused.headers["Retry-After"]) <= 60


def test_sharepoint_and_entra_have_budgets_of_their_own() -> None:
    """If this fails, a busy file move would stop the work on users, which it does not do in a real tenant."""
    own = service(Plan(people=4))
    me = caller(own)
    own.meters[me.tenant.id].set("sharepoint.ru-minute", 3)
    user = me.rows("/users")[0]["id"]
    statuses = [me.ask("GET", f"/users/{user}/drives").status for _ in range(3)]
    assert statuses == [200, 429, 429]
    assert me.ask("GET", "/users").status == 200
    other = caller(own, "target")
    assert other.ask("GET", f"/users/{other.rows('/users')[0]['id']}/drives").status == 200


@pytest.mark.parametrize(
    ("kind", "status", "is_done"),
    [("429", 429, False), ("500", 500, False), ("502", 502, False), ("503", 503, False),
     ("504", 504, False), ("504-after", 504, True), ("slow", 201, True), ("expire-uploads", 201, True),
     ("cut-before", 0, False), ("cut-after", 0, True), ("duplicate", 201, True)],
)  # fmt: skip
def test_faults_do_what_they_say(kind: str, status: int, *, is_done: bool) -> None:
    """If this fails, the lost answer (done, but the caller cannot know) is not practised."""
    own = service(Plan(people=4))
    me = caller(own)
    before = len(me.tenant.groups)
    own.faults.add(Fault.model_validate({"kind": kind, "match": "POST .*/groups", "retry_after": 7}))
    body = {"displayName": "G", "mailEnabled": False, "mailNickname": "g", "securityEnabled": True}
    answer = me.ask("POST", "/groups", {**body})
    assert (answer.status, len(me.tenant.groups) - before) == (status, is_done * (1 + (kind == "duplicate")))
    assert answer.headers.get("Retry-After") == ("7" if status > 400 else None)
    assert me.ask("POST", "/groups", {**body}).status == 201


def test_a_fault_that_ends_uploads_ends_them_all() -> None:
    """If this fails, an upload that has to begin anew in the middle of a large file is not practised."""
    own = service(Plan(people=2))
    me = caller(own)
    where = f"/users/{me.rows('/users')[0]['id']}/drive/root:/stor.bin:/createUploadSession"
    url = text(body_of(me.ask("POST", where, {})), "uploadUrl")
    assert me.address("GET", url).status == 200
    own.faults.add(Fault(kind="expire-uploads", match="GET .*/users"))
    assert me.ask("GET", "/users").status == 200
    assert me.address("GET", url).status == 404


def test_a_slow_answer_comes_late() -> None:
    """If this fails, what a client does while it waits is not practised."""
    own = service(Plan(people=2))
    own.faults.add(Fault(kind="slow", match="GET .*/users", seconds=3))
    answer = caller(own).ask("GET", "/users")
    assert (answer.status, answer.slow_seconds) == (200, 3)


def test_every_fault_is_in_the_worst_profile() -> None:
    """If this fails, a move is called proven under the worst, and one sort of trouble never came."""
    assert set(PROFILES["worst"].shares) == set(get_args(Fault.model_fields["kind"].annotation))


def test_the_worst_profile_lets_everything_through_in_the_end() -> None:
    """If this fails, a move under the worst profile could never end, or fails otherwise at each run."""

    def run() -> list[int]:
        own = service(Plan(people=10))
        me = caller(own)
        own.set_profile("worst")
        seen: list[int] = []
        for user in me.tenant.users.values():
            for _ in range(4):
                seen.append(me.ask("GET", f"/users/{user['id']}").status)
                if seen[-1] == 200:
                    break
            assert seen[-1] == 200
        return seen

    assert run() == run()
    own = service(Plan(people=10))
    own.set_profile("worst")
    drawn = [own.faults.next(Request("GET", f"/x{number}", BASE)) for number in range(1_000)]
    assert 100 < sum(one is not None for one in drawn) < 400


def test_reads_lag_behind_writes() -> None:
    """If this fails, Flytt is never seen to read its own write too early."""
    hand = Hand()
    me = caller(service(Plan(people=4), hand))
    user = me.rows("/users")[0]["id"]
    me.tenant.lag_seconds = 5
    me.ask("PATCH", f"/users/{user}", {"jobTitle": "Ny"})
    assert body_of(me.ask("GET", f"/users/{user}"))["jobTitle"] != "Ny"
    hand.seconds += 6
    assert body_of(me.ask("GET", f"/users/{user}"))["jobTitle"] == "Ny"


def test_the_same_seed_gives_the_same_world() -> None:
    """If this fails, a run that found a fault cannot be repeated."""
    first, second = caller(service()), caller(service())
    assert first.rows("/users?$top=9") == second.rows("/users?$top=9")
    drive = f"/users/{first.rows('/users')[3]['id']}/drive/root/children"
    assert first.rows(drive) == second.rows(drive) != []
    other = caller(service(Plan(seed=2, people=30)))
    assert other.rows("/users") != first.rows("/users")


def test_user_deltas_tell_what_changed_and_what_went() -> None:
    """If this fails, people hired or gone during the move would be missed."""
    me = caller(service(Plan(people=12)))
    body = body_of(me.ask("GET", "/users/delta?$select=displayName"))
    link = text(body, "@odata.deltaLink").partition("/v1.0")[2]
    users = [text(one, "id") for one in list_of(body, "value") if isinstance(one, dict)]
    me.ask("PATCH", f"/users/{users[0]}", {"displayName": "Annen"})
    me.ask("DELETE", f"/users/{users[1]}")
    changed = list_of(body_of(me.ask("GET", link)), "value")
    assert changed == [
        {"displayName": "Annen", "id": users[0]},
        {"id": users[1], "@removed": {"reason": "changed"}},
    ]
    me.tenant.oldest_delta = 10**6
    assert me.ask("GET", link).status == 410

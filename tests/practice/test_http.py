"""The HTTP side: documents, people who are asked, faults, effects."""

from __future__ import annotations

import json
import socket
import time

import httpx
import paramiko
import pytest

from tests.practice.town import NEW, OLD, SERVICE, Town

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`

DOCUMENT = "/documents/vendors/visma-flyt-barnehage"


def test_the_token_is_needed(town: Town) -> None:
    """If this fails, anybody on the machine may change the practice municipality."""
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer wrong"}):
        answer = httpx.get(
            f"{town.addresses.http.base}/effects", headers=headers, trust_env=False, timeout=60
        )
        assert answer.status_code == 401


def test_a_document_is_changed_only_by_who_saw_it(town: Town) -> None:
    """If this fails, one change of a vendor's setting silently undoes another."""
    with town.http() as http:
        seen = http.get(DOCUMENT)
        tag = seen.headers["ETag"]
        assert tag.startswith('"')
        assert http.put(DOCUMENT, json={"a": 1}).status_code == 428
        assert http.put(DOCUMENT, json={"a": 1}, headers={"If-Match": '"x"'}).status_code == 412
        assert http.put(DOCUMENT, json={"a": 1}, headers={"If-Match": f"W/{tag}"}).status_code == 412
        assert http.get(DOCUMENT).json() == seen.json()
        changed = http.put(DOCUMENT, json={"æ": 1}, headers={"If-Match": tag})
        assert (changed.status_code, http.get(DOCUMENT).json()) == (204, {"æ": 1})
        assert changed.headers["ETag"] == http.get(DOCUMENT).headers["ETag"] != tag
        assert http.put(DOCUMENT, json={}, headers={"If-Match": tag}).status_code == 412
        back = http.put(DOCUMENT, json=seen.json(), headers={"If-Match": changed.headers["ETag"]})
        assert back.headers["ETag"] == tag
        assert http.get("/documents/none").status_code == 404
        assert http.put("/documents/none", json={}, headers={"If-Match": "*"}).status_code == 404
        assert http.put(DOCUMENT, content=b"{", headers={"If-Match": tag}).status_code == 400


def test_people_do_a_thing_once(town: Town) -> None:
    """If this fails, asking somebody twice does it twice."""

    def persons() -> int:
        health = town.run("curl", "--fail", "--silent", f"http://localhost/{SERVICE}/health").out
        return int(json.loads(health)["persons"])

    def listens() -> bool:
        endpoint = town.addresses.equipment["svitsj-1"]
        with socket.socket() as probe:
            return probe.connect_ex((endpoint.address, endpoint.port)) == 0

    before = persons()
    with town.http() as http:
        assert not listens()
        for _ in range(2):
            http.post("/hands/vendor/do").raise_for_status()
        assert http.get("/documents/hub/svarut").json() == {"route": {"host": NEW}}
        assert listens()
        assert persons() == before + 1
        for _ in range(2):
            http.post("/hands/vendor/undo").raise_for_status()
        assert not listens()
        assert http.get("/hands").json() == [
            {"name": "vendor", "direction": "do", "count": 2, "turned": 1},
            {"name": "vendor", "direction": "undo", "count": 2, "turned": 1},
        ]
        assert http.post("/hands/nobody/do").status_code == 404
        assert http.post("/hands/vendor/dance").status_code == 404


@pytest.mark.parametrize(
    "fault", [{"kind": "explode"}, {"kind": "exit", "host": "none"}, {"kind": "exit", "times": 0}]
)
def test_a_fault_that_cannot_be_is_refused(town: Town, fault: dict[str, str | int]) -> None:
    """If this fails, a test believes something goes wrong that never will."""
    with town.http() as http:
        assert http.post("/faults", json={"host": OLD} | fault).status_code in {404, 422}


def test_dropped_before_nothing_is_done(town: Town) -> None:
    """If this fails, a connection cut before a command leaves an effect."""
    town.fault(kind="drop-before-command", command="mkdir")
    assert town.run("echo", "other").code == 0
    assert town.run("mkdir", "-p", "--", "/srv/dropped-before").code == -1
    assert town.run("stat", "-c", "%s", "--", "/srv/dropped-before").code == 1
    assert town.run("mkdir", "-p", "--", "/srv/dropped-before").code == 0


def test_dropped_after_it_is_done_and_counted_once(town: Town) -> None:
    """If this fails, the lost-answer case (done, but the caller cannot know) is not practised."""
    town.fault(kind="drop-after-command", command="mkdir")
    assert town.run("mkdir", "-p", "--", "/srv/dropped-after").code == -1
    assert town.run("stat", "-c", "%s", "--", "/srv/dropped-after").code == 0
    assert town.run("mkdir", "-p", "--", "/srv/dropped-after").code == 0
    assert town.effects()["mkdir -p -- /srv/dropped-after"] == 1


def test_other_faults_happen_as_often_as_told(town: Town) -> None:
    """If this fails, exit codes, delays and refusals are not practised as ordered."""
    town.fault(kind="exit", command="true", code=9, times=2)
    assert [town.run("true").code for _ in range(3)] == [9, 9, 0]
    town.fault(kind="delay", seconds=0.3)
    began = time.monotonic()
    assert town.run("true").code == 0
    assert time.monotonic() - began >= 0.3
    town.fault(kind="refuse")
    with pytest.raises((paramiko.SSHException, ConnectionError, EOFError)):
        town.connect()
    town.connect().close()


def test_transfers_go_wrong_too(town: Town) -> None:
    """If this fails, a transfer that breaks in the middle is not practised."""
    town.fault(kind="drop-after-command", command="sftp-write")
    sftp = town.line().open_sftp()
    file = sftp.open("/srv/broken", "wx")
    with pytest.raises(paramiko.SSHException, match="connection dropped"):
        file.write(b"half")
    assert town.run("cat", "--", "/srv/broken").out == "half"
    assert town.effects()["sftp-open /srv/broken"] == 1
    town.run("rm", "-f", "--", "/srv/broken")


def test_reading_counts_as_nothing(town: Town) -> None:
    """If this fails, a test that nothing was done twice is misled by reads."""
    before = town.effects()
    town.sql("SELECT count(*) FROM persons; PRAGMA integrity_check")
    town.run("systemctl", "start", "--", SERVICE)
    town.run("rm", "-f", "--", "/srv/never-was")
    assert town.effects() == before
    town.sql("PRAGMA user_version = 7; PRAGMA user_version = 0")
    assert len(town.effects()) == len(before) + 1

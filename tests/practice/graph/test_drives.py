"""Drives: deltas, upload sessions, tags, permissions, content."""

from __future__ import annotations

import pytest

from practice.graph.estate import Plan
from practice.graph.things import Thing, part, text
from tests.practice.graph.clients import Caller, Hand, body_of, caller, code, list_of, service

PIECE = 327_680


def drive_of(me: Caller, number: int = 0) -> str:
    """The address of somebody's drive."""
    user = me.rows("/users")[number]
    found = body_of(me.ask("GET", f"/users/{user['id']}/drive"))
    return f"/drives/{found['id']}"


def test_a_delta_tells_each_change_once_and_the_gone() -> None:
    """If this fails, files changed during the move would be missed, or the deleted be kept."""
    me = caller(service(Plan(people=4, files=9)))
    root = f"{drive_of(me)}/root"
    first: list[Thing] = []
    path, link = f"{root}/delta?$top=4", ""
    while path:
        body = body_of(me.ask("GET", path))
        first += [one for one in list_of(body, "value") if isinstance(one, dict)]
        path = text(body, "@odata.nextLink").partition("/v1.0")[2]
        link = text(body, "@odata.deltaLink").partition("/v1.0")[2]
    assert len({text(one, "id") for one in first}) == len(first) == 12
    file = next(one for one in first if "file" in one)
    me.ask("DELETE", f"{drive_of(me)}/items/{file['id']}")
    me.ask("PUT", f"{root}:/ny.txt:/content", raw=b"x")
    again = [one for one in list_of(body_of(me.ask("GET", link)), "value") if isinstance(one, dict)]
    assert {text(one, "name") or str(one.get("deleted")) for one in again} >= {
        "ny.txt",
        "{'state': 'deleted'}",
    }
    me.tenant.drives[root.split("/")[2]].oldest_delta = 10**6
    assert (me.ask("GET", link).status, code(me.ask("GET", link))) == (410, "resyncRequired")


def test_upload_sessions_take_pieces_in_order_until_they_expire() -> None:
    """If this fails, Flytt's uploader could send what the real service refuses, and lose what it lost."""
    hand = Hand()
    me = caller(service(Plan(people=2), hand))
    where = f"{drive_of(me)}/root:/stor.bin:/createUploadSession"
    url = text(body_of(me.ask("POST", where, {})), "uploadUrl")
    content = bytes(range(256)) * 2_600

    def send(first: int, last: int, **headers: str) -> int:
        told = {"Content_Range": f"bytes {first}-{last}/{len(content)}"}
        return me.address("PUT", _local(url), content[first : last + 1], **told, **headers).status

    assert send(0, PIECE - 1, Authorization="Bearer x") == 401
    assert send(0, 99) == 400
    assert send(PIECE, 2 * PIECE - 1) == 416
    assert send(0, PIECE - 1) == 202
    assert send(0, PIECE - 1) == 416
    assert body_of(me.address("GET", _local(url)))["nextExpectedRanges"] == [f"{PIECE}-"]
    assert send(PIECE, 2 * PIECE - 1) == 202
    assert send(2 * PIECE, len(content) - 1) == 201
    assert send(0, PIECE - 1) == 404
    item = body_of(me.ask("GET", f"{drive_of(me)}/root:/stor.bin"))
    got = me.address("GET", _local(text(item, "@microsoft.graph.downloadUrl")), Range="bytes=5-9")
    assert (got.status, got.body) == (206, content[5:10])
    late = text(body_of(me.ask("POST", where, {})), "uploadUrl")
    hand.seconds += 90_000
    assert me.address("GET", _local(late)).status == 404


@pytest.mark.parametrize("name", ["a:b", "a*b", " a", "a.", "CON", "x" * 401])
def test_names_that_sharepoint_does_not_take(name: str) -> None:
    """If this fails, collisions and forbidden names would be found only in the real tenant."""
    me = caller(service(Plan(people=2)))
    assert me.ask("POST", f"{drive_of(me)}/items/root/children", {"name": name, "folder": {}}).status == 400


def test_conflicts_tags_and_copies() -> None:
    """If this fails, one writer silently overwrites another's file here."""
    me = caller(service(Plan(people=2)))
    drive = drive_of(me)
    first = me.ask("PUT", f"{drive}/root:/A.txt:/content", raw=b"1")
    tag = text(body_of(first), "eTag")
    assert me.ask("PUT", f"{drive}/root:/a.TXT:/content", raw=b"2", If_Match=tag).status == 200
    assert me.ask("PUT", f"{drive}/root:/a.txt:/content", raw=b"3", If_Match=tag).status == 412
    assert me.ask("POST", f"{drive}/items/root/children", {"name": "a.txt", "folder": {}}).status == 409
    made = me.ask("POST", f"{drive}/items/root/children",
                  {"name": "a.txt", "folder": {}, "@microsoft.graph.conflictBehavior": "rename"})  # fmt: skip
    assert text(body_of(made), "name") == "a 1.txt"
    item = body_of(first)["id"]
    assert me.ask("POST", f"{drive}/items/{item}/copy", {"name": "b.txt"}).status == 202
    copied = body_of(me.ask("GET", f"{drive}/root:/b.txt"))
    assert part(part(copied, "file"), "hashes") == part(
        part(body_of(me.ask("GET", f"{drive}/root:/A.txt")), "file"), "hashes"
    )


def test_permissions_are_given_seen_below_and_taken_back() -> None:
    """If this fails, rights on folders would be lost or left behind unseen."""
    me = caller(service(Plan(people=4)))
    drive, other = drive_of(me), text(me.rows("/users")[1], "userPrincipalName")
    me.ask("POST", f"{drive}/items/root/children", {"name": "F", "folder": {}})
    me.ask("PUT", f"{drive}/root:/F/x.txt:/content", raw=b"x")
    stranger: Thing = {"recipients": [{"email": "u@gjest.example"}], "roles": ["read"]}
    body: Thing = {"recipients": [{"email": other}], "roles": ["write"], "sendInvitation": False}
    given = list_of(body_of(me.ask("POST", f"{drive}/root:/F:/invite", body)), "value")[0]
    assert isinstance(given, dict)
    below = me.rows(f"{drive}/root:/F/x.txt:/permissions")
    assert [one["roles"] for one in below if "inheritedFrom" in one] == [["owner"], ["write"]]
    assert me.tenant.outbox == []
    assert me.ask("POST", f"{drive}/root:/F:/invite", stranger).status == 400
    assert me.ask("DELETE", f"{drive}/root:/F:/permissions/{given['id']}").status == 204
    assert len(me.rows(f"{drive}/root:/F/x.txt:/permissions")) == 1


def test_versions_are_kept_read_and_restored_as_sharepoint_does() -> None:
    """If this fails, Flytt's versions would be tried against a service that keeps them otherwise."""
    me = caller(service(Plan(people=2)))
    at = f"{drive_of(me)}/root:/sak.txt:"
    for content in (b"en", b"to to", b"tre"):
        me.ask("PUT", f"{at}/content", raw=content)
    listed = [
        one for one in list_of(body_of(me.ask("GET", f"{at}/versions")), "value") if isinstance(one, dict)
    ]
    assert [(one["id"], one["size"]) for one in listed] == [("3.0", 3), ("2.0", 5), ("1.0", 2)]
    assert all(part(part(one, "lastModifiedBy"), "application") for one in listed)
    sent_on = me.ask("GET", f"{at}/versions/2.0/content")
    assert sent_on.status == 302
    assert me.address("GET", _local(sent_on.headers["Location"])).body == b"to to"
    assert me.ask("GET", f"{at}/versions/3.0/content").status == 400
    assert me.ask("GET", f"{at}/versions/9.0/content").status == 404
    assert me.ask("POST", f"{at}/versions/1.0/restoreVersion").status == 204
    assert me.ask("POST", f"{at}/versions/4.0/restoreVersion").status == 400
    drive = me.tenant.drives[at.split("/")[2]]
    file = drive.at(drive.item("root"), "sak.txt")
    assert file is not None
    assert [one.content for one in file.versions] == [b"en", b"to to", b"tre", b"en"]


def test_versions_count_against_the_quota() -> None:
    """If this fails, a drive that is full of versions would take in practice what SharePoint refuses."""
    me = caller(service(Plan(people=2)))
    at = drive_of(me)
    drive = me.tenant.drives[at.split("/")[2]]
    before = drive.held_bytes
    for content in (b"12345", b"67890"):
        me.ask("PUT", f"{at}/root:/sak.txt:/content", raw=content)
    assert drive.held_bytes == before + 10
    assert part(body_of(me.ask("GET", at)), "quota")["used"] == before + 10
    drive.quota_bytes = before + 12
    refused = me.ask("PUT", f"{at}/root:/sak.txt:/content", raw=b"abc")
    assert (refused.status, code(refused)) == (507, "quotaLimitReached")


def _local(url: str) -> str:
    """The path of an address on the files' own host."""
    return "/" + url.split("://", 1)[1].split("/", 1)[1]

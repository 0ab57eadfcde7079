"""The name server: answers, and changes that are signed and conditional."""

from __future__ import annotations

import base64

import dns.tsig
import pytest

from tests.practice.town import NEW, OLD, Town

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`

ZONE = "hustadvika.practice."


def test_names_are_answered(town: Town) -> None:
    """If this fails, a name of the municipality does not lead to its server."""
    for tcp in (False, True):
        code, answer = town.lookup("flykning", "A", tcp=tcp)
        assert (code, answer) == (
            "NOERROR",
            [f"flykning.{ZONE} 60 IN CNAME {OLD}.{ZONE}", f"{OLD}.{ZONE} 60 IN A 127.0.0.1"],
        )
    assert town.lookup("flykning", "CNAME")[1] == [f"flykning.{ZONE} 60 IN CNAME {OLD}.{ZONE}"]
    assert town.lookup("nobody", "A") == ("NXDOMAIN", [])
    assert town.lookup(NEW, "MX") == ("NOERROR", [])


def test_a_change_must_be_signed(town: Town) -> None:
    """If this fails, anybody may point the municipality's names elsewhere."""
    unsigned = town.update(signed=False)
    unsigned.replace("flykning", 60, "CNAME", NEW)
    assert town.send(unsigned) == "REFUSED"
    wrong = town.update(secret=base64.b64encode(b"another secret, just as long 32 by").decode())
    wrong.replace("flykning", 60, "CNAME", NEW)
    with pytest.raises(dns.tsig.PeerBadSignature):
        town.send(wrong)
    assert OLD in town.lookup("flykning", "CNAME")[1][0]


def test_compare_and_swap_holds(town: Town) -> None:
    """If this fails, a name that somebody else changed meanwhile is overwritten."""
    swap = town.update()
    swap.present("flykning", "CNAME", NEW)
    swap.replace("flykning", 60, "CNAME", NEW)
    assert town.send(swap) == "NXRRSET"
    assert OLD in town.lookup("flykning", "CNAME")[1][0]
    for before, after in ((OLD, NEW), (NEW, OLD)):
        swap = town.update()
        swap.present("flykning", "CNAME", before)
        swap.replace("flykning", 60, "CNAME", after)
        assert town.send(swap, tcp=after == NEW) == "NOERROR"
        assert after in town.lookup("flykning", "CNAME")[1][0]


@pytest.mark.parametrize(
    ("name", "kind", "absent", "code"),
    [
        ("flykning", "CNAME", True, "YXRRSET"),
        ("flykning", None, True, "YXDOMAIN"),
        ("nobody", None, False, "NXDOMAIN"),
        ("nobody", "A", False, "NXRRSET"),
        ("flykning", "CNAME", False, "NOERROR"),
        ("nobody", None, True, "NOERROR"),
    ],
)
def test_prerequisites_are_honoured(town: Town, name: str, kind: str | None, absent: bool, code: str) -> None:  # noqa: FBT001
    """If this fails, a condition on a change is not looked at."""
    change = town.update()
    ask = change.absent if absent else change.present
    ask(*((name, kind) if kind else (name,)))
    assert town.send(change) == code


def test_records_come_and_go(town: Town) -> None:
    """If this fails, adding or deleting a record does something else."""
    change = town.update()
    change.add("note", 30, "TXT", "one")
    change.add("note", 30, "TXT", "two")
    change.add(OLD, 30, "CNAME", NEW)  # left aside: the name has an address
    assert town.send(change) == "NOERROR"
    change = town.update()
    change.delete("note", "TXT", "one")
    assert town.send(change) == "NOERROR"
    assert town.lookup("note", "TXT")[1] == [f'note.{ZONE} 30 IN TXT "two"']
    change = town.update()
    change.delete("note")
    change.delete("@", "NS")
    assert town.send(change) == "NOERROR"
    assert town.lookup("note", "TXT") == ("NXDOMAIN", [])
    assert town.lookup(OLD, "CNAME")[1] == []
    assert len(town.lookup("", "NS")[1]) == 1
    elsewhere = town.update()
    elsewhere.add("www.example.", 30, "A", "127.0.0.1")
    assert town.send(elsewhere) == "NOTZONE"

"""Who is called what when a domain is let go, and who gets which address on the other side."""

from flytt.migration.addressing import Addresses, Pairing, arriving, held, homeless, leaving
from flytt.migration.domains import Named
from flytt.migration.exchange import Recipient

OLD, OWN, THERE = "gammel.example", "gammel.onmicrosoft.example", "ny.onmicrosoft.example"


def box(name: str, *addresses: str) -> Recipient:
    """Return a mailbox."""
    return Recipient(id=name, kind="mailbox", addresses=addresses)


def test_nobody_gets_an_address_that_another_has() -> None:
    """Renaming would be refused in the middle of the night, or two people share an address."""
    found = Addresses(
        names=(Named(id="11111111-a", name=f"kari@{OLD}"), Named(id="22222222-b", name=f"kari@{OWN}")),
        recipients=(
            box("11111111-a", f"SMTP:kari@{OLD}", f"smtp:k@{OLD}", "X500:/o=eldre"),
            box("33333333-c", f"smtp:kari@{OLD}.other.example", f"SMTP:post@{OLD}"),
            box("44444444-d", f"SMTP:post@{OWN}"),
        ),
    )
    change = leaving(found, OLD, OWN)
    assert [one.name for one in change.after.names] == [f"kari.11111111@{OWN}"]
    assert change.after.recipients[0].addresses == (f"SMTP:kari.11111111@{OWN}", "X500:/o=eldre")
    assert change.after.recipients[1].addresses == (
        f"SMTP:post.33333333@{OWN}",
        f"smtp:kari@{OLD}.other.example",
    )
    assert not held(change.after, OLD).ids
    assert change.before.ids == ("11111111-a", "33333333-c")


def test_somebody_with_several_addresses_sends_as_the_same_one() -> None:
    """Answers would go out from an address that nobody knows."""
    was = Addresses(
        names=(Named(id="a", name=f"kari@{OLD}"), Named(id="s", name=f"sam@{OLD}")),
        recipients=(
            box("a", f"smtp:k@{OLD}", f"SMTP:kari@{OLD}", f"SIP:kari@{OLD}"),
            box("s", f"SMTP:sam@{OLD}"),
        ),
    )
    there = Addresses(
        names=(Named(id="na", name=f"hva.kari@{THERE}"), Named(id="ns", name=f"sam@{THERE}")),
        recipients=(box("na", f"SMTP:hva.kari@{THERE}"), box("ns", f"SMTP:sam@{THERE}")),
    )
    change = arriving(was, Pairing({"a": "na", "s": "ns"}, frozenset({"s"})), there, OLD)
    assert [(one.id, one.name) for one in change.after.names] == [("na", f"kari@{OLD}")]
    mine, beside = change.after.recipients
    assert set(mine.addresses) == {f"SMTP:kari@{OLD}", f"smtp:k@{OLD}", f"smtp:hva.kari@{THERE}"}
    assert set(beside.addresses) == {f"SMTP:sam@{THERE}", f"smtp:sam@{OLD}"}


def test_whoever_has_nothing_on_the_other_side_is_named() -> None:
    """Mail to them would be refused from that day on, and nobody have known."""
    was = Addresses(
        names=(Named(id="a", name=f"kari@{OLD}"),),
        recipients=(box("a", f"SMTP:kari@{OLD}"), box("b", f"SMTP:b@{OLD}")),
    )
    there = Addresses(names=(Named(id="na", name=f"x@{THERE}"),))
    assert homeless(was, Pairing({"a": "na"}), there) == ("a", "b")


def test_two_that_become_one_keep_the_addresses_of_both() -> None:
    """The list's address would take the place of the person's, and their mail be refused."""
    was = Addresses(recipients=(box("a", f"SMTP:kari@{OLD}"), box("b", f"SMTP:post@{OLD}")))
    there = Addresses(recipients=(box("na", f"SMTP:hva.kari@{THERE}"),))
    for beside in ({"a"}, {"b"}, {"a", "b"}):
        pairing = Pairing({"a": "na", "b": "na"}, frozenset(beside))
        (given,) = arriving(was, pairing, there, OLD).after.recipients
        assert {one.lower() for one in given.addresses} == {
            f"smtp:kari@{OLD}", f"smtp:post@{OLD}", f"smtp:hva.kari@{THERE}"
        }  # fmt: skip
        assert sum(one.startswith("SMTP:") for one in given.addresses) == 1

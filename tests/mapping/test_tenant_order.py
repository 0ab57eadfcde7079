"""A tenant's parts come in an order that works, or the mapping is refused with every place to mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.mapping import MappingFaults, load_municipality

Write = Callable[[str], list[str]]
TENANTS = "source: gammel, target: ny"
KINDS = {
    "konto": ("tenant-identity", ""),
    "post": ("tenant-mailboxes", "accounts: konto"),
    "onedrive": ("tenant-files", "people: [{ id: alle }]"),
    "bibliotek": ("tenant-files", "groups: move"),
    "team": ("tenant-teams", "accounts: konto"),
    "chat": ("tenant-chats", "accounts: konto"),
    "domene": ("tenant-domain", "domain: vik.example, accounts: konto, mailboxes: post"),
}
ORDER: dict[str, list[str]] = {
    "konto": [],
    "post": ["konto"],
    "onedrive": ["konto"],
    "bibliotek": ["konto"],
    "team": ["bibliotek"],
    "chat": ["onedrive"],
    "domene": ["post", "team", "chat"],
    "rakel": ["domene"],
}
"""What each waits for; further ones are found through these."""


def row(name: str, kind: str, settings: str, awaits: list[str]) -> str:
    """Return one row of a mapping."""
    needs = ", ".join(f"{{ workload: {one}, why: It is so. }}" for one in awaits)
    stated = f"{{ {TENANTS}, {settings} }}" if settings else f"{{ {TENANTS} }}"
    return f"""\
  - id: {name}
    name: {name.capitalize()}
    sector: skole
    kind: {kind}
    owner_role: unknown
    data_class: internal
    window: unknown
    source: {{ document: d }}
    depends_on: [{needs}]
    settings: {stated if kind.startswith("tenant") else "unknown"}
"""


def written(
    order: dict[str, list[str]], more: str = "", kinds: dict[str, tuple[str, str]] | None = None
) -> str:
    """Return a file of workloads."""
    of = KINDS | (kinds or {})
    rows = (row(name, *of.get(name, ("hosted-application", "")), awaits) for name, awaits in order.items())
    return "workloads:\n" + "".join(rows) + more


@pytest.fixture
def said(folder: Path) -> Write:
    """Return what is said of a file of a tenant's workloads, about their order alone."""

    def lines(text: str) -> list[str]:
        (folder / "workloads" / "skole.yaml").write_text(text)
        try:
            load_municipality(folder)
        except MappingFaults as cause:
            every = str(cause).splitlines()
            return [one for one in every if "does not wait for" in one or "both move" in one]
        return []

    return lines


def test_the_order_that_works_is_let_through(said: Write) -> None:
    """A mapping that is right would be refused, and nobody know what to mend."""
    assert said(written(ORDER)) == []


WRONG: dict[str, tuple[str, list[str], str]] = {
    "mailbox before licence": ("post", [], '"post" does not wait for "konto"'),
    "drives before accounts": ("onedrive", [], '"onedrive" does not wait for "konto"'),
    "chats before OneDrive": ("chat", ["konto"], '"chat" does not wait for "onedrive"'),
    "teams before their sites": ("team", ["konto"], '"team" does not wait for "bibliotek"'),
    "the domain before mail": ("domene", ["team", "chat"], '"domene" does not wait for "post"'),
    "the domain before chats": ("domene", ["post", "team"], '"domene" does not wait for "chat"'),
    "Rakel before the domain": ("rakel", ["post", "team"], '"rakel" does not wait for "domene"'),
}


@pytest.mark.parametrize("case", WRONG)
def test_another_order_is_refused_with_its_place(said: Write, case: str) -> None:
    """A night would begin in an order that Microsoft 365 does not forgive."""
    name, awaits, says = WRONG[case]
    text = written(ORDER | {name: awaits})
    lines = [one for one in said(text) if says in one]
    assert lines
    at = next(n for n, line in enumerate(text.splitlines(), 1) if line == f"  - id: {name}")
    assert f"skole.yaml:{at + 8}:" in lines[0], "the line of its depends_on"
    assert "under depends_on" in lines[0]


def test_all_of_it_is_said_at_once(said: Write) -> None:
    """Whoever mends one place would be told of the next, one evening after another."""
    lines = said(written({name: [] for name in ORDER}))
    asked = {(one.split('"')[1], one.split('"')[3]) for one in lines}
    assert asked >= {("post", "konto"), ("team", "bibliotek"), ("chat", "onedrive"), ("domene", "konto")}


def test_a_domain_moves_once(said: Write) -> None:
    """Two workloads would release one domain, and the second find it gone."""
    order = ORDER | {"domene-to": ["domene"]}
    second = ("tenant-domain", "domain: vik.example, accounts: konto, mailboxes: post")
    lines = said(written(order, kinds={"domene-to": second}))
    assert any('"domene" and "domene-to" both move the domain' in one for one in lines)


def test_a_spare_domain_may_move_first(said: Write) -> None:
    """The rehearsal on a spare domain would be refused, and the real one be the first."""
    order = ORDER | {"prove": ["konto"], "domene": ["prove", "post", "team", "chat"]}
    spare = ("tenant-domain", "domain: prove.vik.example, accounts: konto, mailboxes: post")
    assert said(written(order, kinds={"prove": spare})) == []
    assert said(written(ORDER | {"prove": ["konto"]}, kinds={"prove": spare})) == [], (
        "nobody need wait for it"
    )


def test_teams_may_come_before_their_files(said: Write) -> None:
    """One of the two ways that docs/tenant.md offers would be refused as a ring of two faults."""
    order = ORDER | {"team": ["konto"], "bibliotek": ["team"], "domene": ["post", "bibliotek", "chat"]}
    assert said(written(order)) == []


def test_what_is_unknown_yet_is_not_held_against_it(said: Write) -> None:
    """A mapping of which the tenants are not known yet could not be checked for anything else."""
    order = ORDER | {"chat": ["konto"], "domene": ["post", "team", "chat", "onedrive"]}
    text = written(order).replace("people: [{ id: alle }]", "people: unknown")
    assert said(text) == []


def test_another_tenant_has_an_order_of_its_own(said: Write) -> None:
    """Two municipalities that come together would have to wait for each other's accounts."""
    other = row("konto-b", "tenant-identity", "", []).replace("source: gammel", "source: annen")
    assert said(written(ORDER, other)) == []

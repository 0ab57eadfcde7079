"""`flytt send`: a dry run sends nothing, what is sent is sent once, and a person settles the rest."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.graph.certificates import server_certificate
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from practice.post.mail_server import MailServer
from practice.post.told import told
from practice.post.webhook import Webhook
from tests.cli.conftest import Flytt, everything_in
from tests.cli.ledgers import asking, in_file


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGraph]:
    """Two small tenants."""
    with start_graph(Plan(people=4, people_there=2, files=0), tmp_path_factory.mktemp("graph")) as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Webhook]:
    """A workflow's webhook."""
    webhook = Webhook()
    yield webhook
    webhook.close()


@pytest.fixture
def mail(tmp_path: Path, graph: RunningGraph, hook: Webhook) -> Iterator[MailServer]:
    """A mail server; where it and the rest of the post are stands beside the ledger."""
    _, own = server_certificate(tmp_path / "tls")
    server = MailServer(own)
    graph.service.mailboxes.forget()
    graph.service.sites.forget()
    where = told(server, tmp_path / "tls" / "ca.pem", hook, graph)
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "post.json").write_text(json.dumps(where))
    yield server
    server.close()


def approved(flytt: Flytt, tmp_path: Path) -> Path:
    """Return a ledger whose words are approved, out of a backup."""
    ledger = in_file(asking(), tmp_path)
    assert flytt("wording", "fjordvik", "--ledger", ledger, "--approve", "--as", "leder").code == 0
    return ledger


def test_a_dry_run_shows_everything_and_touches_nothing(
    flytt: Flytt, tmp_path: Path, mail: MailServer, hook: Webhook
) -> None:
    """Nobody could see before sending to whom, when and in which words; or looking would itself send."""
    ledger = approved(flytt, tmp_path)
    before = everything_in(tmp_path)
    assert not any("vault.key" in name for name in before)
    ran = flytt("send", "fjordvik", "--ledger", ledger, "--dry-run")
    assert ran.code == 0, ran.err
    assert "1 on the list ansatte-epost" in ran.out
    assert "ØVING" in ran.out
    assert "Nothing was sent." in ran.out
    shown = json.loads(flytt("send", "fjordvik", "--ledger", ledger, "--dry-run", "--json").out)["outgoing"]
    assert {"outlet", "to", "title", "due", "standing", "forms"} <= shown[0].keys()
    after = everything_in(tmp_path)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert {name for name in changed if "ledger.db" not in name} == set()
    assert (mail.kept, hook.cards) == ([], [])


def test_what_is_due_is_sent_once_and_a_person_settles_the_rest(
    flytt: Flytt, tmp_path: Path, mail: MailServer, hook: Webhook, graph: RunningGraph
) -> None:
    """The command line would send twice, forget somebody, or leave what nobody knows to nobody."""
    ledger = approved(flytt, tmp_path)
    ran = flytt("send", "fjordvik", "--ledger", ledger, "--json")
    sent = json.loads(ran.out)
    # The ledger is out of a backup: what cannot be asked may have had it before.
    assert ran.code == 3, ran.err
    assert sent["sent"]["ansatte-epost"] == len(graph.service.mailboxes.delivered) > 0
    assert len(list((tmp_path / "sent" / "nettside").glob("*.html"))) == sent["sent"].get("nettside", 0)
    assert (mail.kept, hook.cards) == ([], [])
    assert sent["unknown"]
    for message in sent["unknown"]:
        words = ("--settle", message, "--decide", "again", "--as", "leder", "--why", "Kanalen er tom.")
        assert flytt("send", "fjordvik", "--ledger", ledger, *words).code == 0
    again = flytt("send", "fjordvik", "--ledger", ledger)
    assert again.code == 0, again.err
    assert len(hook.cards) + len(mail.kept) == len(sent["unknown"])
    once = len(graph.service.mailboxes.delivered)
    assert "Nothing was due." in flytt("send", "fjordvik", "--ledger", ledger).out
    assert len(graph.service.mailboxes.delivered) == once


def test_what_cannot_be_meant_is_refused(flytt: Flytt, tmp_path: Path) -> None:
    """Half a decision would be written, or a rehearsal would look for another way out."""
    ledger = approved(flytt, tmp_path)
    assert flytt("send", "fjordvik", "--ledger", ledger, "--settle", "x").code == 2
    words = ("--settle", "x", "--decide", "leave", "--as", "leder", "--why", "y")
    assert flytt("send", "fjordvik", "--ledger", ledger, *words).code == 2
    ran = flytt("send", "fjordvik", "--ledger", ledger)
    assert (ran.code, "The practice post does not run" in ran.err) == (1, True)


def test_an_outlet_is_one_of_the_mapping_and_chosen_for_a_dry_run_alone(flytt: Flytt, tmp_path: Path) -> None:
    """Whoever meant to send at one outlet would have sent everything; one misspelt would look done."""
    ledger = in_file(asking(), tmp_path)
    for words, says in (
        (("--outlet", "teams-ansatte"), "--dry-run"),
        (("--dry-run", "--outlet", "x"), "epost"),
    ):
        refused = flytt("send", "fjordvik", "--ledger", ledger, *words)
        assert refused.code == 2
        assert says in refused.err

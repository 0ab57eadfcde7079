"""`flytt wording --correct`: the readers of words that went out hear of it, and nobody else."""

import shlex
from pathlib import Path

import pytest

from flytt.adapters.clock import PracticeClock
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.memory.channel import MemoryChannel
from flytt.migration.events import WordingApproved
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.ports import LeaseRow
from flytt.migration.workload import Approver, Words
from flytt.notices.sending.due import keyed
from flytt.notices.sending.post import Post
from flytt.notices.sending.settings import Outlet, SendingSettings
from tests.cli.conftest import Flytt
from tests.notices.stage import local, plan_of, workload

LISTS = SendingSettings(
    domain="fjordvik.practice",
    outlets=(Outlet(id="ansatte-teams", channel="teams", audience="staff", webhook_secret="krok"),),
)


def planned(stops: str) -> Plan:
    """Return a rehearsal of two sectors' systems, whose users cannot do this."""
    words = Words(stops=stops)
    both = [
        workload(name, audience=("staff",), words={"nb": words, "nn": words}).changed(
            sector=sector, wave=f"{sector}-2023-06-07-1600"
        )
        for name, sector in (("Visma Flykning", "oppvekst"), ("Gerica", "helse"))
    ]
    leder = Approver(id="leder", role="Leder")
    return plan_of(*both, practice=True, municipality="fjordvik", name="Fjordvik", approvers=(leder,))


def opened(ledger: Path) -> Journal:
    """Open the ledger."""
    return Journal(open_store(str(ledger), "fjordvik"), PracticeClock(local(9)), "tester")


def posted(ledger: Path) -> int:
    """Send what is due; return how many cards came."""

    def dead(_lease: LeaseRow) -> bool:
        return True

    journal, channel = opened(ledger), MemoryChannel()
    sent = Post(journal, LISTS, lambda _outlet: channel, keyed(b"k"), "post/1", dead).send()
    assert not sent.failed
    journal.store.close()
    return len(channel.messages)


def corrections(ledger: Path) -> list[tuple[str, str]]:
    """Return sector and readers of every approval that is a correction."""
    journal = opened(ledger)
    given = [r.event for r in journal.refresh().wordings]
    journal.store.close()
    return [(e.sector, e.audience) for e in given if isinstance(e, WordingApproved) and e.correction]


@pytest.fixture
def ledger(flytt: Flytt, tmp_path: Path) -> Path:
    """Return a ledger from which a card has gone out in each sector."""
    path = tmp_path / "ledger.db"
    journal = opened(path)
    journal.adopt(planned("Du kan ikke føre timer."))
    journal.store.close()
    assert flytt("wording", "fjordvik", "--ledger", path, "--approve", "--as", "leder").code == 0
    assert posted(path) == 2
    return path


def reword(ledger: Path) -> None:
    """Adopt a plan in which both sectors have other words."""
    journal = opened(ledger)
    journal.adopt(planned("Du kan ikke føre timer eller reiser."))
    journal.store.close()


def test_the_command_that_is_printed_tells_those_readers_and_approves_nothing_else(
    flytt: Flytt, ledger: Path
) -> None:
    """Every sector would be mailed that its text was put right, in words that nobody has read."""
    reword(ledger)
    words = ("wording", "fjordvik", "--ledger", ledger, "--approve", "--sector", "oppvekst", "--as", "leder")
    printed = flytt(*words).out
    assert posted(ledger) == 0
    (command,) = [line for line in printed.splitlines() if line.startswith("  flytt ")]
    assert flytt(*shlex.split(command)[1:]).code == 0
    assert set(corrections(ledger)) == {("oppvekst", "staff")}
    assert posted(ledger) == 1
    rest = flytt("wording", "fjordvik", "--ledger", ledger, "--sector", "helse").out
    assert "waits for approval" in rest


def test_words_that_wait_are_not_let_out_with_a_correction(flytt: Flytt, ledger: Path) -> None:
    """The printed command would approve what was changed after the words that somebody has read."""
    reword(ledger)
    words = ("wording", "fjordvik", "--ledger", ledger, "--approve", "--sector", "oppvekst", "--as", "leder")
    printed = flytt(*words).out
    journal = opened(ledger)
    journal.adopt(planned("Ingen har lest dette."))
    journal.store.close()
    (command,) = [line for line in printed.splitlines() if line.startswith("  flytt ")]
    refused = flytt(*shlex.split(command)[1:])
    assert (refused.code, "have changed" in refused.err) == (2, True)
    assert corrections(ledger) == []


@pytest.mark.parametrize("words", [(), ("--sector", "oppvekst"), ("--audience", "staff")])
def test_a_correction_names_whom_it_is_for(words: tuple[str, ...], flytt: Flytt, ledger: Path) -> None:
    """Who forgot a word would tell a whole municipality that its text was put right."""
    reword(ledger)
    refused = flytt(
        "wording", "fjordvik", "--ledger", ledger, "--approve", "--correct", "--as", "leder", *words
    )
    assert (refused.code, "--sector and --audience" in refused.err) == (2, True)
    assert corrections(ledger) == []


def test_words_that_everybody_has_are_not_corrected(flytt: Flytt, ledger: Path) -> None:
    """Readers would hear that a text was put right which is the one that they got."""
    readers = ("--sector", "oppvekst", "--audience", "staff")
    ran = flytt(
        "wording", "fjordvik", "--ledger", ledger, "--approve", "--correct", "--as", "leder", *readers
    )
    assert ran.code == 0
    assert corrections(ledger) == []
    assert posted(ledger) == 0

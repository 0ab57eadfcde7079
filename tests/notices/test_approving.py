"""Approving words through the one door: who may, what is bound, and that it is written once."""

from pathlib import Path

import pytest

from flytt.adapters.clock import PracticeClock
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.signature import check
from flytt.migration.errors import BadInput
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.workload import Approver, Words
from flytt.notices.approving import Reading, approve_wording
from flytt.notices.book import Page, book
from tests.notices.stage import local, plan_of, workload

WORDS = {"nb": Words(stops="Du kan ikke føre timer."), "nn": Words(stops="Du kan ikkje føre timar.")}
PLAN = plan_of(
    workload("Visma Flykning", audience=("staff",), words={"nb": WORDS["nb"], "nn": WORDS["nn"]}),
    approvers=(Approver(id="kommunikasjon", role="Kommunikasjon"),),
)


def opened(tmp_path: Path, plan: Plan = PLAN) -> Journal:
    """Return a ledger that follows the plan."""
    store = open_store(str(tmp_path / "ledger.db"), plan.municipality)
    journal = Journal(store, PracticeClock(local(9)), "tester")
    journal.adopt(plan)
    return journal


def page(journal: Journal) -> Page:
    """Return the page for staff in bokmål."""
    found = book(journal.plan(), journal.refresh(), journal.store.document).page("oppvekst", "staff", "nb")
    assert found is not None
    return found


def reading(journal: Journal, **fields: object) -> Reading:
    """Return what somebody has read."""
    one = page(journal)
    known = {"sector": one.sector, "readers": one.readers, "language": one.language}
    given = {**known, "wording": one.written.hash, "who": "kommunikasjon", **fields}
    return Reading.model_validate(given)


def test_approval_is_in_the_ledger_with_the_words_it_is_about(tmp_path: Path) -> None:
    """Nobody could tell afterwards who had let what be published."""
    journal = opened(tmp_path)
    recorded = approve_wording(PLAN, journal, reading(journal), check)
    (kept,) = journal.refresh().wordings
    assert kept == recorded
    assert "Du kan ikke føre timer." in journal.store.document(page(journal).written.hash)


def test_same_approval_is_written_once(tmp_path: Path) -> None:
    """A button pressed twice would look like two decisions."""
    journal = opened(tmp_path)
    approve_wording(PLAN, journal, reading(journal), check)
    approve_wording(PLAN, journal, reading(journal), check)
    assert len(journal.refresh().wordings) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"wording": "0" * 64}, "the words have changed since they were read"),
        ({"who": "hvemsomhelst"}, "is not among the approvers"),
        ({"sector": "helse"}, "has no notices"),
    ],
)
def test_what_may_not_be_approved_is_refused(tmp_path: Path, fields: dict[str, str], why: str) -> None:
    """Somebody who has not read the words, or may not approve them, would have them published."""
    journal = opened(tmp_path)
    with pytest.raises(BadInput, match=why):
        approve_wording(PLAN, journal, reading(journal, **fields), check)
    assert journal.refresh().wordings == ()


def test_real_move_takes_no_claimed_name(tmp_path: Path) -> None:
    """Anybody at a keyboard could publish in the communications office's name."""
    plan = PLAN.changed(approval="authenticated")
    journal = opened(tmp_path, plan)
    with pytest.raises(BadInput, match="needs a signed approval"):
        approve_wording(plan, journal, reading(journal), check)
    proven = approve_wording(plan, journal, reading(journal, signed_in=True, through="board"), check)
    assert proven.event.as_json()["authenticated"] is True


def test_signature_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A signature over other words would be taken for one over these."""
    plan = PLAN.changed(approvers=(Approver(id="kommunikasjon", role="K", public_key="ssh-ed25519 AAAA"),))
    journal = opened(tmp_path, plan)
    with pytest.raises(BadInput, match="does not belong to kommunikasjon"):
        approve_wording(plan, journal, reading(journal, signature="AAAA"), check)

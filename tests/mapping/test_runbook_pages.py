"""The operator's pages: current, in bokmål throughout, and plain about what cannot be taken back."""

from pathlib import Path

import pytest

from flytt.mapping import load_runbooks
from flytt.mapping.runbook_page import NoWordsError, page, pages
from flytt.migration.runbook import GateEntry, Runbook, StepEntry

FOLDER = Path(__file__).parents[2] / "runbooks"
RUNBOOKS = list(load_runbooks(FOLDER).values())


@pytest.mark.parametrize("runbook", RUNBOOKS, ids=lambda r: r.kind)
def test_page_is_current(runbook: Runbook) -> None:
    """An operator would follow a page that says something else than what Flytt does. Mend: make runbooks."""
    assert (FOLDER / f"{runbook.kind}.md").read_text(encoding="utf-8") == page(runbook)


def test_no_page_without_a_runbook() -> None:
    """A page of a runbook that is gone would still be read as if it were true."""
    assert {p.name for p in FOLDER.glob("*.md")} == set(pages(FOLDER))


@pytest.mark.parametrize("runbook", RUNBOOKS, ids=lambda r: r.kind)
def test_every_step_and_gate_is_on_its_page_in_order(runbook: Runbook) -> None:
    """A step left out of the page would come as a surprise in the window."""
    text = page(runbook)
    places = [text.index(f"(`{e.key}`)") for e in runbook.entries if isinstance(e, StepEntry | GateEntry)]
    assert places == sorted(places)


@pytest.mark.parametrize("runbook", RUNBOOKS, ids=lambda r: r.kind)
def test_what_is_final_says_so(runbook: Runbook) -> None:
    """Somebody would believe that a deleted database can be had back."""
    rows = [line for line in page(runbook).splitlines() if line.endswith("| **nei** |")]
    final = [e for e in runbook.entries if isinstance(e, StepEntry) and e.reversal == "final"]
    assert [row.split("(`")[1].split("`)")[0] for row in rows] == [step.key for step in final]


def test_a_reason_without_bokmaal_stops_the_generator() -> None:
    """English, or nothing, would stand on a page that operators read in bokmål."""
    with pytest.raises(NoWordsError, match=RUNBOOKS[0].kind):
        page(RUNBOOKS[0].changed(why_nb=""))


def test_a_criterion_without_bokmaal_stops_the_generator() -> None:
    """A question's criterion would stand on the page without an explanation."""
    gate = next(e for e in RUNBOOKS[0].entries if isinstance(e, GateEntry))
    entries = [gate.changed(criteria=("no-such",)) if e is gate else e for e in RUNBOOKS[0].entries]
    with pytest.raises(NoWordsError, match="no-such"):
        page(RUNBOOKS[0].changed(entries=entries))

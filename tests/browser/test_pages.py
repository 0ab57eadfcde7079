"""What a tired operator meets in the browser; every page is photographed for people to look at."""

import pytest

from tests.browser.conftest import Evening
from tests.browser.guard import guarded
from tests.browser.page import NARROW, WIDE, Page

pytestmark = [pytest.mark.prefect, pytest.mark.browser, pytest.mark.timeout(900)]

BOTH = pytest.mark.parametrize(("width", "suffix"), [(WIDE, ""), (NARROW, "-narrow")])


def run_page(evening: Evening, run_id: str) -> str:
    """A run's address in the newer UI."""
    return f"{evening.served.api.address}/v2/runs/flow-run/{run_id}"


@BOTH
def test_a_sectors_run(evening: Evening, page: Page, width: int, suffix: str) -> None:
    """An operator could not tell which sector ran, what it waits for, or which workloads it moved."""
    page.go(run_page(evening, evening.moved.id), width=width)
    page.shows("Fortsett: Oppvekst og utdanning (Hustadvika kommune)", "Venter på svar")
    page.drawn()
    page.picture(f"run{suffix}")


def test_the_workloads_of_a_run(evening: Evening, page: Page) -> None:
    """The tree from sector to workload to step would be lost in the UI."""
    page.go(run_page(evening, evening.moved.id))
    page.press("Subflow Runs")
    page.shows("Visma Flykning: fram mot", "Visma Voksenopplæring: fram mot")
    page.picture("run-workloads")
    children = evening.served.api.runs(name="Visma Flykning: fram mot%")
    page.go(run_page(evening, children[0].id))
    page.shows("Visma Flykning: fram mot")
    page.press("Task Runs")
    page.shows("Visma Flykning: Stopp den gamle siden")
    page.picture("run-steps")


@BOTH
def test_a_question_with_its_form(evening: Evening, page: Page, width: int, suffix: str) -> None:
    """The one who decides would not see what the decision rests on, or how to answer."""
    page.go(run_page(evening, evening.question.id), width=width)
    page.shows("Visma Flyt Barnehage")
    page.menu("Resume")
    page.shows("Beslutning", "Hvem svarer", "Begrunnelse", "Signatur")
    page.picture(f"gate{suffix}")


@BOTH
def test_the_form_that_launches(evening: Evening, page: Page, width: int, suffix: str) -> None:
    """A sector would have to be typed, and the form would not say what it does."""
    deployment = evening.served.api.deployment("Flytt", "flytt")
    page.go(f"{evening.served.api.address}/v2/deployments/deployment/{deployment.id}/run", width=width)
    page.shows("Sektor", "Hvorfor")
    page.picture(f"launch{suffix}")


@BOTH
@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("plan-hustadvika", ("Visma Flykning",)),
        ("avstemming-hustadvika", ("Visma Flykning", "Avstemming")),
        ("stilling-hustadvika", ("Visma Flykning",)),
        ("sporsmal-go-oppvekst-2023-06-07-1600", ("Kjør eller ikke kjør",)),
    ],
)
def test_an_artifact(
    evening: Evening, page: Page, key: str, texts: tuple[str, ...], width: int, suffix: str
) -> None:
    """Plan, dossier or reconciliation would be a heap of Markdown that nobody can read."""
    (artifact,) = (a for a in evening.served.api.artifacts() if a.key == key)
    page.go(f"{evening.served.api.address}/v2/artifacts/artifact/{artifact.latest_id}", width=width)
    seen = page.shows(*texts)
    assert "|---" not in seen
    page.picture(f"artifact-{key.split('-', maxsplit=1)[0]}{suffix}")


def test_the_policy_that_the_guide_gives_a_proxy_lets_the_pages_work(evening: Evening, page: Page) -> None:
    """A house that follows the guide would have pages without a time line, or tell an analytics host."""
    page.keep_refusals()
    with guarded(evening.served.api.address) as address:
        for path in ("/dashboard", f"/runs/flow-run/{evening.moved.id}"):
            page.go(f"{address}/v2{path}")
            page.shows("Deployments")
            if path != "/dashboard":
                page.shows("Fortsett: Oppvekst og utdanning")
                page.drawn()
            # The one thing that it is there to stop.
            assert [refused for refused in page.refusals() if "amplitude" not in refused] == []
        page.go("about:blank")

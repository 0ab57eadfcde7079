"""The notice that the README shows is the one that the code writes."""

from datetime import UTC, datetime
from pathlib import Path

from flytt.mapping import load_municipality, load_runbooks
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.notices.render import render
from tests.notices.stage import Story, all_accepted

ROOT = Path(__file__).parents[2]
FIRST = ("visma-flykning", "visma-flyt-barnehage", "visma-voksenopplaering")


def first_evening() -> Plan:
    """Return Hustadvika's practice plan with no more than the three systems of its first evening."""
    municipality = load_municipality(ROOT / "mappings/hustadvika", practice=True)
    plan = make_plan(municipality, load_runbooks(ROOT / "runbooks"), datetime(2023, 5, 1, 6, tzinfo=UTC))
    return plan.changed(workloads=tuple(plan.workload(name) for name in FIRST))


def sample(readme: str) -> str:
    """Return the README's sample: the fenced block that begins as a rehearsal's notices do."""
    (found,) = [block for block in readme.split("```") if block.startswith("text\nØVING")]
    return found.removeprefix("text\n")


def test_the_readme_s_notice_is_what_is_written_now() -> None:
    """A lead would show the municipality words that Flytt no longer writes."""
    story: Story = all_accepted(first_evening())
    written = render(story.notice(), "nb", "staff", "text")
    assert sample((ROOT / "README.md").read_text(encoding="utf-8")).strip() == written.strip()

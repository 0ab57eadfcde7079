"""In practice, what people are asked to do with their hands is done by the practice municipality's people."""

from pathlib import Path

import pytest

from flytt.adapters.practice.people import PracticePeople
from flytt.migration.errors import NotFound
from practice import running
from practice.world import World
from tests.practice.town import WORLD


def test_the_people_of_practice_do_and_undo(tmp_path: Path) -> None:
    """A rehearsed rollback would stand for ever before a vendor who does not exist."""
    world = World.model_validate(WORLD)
    with running.start(world, tmp_path) as started:
        before = started.snapshot()
        people = PracticePeople(tmp_path)
        people.ask("vendor", undo=False)
        assert started.snapshot().equipment == {"svitsj-1": True}
        people.ask("vendor", undo=True)
        assert started.snapshot().equipment == before.equipment
        with pytest.raises(NotFound, match="nobody-there"):
            people.ask("nobody-there", undo=False)

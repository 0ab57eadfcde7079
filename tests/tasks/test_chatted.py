"""Where the files of people who write with each other are: asked once for all chats of a pass."""

import pytest

from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.migration.drives import Entry
from flytt.migration.errors import Interrupted
from tasks.chatted import Chatted, Met
from tests.sweeps.ground import approached, entry

KIND, KEY = "tenant-chats", "copy-all"


def test_whose_drive_could_not_be_asked_about_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chats under way beside a failed one would be filled with links into the old tenant, for good."""
    scene, want = approached(KIND, KEY).fork(), Chatted.model_validate(entry(KIND, KEY).values)
    known, met, top, asked = (
        Met(want, scene.world),
        Met(want, scene.world),
        MemoryTenantDrives.top,
        list[str](),
    )

    def cut_off_once(self: MemoryTenantDrives, drive: str) -> Entry:
        asked.append(drive)
        if len(asked) == 1:
            raise Interrupted("Reading an item: no answer came.")
        return top(self, drive)

    for chat in known.moving.values():
        expected = known.links(chat, [])
        assert expected.moved
        with monkeypatch.context() as patched:
            patched.setattr(MemoryTenantDrives, "top", cut_off_once)
            if not asked:
                with pytest.raises(Interrupted):
                    met.links(chat, [])
            assert met.links(chat, []) == expected

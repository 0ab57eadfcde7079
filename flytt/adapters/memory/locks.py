"""The host locks' twin."""

from dataclasses import dataclass

from flytt.adapters.host_errors import fenced
from flytt.adapters.memory.state import HostState


@dataclass(frozen=True, slots=True)
class MemoryLocks:
    """A twin's locks."""

    host: HostState

    def take(self, name: str, *, fence: int, holder: str) -> None:
        """Take or keep. Fenced when a newer fence, or another holder with this one, has it."""
        held = self.host.held.get(name, {})
        newest = max(held, default=fence)
        if newest > fence or held.get(fence, holder) != holder:
            raise fenced(self.host.name, name, newest, held[newest])
        self.host.held[name] = {fence: holder}

    def release(self, name: str, *, fence: int) -> None:
        """Release one's own, and what dead writers with older fences left; a newer one's stays."""
        if all(held <= fence for held in self.host.held.get(name, {})):
            self.host.held.pop(name, None)

"""mailboxes.stop-keeping: what arrives in an old mailbox only goes on. What lies there, stays."""

from typing import ClassVar

from tasks.forwarded import Forward


class StopKeeping(Forward):
    """The old mailboxes no longer fill; nothing is deleted in them."""

    keeps: ClassVar[bool] = False


STEP = StopKeeping()

"""mailboxes.forward-mail: what arrives in an old mailbox goes on to the new one, and a copy stays."""

from typing import ClassVar

from tasks.forwarded import Forward


class ForwardMail(Forward):
    """Held mail would be late for everybody; with a copy the old mailbox has all that was sent to it."""

    keeps: ClassVar[bool] = True


STEP = ForwardMail()

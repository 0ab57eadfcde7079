"""The twin of a channel: what arrived, in memory, with the faults that channels have."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flytt.migration.channel import Message, Receipt

FORMS = ("eml", "card", "sharepoint", "html", "text", "md", "json")


class MemoryChannel:
    """`arrived` counts what came, by message id. `before` and `after` are called around every arrival."""

    def __init__(
        self,
        destination: tuple[str, ...] = ("en@varsel.practice",),
        *,
        can_be_asked: bool = True,
        forms: tuple[str, ...] = FORMS,
        settles: timedelta = timedelta(0),
    ) -> None:
        self.destination, self.can_be_asked, self.forms = destination, can_be_asked, forms
        self.settles = settles
        self.arrived: Counter[str] = Counter()
        self.messages: list[Message] = []
        self.asked: list[str] = []
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def send(self, message: Message) -> Receipt:
        """Take the message."""
        self.before()
        self.arrived[message.id] += 1
        self.messages.append(message)
        self.after()
        return Receipt()

    def find(self, message: Message) -> Receipt | None:
        """Tell whether it came. NotImplementedError when this channel cannot be asked."""
        if not self.can_be_asked:
            raise NotImplementedError
        self.asked.append(message.id)
        return Receipt() if self.arrived[message.id] else None

"""A municipality with four outlets, a ledger and a clock in memory: what is sent can be seen and killed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.channel import MemoryChannel
from flytt.adapters.signature import check
from flytt.migration.channel import Channel
from flytt.migration.events import Event
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.ports import LeaseRow
from flytt.migration.workload import Approver, Language, Words
from flytt.notices.approving import Reading, approve_wording
from flytt.notices.book import book
from flytt.notices.sending.due import keyed
from flytt.notices.sending.post import Post
from flytt.notices.sending.settings import Outlet, SendingSettings
from tests.notices.stage import local, plan_of, workload

WORDS = Words(stops="Du kan ikke føre timer.", before="Logg ut.", after="Logg inn på nytt.")
PLAN = plan_of(
    workload("Visma Flykning", audience=("staff",), words={"nb": WORDS, "nn": WORDS}),
    approvers=(Approver(id="kommunikasjon", role="Kommunikasjon"),),
)
MAIL = Outlet(id="epost", channel="graph-mail", audience="staff", recipients_secret="liste")
CARD = Outlet(id="teams", channel="teams", audience="staff", webhook_secret="krok")
PAGE = Outlet(id="intranett", channel="sharepoint", audience="staff", site="praksis")
FILES = Outlet(id="mappe", channel="folder", audience="staff", folder="/srv/varsel")
GRAPH = {"tenant": "t", "client_id": "c", "certificate": "s", "sender": "varsel@example.no"}


def settings_of(*outlets: Outlet) -> SendingSettings:
    """Return settings with these outlets."""
    there = {"domain": "hustadvika.example", "graph": GRAPH, "outlets": outlets or (MAIL, CARD, PAGE, FILES)}
    return SendingSettings.model_validate(there)


@dataclass
class Office:
    """`channels` are twins by outlet; only Teams cannot be asked. A new `post` is a program started anew."""

    settings: SendingSettings = field(default_factory=settings_of)
    plan: Plan = PLAN
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: MemoryClock = field(default_factory=lambda: MemoryClock(local(9)))
    channels: dict[str, MemoryChannel] = field(default_factory=dict[str, MemoryChannel])
    journal: Journal = field(init=False)

    def __post_init__(self) -> None:
        self.journal = Journal(self.store, self.clock, "tester")
        self.journal.adopt(self.plan)
        for outlet in self.settings.outlets:
            self.channels[outlet.id] = MemoryChannel(can_be_asked=outlet.channel != "teams")

    def approve(self, *, correction: bool = False, only: Language | None = None) -> "Office":
        """Approve every word as it is written; a correction is something that readers must hear of."""
        for page in book(self.plan, self.journal.refresh(), self.store.document).pages:
            if only not in {None, page.language}:
                continue
            approve_wording(
                self.plan,
                self.journal,
                Reading(
                    sector=page.sector,
                    readers=page.readers,
                    language=page.language,
                    wording=page.written.hash,
                    who="kommunikasjon",
                    correction=correction,
                ),
                check,
            )
        return self

    def post(self, channel: Callable[[Outlet], Channel] | None = None) -> Post:
        """Return a post that knows nothing but the ledger, as a program that was just started."""

        def dead(_lease: LeaseRow) -> bool:
            return True

        journal = Journal(self.store, self.clock, "tester")
        return Post(
            journal, self.settings, channel or (lambda o: self.channels[o.id]), keyed(b"k"), "post/1", dead
        )

    def reword(self, words: dict[Language, Words]) -> "Office":
        """Adopt a plan in which the system has other words."""
        self.plan = plan_of(
            workload("Visma Flykning", audience=("staff",), words=words), approvers=self.plan.approvers
        )
        self.journal.adopt(self.plan)
        return self

    def at(self, moment: datetime) -> "Office":
        """Let time pass until then."""
        self.clock.wait_until(moment)
        return self

    def tell(self, *events: Event) -> "Office":
        """Write to the ledger what others do."""
        self.journal.refresh()
        for event in events:
            self.journal.append(event)
        return self

    def arrivals(self) -> dict[str, int]:
        """Return how many messages came to each outlet, duplicates counted."""
        return {name: sum(channel.arrived.values()) for name, channel in self.channels.items()}

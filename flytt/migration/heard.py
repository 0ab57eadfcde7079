"""Which events of the ledger notices hear. Every kind stands in one of these; a test sees to it."""

from collections.abc import Mapping
from types import MappingProxyType

from flytt.migration.events import (
    DutyTold,
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    HostStated,
    LeaseReleased,
    LeaseTaken,
    PlanAdopted,
    ReachAccepted,
    Restored,
    StepDone,
    StepFailed,
    StepFound,
    StepProbed,
    StepStarted,
    StepVerified,
    StopRequested,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
    VaultErased,
    WordingApproved,
)
from flytt.migration.record import Record
from flytt.migration.sending_events import (
    NoticeNotSent,
    NoticeSending,
    NoticeSent,
    NoticeSettled,
    NoticeUnanswered,
)

OF_A_WORKLOAD: frozenset[type[Record]] = frozenset(
    {
        *(GoalSet, StopRequested, LeaseTaken, LeaseReleased),
        *(StepStarted, StepProbed, StepFound, StepDone, StepFailed, StepVerified),
        *(UndoStarted, UndoDone, UndoGivenUp),
    }
)
"""What those who move do with a workload: it may change what its users are told, and is a sign of life."""

OF_MANY: frozenset[type[Record]] = frozenset({PlanAdopted, GateAnswered})
"""What changes the notices of several workloads at once: what is promised, and what people decided."""

_SENT = "how a revision reached people is no new fact about the move"

NOT_HEARD: Mapping[type[Record], str] = MappingProxyType(
    {
        GateOpened: "that somebody is asked is no news to users; who owes the answer is told by `owed`",
        HostStated: "what it means for users follows from the steps that are given up then",
        ReachAccepted: "where the world is reached is nothing that users see",
        DutyTold: "a reminder to those who move is no word from them: it would silence itself",
        VaultErased: "long after the move, and nothing that users see",
        Restored: "what is found of each step afterwards is heard",
        NoticeSending: _SENT,
        NoticeSent: _SENT,
        NoticeNotSent: _SENT,
        NoticeUnanswered: _SENT,
        NoticeSettled: _SENT,
        WordingApproved: "words are not facts: they change how a revision reads, and make none",
    }
)
"""What says nothing to users, and why."""


def of_a_workload(event: Event) -> str:
    """Return the workload whose users an event tells something; empty when it tells them nothing."""
    return str(getattr(event, "workload", "")) if type(event) in OF_A_WORKLOAD else ""

"""A runbook: the ordered steps, gates and checkpoints for one kind of workload, as reviewed data."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from flytt.migration.record import Json, Record, Slug
from flytt.migration.workload import Kind

Phase: TypeAlias = Literal["prepare", "cutover", "open", "retire"]
Reversal: TypeAlias = Literal["reversible", "compensatable", "final"]


SIDES = ("side", "source", "target")
"""Values that are a whole side of a file share, its host within."""


class StepEntry(Record):
    """One step of a runbook. Durations are minutes, from rehearsal or the first estimate of one."""

    type: Literal["step"] = "step"
    step: str = Field(pattern=r"^[a-z-]+\.[a-z-]+$")
    key: Slug
    title: str
    title_nb: str
    why: str
    why_nb: str = ""
    phase: Phase
    reversal: Reversal = "reversible"
    stays_nb: str = Field(
        default="", description="what of it nothing takes back, told before it is done and afterwards; bokmål"
    )
    by: Literal["flytt", "person", "vendor"] = "flytt"
    starts_downtime: bool = False
    ends_downtime: bool = False
    minutes: float = Field(default=1, ge=0)
    undo_minutes: float = Field(default=1, ge=0)
    instructions: str = ""
    undo_instructions: str = ""
    values: dict[str, Json] = {}
    when: dict[str, Json] = Field(default={}, description="what the settings must say for it to be in a plan")
    alone_when: dict[str, Json] = Field(
        default={}, description="what the settings must say for Flytt to do alone what people do elsewhere"
    )
    later: tuple[str, ...] = Field(
        default=(), description="values that a new plan may change after the step has begun: decisions"
    )

    @model_validator(mode="after")
    def _later_is_a_value(self) -> Self:
        """A name that is no value would let nothing be decided, and nobody see why."""
        if unknown := set(self.later) - self.values.keys():
            raise ValueError(f"`later` names what is no value: {', '.join(sorted(unknown))}")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it works on: its values named `host` or `…_host`, and those of the sides of a share."""
        named = {
            v for k, v in self.values.items() if isinstance(v, str) and (k == "host" or k.endswith("_host"))
        }
        return tuple(sorted(named | {host for side in SIDES if (host := self._host_of(side))}))

    @property
    def undo_hosts(self) -> tuple[str, ...]:
        """The hosts that its undo acts on: `host` and `target_host`. From others it has only read."""
        named = {v for k in ("host", "target_host") if isinstance(v := self.values.get(k), str)}
        acted = {host for side in SIDES if side != "source" and (host := self._host_of(side))}
        return tuple(sorted(named | acted))

    def _host_of(self, side: str) -> str:
        value = self.values.get(side)
        host = value.get("host") if isinstance(value, dict) else None
        return host if isinstance(host, str) else ""


class GateEntry(Record):
    """A question that must be answered before going on. `scope` says who shares the answer."""

    type: Literal["gate"] = "gate"
    key: Slug
    title: str
    title_nb: str
    why: str
    why_nb: str = ""
    phase: Phase
    scope: Literal["wave", "workload"] = "wave"
    criteria: tuple[str, ...] = ()
    expires_minutes: int = Field(default=24 * 60, ge=1)


class CheckpointEntry(Record):
    """A place to which a workload can be taken back."""

    type: Literal["checkpoint"] = "checkpoint"
    key: Slug
    title: str
    title_nb: str


Entry: TypeAlias = Annotated[StepEntry | GateEntry | CheckpointEntry, Field(discriminator="type")]


class Runbook(Record):
    """All entries of one kind, in order, from checkpoint `before` past `open` to `retired`."""

    kind: Kind
    title: str
    title_nb: str
    why: str
    why_nb: str = ""
    proven: str = ""
    proven_nb: str = ""
    entries: tuple[Entry, ...]
    content_hash: str = ""


def person_gate(step: StepEntry, *, undo: bool) -> GateEntry:
    """Return what is asked of people: that a step of theirs has been done, or taken back."""
    verb = "taken back" if undo else "done"
    verb_nb = "ført tilbake" if undo else "gjort"
    return GateEntry(
        key=f"{step.key}-undo" if undo else step.key,
        title=f"Is it {verb}? {step.title}",
        title_nb=f"Er det {verb_nb}? {step.title_nb}",
        why=step.undo_instructions if undo else step.instructions,
        phase=step.phase,
        scope="workload",
        expires_minutes=7 * 24 * 60,
    )


FOUND = "found"
"""The key of the question about what was found after a restoration; no runbook's gate or step has it."""


def found_gate() -> GateEntry:
    """Return what is asked of people about steps whose effect was there before the ledger knew of it."""
    return GateEntry(
        key=FOUND,
        title="Was it Flytt, after the backup was taken?",
        title_nb="Var det Flytt som gjorde dette etter at sikkerhetskopien ble tatt?",
        why=(
            "The ledger came out of a backup, and these steps look as if they were done after it was taken. "
            "Go: Flytt did them; --so-before names those that were so before. No-go: all of it was so before."
        ),
        why_nb=(
            "Loggen er hentet fra en sikkerhetskopi, og disse stegene ser ut til å være gjort etterpå. "
            "Svar «Kjør» hvis Flytt gjorde dem. Svar «Ikke kjør» med grunn hvis alt var slik fra før."
        ),
        phase="prepare",
        scope="workload",
        expires_minutes=7 * 24 * 60,
    )

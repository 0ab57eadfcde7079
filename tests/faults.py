"""Faults put between the engine and the twins: a step that fails, a writer that dies after a change."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from flytt.adapters.kept import LedgerKept
from flytt.migration.directory import Directories
from flytt.migration.drives import Drives
from flytt.migration.evidence import Verification
from flytt.migration.forms_estate import FormsEstates
from flytt.migration.perform import AnyStep
from flytt.migration.ports import Documents, Hosts, LedgerStore, Names, StoredRow, Vault, World
from flytt.migration.runbook import StepEntry
from flytt.migration.share_port import Shares
from tasks.catalogue import find
from tests.driving import Killed, Wires
from tests.worlds import Twins

Verb = Literal["plan", "probe", "do", "verify", "undo"]
When = Literal["before", "after"]

HOST_WRITES = {"start", "stop", "enable", "disable", "remove", "set_writable", "take", "release"}
TENANT_WRITES = {"make_people", "remove_people", "make_groups", "remove_groups", "add_members"} | {
    "drop_members",
    "give_licences",
    "take_licences",
    "set_enabled",
}
SHARE_WRITES = {"make", "remove_empty", "forget", "record", "forget_record", "forget_survey", "set_aside"} | {
    "clear",
    "remove_kept",
    "set_rights",
    "put_rights_back",
}
SITE_WRITES = {"publish"}
DRIVE_WRITES = {"make_folder", "make_empty", "send", "change", "grant", "revoke", "set_lock"}
FORMS_WRITES = {"protect", "gather", "attribute", "settle", "place", "make_forms", "close_old"} | {
    "open_new",
    "owners_closed",
    "take_back",
    "let_go",
}
POST_WRITES = {"remove_folder", "make_boxes", "remove_boxes", "give_rights", "take_rights"} | {
    "set_clients",
    "forward",
    "import_items",
}
TEAM_WRITES = {"make_team", "remove_team", "make_channel", "put_message", "complete_channel"} | {
    "complete_team",
    "reopen_channel",
    "archive",
    "call",
    "add_tab",
    "remove_tab",
}
CHAT_WRITES = {"make_chat", "complete", "reopen"}
PLAN_WRITES = {"make_plan", "call_plan", "label", "remove_plan", "make_bucket", "change_bucket"} | {
    "remove_bucket",
    "make_task",
    "write_task",
    "place_task",
    "place_card",
    "assign",
    "remove_task",
}
DOMAIN_WRITES = {"rename", "set_default", "release", "add", "verify", "set_addresses", "replace"}
WRITES = (
    POST_WRITES
    | DOMAIN_WRITES
    | TEAM_WRITES
    | CHAT_WRITES
    | PLAN_WRITES
    | HOST_WRITES
    | FORMS_WRITES
    | TENANT_WRITES
    | DRIVE_WRITES
    | SITE_WRITES
    | SHARE_WRITES
    | {"write", "dump", "restore", "drop", "merge", "copy", "switch", "put"}
)
LEDGER_WRITES = {"append", "take_lease", "release_lease", "put_items", "forget_items"}
DOORS = {"services", "files", "databases", "locks"}
OUTSIDE_SNAPSHOTS = {"take", "release", "put"} | LEDGER_WRITES
"""Changes that no snapshot shows: counted whenever they are called."""


@dataclass
class Fault:
    """Raises, or answers falsely, at one verb of one entry's step, `times` times (None: always)."""

    entry: StepEntry
    verb: Verb
    when: When = "before"
    raises: BaseException | None = None
    answers: Verification | None = None
    times: int | None = None
    met: int = 0
    at: str = ""

    def find(self, step_id: str) -> AnyStep:
        """Stand in for the catalogue."""
        step = find(step_id)
        return cast("AnyStep", _FaultyStep(step, self)) if step_id == self.entry.step else step

    @property
    def wires(self) -> Wires:
        """Return what puts this fault into a run."""
        return Wires(find=self.find, begins=self.begins)

    def begins(self, key: str) -> None:
        """Note which entry is acted on: two entries may name the same step."""
        self.at = key

    def due(self, verb: Verb, when: When) -> bool:
        """True when it shall happen now."""
        if (verb, when, self.entry.key) != (self.verb, self.when, self.at):
            return False
        self.met += 1
        return self.times is None or self.met <= self.times

    def strike(self, verb: Verb, when: When) -> None:
        """Raise when it is due."""
        if self.raises is not None and self.due(verb, when):
            raise self.raises


class _FaultyStep:
    """A step whose verbs pass through a fault."""

    def __init__(self, step: AnyStep, fault: Fault) -> None:
        self._step, self._fault = step, fault

    def __getattr__(self, name: str) -> object:
        found: object = getattr(self._step, name)
        if name not in get_args(Verb):
            return found
        verb, call = cast("Verb", name), cast("Callable[..., object]", found)

        def faulty(*args: object) -> object:
            self._fault.strike(verb, "before")
            result = call(*args)
            self._fault.strike(verb, "after")
            false = self._fault.answers
            return false if false is not None and self._fault.due(verb, self._fault.when) else result

        return faulty


@dataclass
class Death:
    """Kills the writer right after its nth durable change, in the ledger, the vault or the world.

    Dying before a change is dying after the one before it: nothing between them lasts. All threads of the
    writer die with it: none of them changes anything after that.
    """

    scene: Twins
    after: int | None = None
    changes: list[str] = field(default_factory=list[str])
    _alone: threading.RLock = field(default_factory=threading.RLock)

    @property
    def wires(self) -> Wires:
        """Return what puts this death into a run."""
        scene = self.scene
        store = cast("LedgerStore", _Tapped(scene.store, self))
        vault = cast("Vault", _Tapped(scene.vault, self))
        world = World(
            hosts=cast("Hosts", _Tapped(scene.hosts, self)),
            names=cast("Names", _Tapped(scene.names, self)),
            documents=cast("Documents", _Tapped(scene.documents, self)),
            checks=scene.checks,
            shares=cast("Shares", _Tapped(scene.shares, self)),
            tenants=cast("Directories", _Tapped(scene.tenants, self)),
            drives=cast("Drives", _Tapped(scene.drives, self)),
            kept=LedgerKept(store, vault),
            forms=cast("FormsEstates", _Tapped(scene.forms, self)),
        )
        return Wires(store=store, world=world, vault=vault)

    def watched(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        """Return the call, dying after it if that was the change to die after."""

        def watched(*args: object, **named: object) -> object:
            with self._alone:
                if self.after is not None and len(self.changes) >= self.after:
                    raise Killed(f"after change {self.after}: {self.changes[-1]}")
                before = self.scene.effects().total()
                result = call(*args, **named)
                if name in OUTSIDE_SNAPSHOTS or self.scene.effects().total() != before:
                    kind = args[0].kind if isinstance(args[0], StoredRow) else ""
                    self.changes.append(f"{name} {kind}".strip())
                    if len(self.changes) == self.after:
                        raise Killed(f"after change {self.after}: {self.changes[-1]}")
            return result

        return watched


class _Tapped:
    """A port, or a part of one, whose writes are seen."""

    def __init__(self, inner: object, death: Death) -> None:
        self._inner, self._death = inner, death

    def __getattr__(self, name: str) -> object:
        found: object = getattr(self._inner, name)
        if name in DOORS:
            return _Tapped(found, self._death)
        if name in {"on", "mail", "exchange", "domains_of", "sites", "teams", "chats", "planner"}:
            door = cast("Callable[[str], object]", found)

            def on(host: str) -> _Tapped:
                return _Tapped(door(host), self._death)

            return on
        if name in WRITES | LEDGER_WRITES:
            return self._death.watched(name, cast("Callable[..., object]", found))
        return found

"""A small world for every runbook: twins seeded with what was there before Flytt, and a plan to move it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from flytt.adapters.checks.memory import MemoryChecks
from flytt.adapters.clock import MemoryClock
from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.documents.memory import MemoryDocuments
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.drives import MemoryDrives
from flytt.adapters.memory.forms_estates import MemoryFormsEstates
from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts, MemoryService, Table
from flytt.adapters.memory.shares import MemoryShares
from flytt.adapters.memory.tables import dumped
from flytt.adapters.vault.memory import MemoryVault
from flytt.mapping import load_runbooks
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.planner import make_plan
from flytt.migration.ports import World
from flytt.migration.record import Json
from flytt.migration.runbook import StepEntry
from flytt.migration.settings import SETTINGS, Database
from flytt.migration.workload import (
    Agreement,
    Approver,
    Kind,
    Municipality,
    Place,
    Sector,
    Source,
    Workload,
)
from tests.chats import CHATS_SETTINGS, with_chats
from tests.drives import FILES_SETTINGS, drives
from tests.estates import ESTATE_SETTINGS, answered, estates
from tests.holdings import DOMAIN_SETTINGS, with_domains, zone
from tests.pages import INTRANET_SETTINGS, with_sites
from tests.plans import PLANNER_SETTINGS, with_plans
from tests.posts import POST_SETTINGS, with_posts
from tests.teams import TEAMS_SETTINGS, with_teams
from tests.tenants import IDENTITY_SETTINGS, tenants

ROOT = Path(__file__).parent.parent
RUNBOOKS = load_runbooks(ROOT / "runbooks")
KINDS: tuple[Kind, ...] = tuple(sorted(RUNBOOKS))
MORNING = datetime(2023, 5, 2, 6, tzinfo=UTC)
HERE = Place(file="hand.yaml", line=1)

IDENTITY = "01819912345"
"""A synthetic identity number (month + 80), and below a password: neither may come out anywhere."""
PASSWORD = "Hemmelig-Sommer-23"

PERSONS = ("id", "name", "identity")
CONFIG = json.dumps({"title": "mal", "password": PASSWORD, "contact": IDENTITY}).encode()


def _database(name: str) -> dict[str, Json]:
    return {"engine": "sqlite", "name": name}


def _installation(host: str, service: str) -> dict[str, Json]:
    return {
        "host": host,
        "service": service,
        "database": _database(f"/srv/{service}.db"),
        "config": f"/etc/{service}.json",
        "health": f"http://localhost/{service}",
    }


OLD_SID, NEW_SID = "S-1-5-21-1-1-1-1001", "S-1-5-21-2-2-2-2001"
OLD_RIGHTS = f"O:{OLD_SID}G:{OLD_SID}D:P(A;OICI;0x1f01ff;;;{OLD_SID})"
SETTINGS_OF: dict[Kind, dict[str, Json]] = {
    "server-application": {
        "source": _installation("old", "elev"),
        "target": _installation("new", "elev"),
        "configuration": {"title": "Elev", "sign_in": "shared"},
        "dns": {"alias": "elev", "source": "old", "target": "new"},
    },
    "merged-instances": {
        "first": _installation("old", "kai-a"),
        "second": _installation("old-b", "kai-b"),
        "target": _installation("new", "kai"),
        "tables": [
            {
                "table": "persons",
                "key": "id",
                "same_when": ["identity"],
                "on_collision": "renumber",
                "references": [{"table": "notes", "column": "person"}],
            },
            {"table": "notes", "key": "id", "on_collision": "renumber"},
        ],
        "configuration": {"title": "KAI"},
        "dns": {"alias": "kai", "source": "old", "target": "new"},
    },
    "read-only-archive": {
        "source": {"host": "old", "database": _database("/srv/arkiv.db")},
        "target": {"host": "new", "database": _database("/srv/arkiv.db")},
    },
    "hosted-application": {
        "document": "vendors/fag",
        "counts": "vendors/fag/counts",
        "sign_in": {"provider": "shared"},
        "integrations": {"register": "shared"},
        "instance": "shared",
        "instructions": "Flytt det.",
        "undo_instructions": "Flytt tilbake.",
    },
    "integration": {"document": "hub/rute", "source": "old", "target": "new"},
    "physical-move": {
        "instructions": "Bær svitsjen.",
        "undo_instructions": "Bær den tilbake.",
        "before": [{"kind": "tcp", "subject": "svitsj-gammel", "says": "it answers in the old place"}],
        "after": [
            {"kind": "tcp", "subject": "svitsj-ny", "says": "it answers in the new place"},
            {"kind": "dns", "subject": "annet", "expected": "old", "says": "another name is as it was"},
        ],
    },
    "file-share": {
        "source": {"host": "old", "path": "/srv/felles", "export": "felles", "rights_export": "flytt"},
        "target": {"host": "new", "path": "/srv/felles", "export": "felles", "rights_export": "flytt"},
        "keep_owners": True,
        "rights": "ntfs",
        "owners": [{"kind": "user", "source": OLD_SID, "target": NEW_SID}],
        "dns": {"alias": "felles", "source": "old", "target": "new"},
    },
    "tenant-identity": IDENTITY_SETTINGS,
    "tenant-mailboxes": POST_SETTINGS,
    "tenant-teams": TEAMS_SETTINGS,
    "tenant-chats": CHATS_SETTINGS,
    "tenant-planner": PLANNER_SETTINGS,
    "tenant-files": FILES_SETTINGS,
    "tenant-domain": DOMAIN_SETTINGS,
    "tenant-intranet": INTRANET_SETTINGS,
    "forms-estate": ESTATE_SETTINGS,
    "manual-change": {
        "instructions": "Sett vlan.",
        "undo_instructions": "Sett vlan tilbake.",
        "before": [],
        "after": [
            {"kind": "document", "subject": "net/sone", "field": "vlan", "expected": 20, "says": "the zone"}
        ],
    },
}
"""What a mapping would say of one workload of each kind."""


def workload(kind: Kind, **changes: object) -> Workload:
    """Return the workload of that kind; its id is the kind's name."""
    described = Workload(
        id=kind,
        name=kind.replace("-", " ").capitalize(),
        sector="oppvekst",
        kind=kind,
        affects=("oppvekst",),
        data_class="personal",
        agreement="avtale",
        source=Source(document="by hand"),
        settings=SETTINGS[kind].model_validate(SETTINGS_OF[kind]).as_json(),
        place=HERE,
    )
    return described.changed(**changes)


def municipality(workloads: Iterable[Workload], **changes: object) -> Municipality:
    """Return a municipality that anybody named `leder` may answer for, with ten-hour windows."""
    described = Municipality(
        id="fjordvik",
        name="Fjordvik",
        target="Fellesmiljøet",
        sources=("gammel",),
        approval="claimed",
        first_day=date(2023, 5, 3),
        default_start=time(16),
        default_minutes=600,
        approvers=(Approver(id="leder", role="leader"),),
        sectors=(Sector(id="oppvekst", name="Oppvekst"), Sector(id="helse", name="Helse")),
        workloads=tuple(workloads),
        agreements=(Agreement(id="avtale", title="Avtale", in_force_from=date(2023, 1, 1), place=HERE),),
        practice=True,
        content_hash="by hand",
    )
    return described.changed(**changes)


def plan_of(*kinds: Kind) -> Plan:
    """Return the plan that moves one workload of each kind, in one wave."""
    return make_plan(municipality(workload(kind) for kind in kinds), RUNBOOKS, MORNING)


def database(name: str) -> Database:
    """Return a SQLite database of the twin."""
    return Database(engine="sqlite", name=name)


@dataclass
class Twins:
    """One world, its ledger and its time. `deepcopy` of it is the same world going another way."""

    plan: Plan
    hosts: MemoryHosts
    names: MemoryNames
    documents: MemoryDocuments
    checks: MemoryChecks
    store: MemoryStore
    vault: MemoryVault
    clock: MemoryClock
    tenants: MemoryDirectories
    drives: MemoryDrives
    forms: MemoryFormsEstates
    runs: int = 0
    asked: list[str] = field(default_factory=list[str])
    remembered: dict[str, dict[str, Json]] = field(default_factory=dict[str, dict[str, Json]])
    """By step, how it stood before Flytt, as people say when they are asked after a restoration."""
    forms_answer: Callable[[], object] = lambda: None
    forms_closed: Callable[[bool], object] = lambda _: None
    """What people do besides, when they are asked about forms."""
    so_before: bool = False
    """What people say then of what is found: it was so before Flytt."""

    @property
    def world(self) -> World:
        """The doors to it."""
        return World(
            hosts=self.hosts,
            names=self.names,
            documents=self.documents,
            checks=self.checks,
            shares=self.shares,
            tenants=self.tenants,
            drives=self.drives,
            kept=LedgerKept(self.store, self.vault),
            forms=self.forms,
        )

    @property
    def shares(self) -> MemoryShares:
        """File shares on the hosts."""
        return MemoryShares(self.hosts)

    def fork(self) -> "Twins":
        """Return an independent copy. The plan cannot change, a lock holds nothing, numbers only count on."""
        shared = (self.plan, vars(self.store)["_alone"], vars(self.vault)["_numbers"])
        return deepcopy(self, {id(kept): kept for kept in shared})

    def snapshot(self) -> dict[str, object]:
        """Return everything outside the ledger, comparable, one entry for each place."""
        found: dict[str, object] = {}
        for name, host in self.hosts.hosts.items():
            services, _, read_only, server, folders = host.snapshot()
            found |= {f"{name} services": services, f"{name} read-only": read_only, f"{name} server": server}
            found |= {f"{name} folders": folders}
            found |= {f"{name}:{path}": content for path, content in host.content.items()}
        found |= {f"name {alias}": target for alias, target in self.names.snapshot().items()}
        found |= {f"page {name}": page for name, page in self.documents.snapshot().items()}
        found |= self.tenants.snapshot() | self.drives.snapshot() | self.forms.snapshot()
        return found | {"equipment": self.checks.snapshot()}

    def effects(self) -> Counter[tuple[str, ...]]:
        """Return how often each real change was made."""
        counted: Counter[tuple[str, ...]] = Counter()
        counted.update(self.hosts.effects)
        counted.update(self.names.effects)
        counted.update(self.documents.effects)
        counted.update(self.tenants.effects)
        counted.update(self.drives.effects)
        counted.update(self.forms.effects)
        return counted

    def people_do(self, step: StepEntry, *, undo: bool) -> None:
        """Change the world as people would when they are asked for this step."""
        where = step.values
        if step.step == "hosted.vendor-moves":
            page = self.documents.documents[str(where["document"])]
            page["instance"] = "own" if undo else where["instance"]
            return
        if step.step == "forms.settle":
            answered(self.forms, undo=undo)
            self.forms_answer()
            return
        if step.step == "forms.owners-close":
            self.forms_closed(undo)
            return
        assert step.step == "people.do-by-hand", f"no hands for {step.step}"
        self.documents.documents["net/sone"]["vlan"] = 10 if undo else 20
        gone, come = ("ny", "gammel") if undo else ("gammel", "ny")
        self.checks.equipment |= {f"svitsj-{gone}": False, f"svitsj-{come}": True}


def twins(*kinds: Kind, plan: Plan | None = None) -> Twins:
    """Return a world in which these kinds of workload stand, among things that are nobody's business."""
    names = MemoryNames({"elev": "old", "kai": "old", "felles": "old", "annet": "old"})
    documents = MemoryDocuments(
        {
            "vendors/fag": {"instance": "own", "sign_in": {"contact": IDENTITY}, "owner": PASSWORD},
            "vendors/fag/counts": {"pupils": 812, "classes": 41},
            "hub/rute": {"target": "old", "queued": 0, "secret": PASSWORD},
            "net/sone": {"vlan": 10},
            "other/page": {"foreign": True},
        }
    )
    equipment = {"svitsj-gammel": True, "svitsj-ny": False, "annen-svitsj": True}
    return Twins(
        plan=plan or plan_of(*kinds),
        hosts=MemoryHosts({"old": _old(), "old-b": _old_b(), "new": _new()}),
        names=names,
        documents=documents,
        checks=MemoryChecks(names, documents, equipment),
        store=MemoryStore("fjordvik"),
        vault=MemoryVault(),
        clock=MemoryClock(MORNING),
        tenants=with_chats(
            with_teams(with_plans(with_domains(with_sites(with_posts(tenants())), zone(names))))
        ),
        drives=drives(),
        forms=estates(),
    )


def planned(scene: Twins) -> PlannedWorkload:
    """Return the first workload of the plan: the one a sweep is about."""
    return scene.plan.workloads[0]


def _service(name: str, *, up: bool) -> MemoryService:
    return MemoryService(
        database(f"/srv/{name}.db"),
        f"/etc/{name}.json",
        f"http://localhost/{name}",
        running=up,
        enabled=up,
    )


def _register(*persons: tuple[int, str, str]) -> bytes:
    notes = tuple((number, number, f"note of {name}") for number, name, _ in persons)
    return dumped({"persons": Table(PERSONS, persons), "notes": Table(("id", "person", "text"), notes)})


def _old() -> MemoryHost:
    return MemoryHost(
        services_there={name: _service(name, up=True) for name in ("elev", "kai-a", "andre")},
        content={
            "/srv/elev.db": _register((1, "Ein", IDENTITY), (2, "To", PASSWORD)),
            "/srv/kai-a.db": _register((1, "Ein", IDENTITY), (2, "To", "02819912345")),
            "/srv/arkiv.db": _register((1, "Gamal", IDENTITY)),
            "/srv/andre.db": _register((9, "Framand", "09819912345")),
            "/etc/elev.json": CONFIG,
            "/etc/kai-a.json": CONFIG,
            "/etc/andre.json": b"{}",
            "/var/tmp/flytt/somebody.dump": b"not Flytt's",  # noqa: S108 - a path in a twin
            "/srv/felles/Budsjett.xlsx": f"konto {IDENTITY}".encode(),
            "/srv/felles/Møter/referat.docx": PASSWORD.encode(),
            "/srv/felles/tom": b"",
            "/srv/felles-gammelt/notat.txt": b"another share",
        },
        folders={"/srv/felles", "/srv/felles-gammelt"},
        exports={"felles": True, "felles-gammelt": True},
        descriptors=dict.fromkeys(("/srv/felles", "/srv/felles/Budsjett.xlsx"), OLD_RIGHTS),
    )


def _old_b() -> MemoryHost:
    return MemoryHost(
        services_there={"kai-b": _service("kai-b", up=True)},
        content={
            "/srv/kai-b.db": _register((1, "Ein", IDENTITY), (2, "Ein annan", "03819912345")),
            "/etc/kai-b.json": b"{}",
        },
    )


def _new() -> MemoryHost:
    return MemoryHost(
        services_there={
            "elev": _service("elev", up=False),
            "kai": _service("kai", up=False),
            "nabo": _service("nabo", up=True),
        },
        content={
            "/etc/elev.json": CONFIG,
            "/etc/nabo.json": b"{}",
            "/srv/nabo.db": _register((7, "Nabo", "07819912345")),
        },
        read_only={"/etc/nabo.json"},
        exports={"felles": False, "nabo": True},
    )

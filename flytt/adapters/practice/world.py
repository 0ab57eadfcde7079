"""The world file of a practice municipality: what must be there for a plan to be rehearsed.

Derived from the plan's own settings, so that a mapping of any shape has a practice municipality of its own.
"""

import hashlib

from flytt.migration.intranet_settings import TenantIntranet
from flytt.migration.record import Json
from flytt.migration.settings import (
    Check,
    HostedApplication,
    Installation,
    Integration,
    MergedInstances,
    PeoplesWork,
    ReadOnlyArchive,
    ServerApplication,
)
from flytt.migration.share_settings import FileShare, SharedFolder
from flytt.migration.workload import Municipality, Workload

ROWS = 120
"""Persons in a practice register: enough for keys to collide and for hashing to mean something."""

FILES = 240
"""Files of a practice share, besides those with awkward names: some seconds to copy and compare."""

SCALE = 60
"""Practice seconds in each, where files move: SharePoint's limits a minute would hold a rehearsal up."""

PAGES = 15
"""Pages of a practice intranet: enough for drafts, pictures, and what Graph does not write."""

FORMS = 12
"""Forms of a practice estate: enough for siblings, moved and deleted ones, and some questions to people."""

OVERLAP = 9
"""Persons whom two instances that become one have in common."""


def world_file(municipality: Municipality, *, seed: int = 1) -> dict[str, Json]:
    """Return the world file's content for every workload whose settings are complete."""
    world = _World(municipality, seed)
    for workload in municipality.workloads:
        if not workload.unknown_settings:
            world.add(workload)
    return world.content()


class _World:
    def __init__(self, municipality: Municipality, seed: int) -> None:
        self.seed = seed
        self.zone = f"{municipality.id}.practice."
        self.hosts: dict[str, dict[str, Json]] = {}
        self.shares: dict[str, dict[str, Json]] = {}
        self.cnames: dict[str, Json] = {}
        self.documents: dict[str, dict[str, Json]] = {}
        self.hands: dict[str, Json] = {}
        self.equipment: dict[str, Json] = {}
        self.tenants: dict[str, Json] | None = None
        self.forms: dict[str, Json] | None = None

    def content(self) -> dict[str, Json]:
        """Return the whole as JSON."""
        tenants: dict[str, Json] = {} if self.tenants is None else {"tenants": self.tenants}
        forms: dict[str, Json] = {} if self.forms is None else {"forms": self.forms}
        return {
            **tenants,
            **forms,
            "seed": self.seed,
            "hosts": {
                name: {"services": services, "shares": {**self.shares.get(name, {})}}
                for name, services in sorted(self.hosts.items())
            },
            "dns": {"zone": self.zone, "cnames": self.cnames},
            "documents": {**self.documents},
            "hands": self.hands,
            "equipment": self.equipment,
        }

    def add(self, workload: Workload) -> None:
        """Put in what one workload needs."""
        match workload.kind:
            case "server-application":
                application = ServerApplication.model_validate(workload.settings)
                self._installed(application.source, rows=_size(workload))
                self._awaited(application.target)
                self.cnames[application.dns.alias] = application.dns.source
            case "merged-instances":
                merged = MergedInstances.model_validate(workload.settings)
                self._installed(merged.first, rows=_size(workload), overlap=OVERLAP)
                self._installed(merged.second, rows=_size(workload) // 2, overlap=OVERLAP)
                self._awaited(merged.target)
                self.cnames[merged.dns.alias] = merged.dns.source
            case "read-only-archive":
                archive = ReadOnlyArchive.model_validate(workload.settings)
                path = archive.source.database.name
                self._service(archive.source.host, workload.id, _held(path, _size(workload), running=False))
                self.hosts.setdefault(archive.target.host, {})
            case (
                "tenant-identity"
                | "tenant-files"
                | "tenant-mailboxes"
                | "tenant-teams"
                | "tenant-chats"
                | "tenant-planner"
                | "tenant-intranet"
                | "tenant-domain"
                | "forms-estate"
            ):
                self._of_tenants(workload)
            case "hosted-application":
                self._hosted(workload, HostedApplication.model_validate(workload.settings))
            case "integration":
                route = Integration.model_validate(workload.settings)
                page: dict[str, Json] = {
                    "target": route.source,
                    "queued": 0,
                    "delivered": _size(workload) * 7,
                }
                self.documents[route.document] = page
            case "file-share":
                share = FileShare.model_validate(workload.settings)
                self._shared(share.source, writable=True, files=FILES)
                self._shared(share.target, writable=False, files=0)
                self.cnames[share.dns.alias] = share.dns.source
            case "physical-move" | "manual-change":
                self._by_hand(workload, PeoplesWork.model_validate(workload.settings))
            case _:
                pass

    def _of_tenants(self, workload: Workload) -> None:
        if workload.kind == "forms-estate":
            self.forms = {"forms": FORMS}
            self.hands[workload.id] = {"do": [{"answer-forms": True}], "undo": []}
            return
        size: dict[str, Json] = {"people": 40, "people_there": 12, "zone": self.zone.rstrip(".")}
        holds: dict[str, dict[str, Json]] = {
            "tenant-files": {"files": 3, "rich": True, "scale": SCALE},
            "tenant-mailboxes": {"items": 12, "shared_boxes": 3},
            "tenant-teams": {"teams": 2, "messages": 9, "scale": SCALE},
            "tenant-chats": {"chats": 2, "messages": 9, "scale": SCALE},
            "tenant-planner": {"plans": 4, "tasks": 12},
            "tenant-intranet": {"pages": PAGES},
        }
        if workload.kind == "tenant-intranet":
            said = TenantIntranet.model_validate(workload.settings)
            turned = PeoplesWork(
                instructions=said.instructions, undo_instructions=said.undo_instructions, after=said.checks
            )
            self._by_hand(workload, turned)
        self.tenants = {**size, **(self.tenants or {}), **holds.get(workload.kind, {})}

    def _shared(self, side: SharedFolder, *, writable: bool, files: int) -> None:
        offered: dict[str, Json] = {"path": side.path, "writable": writable, "files": files}
        self.hosts.setdefault(side.host, {})
        self.shares.setdefault(side.host, {})[side.export] = offered

    def _service(self, host: str, service: str, content: dict[str, Json]) -> None:
        self.hosts.setdefault(host, {})[service] = content

    def _installed(self, at: Installation, *, rows: int, overlap: int = 0) -> None:
        held = _held(at.database.name, rows, running=True)
        self._service(at.host, at.service, {**held, "config": at.config, "overlap": overlap})

    def _awaited(self, at: Installation) -> None:
        empty: dict[str, Json] = {"database": at.database.name, "config": at.config, "settings": None}
        self._service(at.host, at.service, {**empty, "schema": "empty"})

    def _hosted(self, workload: Workload, hosted: HostedApplication) -> None:
        before: dict[str, Json] = dict.fromkeys(hosted.sign_in, "gammel")
        integrations: dict[str, Json] = dict.fromkeys(hosted.integrations, "gammel")
        self.documents[hosted.document] = {
            "instance": "gammel",
            "sign_in": before,
            "integrations": integrations,
        }
        size = _size(workload)
        self.documents[hosted.counts] = {"persons": size, "documents": size * 3}
        self.hands[workload.id] = {
            "do": [_set(hosted.document, "instance", hosted.instance)],
            "undo": [_set(hosted.document, "instance", "gammel")],
        }

    def _by_hand(self, workload: Workload, work: PeoplesWork) -> None:
        do: list[Json] = []
        undo: list[Json] = []
        before = {(c.kind, c.subject, c.field): c for c in work.before}
        for check in work.before:
            self._as_it_is(check, check.expected)
        for check in work.after:
            former = before.get((check.kind, check.subject, check.field))
            if former is None:
                self._as_it_is(check, _other_than(check))
            do.append(_act(check, check.expected))
            undo.append(_act(check, former.expected if former else _other_than(check)))
        self.hands[workload.id] = {"do": do, "undo": undo}

    def _as_it_is(self, check: Check, value: Json) -> None:
        if check.kind == "tcp":
            self.equipment[check.subject] = {"listening": bool(value)}
        elif check.kind == "document":
            self.documents.setdefault(check.subject, {})[check.field] = value
        else:
            self.cnames.setdefault(check.subject, str(value))


def _held(database: str, rows: int, *, running: bool) -> dict[str, Json]:
    config = f"/etc/{database.strip('/').replace('/', '-').removesuffix('.db')}.json"
    held: dict[str, Json] = {"database": database, "config": config, "running": running, "enabled": running}
    return {**held, "schema": "register", "rows": rows}


def _size(workload: Workload) -> int:
    """Differ from workload to workload, the same every time."""
    return ROWS + hashlib.sha256(workload.id.encode()).digest()[0]


def _other_than(check: Check) -> Json:
    return (
        not check.expected
        if isinstance(check.expected, bool)
        else 0
        if isinstance(check.expected, int)
        else "ikke ennå"
    )


def _set(document: str, path: str, value: Json) -> Json:
    return {"set-document": {"name": document, "path": path, "value": value}}


def _act(check: Check, value: Json) -> Json:
    if check.kind == "tcp":
        return {"listen" if value else "close": check.subject}
    return _set(check.subject, check.field, value)

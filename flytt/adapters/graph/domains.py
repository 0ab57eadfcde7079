"""A tenant's domains over Graph. What is written is waited for until it can be read."""

from collections.abc import Callable
from typing import Literal

from flytt.adapters.graph.answer import BAD, MISSING, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question
from flytt.migration.domains import Domain, Named, Reference, ServiceRecord
from flytt.migration.errors import BadInput, ChangedByOthers, FlyttError, Interrupted, Lagging, NotFound
from flytt.migration.zone import RecordKind

_WRITE = {"ru": 1.0, "writes": 1.0}
_REFERENCES = {"ru": 4.0}
_CONFLICT = 409
_NOT_YET = "verified domain"
_KINDS: dict[str, tuple[RecordKind, str]] = {
    "mx": ("MX", "mailExchange"),
    "txt": ("TXT", "text"),
    "cname": ("CNAME", "canonicalName"),
}


class GraphDomains:
    """One tenant: read through one application, written through another. `wait` lets seconds pass."""

    def __init__(
        self, name: str, reader: Door, writer: Door | None, *, settle_seconds: float,
        wait: Callable[[float], None],
    ) -> None:  # fmt: skip
        self._name, self._reader, self._own_writer = name, reader, writer
        self._settle_seconds, self._wait = settle_seconds, wait

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the application's token carries."""
        return (self._reader if use == "read" else self._writer).sign_in.roles()

    def all(self) -> tuple[Domain, ...]:
        """Return all domains, proven or not."""
        return tuple(
            Domain(
                name=text(one, "id").lower(),
                verified=one.get("isVerified") is True,
                default=one.get("isDefault") is True,
                initial=one.get("isInitial") is True,
                federated=text(one, "authenticationType") == "Federated",
            )
            for one in self._rows("/domains", {"ru": 1.0}, "Reading domains")
        )

    def references(self, name: str) -> tuple[Reference, ...]:
        """Return the directory's own list."""
        found = self._rows(f"/domains/{name}/domainNameReferences", _REFERENCES, "Reading references")
        return tuple(
            Reference(id=text(one, "id"), kind=text(one, "@odata.type").rpartition(".")[2] or "object")
            for one in found
        )

    def synced(self) -> frozenset[str]:
        """Return those whose master is elsewhere: the service refuses to rename them."""
        chosen = "?$select=id,onPremisesSyncEnabled&$top=999"
        users = self._rows(f"/users{chosen}", {"ru": 2.0}, "Reading synced accounts")
        groups = self._rows(f"/groups{chosen}", {"ru": 1.0}, "Reading synced groups")
        return frozenset(text(o, "id") for o in (*users, *groups) if o.get("onPremisesSyncEnabled") is True)

    def rename(self, names: tuple[Named, ...]) -> None:
        """Rename in batches, and wait until all are called so. Who is refused is told when all others are."""
        now = self._names()
        asked = {
            one.id: Question("PATCH", f"/users/{one.id}", {"userPrincipalName": one.name}, _WRITE)
            for one in names
            if now.get(one.id) != one.name
        }
        whose = {id(question): one for one, question in asked.items()}
        attempted = f"Renaming accounts in {self._name}"
        refused: FlyttError | None = None
        for question, answer in self._writer.batch(list(asked.values()), attempted=attempted):
            if answer.says(_NOT_YET):
                raise Lagging(
                    f"{attempted}: the service does not take names on the domain yet.",
                    still_true="Who was not renamed is called as before.",
                    next_command="wait; then flytt resume, or flytt rollback",
                )
            if not answer.ok and refused is None:
                refused = refusal(f"Renaming account {whose[id(question)]} in {self._name}", answer)
        if refused is not None:
            raise refused
        shall = {one.id: one.name for one in names}
        if asked and not self._until(lambda: self._are(shall)):
            raise _unsettled(attempted)

    def set_default(self, name: str) -> None:
        """Make it the default, and wait until it is."""
        if self._find(name).default:
            return
        attempted = f"Making {name} the default in {self._name}"
        answer = self._writer.ask(
            Question("PATCH", f"/domains/{name}", {"isDefault": True}, _WRITE), attempted=attempted
        )
        if not answer.ok:
            raise refusal(attempted, answer)
        if not self._until(lambda: self._find(name).default):
            raise _unsettled(attempted)

    def release(self, name: str) -> None:
        """Delete it, never by force: that would disable accounts."""
        attempted = f"Letting {name} go in {self._name}"
        answer = self._writer.ask(Question("DELETE", f"/domains/{name}", None, _WRITE), attempted=attempted)
        if answer.status == BAD:
            raise ChangedByOthers(
                f"{attempted}: something holds on to it, or it is the default ({answer.code}).",
                still_true="It was not let go.",
                next_command="flytt resume, when nothing does; or flytt rollback",
            )
        if not answer.ok and answer.status != MISSING:
            raise refusal(attempted, answer)
        if not self._until(lambda: name not in {one.name for one in self.all()}):
            raise Lagging(f"{attempted}: it was accepted, and the domain is still shown.")

    def add(self, name: str) -> None:
        """Add it, and wait until it is shown."""
        attempted = f"Adding {name} in {self._name}"
        if name not in {one.name for one in self.all()}:
            answer = self._writer.ask(Question("POST", "/domains", {"id": name}, _WRITE), attempted=attempted)
            if answer.status == BAD and answer.says("another"):
                raise Lagging(
                    f"{attempted}: another tenant has it.", still_true="It was not added.",
                    next_command="wait; if it stays so, find out which tenant that is",
                )  # fmt: skip
            if not answer.ok and answer.status != _CONFLICT:
                raise refusal(attempted, answer)
        if not self._until(lambda: name in {one.name for one in self.all()}):
            raise _unsettled(attempted)

    def proof(self, name: str) -> str:
        """Return the text of the TXT record. NotFound when the service names none."""
        path = f"/domains/{name}/verificationDnsRecords"
        for one in self._rows(path, {"ru": 1.0}, f"Asking how {name} is proven"):
            if text(one, "recordType").lower() == "txt" and text(one, "text"):
                return text(one, "text")
        raise NotFound(f"{self._name} does not say by which text {name} is proven.")

    def verify(self, name: str) -> None:
        """Have it looked at; asking again changes nothing."""
        attempted = f"Proving {name} in {self._name}"
        asked = Question("POST", f"/domains/{name}/verify", {}, _WRITE)
        answer = self._writer.ask(asked, attempted=attempted)
        if answer.status == BAD:
            raise Lagging(
                f"{attempted}: the service does not see the record yet ({answer.code}).",
                still_true="The domain is there, and not proven.",
                next_command="compare the TXT record with what the tenant asks for, then flytt resume",
            )
        if not answer.ok:
            raise refusal(attempted, answer)
        if not self._until(lambda: self._find(name).verified):
            raise Lagging(f"{attempted}: it was accepted, and is not shown as proven yet.")

    def service_records(self, name: str) -> tuple[ServiceRecord, ...]:
        """Return those of kinds that carry mail; the service's other kinds are left aside."""
        path = f"/domains/{name}/serviceConfigurationRecords"
        rows = self._rows(path, {"ru": 1.0}, f"Asking for the records of {name}")
        mail = (one for one in rows if text(one, "supportedService") in {"Email", ""})
        return tuple(found for one in mail if (found := _service_record(one)) is not None)

    def _find(self, name: str) -> Domain:
        for one in self.all():
            if one.name == name:
                return one
        raise NotFound(f"There is no domain {name} in {self._name}.")

    def _names(self) -> dict[str, str]:
        rows = self._rows("/users?$select=id,userPrincipalName&$top=999", {"ru": 2.0}, "Reading names")
        return {text(one, "id"): text(one, "userPrincipalName") for one in rows}

    def _are(self, shall: dict[str, str]) -> bool:
        now = self._names()
        return all(now.get(one) == name for one, name in shall.items())

    def _rows(self, path: str, costs: dict[str, float], attempted: str) -> list[Thing]:
        question = Question("GET", path, None, costs)
        pages = self._reader.pages(question, attempted=f"{attempted} in {self._name}")
        return [one for page in pages for one in page]

    def _until(self, settled: Callable[[], bool]) -> bool:
        pause, waited = 0.1, 0.0
        while not settled():
            if waited >= self._settle_seconds:
                return False
            self._wait(pause)
            waited, pause = waited + pause, min(pause * 1.6, 10.0)
        return True

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Domains were to be changed in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer


def _service_record(one: Thing) -> ServiceRecord | None:
    known = _KINDS.get(text(one, "recordType").lower())
    if known is None:
        return None
    kind, key = known
    value, lifetime, weight = text(one, key), one.get("ttl"), one.get("preference")
    if kind == "MX":
        value = f"{weight if isinstance(weight, int) else 0} {value}"
    return ServiceRecord(
        name=text(one, "label").lower().removesuffix("."),
        kind=kind,
        value=value if kind == "TXT" else value.lower().removesuffix("."),
        ttl_seconds=lifetime if isinstance(lifetime, int) else 3600,
    )


def _unsettled(attempted: str) -> Interrupted:
    return Interrupted(
        f"{attempted}: it was accepted, and cannot be read yet.",
        still_true="Asking again makes nothing twice.",
        next_command="flytt resume",
    )

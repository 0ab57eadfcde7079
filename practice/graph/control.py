"""The other side of the practice Graph: what the one who practises may see and turn while it runs.

Every request carries the control token as bearer.

    GET  /practice/snapshot   digests of both tenants
    GET  /practice/effects    writes that took effect, and answers by status
    GET  /practice/outbox     e-mail that would have been sent
    GET  /practice/limits     PUT {"tenant": id, "name": …, "quota": …, "seconds": …}
    POST /practice/faults     one fault;  DELETE: none any more, and calm
    PUT  /practice/profile    {"name": "calm" | "busy" | "worst"}
    PUT  /practice/scale      {"scale": practice seconds per second}
    POST /practice/expire     {"uploads": true, "delta": true}: sessions and tokens are over
"""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from practice.graph.answers import Answer, Request
from practice.graph.digest import digests
from practice.graph.faults import Fault
from practice.graph.service import Service

__all__ = ["control"]


class _Limit(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    quota: float = Field(gt=0)
    seconds: float | None = Field(default=None, gt=0)
    tenant: str | None = None


class _Scale(BaseModel):
    model_config = ConfigDict(extra="forbid")
    scale: float = Field(gt=0)


class _Expire(BaseModel):
    model_config = ConfigDict(extra="forbid")
    uploads: bool = False
    delta: bool = False


def control(service: Service, request: Request) -> Answer:
    """The answer. What cannot be is refused with 422, what is not there with 404."""
    with service.lock:
        try:
            asked = f"{request.method} {request.path.removeprefix('/practice/')}"
            if request.method == "GET":
                return Answer(200, _seen(service, asked))
            _turn(service, asked, request)
        except ValidationError as error:
            return Answer(422, {"error": "; ".join(f"{one['loc']}: {one['msg']}" for one in error.errors())})
        except KeyError as error:
            return Answer(404, {"error": f"there is no {error}"})
    return Answer(204)


def _seen(service: Service, asked: str) -> JsonValue:
    match asked:
        case "GET snapshot":
            return {tenant.name: digests(tenant) for tenant in service.tenants.values()}
        case "GET effects":
            effects: JsonValue = dict[str, JsonValue](service.effects)
            return {"effects": effects, "answers": dict[str, JsonValue](service.answered)}
        case "GET outbox":
            return {one.name: list[JsonValue](one.outbox) for one in service.tenants.values()}
        case "GET limits":
            shown: dict[str, JsonValue] = {
                tenant: {limit.name: dict[str, JsonValue](asdict(limit)) for limit in meters.limits.values()}
                for tenant, meters in service.meters.items()
            }
            return shown
        case _:
            raise KeyError(asked)


def _turn(service: Service, asked: str, request: Request) -> None:
    match asked:
        case "PUT limits":
            limit = _Limit.model_validate_json(request.body)
            for tenant, meters in service.meters.items():
                if limit.tenant in (None, tenant):
                    meters.set(limit.name, limit.quota, limit.seconds)
        case "POST faults":
            service.faults.add(Fault.model_validate_json(request.body))
        case "DELETE faults":
            service.faults.clear()
            service.set_profile("calm")
        case "PUT profile":
            service.set_profile(str(request.json().get("name")))
        case "PUT scale":
            service.clock.rescale(_Scale.model_validate_json(request.body).scale)
        case "POST expire":
            _expire(service, _Expire.model_validate_json(request.body))
        case _:
            raise KeyError(asked)


def _expire(service: Service, expire: _Expire) -> None:
    if expire.uploads:
        service.uploads.expire_all()
    for tenant in service.tenants.values() if expire.delta else ():
        tenant.oldest_delta = max(tenant.users.changes, tenant.groups.changes) + 1
        for drive in tenant.drives.values():
            drive.oldest_delta = drive.changes + 1

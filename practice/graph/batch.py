"""`$batch`: up to twenty requests in one, each judged alone, some only after others."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from pydantic import JsonValue

from practice.graph.addressing import read_target
from practice.graph.answers import Answer, Refused, Request
from practice.graph.things import Thing, part, parts, text, texts

__all__ = ["batch"]

_MOST = 20


def batch(request: Request, run: Callable[[Request], Answer]) -> Answer:
    """The answers, in the order of the requests. The outer answer is 200 whatever they are."""
    steps = parts(request.json(), "requests")
    ids = [text(step, "id") for step in steps]
    if not steps or len(steps) > _MOST:
        raise Refused(400, "BadRequest", f"Number of batch request steps must be between 1 and {_MOST}.")
    if not all(ids) or len({name.lower() for name in ids}) != len(ids):
        raise Refused(400, "BadRequest", "Each batch request must have an id of its own.")
    answers: dict[str, Answer] = {}
    for step in steps:
        wanted = texts(step, "dependsOn")
        if not set(wanted) <= set(ids[: ids.index(text(step, "id"))]):
            raise Refused(400, "BadRequest", "A dependsOn names a request that does not come before.")
        if any(answers[name].status >= 400 for name in wanted):  # noqa: PLR2004 - where HTTP's errors begin
            answers[text(step, "id")] = _failed_dependency()
        else:
            answers[text(step, "id")] = run(_inner(request, step))
    responses: list[JsonValue] = [_shown(name, answer) for name, answer in answers.items()]
    return Answer(200, {"responses": responses})


def _inner(outer: Request, step: Thing) -> Request:
    path, query = read_target(text(step, "url"))
    headers = {name.lower(): str(value) for name, value in part(step, "headers").items()}
    body = step.get("body")
    if isinstance(body, str):
        content = base64.b64decode(body)
    else:
        content = json.dumps(body).encode() if body is not None else b""
    if (
        text(step, "method").upper() in {"POST", "PATCH", "PUT"}
        and body is not None
        and "content-type" not in headers
    ):
        raise Refused(400, "BadRequest", "Write request id : has a body but no Content-Type header.")
    kept = {"authorization": outer.headers.get("authorization", "")}
    return Request(text(step, "method").upper(), path, outer.base, query, {**headers, **kept}, content)


def _shown(name: str, answer: Answer) -> Thing:
    out: Thing = {"id": name, "status": answer.status, "headers": dict[str, JsonValue](answer.headers)}
    if isinstance(answer.body, bytes):
        out["body"] = base64.b64encode(answer.body).decode()
    elif answer.body is not None:
        out["headers"] = {"Content-Type": "application/json", **answer.headers}
        out["body"] = answer.body
    return out


def _failed_dependency() -> Answer:
    error: Thing = {"code": "FailedDependency", "message": "A request it depends on failed."}
    return Answer(424, {"error": error})

"""Prefect's own REST interface, as its UI uses it: what an operator can see and press."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import httpx
from pydantic import BaseModel, JsonValue, TypeAdapter

WAIT_SECONDS = 300.0
"""Generous: a machine that is busy with other things is no fault of what is tested."""

PRESS_SECONDS = 180.0
"""Longer than the server waits for its database: cut off there, nobody would know whether it was pressed."""

T = TypeVar("T")


class State(BaseModel):
    """A flow run's state. The message may be missing."""

    type: str
    name: str
    message: str | None = None


class Run(BaseModel):
    """A flow run."""

    id: str
    name: str
    state: State
    parameters: dict[str, JsonValue]
    deployment_id: str | None = None
    parent_task_run_id: str | None = None
    idempotency_key: str | None = None

    @property
    def final(self) -> bool:
        """Nothing more happens to it by itself."""
        return self.state.type in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Deployment(BaseModel):
    """A deployment with the form it offers."""

    id: str
    name: str
    parameter_openapi_schema: dict[str, JsonValue]


class Artifact(BaseModel):
    """An artifact's newest version."""

    latest_id: str
    key: str | None = None
    type: str | None = None
    data: JsonValue = None
    description: str | None = None


class Log(BaseModel):
    """A line in a run's log."""

    message: str
    name: str
    flow_run_id: str | None = None


RUNS = TypeAdapter(list[Run])
ARTIFACTS = TypeAdapter(list[Artifact])
LOGS = TypeAdapter(list[Log])


class Api:
    """Speaks with one server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._http = httpx.Client(base_url=f"{address}/api", trust_env=False, timeout=60)

    def get(self, path: str) -> httpx.Response:
        """Read; again when the server was too busy to answer or to take the call."""
        return self._patiently(lambda: self._http.get(path))

    def look(self, path: str, body: JsonValue) -> httpx.Response:
        """Read through one of the questions that Prefect takes as a POST; again as in `get`."""
        return self._patiently(lambda: self.post(path, body))

    def _patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            with suppress(httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError):
                return ask()
            time.sleep(1)
        return ask()

    def post(self, path: str, body: JsonValue = None) -> httpx.Response:
        """Ask or press; again when the database was busy, as Prefect's own client does."""
        answer = self._press(path, body)
        for _ in range(40):
            if answer.status_code != 503:
                break
            time.sleep(0.5)
            answer = self._press(path, body)
        return answer

    def _press(self, path: str, body: JsonValue) -> httpx.Response:
        return self._http.post(path, json=body if body is not None else {}, timeout=PRESS_SECONDS)

    def run(self, run_id: str) -> Run:
        """One flow run as it is now."""
        return Run.model_validate_json(self.get(f"/flow_runs/{run_id}").raise_for_status().content)

    def runs(self, *, deployment: str = "", name: str = "") -> list[Run]:
        """Flow runs, the newest first: of one deployment, or with a name."""
        wanted: dict[str, JsonValue] = {"sort": "EXPECTED_START_TIME_DESC", "limit": 200}
        if deployment:
            wanted["deployments"] = {"name": {"any_": [deployment]}}
        if name:
            wanted["flow_runs"] = {"name": {"like_": name}}
        return RUNS.validate_json(self.look("/flow_runs/filter", wanted).raise_for_status().content)

    def deployment(self, flow: str, name: str) -> Deployment:
        """One deployment."""
        found = self.get(f"/deployments/name/{flow}/{name}").raise_for_status()
        return Deployment.model_validate_json(found.content)

    def launch(self, flow: str, name: str, form: dict[str, JsonValue]) -> Run:
        """Press Run on a deployment."""
        deployment = self.deployment(flow, name)
        body: JsonValue = {"parameters": {**form}, "state": {"type": "SCHEDULED"}}
        made = self.post(f"/deployments/{deployment.id}/create_flow_run", body).raise_for_status()
        return Run.model_validate_json(made.content)

    def resume(self, run_id: str, **answer: JsonValue) -> httpx.Response:
        """Send the form of a run that waits. 200 whether it was accepted or not; the body says."""
        return self.post(f"/flow_runs/{run_id}/resume", {"run_input": {**answer}})

    def set_state(self, run_id: str, kind: str, name: str) -> httpx.Response:
        """Press Cancel (CANCELLING) or Retry (SCHEDULED, AwaitingRetry)."""
        state: JsonValue = {"type": kind, "name": name, "message": "pressed in the UI"}
        return self.post(f"/flow_runs/{run_id}/set_state", {"state": state})

    def artifacts(self) -> list[Artifact]:
        """The newest version of every artifact."""
        found = self.look("/artifacts/latest/filter", {"limit": 200}).raise_for_status()
        return ARTIFACTS.validate_json(found.content)

    def logs(self, *run_ids: str) -> list[Log]:
        """Lines of some runs' logs."""
        wanted: JsonValue = {"logs": {"flow_run_id": {"any_": [*run_ids]}}, "limit": 200}
        return LOGS.validate_json(self.look("/logs/filter", wanted).raise_for_status().content)

    def pauses(self, run: Run) -> int:
        """How often a run has paused so far, whatever came of it."""
        history = self.get(f"/flow_run_states/?flow_run_id={run.id}").raise_for_status().json()
        return sum(state["type"] == "PAUSED" for state in history)

    def form_is_out(self, run: Run) -> bool:
        """Whether a waiting run takes an answer: Prefect tells PAUSED a moment before it stores the form."""
        form = self._form(run)
        return bool(form) and self.get(form).status_code == 200

    def lose_form(self, run: Run) -> None:
        """Take a run's form away, as if its program had been killed before it stored one."""
        self._http.delete(self._form(run)).raise_for_status()

    def _form(self, run: Run) -> str:
        found = self.get(f"/flow_runs/{run.id}").raise_for_status().json()
        keys = found["state"]["state_details"].get("run_input_keyset")
        return f"/flow_runs/{run.id}/input/{keys['schema']}" if keys else ""

    def ended(self, run_id: str, seconds: float = WAIT_SECONDS) -> Run:
        """Wait until a run has ended."""
        return until(lambda: run if (run := self.run(run_id)).final else None, f"run {run_id} ends", seconds)

    def paused(self, name: str, *, round_: int = 1, seconds: float = WAIT_SECONDS) -> Run:
        """Wait until a gate's run has put its form out for the `round_`-th time."""

        def look() -> Run | None:
            for run in self.runs(name=name):
                if run.state.type == "PAUSED" and self.pauses(run) >= round_ and self.form_is_out(run):
                    return run
            return None

        return until(look, f"a form named {name} is put out", seconds)


def until(look: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Look until there is something, and return it. AssertionError when it takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")

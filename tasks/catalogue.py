"""Where a step is found: `application.stop-service` is `STEP` in `tasks/application/stop_service.py`."""

from functools import cache
from importlib import import_module

from flytt.migration.errors import NotFound
from flytt.migration.perform import AnyStep
from flytt.migration.step import Step


@cache
def find(step_id: str) -> AnyStep:
    """Return a step by its id. NotFound when no such file or `STEP` exists."""
    kind, _, name = step_id.partition(".")
    path = f"tasks.{kind}.{name.replace('-', '_')}"
    try:
        step: AnyStep | None = import_module(path).STEP
    except (ModuleNotFoundError, AttributeError) as cause:
        attempted = f"No step {step_id} ({path}.STEP)."
        raise NotFound(attempted, next_command="flytt check, or install the version that has it") from cause
    if not isinstance(step, Step):
        attempted = f"{path}.STEP is not a step."
        raise NotFound(attempted)
    return step

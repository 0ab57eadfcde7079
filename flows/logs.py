"""structlog lines in the run's own log: through the standard library, where Prefect picks them up."""

import logging

import structlog
from structlog.typing import EventDict, WrappedLogger


def log_through_prefect() -> None:
    """Send what `structlog.get_logger("flytt")` writes to Prefect's handlers: the event, then key=value."""
    logging.getLogger("flytt").setLevel(logging.INFO)
    logging.getLogger("flytt.ssh").setLevel(logging.WARNING)  # or every file that is opened is a line
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, _line],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """The level is Prefect's own column."""
    says = str(event.pop("event", ""))
    return "  ".join([says, *(f"{key}={value}" for key, value in sorted(event.items()))])

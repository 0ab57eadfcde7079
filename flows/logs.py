"""structlog lines in the run's own log: through the standard library, where Prefect picks them up."""

import logging

import structlog


def log_through_prefect() -> None:
    """Send what `structlog.get_logger("flytt")` writes to Prefect's handlers, as plain key=value lines."""
    logging.getLogger("flytt").setLevel(logging.INFO)
    logging.getLogger("paramiko").setLevel(logging.WARNING)  # or every file that is opened is a line
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["event"], sort_keys=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )

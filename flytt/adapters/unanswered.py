"""A request over HTTP that got no answer: whether it may have taken effect, and what to do."""

import httpx

from flytt.migration.errors import Interrupted, TimedOut, Unreachable

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def unanswered(method: str, what: str, cause: httpx.HTTPError | None = None) -> Unreachable | Interrupted:
    """Return the error of a request, `what` saying which. Only of what was to be written is it unknown."""
    if method == "GET" or isinstance(cause, _NOT_SENT):
        return Unreachable(
            f"{what} failed: no answer.", still_true="Nothing was changed.", next_command="flytt resume"
        )
    lost = TimedOut if isinstance(cause, httpx.TimeoutException) else Interrupted
    return lost(
        f"{what} was cut off before the answer.",
        still_true="It may have taken effect: reading tells.",
        next_command="flytt resume",
    )

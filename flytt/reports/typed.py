"""Commands as they are to be typed: with the flags that were given, so that they find the same ledger."""

import re
import shlex
from pathlib import Path

from flytt.reports.status import Status

DEFAULT_MAPPINGS = Path("mappings")
_COMMAND = re.compile(
    r"\bflytt (?:check|plan|rehearse|serve|move|resume|approve|status|stop|rollback|retire|report|notices"
    r"|wording|(?:host|reach|ledger|practice) \w+) \w[^,;()`\n]*?(?=\s*(?:[,;()`]|\.(?:\s|$)|$))",
    re.MULTILINE,
)


def flags(ledger: str, mappings: Path | None) -> str:
    """Return the common flags that were given and are not what holds without them. No password is in them."""
    said: list[str] = []
    if mappings is not None and mappings != DEFAULT_MAPPINGS:
        said += ["--mappings", shlex.quote(str(mappings))]
    if ledger:
        said += ["--ledger", shlex.quote(shown_place(ledger))]
    return " ".join(said)


def typed(text: str, more: str) -> str:
    """Return the text with the flags after every `flytt …` command in it that does not have a ledger yet."""

    def command(found: re.Match[str]) -> str:
        return found[0] if "--ledger" in found[0] else f"{found[0]} {more}"

    return _COMMAND.sub(command, text) if more else text


def status_typed(seen: Status, more: str) -> Status:
    """Return the status with the flags on every command that it tells people to type."""
    if not more:
        return seen
    return seen.changed(
        workloads=tuple(
            w.changed(next_command=typed(w.next_command, more), failure=typed(w.failure, more))
            for w in seen.workloads
        ),
        gates=tuple(g.changed(command=typed(g.command, more)) for g in seen.gates),
    )


def shown_place(ledger: str) -> str:
    """Return a ledger's address without any password in it."""
    return re.sub(r"^(\w+://)[^@/]*@", r"\1…@", ledger)

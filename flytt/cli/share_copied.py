"""What `flytt share copy` tells of a copy, and the command that comes next."""

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

from flytt.cli.share_places import line

if TYPE_CHECKING:
    from flytt.adapters.shares.order import Copied
    from flytt.migration.record import Json

_MIB = 1 << 20
_WHY = {
    "denied": "could not be read or written",
    "vanished": "vanished while they were copied",
    "changed": "changed while they were copied",
    "full": "had no room",
    "damaged": "arrived damaged and were thrown away",
    "attributes": "lost attributes that the target does not take",
    "special": "are devices, pipes or sockets",
    "other": "could not be copied",
}


class Copying(NamedTuple):
    """What was asked for, and what came of it."""

    given: argparse.Namespace
    copied: "Copied"

    @property
    def code(self) -> int:
        """The exit code."""
        return 0 if self.copied.complete else 1

    @property
    def following(self) -> str:
        """The command that proves it, or proves it again."""
        return " ".join((line("verify", self.given), *(["--seconds"] if self.given.seconds else [])))

    @property
    def as_json(self) -> "dict[str, Json]":
        """The document, without the exit code."""
        complete = self.copied.complete
        return {**self.copied.as_json(), "complete": complete, "next_command": self.following}

    def say(self) -> None:
        """Print it for a person."""
        copied = self.copied
        print(f"Mover: {copied.mover}, because {copied.why}.")
        rate = copied.size_bytes / max(copied.seconds, 0.001) / _MIB
        print(
            f"Copied: {copied.files:,} files, {copied.size_bytes / _MIB:,.1f} MiB in {copied.seconds:.1f} s"
            f" ({rate:.1f} MiB/s); removed at the target: {copied.deleted:,}."
        )
        for what in copied.loses:
            print(f"Lost with this mover: {what}.")
        for why, count in copied.left.items():
            print(f"Left: {count:,} {_WHY.get(why, why)}.", file=sys.stderr)
        if copied.listed:
            print(f"They are listed on the host that drove the copy, in {copied.listed}", file=sys.stderr)
        if not self.given.verify:
            print(f"Next: {self.following}")

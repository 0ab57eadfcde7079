"""`flytt share verify`: two folders compared whole, content and attributes, by another way than the copy."""

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

from flytt.cli.share_places import add_places
from flytt.cli.share_plan import add_owners, owners_of, path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flytt.adapters.shares.hashing import Able
    from flytt.adapters.shares.order import Side
    from flytt.adapters.shares.verifying import Verified
    from flytt.migration.record import Json
    from flytt.shares.aspects import Difference
    from flytt.shares.owners import Owners

_SHOWN = 200
_BEAT_SECONDS = 2
"""How often a host says how far it is when somebody looks on."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share verify` understands."""
    add_places(parser)
    add_owners(parser)
    add_looking(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def add_looking(parser: argparse.ArgumentParser, when: str = "") -> None:
    """Add how both sides are listed and compared; `when` says what else it takes."""
    parser.add_argument(
        "--seconds",
        action="store_true",
        help=f"{when}times to the second are enough (the target keeps no finer ones)",
    )
    parser.add_argument("--gentle", action="store_true", help=f"{when}let the hosts' own work go first")


def run(given: argparse.Namespace) -> int:
    """Exit 0 only when everything was looked at and nothing differs; else 1."""
    from flytt.adapters.shares.places import apart, default_credentials, side
    from flytt.shares.location import parse

    owners = owners_of(given.owners)
    source, target = parse(given.source), parse(given.target)
    credentials = default_credentials(given.key)
    ours, theirs = (side(one, credentials, given.known_hosts) for one in (source, target))
    try:
        apart(ours, theirs)
        proof = proven(given, ours, theirs, owners)
    finally:
        ours.shell.close()
        theirs.shell.close()
    if given.json:
        from flytt.cli.output import document

        document(proof.as_json)
    else:
        say(proof)
    return proof.code


class Proof(NamedTuple):
    """What a comparison came to, and the first differences, which are shown."""

    verified: "Verified"
    found: "list[Difference]"

    @property
    def code(self) -> int:
        """The exit code."""
        return 0 if self.verified.tally.passed else 1

    @property
    def as_json(self) -> "dict[str, Json]":
        """The document."""
        tally = self.verified.tally
        rows: list[Json] = [
            {"what": one.what, "where": path_text(one.where), "why": one.why, "next": one.next}
            for one in self.found
        ]
        return {
            "passed": tally.passed,
            "matched": tally.matched,
            "differing": tally.differing,
            "skipped": dict(tally.skipped),
            "unchecked": dict(tally.unchecked),
            "kinds": dict(tally.kinds),
            "algorithm": self.verified.algorithm,
            "source": self.verified.source.as_json(),
            "target": self.verified.target.as_json(),
            "differences": rows,
            "exit_code": self.code,
        }


def proven(
    given: argparse.Namespace,
    source: "Side",
    target: "Side",
    owners: "Owners",
    asked: "Sequence[Able | None]" = (),
) -> Proof:
    """Compare two folders as was asked for; `asked` is what their hosts have said already."""
    from flytt.adapters.shares.manifests import Looking
    from flytt.adapters.shares.verifying import verify
    from flytt.cli.share_progress import proving
    from flytt.shares.comparison import Policy

    found: list[Difference] = []

    def keep(difference: "Difference") -> None:
        if len(found) < _SHOWN:
            found.append(difference)

    quiet = given.json or not sys.stderr.isatty()
    looking = Looking(nice=19, idle_io=True) if given.gentle else Looking()
    if not quiet:
        looking = looking.changed(beat_seconds=_BEAT_SECONDS)
    policy = Policy(times="second" if given.seconds else "exact")
    with proving(quiet=quiet) as watch:
        verified = verify(source, target, owners, policy, keep, looking=looking, asked=asked, watch=watch)
    return Proof(verified, found)


def say(proof: Proof) -> None:
    """Print it for a person."""
    from flytt.cli.words import printable

    tally, found = proof.verified.tally, proof.found
    for one in found:
        print(f"{one.what:<11}{printable(path_text(one.where))}\n{'':<11}{one.why}. Next: {one.next}.")
    if sum(tally.kinds.values()) > len(found):
        print(f"The first {len(found)} are shown.")
    kinds = ", ".join(f"{count:,} {what}" for what, count in tally.kinds.items())
    print(f"Matched {tally.matched:,}; differing {tally.differing:,}{f' ({kinds})' if kinds else ''}.")
    for says, counted in (("Skipped", tally.skipped), ("Unchecked", tally.unchecked)):
        for why, count in counted.items():
            print(f"{says} {count:,}: {why}.")
    print("Verified: content and attributes are the same." if tally.passed else "Not verified.")

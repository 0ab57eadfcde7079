"""`flytt share verify`: two folders compared whole, content and attributes, by another way than the copy."""

import argparse
from typing import TYPE_CHECKING

from flytt.cli.share_copy import add_places
from flytt.cli.share_plan import add_owners, owners_of, path_text

if TYPE_CHECKING:
    from flytt.adapters.shares.verifying import Verified
    from flytt.migration.record import Json
    from flytt.shares.aspects import Difference

_SHOWN = 200


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share verify` understands."""
    add_places(parser)
    add_owners(parser)
    parser.add_argument(
        "--seconds",
        action="store_true",
        help="times to the second are enough (the target keeps no finer ones)",
    )
    parser.add_argument("--gentle", action="store_true", help="let the hosts' own work go first")
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def run(given: argparse.Namespace) -> int:
    """Exit 0 only when everything was looked at and nothing differs; else 1."""
    from flytt.adapters.shares.manifests import Looking
    from flytt.adapters.shares.places import apart, default_credentials, side
    from flytt.adapters.shares.verifying import verify
    from flytt.shares.comparison import Policy
    from flytt.shares.location import parse

    owners = owners_of(given.owners)
    source, target = parse(given.source), parse(given.target)
    credentials = default_credentials(given.key)
    ours, theirs = (side(one, credentials, given.known_hosts) for one in (source, target))
    found: list[Difference] = []

    def keep(difference: "Difference") -> None:
        if len(found) < _SHOWN:
            found.append(difference)

    looking = Looking(nice=19, idle_io=True) if given.gentle else Looking()
    policy = Policy(times="second" if given.seconds else "exact")
    try:
        apart(ours, theirs)
        verified = verify(ours, theirs, owners, policy, keep, looking=looking)
    finally:
        ours.shell.close()
        theirs.shell.close()
    return _told(given, verified, found)


def _told(given: argparse.Namespace, verified: "Verified", found: "list[Difference]") -> int:
    from flytt.cli.output import document
    from flytt.cli.words import printable

    tally = verified.tally
    code = 0 if tally.passed else 1
    if given.json:
        rows: list[Json] = [
            {"what": one.what, "where": path_text(one.where), "why": one.why, "next": one.next}
            for one in found
        ]
        document(
            {
                "passed": tally.passed,
                "matched": tally.matched,
                "differing": tally.differing,
                "skipped": dict(tally.skipped),
                "unchecked": dict(tally.unchecked),
                "kinds": dict(tally.kinds),
                "algorithm": verified.algorithm,
                "source": verified.source.as_json(),
                "target": verified.target.as_json(),
                "differences": rows,
                "exit_code": code,
            }
        )
        return code
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
    return code

"""`flytt serve`: Prefect's server with its UI, the deployments and the watch over them."""

import argparse

from flytt.cli.command import Command


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "municipality",
        metavar="MUNICIPALITY",
        nargs="?",
        default="",
        help="may be left out when only one has a mapping or a ledger",
    )
    parser.add_argument(
        "--port", metavar="N", type=port_number, help="the UI's port (default: the same as last time)"
    )
    parser.add_argument(
        "--pool", metavar="NAME", default="", help="let the workers of a process work pool begin the runs"
    )


def run(given: argparse.Namespace) -> int:
    """Hand over to the server; it runs until it is stopped."""
    from flytt.cli.given import open_ledger, place
    from flytt.cli.launch import flows
    from flytt.cli.pages import refuse_faulty_pages

    given.municipality = given.municipality or _the_only_one(given)
    at = place(given)
    open_ledger(at).store.close()
    refuse_faulty_pages(at.mapping)
    port = ["--port", str(given.port)] if given.port else []
    pool = ["--pool", given.pool] if given.pool else []
    return flows("serve", given, [at.municipality, *port, *pool])


def _the_only_one(given: argparse.Namespace) -> str:
    from flytt.cli.given import municipalities
    from flytt.migration.errors import BadInput
    from flytt.wiring import state_directory, where

    mapped = municipalities(where("any", mappings=getattr(given, "mappings", None)))
    begun = sorted(p.parent.name for p in state_directory().glob("*/ledger.db"))
    for there in (mapped, begun):
        if len(there) == 1:
            return there[0]
    raise BadInput(
        f"Which municipality? There are: {', '.join(sorted({*mapped, *begun})) or 'none'}.",
        still_true="Nothing was started.",
        next_command="flytt serve MUNICIPALITY",
    )


def port_number(text: str) -> int:
    """Return a port. ArgumentTypeError for anything else."""
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:  # noqa: PLR2004 - what a port is
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")


COMMAND = Command(
    "serve", "start the Prefect server with its UI, the deployments and the watch over them", add, run
)

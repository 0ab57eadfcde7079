"""`flytt forms pack` and `reconcile`: what is moved, as it will lie on the target, and the proof of it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import add_json

if TYPE_CHECKING:
    from flytt.forms.attribution.document import Attribution
    from flytt.forms.estate import Estate

_LISTED = 3


def add_pack(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    _add_estate(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="a new folder for the package")
    parser.set_defaults(act=_pack)


def add_reconcile(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    _add_estate(parser)
    parser.add_argument(
        "--target", metavar="DIR", type=Path, help="the package, as it was fetched again from the target"
    )
    parser.add_argument("--seal", metavar="FILE", type=Path, help="what `inventory --seal` wrote")
    parser.add_argument("--out", metavar="FILE.md", type=Path, help="write the report there too")
    add_json(parser)
    parser.set_defaults(act=_reconcile)


def _add_estate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--estate", metavar="DIR", type=Path, required=True, help="the estate's folder")
    parser.add_argument(
        "--attribution", metavar="FILE.json", type=Path, help="what `attribute` wrote; made anew without"
    )
    parser.add_argument(
        "--exclusions", metavar="FILE.csv", type=Path, help="signed decisions; exclusions.csv of the estate"
    )
    parser.add_argument(
        "--cache", metavar="DIR", type=Path, help="keep what was read there; its key is that of all hashes"
    )


def _pack(given: argparse.Namespace) -> int:
    from flytt.forms.moving.pack import pack
    from flytt.forms.reconcile.excluded import read_exclusions

    out: Path = given.out
    if out.exists() and any(out.iterdir()):
        print(f"{out} is not empty. Nothing was written.", file=sys.stderr)
        return 2
    exclusions = read_exclusions(_exclusions(given))
    estate, document, key = _read(given)
    done = pack(estate, document, out, key=key, exclusions=exclusions)
    package = done.package
    answers = sum(form.responses for form in package.forms)
    print(f"{len(package.forms):,} forms, {answers:,} responses, {len(package.uploads):,} files in {out}.")
    print(f"{len(package.quarantine):,} files wait in quarantine for somebody's answer.")
    for one in done.broken:
        print(f"Could not be read again: {one}")
    return 1 if done.broken else 0


def _reconcile(given: argparse.Namespace) -> int:
    """0 proved, 3 proved except listed (somebody must accept the list), 1 not proved."""
    from flytt.cli.output import document as shown
    from flytt.forms.reconcile.excluded import read_exclusions
    from flytt.forms.reconcile.prove import prove
    from flytt.forms.reconcile.report import markdown
    from flytt.forms.reconcile.seal import read_seal, since

    exclusions = read_exclusions(_exclusions(given))
    changed = since(read_seal(given.seal), given.estate) if given.seal else []
    estate, attribution, key = _read(given)
    proof = prove(estate, attribution, given.target, key=key, exclusions=exclusions, since=changed)
    text = markdown(proof)
    if given.out:
        Path(given.out).write_text(text, encoding="utf-8")
    if given.json:
        shown(proof.as_json())
    else:
        print(text)
    return {"proved": 0, "proved except listed": _LISTED}.get(proof.outcome, 1)


def _exclusions(given: argparse.Namespace) -> Path:
    """The estate's own file may be missing; one that somebody names must be there."""
    from flytt.forms.faults import EstateFaults

    named: Path | None = given.exclusions
    if named and not named.is_file():
        raise EstateFaults((f"{named}: expected a file of signed decisions, found none.",))
    return named or given.estate / "exclusions.csv"


def _read(given: argparse.Namespace) -> "tuple[Estate, Attribution, bytes]":
    import secrets

    from flytt.forms.attribution.attribute import attribute
    from flytt.forms.attribution.document import Attribution
    from flytt.forms.faults import EstateFaults
    from flytt.forms.reading.estate import read_estate
    from flytt.forms.reading.kept import key_in

    cache: Path | None = given.cache
    key = key_in(cache) if cache else secrets.token_bytes(32)
    estate = read_estate(given.estate, key=key, cache=cache)
    if given.attribution is None:
        return estate, attribute(estate), key
    try:
        text = Path(given.attribution).read_text("utf-8")
        return estate, Attribution.model_validate_json(text), key
    except (OSError, ValueError) as error:  # of pydantic, or no text at all
        raise EstateFaults((f"{given.attribution}: expected what `flytt forms attribute` wrote.",)) from error

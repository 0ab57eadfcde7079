"""`flytt notices`: what users are told, derived from plan, ledger and clock."""

import argparse

from flytt.cli.command import Command, add_municipality

PROMISED = ("text", "md", "html", "ics", "atom", "json", "card", "eml")
BETWEEN = {"text": "\n\n", "md": "\n---\n\n"}
"""What stands between notices that are printed after each other; other forms come one at a time."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument("--sector", metavar="S", default="", help="this sector's notices only")
    parser.add_argument("--lang", choices=("nb", "nn"), default="nb", help="bokmål or nynorsk (default: nb)")
    parser.add_argument(
        "--audience", choices=("staff", "residents"), default="staff", help="who reads (default: staff)"
    )
    parser.add_argument("--format", choices=PROMISED, default="text", dest="form", help="default: text")


def run(given: argparse.Namespace) -> int:
    """Print every notice that concerns these readers; none is no error, and says so on standard error."""
    from flytt.cli.given import open_ledger, place, require_sector
    from flytt.migration.errors import BadInput
    from flytt.migration.notice import notices
    from flytt.notices.forms import FORMS, Form
    from flytt.notices.render import render

    form: Form | None = next((known for known in FORMS if known == given.form), None)
    if form is None:
        raise BadInput(
            f"Not yet: this version has no notices as {given.form}. There are: {', '.join(FORMS)}.",
            still_true="Nothing was touched.",
        )
    journal = open_ledger(place(given))
    plan, state = journal.plan(), journal.refresh()
    if given.sector:
        require_sector(given.sector, (s.id for s in plan.sectors), plan.municipality)
    told = [
        render(notice, given.lang, given.audience, form)
        for notice in notices(plan, state, journal.events, journal.clock.now())
        if given.sector in {"", notice.sector.id} and notice.for_audience(given.audience) is not None
    ]
    if not told:
        print_nothing(given.audience)
    elif len(told) > 1 and form not in BETWEEN:
        raise BadInput(
            f"{len(told)} notices do not fit in one {form}.",
            still_true="Nothing was printed.",
            next_command=f"flytt notices {plan.municipality} --sector S --format {form}",
        )
    else:
        print(BETWEEN.get(form, "").join(told), end="")
    return 0


def print_nothing(audience: str) -> None:
    """Say that there is nothing to tell."""
    import sys

    print(f"Nothing concerns {audience} here.", file=sys.stderr)


COMMAND = Command("notices", "print what users are told", add, run)

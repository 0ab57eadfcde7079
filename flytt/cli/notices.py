"""`flytt notices`: what users are told, from plan, ledger and clock, in words that were approved."""

import argparse
import sys

from flytt.cli.command import Command, add_municipality

PROMISED = ("text", "md", "html", "ics", "atom", "json", "card", "eml", "sharepoint")
LANGUAGES = ("nb", "nn")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument("--sector", metavar="S", default="", help="this sector's notices only")
    parser.add_argument("--notice", metavar="ID", default="", help="this notice only")
    parser.add_argument(
        "--lang",
        choices=(*LANGUAGES, "both"),
        default="",
        help="bokmål, nynorsk, or one after the other (default: the municipality's first); "
        "what a sector does not have is printed in its own",
    )
    parser.add_argument(
        "--audience", choices=("staff", "residents"), default="staff", help="who reads (default: staff)"
    )
    parser.add_argument("--format", choices=PROMISED, default="text", dest="form", help="default: text")
    parser.add_argument(
        "--base-url", metavar="URL", default="", help="where notices are published: what is linked to"
    )
    parser.add_argument(
        "--preview", action="store_true", help="in the words as they are written now, approved or not"
    )
    parser.add_argument(
        "--promises",
        action="store_true",
        help="print instead what users were promised and what they got; --format json for programs",
    )
    parser.add_argument(
        "--owed", action="store_true", help="print instead who owes users the next word, and since when"
    )


def run(given: argparse.Namespace) -> int:
    """Print every notice that concerns these readers; none is no error, and says so on standard error."""
    from flytt.cli.given import open_ledger, place, require_sector, unknown
    from flytt.migration.errors import BadInput
    from flytt.migration.notice import notices
    from flytt.notices.book import book
    from flytt.notices.forms import FEEDS, FORMS, ONE_AT_A_TIME, ONE_LANGUAGE, Form
    from flytt.notices.render import render
    from flytt.notices.site import Site

    form: Form = next(known for known in FORMS if known == given.form)
    if given.base_url and not given.base_url.startswith(("http://", "https://")):
        raise BadInput(
            f"--base-url {given.base_url[:80]!r} is no address of a web page.",
            still_true="Nothing was printed.",
            next_command="give --base-url https://…",
        )
    journal = open_ledger(place(given))
    plan, state = journal.plan(), journal.refresh()
    if given.sector:
        require_sector(given.sector, (s.id for s in plan.sectors), plan.municipality)
    if given.promises or given.owed:
        from flytt.cli.told import print_owed, print_promises

        (print_promises if given.promises else print_owed)(journal, given.sector, as_json=form == "json")
        return 0
    all_told = notices(plan, state, journal.events, journal.clock.now(), journal.plans())
    if given.notice and given.notice not in {n.id for n in all_told}:
        next_command = f"flytt notices {plan.municipality} --format json"
        raise unknown("notice", given.notice, (n.id for n in all_told), next_command)
    told = [
        notice
        for notice in all_told
        if (not given.sector or notice.concerns(given.sector))
        and given.notice in {"", notice.id}
        and notice.for_audience(given.audience) is not None
    ]
    languages = LANGUAGES if given.lang == "both" else (given.lang or plan.languages[0],)
    if form in ONE_LANGUAGE and len(languages) > 1:
        raise BadInput(
            f"One {form} has one language.", still_true="Nothing was printed.", next_command="give --lang nn"
        )
    if form in ONE_AT_A_TIME and len(told) > 1:
        raise BadInput(
            f"{len(told)} notices do not fit in one {form}: {', '.join(n.id for n in told)}.",
            still_true="Nothing was printed.",
            next_command=f"flytt notices {plan.municipality} --notice ID --format {form}",
        )
    if not told:
        print(f"Nothing concerns {given.audience} here.", file=sys.stderr)
        if form not in FEEDS:
            return 0
    known = None if given.preview else book(plan, state, journal.store.document)
    site = Site(base_url=given.base_url.rstrip("/"), municipality=plan.municipality)
    sector: str = given.sector
    sys.stdout.write(render(told, languages, given.audience, form, book=known, site=site, sector=sector))
    if known and any(p.in_force is None for p in known.pages if p.readers == given.audience):
        print(
            f"Some of these words were never approved: drafts. Next: flytt wording {plan.municipality}",
            file=sys.stderr,
        )
    return 0


COMMAND = Command("notices", "print what users are told", add, run)

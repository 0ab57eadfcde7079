"""What went out in the words before: to whom, and the command that tells them of these."""

import argparse
import shlex
from collections.abc import Sequence

from flytt.cli.given import typed
from flytt.migration.journal import Journal
from flytt.notices.book import Page
from flytt.notices.sending.due import Outgoing
from flytt.outlets import open_post
from flytt.wiring import Where


def in_words_before(at: Where, journal: Journal) -> tuple[Outgoing, ...]:
    """Return what went out in the words before, to people who were not told of those in force."""
    outgoing = open_post(at, journal, only_looks=True).look()
    return tuple(out for out in outgoing if out.standing == "corrected")


def has_words_of(page: Page, out: Outgoing) -> bool:
    """Tell whether what went out has words that this page has otherwise."""
    theirs = (out.notice.sector.id, out.outlet.audience)
    otherwise = {lang for c in out.notice.changes if c.kind == "words" for lang in c.languages}
    return theirs == (page.sector, page.readers) and page.language in otherwise.intersection(out.languages)


def tell_of_what_is_out(pages: Sequence[Page], given: argparse.Namespace, before: Sequence[Outgoing]) -> None:
    """Print who has the words before, and how they can be told: of words that were read, by their hash.

    One page of a sector's readers tells all of them: its languages go together.
    """
    said: set[tuple[str, str]] = set()
    for page in pages:
        out = [one for one in before if has_words_of(page, one)]
        if not out or page.approval != "approved" or (page.sector, page.readers) in said:
            continue
        said.add((page.sector, page.readers))
        outlets = ", ".join(sorted({one.outlet.id for one in out}))
        words = [given.municipality, "--approve", "--correct", "--sector", page.sector]
        words += ["--audience", page.readers, "--lang", page.language, "--hash", page.written.hash[:12]]
        words += ["--as", given.who, *(("--key", str(given.key)) if given.key else ())]
        print(
            f"In the words before: {len(out)} that went out at {outlets}. They get these with the next news."
            " To tell them now:"
        )
        print(typed(f"  flytt wording {shlex.join(words)}", given))

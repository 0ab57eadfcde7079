"""A web page: one file with its own style, no address but the notice's own. Well-formed as XML too.

Headings for every part, the state as a word, `lang` on every language. Meant to pass WCAG 2.1 AA.
"""

from collections.abc import Iterator
from html import escape

from flytt.notices.forms.style import STYLE
from flytt.notices.forms.text import labelled
from flytt.notices.posting import Posting, Sheet

TITLES = {"nb": "Varsler om flytting", "nn": "Varsel om flytting"}
NOTHING = {"nb": "Det er ingen varsler akkurat nå.", "nn": "Det er ingen varsel akkurat no."}
STATE = {"nb": "Status:", "nn": "Status:"}
MORE = {"nb": "Les varselet på nettsiden", "nn": "Les varselet på nettsida"}


def as_html(sheet: Sheet) -> str:
    """Return a whole page. One notice is the page; several stand under a heading of their own."""
    first = sheet.languages[0]
    alone = len(sheet.notices) == 1
    if alone:
        first = sheet.notices[0][0].language
    title = sheet.notices[0][0].letter.title if alone else TITLES[first]
    body = "".join(article(p, 1 if alone else 2) for posted in sheet.notices for p in posted)
    if not alone:
        nothing = "" if sheet.notices else f"<p>{NOTHING[first]}</p>\n"
        body = f"<h1>{escape(TITLES[first])}</h1>\n{nothing}{body}"
    return (
        f'<!DOCTYPE html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def article(posting: Posting, level: int = 1) -> str:
    """Return one posting as an `article`, its title a heading of that level: for the board's own pages."""
    letter = posting.letter
    name = f"varsel-{posting.uid}"
    head, below = f"h{level}", f"h{level + 1}"
    banner = f'<p class="banner"><strong>{escape(letter.banner)}</strong></p>\n' if letter.banner else ""
    state = (
        f'<p class="state {letter.state}">{STATE[letter.language]} <strong>{letter.state_word}</strong></p>'
    )
    paragraphs = "".join(f"<p>{escape(p)}</p>\n" for p in letter.paragraphs)
    footer = "<br/>".join(escape(line) for line in letter.footer)
    return (
        f'<article lang="{letter.language}" aria-labelledby="{name}">\n{banner}'
        f'<{head} id="{name}">{escape(letter.title)}</{head}>\n{state}\n{paragraphs}'
        f"{''.join(_parts(posting, below))}<footer><p>{footer}</p></footer>\n</article>\n"
    )


def fragment(posting: Posting) -> str:
    """Return the text without its title and without style: for mail and for pages that others keep."""
    letter = posting.letter
    banner = f"<p><strong>{escape(letter.banner)}</strong></p>" if letter.banner else ""
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in letter.paragraphs)
    footer = "<br/>".join(escape(line) for line in letter.footer)
    link = f'<p><a href="{escape(posting.url)}">{MORE[letter.language]}</a></p>' if posting.url else ""
    parts = "".join(_parts(posting, "h3")).replace("\n", "")
    return f"{banner}{paragraphs}{parts}<p>{footer}</p>{link}"


def _parts(posting: Posting, heading: str) -> Iterator[str]:
    for label, lines in labelled(posting.letter):
        yield f"<{heading}>{escape(label.removesuffix(':'))}</{heading}>\n"
        if len(lines) == 1:
            yield f"<p>{escape(lines[0])}</p>\n"
        else:
            yield "<ul>\n" + "".join(f"<li>{escape(line)}</li>\n" for line in lines) + "</ul>\n"

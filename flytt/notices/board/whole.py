"""Hours that stay on one line: a browser breaks `16.00–20.00` after its dash, whatever its spaces are."""

import re

from markupsafe import Markup, escape

_HOURS = re.compile(r"\d\d\.\d\d–\d\d\.\d\d")


def whole(text: str) -> Markup:
    """Return the text for a page, each range of hours in a `span` that no line breaks in."""
    return Markup(_HOURS.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped just here

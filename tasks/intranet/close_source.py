"""intranet.close-source: nobody opens the old sites any more. What is in them stays; they can be opened."""

from tasks.closing import ForReading
from tasks.site_pairs import Moved


class CloseSource(ForReading[Moved]):
    """How a site stood before is kept, and given back."""


STEP = CloseSource()

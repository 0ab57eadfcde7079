"""files.close-source: nobody opens the old drives any more. What is in them stays, and they can be opened."""

from tasks.closing import ForReading
from tasks.drive_pairs import Moved


class CloseSource(ForReading[Moved]):
    """How a site stood before is kept, and given back."""


STEP = CloseSource()

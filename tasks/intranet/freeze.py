"""intranet.freeze: people can read in the old sites, and no longer save."""

from tasks.closing import ForSaving
from tasks.site_pairs import Moved


class Freeze(ForSaving[Moved]):
    """How a site stood before is kept, and given back."""


STEP = Freeze()

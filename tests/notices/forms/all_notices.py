"""Every scene as a municipality's list of notices would hold it: each with an id of its own."""

from functools import cache

from flytt.migration.notice import Notice
from flytt.notices.site import Site
from tests.notices.scenes import PLANNED, SCENES, SEVERAL
from tests.notices.stage import Story

SITE = Site(base_url="https://varsel.example.no")


def every_notice() -> list[Notice]:
    """Return one notice of every scene and kind."""
    return list(_told())


@cache
def _told() -> tuple[Notice, ...]:
    made = {
        **{name: told() for name, told in SCENES.items()},
        **{f"kind-{name}": Story(plan).notice() for name, plan in PLANNED.items()},
        **{f"several-{name}": told() for name, told in SEVERAL.items()},
    }
    return tuple(notice.changed(id=f"hustadvika.{name}") for name, notice in made.items())

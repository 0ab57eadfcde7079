# pyright: reportMissingTypeStubs=false
"""Which tests one worker takes in one go."""

from xdist.scheduler import LoadScopeScheduling

__all__ = ["PREFECT_SERVERS", "OneServerAtATime"]

PREFECT_SERVERS = (
    "tests/browser/test_pages.py",
    "tests/browser/test_rehearsal.py",
    "tests/killed/test_command_line.py",
    "tests/prefect/",
)
"""Where tests start a Prefect server (marker `prefect`); tests/test_house.py holds the two together."""


class OneServerAtATime(LoadScopeScheduling):
    """Give one worker all that start a Prefect server, and deal out the rest one by one.

    By path: the scheduler sees names of tests, never their marks, and `xdist_group` needs a name that
    pytest 9.2 no longer lets anybody change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "prefect" if nodeid.startswith(PREFECT_SERVERS) else nodeid

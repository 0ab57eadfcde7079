"""How far a site is closed, as its administration says."""

from collections.abc import Mapping

import httpx
import pytest

from flytt.adapters.graph.governor import SHAREPOINT, Governor
from flytt.adapters.graph.pieces import Pieces
from flytt.adapters.graph.sites import Sites
from flytt.migration.errors import CommandFailed
from tests.adapters.graph.test_door import KnownSignIn, nothing


def sites(said: Mapping[str, str]) -> Sites:
    """Return the sites of a tenant that answers so."""

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=dict(said))

    http = httpx.Client(transport=httpx.MockTransport(answer))
    pieces = Pieces(http, Governor(SHAREPOINT, wait=nothing), nothing)
    return Sites("old", "https://admin.practice", KnownSignIn(), pieces)


@pytest.mark.parametrize(
    "said", [{}, {"LockState": ""}, {"LockState": "NoAdditions"}, {"lockState": "Unlock"}]
)
def test_a_site_that_does_not_say_how_it_stands_is_not_taken_for_closed(said: Mapping[str, str]) -> None:
    """Everybody could go on saving in old drives that the move calls closed."""
    with pytest.raises(CommandFailed, match="Asking whether site a in old is closed"):
        sites(said).lock("a")


@pytest.mark.parametrize("lock", ["Unlock", "ReadOnly", "NoAccess"])
def test_a_state_that_is_known_is_told(lock: str) -> None:
    """Freezing would stop at every site."""
    assert sites({"LockState": lock}).lock("a") == lock

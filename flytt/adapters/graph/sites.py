"""Closing and opening sites: SharePoint's own administration, which Graph has no counterpart of."""

import json

from flytt.adapters.graph.answer import UNAUTHORISED, refusal, text
from flytt.adapters.graph.pieces import Piece, Pieces, Received
from flytt.adapters.graph.sign_in import SignIn
from flytt.migration.drives import Lock
from flytt.migration.errors import CommandFailed

_LOCKS: dict[str, Lock] = {"Unlock": "Unlock", "ReadOnly": "ReadOnly", "NoAccess": "NoAccess"}


class Sites:
    """The sites of one tenant, by id."""

    def __init__(self, name: str, base: str, sign_in: SignIn, pieces: Pieces) -> None:
        self._name, self._base, self._sign_in, self._pieces = name, base.rstrip("/"), sign_in, pieces

    def granted(self) -> frozenset[str]:
        """Return the permissions in the token: those of Graph are in another."""
        return self._sign_in.roles()

    def lock(self, site: str) -> Lock:
        """Return how far a site is closed. CommandFailed when the answer holds no state that is known."""
        attempted = f"Asking whether site {site} in {self._name} is closed"
        found = self._ask("GET", site, b"", attempted)
        if not found.answer.ok:
            raise refusal(attempted, found.answer)
        said = text(found.answer.body, "LockState")
        if said not in _LOCKS:
            raise CommandFailed(
                attempted, exit_status=found.answer.status, stderr=f"LockState: {said or '-'}"
            )
        return _LOCKS[said]

    def set_lock(self, site: str, lock: Lock) -> None:
        """Close or open it."""
        attempted = f"Turning site {site} in {self._name} to {lock}"
        found = self._ask("PATCH", site, json.dumps({"LockState": lock}).encode(), attempted)
        if not found.answer.ok:
            raise refusal(attempted, found.answer)

    def _ask(self, method: str, site: str, content: bytes, attempted: str) -> Received:
        found = self._once(method, site, content, attempted, anew=False)
        anew = found.answer.status == UNAUTHORISED
        return self._once(method, site, content, attempted, anew=True) if anew else found

    def _once(self, method: str, site: str, content: bytes, attempted: str, *, anew: bool) -> Received:
        headers = {
            "Authorization": f"Bearer {self._sign_in.token(anew=anew)}",
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        address = f"{self._base}/_api/SPO.Tenant/sites('{site}')"
        return self._pieces.ask(Piece(method, address, content, headers), attempted=attempted)

"""Evidence kept: deletions of accounts held and the audit log prolonged, both under the workload's name."""

from flytt.adapters.forms.door import Object, quoted
from flytt.adapters.forms.site import Site, much
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import Protection

_WHAT = "Asking how evidence is kept in the old tenant"


class Evidence:
    """A hold and a policy of Flytt's own beside those of others."""

    def __init__(self, site: Site) -> None:
        self._site, self._name = site, site.job.kept_as

    def before(self) -> Protection:
        """Return how it is without Flytt's own."""
        page = self._page()
        policies = _policies(page)
        days = [count for name, count in policies.items() if name != self._name]
        return Protection(
            deletions_held=bool(_holds(page) - {self._name}), audit_days=max([_days(page), *days])
        )

    def protect(self) -> None:
        """Hold and keep; done already is success."""
        if self.stands() is not Presence.PRESENT:
            said: Object = {"audit_days": self._site.job.source.audit_days}
            self._site.old.send(
                "PUT", f"/protection/{quoted(self._name)}", "Holding deletions of accounts", said
            )

    def stands(self) -> Presence:
        """Look for both."""
        page = self._page()
        return much((self._name in _holds(page)) + (self._name in _policies(page)), 2)

    def check(self) -> Verification:
        """Read what is in force, whoever has asked for it."""
        page = self._page()
        days = max([_days(page), *_policies(page).values()])
        wanted = self._site.job.source.audit_days
        return Verification.of(
            "what is in force in the old tenant",
            expected={"deletions": "held", "audit log": "kept"},
            found={
                "deletions": "held" if _holds(page) else "not held",
                "audit log": "kept" if days >= wanted else f"{days} of {wanted} days",
            },
        )

    def take_back(self) -> None:
        """Take away Flytt's own."""
        if self.stands() is not Presence.ABSENT:
            self._site.old.delete(f"/protection/{quoted(self._name)}", "Letting go of a hold")

    def _page(self) -> Object:
        return self._site.old.get("/protection", _WHAT)


def _holds(page: Object) -> set[str]:
    found = page.get("holds")
    return {str(one) for one in found} if isinstance(found, list) else set()


def _policies(page: Object) -> dict[str, int]:
    found = page.get("policies")
    return {n: d for n, d in found.items() if isinstance(d, int)} if isinstance(found, dict) else {}


def _days(page: Object) -> int:
    found = page.get("audit_days")
    return found if isinstance(found, int) else 0

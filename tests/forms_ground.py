"""The practice Forms as a reach states them, what a mapping would say, and how they are damaged."""

from pathlib import Path

from pydantic import SecretStr

from flytt.adapters.forms.address import FormsAddress
from flytt.adapters.forms.estates import HttpFormsEstates
from flytt.migration.record import Json
from practice.forms_api.running import RunningForms


def forms_estates(forms: RunningForms, work: Path) -> HttpFormsEstates:
    """Return both tenants' Forms over HTTP; Flytt's own copies lie in `work`."""
    return reached(forms.addresses.old, forms.addresses.new, forms.addresses.token_file, work)


def reached(old: str, new: str, token: Path, work: Path) -> HttpFormsEstates:
    """Return Forms by the addresses of both sides."""
    tenants = {
        name: FormsAddress(base=base, token_secret=str(token)) for name, base in (("old", old), ("new", new))
    }
    return HttpFormsEstates(tenants, work, _never)


def settings(*, api: bool = True) -> dict[str, Json]:
    """Return what a mapping would say."""
    return {
        "source": {"tenant": "old", "unsupported_api": api},
        "target": {"tenant": "new", "drive": "arkiv", "folder": "Forms"},
        "forms": {"usual": "recreate" if api else "hand-over"},
        "quarantine_owner": "Arkivansvarlig",
    }


def _never(name: str) -> SecretStr:
    """Stand in for secrets: tokens lie in files here."""
    raise AssertionError(name)

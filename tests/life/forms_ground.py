"""A Forms estate of a practice municipality, moved by the whole engine over HTTP.

`python -m tests.life.forms_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.forms.estates import HttpFormsEstates
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.forms_settings import FormsEstate
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from practice.forms_api.running import RunningForms
from tests.driving import Wires
from tests.forms_ground import reached, settings
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

KIND = "forms-estate"


def plan(*, api: bool) -> Plan:
    """Return the plan of one estate."""
    whole = FormsEstate.model_validate(settings(api=api)).as_json()
    return make_plan(municipality([workload(KIND, settings=whole)]), RUNBOOKS, MORNING)


@dataclass
class Moving:
    """One estate on its way, over the ledger in a folder."""

    scene: Twins
    estates: HttpFormsEstates

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants."""
        return Wires(world=replace(self.scene.world, forms=self.estates), begins=begins)

    def close(self) -> None:
        """Let go of all connections."""
        self.estates.close()


def prepare(forms: RunningForms, home: Path, *, api: bool = True) -> None:
    """Write down what another program needs to go on."""
    at = forms.addresses
    said = {"old": at.old, "new": at.new, "token": str(at.token_file), "api": api}
    (home / "reach.json").write_text(json.dumps(said))


def opened(home: Path, answer: Callable[[], object] = lambda: None) -> Moving:
    """Open the ledger and the tenants as a new program does. `answer` is what people do when asked."""
    said = json.loads((home / "reach.json").read_text())
    scene = twins(plan=plan(api=said["api"]))
    scene.store = open_store(str(home / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    scene.forms_answer = answer
    return Moving(scene, reached(said["old"], said["new"], Path(said["token"]), home / "work"))


if __name__ == "__main__":
    program(opened)

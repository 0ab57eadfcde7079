"""A municipality of many small applications in memory, and a ledger in which its words are approved."""

import json
from copy import deepcopy
from pathlib import Path

from flows.outputs import approve_words
from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Sector, Workload
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, Twins, municipality, twins, workload

MUNICIPALITY = "fjordvik"
SYSTEMS = 24
"""As many notices: each has a sector of its own."""


def town() -> Twins:
    """Return the world, with each application on its old host, and the plan that moves them all."""
    there = [_application(n) for n in range(SYSTEMS)]
    sectors = tuple(Sector(id=w.sector, name=f"Sektor {w.sector[-2:]}") for w in there)
    plan = make_plan(municipality(there, sectors=sectors, languages=("nb",)), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    for host in scene.hosts.hosts.values():
        for n in range(SYSTEMS):
            name = _name(n)
            for path in [p for p in host.content if "elev." in p]:
                host.content[path.replace("elev.", f"{name}.")] = host.content[path]
            if "elev" in host.services_there:
                like = deepcopy(host.services_there["elev"])
                host.services_there[name] = type(like)(
                    like.database.changed(name=f"/srv/{name}.db"),
                    f"/etc/{name}.json",
                    f"http://localhost/{name}",
                    running=like.running,
                    enabled=like.enabled,
                )
    for n in range(SYSTEMS):
        scene.names.aliases[_name(n)] = "old"
    return scene


def adopt(path: Path, plan: Plan) -> None:
    """Write a ledger that follows the plan, with every word approved, and close it."""
    journal = Journal(open_store(str(path), MUNICIPALITY), MemoryClock(MORNING), "bench")
    journal.adopt(plan)
    approve_words(journal)
    journal.store.close()


def _name(n: int) -> str:
    return f"elev{n:02}"


def _application(n: int) -> Workload:
    kind = "server-application"
    values = json.loads(json.dumps(SETTINGS_OF[kind]).replace("elev", _name(n)))
    return workload(
        kind,
        id=f"fag-{n:02}",
        name=f"Fagsystem {n:02}",
        sector=f"sektor-{n:02}",
        affects=(f"sektor-{n:02}",),
        settings=SETTINGS[kind].model_validate(values).as_json(),
    )

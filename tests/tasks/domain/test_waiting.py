"""A domain whose service lags, and one whose zone is somebody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flytt.migration.errors import Lagging
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.zone import Rrset
from tests.driving import events_of, move, roll_back
from tests.holdings import DOMAIN, DOMAIN_SETTINGS, NEW
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

HANDS = 40
"""More records than people are ever asked to write here."""


def lagging(scene: Twins, times: int) -> None:
    """Let the new tenant not see the proof so many times."""
    domains = scene.tenants.estates[NEW]
    seen: Callable[[str], None] = domains.verify
    asked = iter(range(times))

    def verify(name: str) -> None:
        if next(asked, None) is not None:
            raise Lagging(f"The proof of {name} is not seen yet.")
        seen(name)

    domains.verify = verify  # type: ignore[method-assign]


def test_a_proof_that_is_seen_after_hours_is_waited_for() -> None:
    """The move would stop in the night with the domain in no tenant, because name servers were slow."""
    scene = twins("tenant-domain")
    assert move(scene, "prepared") == Done("prepared")
    lagging(scene, 30)
    before = scene.clock.now()
    assert move(scene) == Done("open")
    assert scene.clock.now() - before > timedelta(hours=2)


def test_a_proof_that_is_never_seen_ends_with_a_person() -> None:
    """A wrong record would be waited for until the window is over, and nobody be told."""
    scene = twins("tenant-domain")
    lagging(scene, 1000)
    stuck = move(scene)
    assert isinstance(stuck, Stuck)
    assert "not seen" in stuck.why
    assert "rollback" in stuck.next_command
    assert roll_back(scene) == Done("before")


def with_people(scene: Twins, wanted: list[str], bring: Callable[[Twins], object] = move) -> object:
    """Bring it on; where records are asked for, have them written as they were said."""
    for _ in range(HANDS):
        outcome = bring(scene)
        if not isinstance(outcome, Stuck):
            return outcome
        said = outcome.why.split(": ", 1)[1]
        kind, _, rest = said.partition(" of ")
        name, _, rest = rest.partition(" shall be ")
        values, _, rest = rest.partition(", remembered for ")
        assert kind in {"MX", "TXT", "CNAME"}, outcome.why
        listed = tuple(sorted(values.split(" and "))) if values != "empty" else ()
        wanted.append(f"{kind} {name}")
        scene.names.sets[name, kind] = Rrset(  # type: ignore[index]
            ttl_seconds=int(rest.split(" ")[0]), values=listed
        )
    pytest.fail("it asks for records without end")


def test_a_zone_of_somebody_elses_is_read_and_never_written() -> None:
    """Flytt would stand still where it may not write in the zone, or believe that a record is there."""
    settings = {**DOMAIN_SETTINGS, "dns": "people"}
    plan = make_plan(municipality([workload("tenant-domain", settings=settings)]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    wanted: list[str] = []
    assert with_people(scene, wanted) == Done("open")
    assert {f"MX {DOMAIN}", f"TXT {DOMAIN}", f"CNAME autodiscover.{DOMAIN}"} == set(wanted)
    assert not any(operation == "records" for operation, *_ in scene.names.effects)
    assert DOMAIN in scene.tenants.estates[NEW].there
    written = "".join(r.event.model_dump_json() for r in events_of(scene))
    assert f"ein@{DOMAIN}" not in written


def in_somebody_elses_zone() -> Twins:
    """Return the world where others write in the zone."""
    settings = {**DOMAIN_SETTINGS, "dns": "people"}
    return twins(
        plan=make_plan(municipality([workload("tenant-domain", settings=settings)]), RUNBOOKS, MORNING)
    )


def test_a_zone_of_somebody_elses_is_as_it_was_when_the_domain_is_back() -> None:
    """Going back would stop, and nobody be told which record it wants."""
    scene = in_somebody_elses_zone()
    before = dict(scene.names.sets)
    assert with_people(scene, []) == Done("open")
    assert with_people(scene, [], roll_back) == Done("before")
    after = {key: found for key, found in scene.names.sets.items() if found.values}
    texts = after[DOMAIN, "TXT"]  # the old tenant's proof may stay: it is of use to nobody else
    after[DOMAIN, "TXT"] = texts.changed(values=tuple(v for v in texts.values if not v.startswith("MS=")))
    assert after == before


def test_a_zone_that_is_remembered_for_less_is_good_enough() -> None:
    """The move would wait for a number that the municipality's provider does not offer."""
    scene = in_somebody_elses_zone()
    scene.names.sets |= {key: one.changed(ttl_seconds=60) for key, one in scene.names.sets.items()}
    assert move(scene, "prepared") == Done("prepared")
    assert with_people(scene, []) == Done("open")
    assert with_people(scene, [], lambda again: move(again, "retired")) == Done("retired")

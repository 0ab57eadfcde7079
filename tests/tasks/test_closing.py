"""Old sites that are closed: what others have closed further before is opened for nobody."""

from flytt.migration.evidence import Presence
from tasks.intranet.freeze import STEP
from tasks.site_pairs import Moved
from tests.pages import OLD_SITE
from tests.sweeps.ground import approached, entry

WANT = Moved.model_validate(entry("tenant-intranet", "freeze").values)


def test_a_site_that_is_closed_altogether_is_not_opened_for_reading() -> None:
    """A site that an administrator has closed would be open to its readers again, by a step that closes."""
    scene = approached("tenant-intranet", "freeze").fork()
    old = scene.tenants.sites("old")
    old.set_lock(OLD_SITE.collection, "NoAccess")
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    assert old.lock(OLD_SITE.collection) == "NoAccess"
    assert STEP.verify(WANT, was, receipt, scene.world).passed
    STEP.undo(WANT, was, receipt, scene.world)
    assert old.lock(OLD_SITE.collection) == "NoAccess"
    assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT

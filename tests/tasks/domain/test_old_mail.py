"""Old mail is answered to what Outlook remembers of its sender: that arrives on the new side too."""

from flytt.migration.exchange import Box
from flytt.migration.next_action import Done
from tests.driving import move, roll_back
from tests.holdings import DOMAIN, NEW, OLD
from tests.tenants import object_id
from tests.worlds import twins

LEGACY = "/o=Eldre/ou=Exchange/cn=Recipients/cn=to"


def test_a_reply_to_old_mail_of_a_shared_mailbox_arrives_too() -> None:
    """Whoever answers what the service desk sent last year would have it bounce."""
    scene = twins("tenant-domain")
    old, new = scene.tenants.posts[OLD], scene.tenants.posts[NEW]
    account = object_id(f"{OLD}/felles")
    old.boxes_there[account] = Box(
        account=account, kind="shared", nickname="felles", display_name="Felles",
        address=f"felles@{DOMAIN}", legacy=LEGACY,
    )  # fmt: skip
    assert move(scene) == Done("open")
    assert f"X500:{LEGACY}" in new.recipients_there[object_id(f"{NEW}/felles")].addresses


def test_a_reply_to_old_mail_finds_who_wrote_it_and_is_gone_with_the_way_back() -> None:
    """Whoever answers a mail from before the move, inside the house, would have it bounce."""
    scene = twins("tenant-domain")
    old, new = scene.tenants.posts[OLD], scene.tenants.posts[NEW]
    account = object_id(f"{OLD}/to")
    old.boxes_there[account] = Box(
        account=account, kind="user", nickname="to", display_name="To", address=f"to@{DOMAIN}", legacy=LEGACY
    )
    before = new.recipients_there[object_id(f"{NEW}/to")]
    assert move(scene) == Done("open")
    after = new.recipients_there[object_id(f"{NEW}/to")].addresses
    assert f"X500:{LEGACY}" in after
    assert f"SMTP:to@{DOMAIN}" in after
    carried = new.recipients_there[object_id(f"{NEW}/ein")].addresses
    assert "X500:/o=eldre" in carried, "one that was carried over before is lost at this move"
    assert roll_back(scene) == Done("before")
    assert new.recipients_there[before.id].print == before.print

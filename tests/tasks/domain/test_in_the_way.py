"""What would stop a domain half-way, or lose somebody's mail in silence: named while nothing is lost yet."""

import pytest

from flytt.migration.domains import Domain
from flytt.migration.exchange import RecipientKind
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.state import StepStatus
from flytt.migration.zone import Rrset
from tests.driving import Wires, move, roll_back, state_of
from tests.holdings import DOMAIN, DOMAIN_SETTINGS, NEW, OLD, initial
from tests.tenants import object_id, person
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

KIND = "tenant-domain"
SENDERS = f"v=spf1 include:{OLD}.example include:lonn.example ip4:192.0.2.7 ~all"


def recipient(scene: Twins, tenant: str, name: str, kind: RecipientKind, *addresses: str) -> str:
    """Give a tenant one more recipient, and return its id."""
    post = scene.tenants.posts[tenant]
    template = next(iter(post.recipients_there.values()))
    own = object_id(f"{tenant}/{name}")
    post.recipients_there[own] = template.changed(id=own, kind=kind, addresses=addresses)
    return own


def hired(scene: Twins, tenant: str) -> str:
    """Let somebody begin to work there, with an address on the domain."""
    own = person(tenant, "nyansatt").changed(name=f"nyansatt@{DOMAIN}")
    scene.tenants.tenants[tenant].accounts[own.id] = own
    return recipient(scene, tenant, "nyansatt", "mailbox", f"SMTP:nyansatt@{DOMAIN}")


def leaving_behind(name: str) -> Twins:
    """Return the world where one more is decided to have no place on the new side."""
    rows: list[Json] = [
        {"source": object_id(f"{OLD}/{one}"), "why": "Left behind (test)."} for one in ("avis", name)
    ]
    settings = {**DOMAIN_SETTINGS, "dns": "flytt", "leave": rows}
    return twins(plan=make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING))


def stuck(outcome: object) -> str:
    """Return why it cannot go on."""
    assert isinstance(outcome, Stuck)
    return outcome.why


def test_somebody_hired_after_the_survey_is_named_before_any_address_is_taken() -> None:
    """Their address would be taken in the old tenant, given to nobody, and everything called equal."""
    scene = twins(KIND)
    assert move(scene, "prepared") == Done("prepared")
    own = hired(scene, OLD)
    assert f"{own}: nobody on the new side gets its addresses" in stuck(move(scene))
    old = scene.tenants.tenants[OLD]
    assert old.accounts[own].name == f"nyansatt@{DOMAIN}"
    assert old.accounts[object_id(f"{OLD}/ein")].name == f"ein@{DOMAIN}"


def test_somebody_whose_account_goes_in_the_night_is_named_before_people_accept() -> None:
    """The check of mail would count addresses, find some, and one person get no mail."""
    scene = twins(KIND)
    new, lost = scene.tenants.tenants[NEW], object_id(f"{NEW}/to")

    def gone(key: str) -> None:
        if key == "add":
            new.accounts.pop(lost, None)

    says = stuck(move(scene, wires=Wires(begins=gone)))
    assert f"addresses of {object_id(f'{OLD}/to')}: expected given, found lost" in says


def test_an_address_that_somebody_else_has_in_the_new_tenant_is_named_in_daylight() -> None:
    """Giving addresses would be refused at the first guest, with the domain in its new tenant already."""
    scene = twins(KIND)
    guest = recipient(scene, NEW, "gjest", "user", f"SMTP:ein@{DOMAIN}")
    says = f"{guest}: has an address in the new tenant that somebody else shall have"
    assert says in stuck(move(scene, "prepared"))
    del scene.tenants.posts[NEW].recipients_there[guest]
    assert move(scene, "prepared") == Done("prepared")
    recipient(scene, NEW, "gjest", "user", f"SMTP:ein@{DOMAIN}")
    assert says in stuck(move(scene))
    assert state_of(scene).workload(KIND).step("rename-source").status is StepStatus.PENDING


@pytest.mark.parametrize(
    ("kind", "addresses", "says"),
    [
        ("other", (f"SMTP:alle@{DOMAIN}",), "a kind of recipient that Flytt cannot change"),
        ("contact", (f"SMTP:alle@{DOMAIN}", f"smtp:alle@vann.{DOMAIN}"), "has an address below"),
    ],
)
def test_what_flytt_could_not_take_away_is_named_in_daylight(
    kind: RecipientKind, addresses: tuple[str, ...], says: str
) -> None:
    """The move would stop with half of the people renamed, and some of it not find the way back either."""
    scene = leaving_behind("alle")
    own = recipient(scene, OLD, "alle", kind, *addresses)
    assert f"{own}: {says}" in stuck(move(scene, "prepared"))


@pytest.mark.parametrize("tenant", [OLD, NEW])
def test_an_account_that_is_written_elsewhere_is_named_in_daylight(tenant: str) -> None:
    """The service would refuse each such account, most of a municipality, with the domain on its way."""
    scene = twins(KIND)
    own = object_id(f"{tenant}/ein")
    scene.tenants.estates[tenant].elsewhere = frozenset({own, object_id(f"{tenant}/fjern")})
    says = stuck(move(scene, "prepared"))
    assert f"{own}: in the {'old' if tenant == OLD else 'new'} tenant, is written in a directory" in says
    assert object_id(f"{tenant}/fjern") not in says


def test_a_federated_domain_is_named_in_daylight() -> None:
    """Going back would bring a domain with which nobody can sign in as before, and nobody know how it was."""
    scene = twins(KIND)
    there = scene.tenants.estates[OLD].there
    there[DOMAIN] = there[DOMAIN].changed(federated=True)
    assert f"{DOMAIN}: people sign in elsewhere" in stuck(move(scene, "prepared"))


@pytest.mark.parametrize("what", ["somebody", "a list", "the default", "a domain below"])
def test_whatever_would_keep_the_domain_is_named_before_anything_goes_back(what: str) -> None:
    """Going back would take all addresses on the new side, and then stop without a domain or a name."""
    scene = twins(KIND)
    assert move(scene) == Done("open")
    domains = scene.tenants.estates[NEW]
    if what == "somebody":
        expected = hired(scene, NEW)
    elif what == "a list":
        expected = recipient(scene, NEW, "nye", "list", f"SMTP:nye@{DOMAIN}")
    elif what == "the default":
        domains.set_default(DOMAIN)
        expected = "it is the default domain there"
    else:
        expected = f"prove.{DOMAIN}"
        domains.there[expected] = Domain(name=expected, verified=True)
    names, addresses = dict(scene.names.sets), scene.tenants.posts[NEW].snapshot()
    assert expected in stuck(roll_back(scene))
    assert scene.names.sets == names
    assert scene.tenants.posts[NEW].snapshot() == addresses


def test_going_back_goes_on_when_the_newcomer_has_another_address() -> None:
    """Whoever did as they were told would still not come back."""
    scene = twins(KIND)
    assert move(scene) == Done("open")
    own = hired(scene, NEW)
    assert own in stuck(roll_back(scene))
    new = scene.tenants.tenants[NEW]
    new.accounts[own] = new.accounts[own].changed(name=f"nyansatt@{initial(NEW)}")
    recipient(scene, NEW, "nyansatt", "mailbox", f"SMTP:nyansatt@{initial(NEW)}")
    assert roll_back(scene) == Done("before")


def test_an_address_given_since_stays_when_the_domain_goes_back() -> None:
    """Somebody would lose an address that had nothing to do with the move, and nobody be told."""
    scene = twins(KIND)
    assert move(scene) == Done("open")
    for tenant in (OLD, NEW):
        post, own = scene.tenants.posts[tenant], object_id(f"{tenant}/ein")
        box = post.recipients_there[own]
        given = (*box.addresses, "smtp:ein@ny.example", f"smtp:e@{DOMAIN if tenant == NEW else 'to.example'}")
        post.recipients_there[own] = box.changed(addresses=given)
    assert roll_back(scene) == Done("before")
    old = scene.tenants.posts[OLD].recipients_there[object_id(f"{OLD}/ein")].addresses
    before = {f"SMTP:ein@{DOMAIN}", f"smtp:einar@{DOMAIN}", "X500:/o=eldre"}
    assert set(old) == before | {"smtp:ein@ny.example", "smtp:e@to.example"}
    new = scene.tenants.posts[NEW].recipients_there[object_id(f"{NEW}/ein")].addresses
    assert set(new) == {f"SMTP:hva.ein@{initial(NEW)}", "smtp:ein@ny.example"}


def test_whoever_has_only_their_name_on_the_domain_keeps_their_addresses() -> None:
    """Renaming would make another address the one that they send as, and going back not mend it."""
    scene = twins(KIND)
    post, own = scene.tenants.posts[OLD], object_id(f"{OLD}/to")
    post.recipients_there[own] = post.recipients_there[own].changed(addresses=("SMTP:to@elev.example",))
    assert move(scene) == Done("open")
    assert post.recipients_there[own].addresses == ("SMTP:to@elev.example",)
    assert roll_back(scene) == Done("before")
    assert post.recipients_there[own].addresses == ("SMTP:to@elev.example",)


def test_others_who_send_in_the_domains_name_still_may() -> None:
    """Payslips and letters from case systems would be refused from the day that the domain moved."""
    scene = twins(KIND)
    before = Rrset(ttl_seconds=7200, values=("noen=andre", SENDERS))
    scene.names.sets[DOMAIN, "TXT"] = before
    assert move(scene) == Done("open")
    (now,) = (one for one in scene.names.sets[DOMAIN, "TXT"].values if one.startswith("v=spf1"))
    assert now == SENDERS.replace("~all", f"include:{NEW}.example ~all")
    assert roll_back(scene) == Done("before")
    assert scene.names.sets[DOMAIN, "TXT"] == before


def test_records_that_others_changed_since_are_not_doubled() -> None:
    """There would be two records of who may send, and receivers believe neither."""
    scene = twins(KIND)
    assert move(scene) == Done("open")
    found = scene.names.sets[DOMAIN, "TXT"]
    theirs = tuple(f"{one} exp=x" if one.startswith("v=spf1") else one for one in found.values)
    scene.names.sets[DOMAIN, "TXT"] = found.changed(values=theirs)
    assert "is neither that nor what Flytt made of it" in stuck(roll_back(scene))
    assert scene.names.sets[DOMAIN, "TXT"].values == theirs
    scene.names.sets[DOMAIN, "TXT"] = found
    assert roll_back(scene) == Done("before")

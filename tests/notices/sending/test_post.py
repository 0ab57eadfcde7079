"""What the post sends, where, in which words, and that it never says anything twice."""

import pytest

from flytt.migration.channel import Channel
from flytt.migration.errors import BadInput, Unreachable
from flytt.migration.events import GoalSet, StepDone, StepStarted, StepVerified
from flytt.migration.sending_events import NoticeSending
from flytt.migration.workload import Words
from flytt.notices.sending.settings import Outlet, SendingSettings
from tests.notices.sending.office import CARD, MAIL, PAGE, PLAN, Office, settings_of
from tests.notices.stage import GOOD, local, plan_of, workload

W = "visma-flykning"


def went_down(office: Office) -> Office:
    """Let the move begin at 16.04."""
    office.at(local(12)).tell(
        GoalSet(workload=W, checkpoint="open"),
        StepStarted(workload=W, step="survey", was={}),
        StepDone(workload=W, step="survey", receipt={}),
        StepVerified(workload=W, step="survey", verification=GOOD),
    )
    return office.at(local(16, 4)).tell(StepStarted(workload=W, step="stop", was={}))


def test_every_outlet_gets_each_revision_once() -> None:
    """People would be told twice, or some of them never."""
    office = Office().approve()
    for _ in range(3):
        office.post().send()
    assert office.arrivals() == {"epost": 1, "teams": 1, "intranett": 1, "mappe": 1}
    went_down(office)
    for _ in range(3):
        office.post().send()
    assert office.arrivals() == {"epost": 2, "teams": 2, "intranett": 2, "mappe": 2}


def test_what_goes_out_is_in_the_ledger_before_it_goes() -> None:
    """After a crash nobody could tell what may have gone out."""
    office = Office().approve()
    seen: list[bool] = []

    def look() -> None:
        outbox = office.journal.refresh().outbox
        seen.append(any(s.status == "sending" for s in outbox.values()))

    office.channels["epost"].before = look
    office.post().send()
    assert seen == [True]


def test_message_id_is_the_same_from_any_machine_and_tells_nothing() -> None:
    """A ledger out of its backup would send all again under other ids; or an id would tell what it is of."""
    ids = [[m.id for m in (o.post().render(x) for x in o.post().look())] for o in (Office().approve(),) * 2]
    other = Office().approve()
    assert ids[0] == ids[1] == [other.post().render(x).id for x in other.post().look()]
    assert len(set(ids[0])) == 4
    assert not [i for i in ids[0] if "oppvekst" in i or "epost" in i]


def test_words_nobody_approved_stay_at_home() -> None:
    """Drafts would go out to a whole municipality."""
    office = Office()
    assert {o.standing for o in office.post().look()} == {"words"}
    assert office.post().send().total == 0
    assert sum(office.arrivals().values()) == 0


def test_changed_words_wait_while_changed_facts_go() -> None:
    """A sentence that nobody has read would go out at night; or nothing would, because of a comma."""
    office = Office().approve()
    office.post().send()
    other = Words(stops="Noe ingen har lest.", before="Logg ut.", after="Logg inn på nytt.")
    later = workload("Visma Flykning", audience=("staff",), words={"nb": other, "nn": other}, start=local(18))
    office.journal.adopt(PLAN.changed(workloads=(later,)))
    office.post().send()
    last = office.channels["epost"].messages[-1].forms["eml"]
    assert office.arrivals()["epost"] == 2
    assert "Noe ingen har lest" not in last
    assert "18.00" in last


def test_a_move_of_the_window_says_the_old_time_and_the_new() -> None:
    """What was said before would be contradicted in silence: a correction must say what it corrects."""
    office = Office().approve()
    office.post().send()
    later = workload("Visma Flykning", audience=("staff",), start=local(18), words=PLAN.workloads[0].words)
    office.journal.adopt(PLAN.changed(workloads=(later,)))
    office.post().send()
    card = office.channels["teams"].messages[-1].forms["card"]
    assert "16.00" in card
    assert "18.00" in card


def test_news_is_counted_from_what_these_readers_had_last() -> None:
    """Who slept through two revisions would be told what changed in the last of them alone."""
    office = Office(settings_of(MAIL)).approve()
    office.post().send()
    for hour in (17, 18):
        later = workload(
            "Visma Flykning", audience=("staff",), start=local(hour), words=PLAN.workloads[0].words
        )
        office.journal.adopt(PLAN.changed(workloads=(later,)))
    (out,) = office.post().look()
    windows = [c.old_window.start for c in out.notice.changes if c.kind == "window" and c.old_window]
    assert windows == [local(16), local(17)]


def test_what_is_over_and_was_never_told_is_not_told() -> None:
    """Whoever turns sending on in mid-move would tell everybody of all that was over long ago."""
    office = Office().approve().at(local(23, day=(2023, 6, 9)))
    assert [o for o in office.post().look() if o.notice.state == "cancelled"] == []


def test_an_outlet_of_another_sector_hears_nothing() -> None:
    """Parents of other schools would be told of what does not concern them."""
    office = Office(
        settings_of(MAIL.changed(sectors=("helse",)), CARD.changed(sectors=("oppvekst",)))
    ).approve()
    office.post().send()
    assert office.arrivals() == {"epost": 0, "teams": 1}


def test_readers_get_the_languages_of_their_outlet() -> None:
    """A nynorsk school would be written to in bokmål."""
    office = Office(settings_of(MAIL.changed(languages=("nn",)), PAGE)).approve()
    office.post().send()
    assert "Content-Language: nn\r\n" in office.channels["epost"].messages[0].forms["eml"]
    assert 'lang=\\"nb\\"' in office.channels["intranett"].messages[0].forms["sharepoint"]
    assert 'lang=\\"nn\\"' in office.channels["intranett"].messages[0].forms["sharepoint"]


def test_a_sector_without_the_outlets_language_is_told_in_its_own() -> None:
    """Its notices would wait for ever for words in a language in which nobody writes them."""
    first, *rest = PLAN.sectors
    plan = PLAN.changed(sectors=(first.changed(languages=("nb",)), *rest))
    office = Office(settings_of(MAIL.changed(languages=("nn",))), plan=plan).approve()
    office.post().send()
    assert "Content-Language: nb\r\n" in office.channels["epost"].messages[0].forms["eml"]


def test_no_address_is_in_the_ledger() -> None:
    """Addresses would stay for ever where nothing can be erased."""
    office = Office().approve()
    office.channels["epost"].destination = ("kari.praksis@varsel.practice", "ola.praksis@varsel.practice")
    office.post().send()
    whole = str(office.store.snapshot())
    assert "praksis@" not in whole
    office.journal.refresh()
    begun = [e.event for e in office.journal.events]
    counts = [e.count for e in begun if isinstance(e, NoticeSending) and e.outlet == "epost"]
    assert counts == [2]


def test_a_channel_that_is_down_is_tried_again_later_and_less_often() -> None:
    """A mail server that is restarted would cost a notice, or fill the ledger with tries."""
    office = Office(settings_of(MAIL)).approve()

    def down() -> None:
        raise Unreachable("The mail server does not answer kari@varsel.practice.")

    office.channels["epost"].before = down
    office.post().send()
    assert office.post().send().failed == ()
    (sending,) = office.journal.refresh().outbox.values()
    assert (sending.status, sending.attempts) == ("not-sent", 1)
    assert "@varsel" not in sending.why
    office.clock.advance(minutes=1)
    office.post().send()
    office.clock.advance(minutes=1)
    assert office.post().look()[0].standing == "later"
    office.channels["epost"].before = lambda: None
    office.clock.advance(minutes=1)
    assert office.post().send().sent == {"epost": 1}


def test_a_list_that_is_changed_does_not_get_the_same_again() -> None:
    """Everybody on a list would be told again whenever somebody is put on it."""
    office = Office(settings_of(MAIL)).approve()
    office.post().send()
    office.channels["epost"].destination = ("en@varsel.practice", "to@varsel.practice")
    assert office.post().send().total == 0


def test_an_outlet_whose_secret_is_missing_holds_up_no_other() -> None:
    """One forgotten secret would keep a whole municipality in the dark."""
    office = Office().approve()

    def opened(outlet: Outlet) -> Channel:
        if outlet.id == "epost":
            raise BadInput("The secret liste is not set.")
        return office.channels[outlet.id]

    posted = office.post(opened).send()
    assert posted.sent == {"teams": 1, "intranett": 1, "mappe": 1}
    assert [name for name, _ in posted.failed] == ["epost"]


def test_residents_are_not_told_what_is_for_staff() -> None:
    """What only staff use would be announced to everybody, in words that nobody outside knows."""
    both = workload("Visma Flykning", audience=("staff",), words=PLAN.workloads[0].words)
    office = Office(
        settings_of(MAIL.changed(audience="residents")), plan=plan_of(both, approvers=PLAN.approvers)
    )
    assert office.approve().post().look() == ()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"outlets": [MAIL, MAIL], "graph": None}, "two outlets are called epost"),
        ({"outlets": [MAIL]}, "need `graph`"),
        (
            {"outlets": [{"id": "x", "channel": "teams", "audience": "staff", "site": "y"}]},
            "needs webhook_secret",
        ),
        (
            {"outlets": [{"id": "x", "channel": "smtp", "audience": "staff", "recipients_secret": "a@b"}]},
            "match",
        ),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(fields: dict[str, object], why: str) -> None:
    """A notice would go nowhere, or an address would stand in the mapping."""
    with pytest.raises(ValueError, match=why):
        SendingSettings.model_validate(fields)

"""Which words go out: approved ones, with today's facts; changed ones wait, and translations with them."""

from flytt.migration.events import WordingApproved
from flytt.migration.plan import Plan
from flytt.migration.workload import Approver, Language, PublicWords, Sector, Words
from flytt.notices import render
from flytt.notices.book import Book, Page, book
from flytt.notices.compose import compose
from flytt.notices.template import Readers, Template
from tests.notices.stage import Story, down, local, plan_of, workload

KEPT: dict[str, str] = {}
OLD: dict[Language, Words] = {"nb": Words(stops="Gammel tekst."), "nn": Words(stops="Gamal tekst.")}
NEW: dict[Language, Words] = {"nb": Words(stops="Ny tekst."), "nn": OLD["nn"]}
BOTH: dict[Language, Words] = {"nb": NEW["nb"], "nn": Words(stops="Ny nynorsk tekst.")}
SYSTEM = workload("Visma Flykning", audience=("staff",))


def worded(words: dict[Language, Words]) -> Plan:
    """Return a plan whose only system has these words."""
    return plan_of(
        SYSTEM.changed(words=words), approvers=(Approver(id="kommunikasjon", role="Kommunikasjon"),)
    )


def at(story: Story) -> Book:
    """Return the book as of now."""
    return book(story.plan, story.state, lambda digest: KEPT[digest])


def page(story: Story, language: Language, readers: Readers = "staff") -> Page:
    """Return one page of it."""
    found = at(story).page("oppvekst", readers, language)
    assert found is not None
    return found


def approve(story: Story, *languages: Language) -> Story:
    """Approve the words as they are written now."""
    for language in languages:
        one = page(story, language)
        KEPT[one.written.hash] = one.written.model_dump_json()
        story.tell(
            WordingApproved(
                sector="oppvekst",
                audience="staff",
                language=language,
                wording=one.written.hash,
                source=one.source,
                who="kommunikasjon",
                authenticated=False,
            )
        )
    return story


def said(story: Story, language: Language) -> str:
    """Return the notice in the words that are in force."""
    return render(story.notice(), language, "staff", "text", book=at(story))


def approvals(story: Story) -> list[str]:
    """Return how bokmål and nynorsk stand."""
    return [page(story, "nb").approval, page(story, "nn").approval]


def test_nothing_is_published_before_words_were_approved() -> None:
    """Words that nobody has read would reach every desk, and calendars that cannot take them back."""
    story = Story(worded(OLD))
    assert approvals(story) == ["never", "never"]
    assert said(story, "nb").startswith("UTKAST – ordlyden er ikke godkjent")
    assert said(story, "nn").startswith("UTKAST – ordlyden er ikkje godkjend")
    assert "BEGIN:VEVENT" not in render(story.notice(), "nb", "staff", "ics", book=at(story))
    assert "<entry>" not in render(story.notice(), "nb", "staff", "atom", book=at(story))
    assert '"approved": false' in render(story.notice(), "nb", "staff", "json", book=at(story))


def test_first_language_waits_for_its_translation() -> None:
    """Half of the parents would be told, and the other half not."""
    story = approve(Story(worded(OLD)), "nb")
    assert approvals(story) == ["held", "never"]
    assert "UTKAST" in said(story, "nb")
    assert approvals(approve(story, "nn")) == ["approved", "approved"]
    assert "Gammel tekst." in said(story, "nb")
    assert "UTKAST" not in said(story, "nb")


def test_facts_flow_in_approved_words() -> None:
    """Somebody would have to be awake at night for users to hear that the move is late."""
    story = approve(down(worded(OLD)), "nb", "nn")
    assert approvals(story) == ["approved", "approved"]
    story.at(local(20, 10))
    assert "lenger enn planlagt" in said(story, "nb")
    assert approvals(story) == ["approved", "approved"]


def test_changed_words_wait_while_facts_go_on() -> None:
    """A sentence that nobody has read would go out with the next change of time."""
    story = approve(Story(worded(OLD)), "nb", "nn").at(local(9)).follow(worded(NEW))
    assert approvals(story) == ["waiting", "stale"]
    assert "Gammel tekst." in said(story, "nb")
    assert "Ny tekst." not in said(story, "nb")


def test_stale_translation_holds_the_new_text_back_in_both() -> None:
    """Bokmål and nynorsk readers would be told different things under one revision."""
    story = approve(Story(worded(OLD)), "nb", "nn").at(local(9)).follow(worded(NEW))
    approve(story, "nb")
    assert approvals(story) == ["held", "stale"]
    assert "Gammel tekst." in said(story, "nb")
    assert "Gamal tekst." in said(story, "nn")
    story.follow(worded(BOTH))
    assert approvals(story) == ["held", "waiting"]
    approve(story, "nn")
    assert approvals(story) == ["approved", "approved"]
    assert "Ny tekst." in said(story, "nb")
    assert "Ny nynorsk tekst." in said(story, "nn")


def test_translation_that_needs_no_change_is_approved_as_it_is() -> None:
    """A comma in bokmål could not be mended without a needless change in nynorsk."""
    story = approve(Story(worded(OLD)), "nb", "nn").at(local(9)).follow(worded(NEW))
    approve(story, "nb", "nn")
    assert approvals(story) == ["approved", "approved"]
    assert "Ny tekst." in said(story, "nb")


def test_going_back_to_old_words_needs_no_new_approval() -> None:
    """What was approved once would have to be read again because somebody had tried a change."""
    story = approve(Story(worded(OLD)), "nb", "nn").at(local(9)).follow(worded(NEW)).follow(worded(OLD))
    assert approvals(story) == ["approved", "approved"]


def test_each_sector_may_have_its_own_language() -> None:
    """A nynorsk school would be written to in bokmål because the municipality is neutral."""
    plan = worded(OLD).changed(sectors=(Sector(id="oppvekst", name="Oppvekst", languages=("nn",)),))
    story = Story(plan)
    assert [p.language for p in at(story).pages] == ["nn"]
    assert story.notice().languages == ("nn",)
    approve(story, "nn")
    assert page(story, "nn").approval == "approved"


def test_residents_words_are_not_held_up_by_those_to_staff() -> None:
    """A change in what staff are told would keep parents waiting for theirs."""
    public = PublicWords(name="timeplanen på nett", stops="Du kan ikke se timeplanen.")
    seen = workload("Visma Flykning", audience=("staff", "guardians"))
    plans = [
        plan_of(seen.changed(words={"nb": Words(stops=text, public=public)}), languages=("nb",))
        for text in ("Én tekst.", "En annen tekst.")
    ]
    hashes = [
        [page(Story(p), "nb", readers).written.hash for p in plans] for readers in ("staff", "residents")
    ]
    assert hashes[0][0] != hashes[0][1]
    assert hashes[1][0] == hashes[1][1]
    text = render(Story(plans[0]).notice(), "nb", "residents", "text")
    assert text.startswith("Du kan ikke bruke timeplanen på nett onsdag")
    assert "Én tekst." not in text
    assert "Visma" not in text


def test_words_approved_before_a_sentence_came_are_still_in_force() -> None:
    """A new version of Flytt would take every notice off the board until somebody had approved again."""
    story = Story(worded({"nb": Words(meanwhile="Noter på papir.")}))
    earlier = page(story, "nb").written.model_dump(mode="json")
    del earlier["wording"]["labels"]["meantime"], earlier["wording"]["lines"]["unlisted"]
    old = Template.model_validate(earlier)
    story.at(local(16)).aim().do("survey").answer("go").do("stop", "copy", "switch")
    (notice,) = story.notices()
    letter = compose(notice, old, "staff")
    assert notice.state == "checking"
    assert "Mens vi flytter:" in [p.label for p in letter.points]


def test_corrected_words_have_a_time_of_their_own_in_calendars() -> None:
    """A client would keep the words that were wrong: the event would look as if nobody had touched it."""
    story = approve(Story(worded(OLD)).at(local(9)), "nb", "nn")
    first = render(story.notice(), "nb", "staff", "ics", book=at(story))
    story = approve(story.follow(worded(BOTH)).at(local(11)), "nb", "nn")
    second = render(story.notice(), "nb", "staff", "ics", book=at(story))
    assert "LAST-MODIFIED:20230607T070000Z" in first
    assert "LAST-MODIFIED:20230607T090000Z" in second

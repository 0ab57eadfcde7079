"""A name, telephone number or title that is changed before the window is brought along, and given back."""

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.directory import ProfileField
from flytt.migration.evidence import Presence
from tasks.changed_profiles import compared
from tasks.identity.compare import STEP as COMPARE
from tasks.identity.create_people import STEP as CREATE
from tasks.identity.late import STEP, Was
from tasks.tenancy import Met, Tenancy
from tests.sweeps.ground import approached, entry
from tests.tenants import object_id
from tests.worlds import Twins

WANT = Tenancy.model_validate(entry("tenant-identity", "late").values)
EIN = object_id("old/ein")


@pytest.fixture
def scene() -> Twins:
    """Return a world that has come to the window."""
    return approached("tenant-identity", "late").fork()


def _on(scene: Twins, tenant: str) -> MemoryDirectory:
    return scene.world.tenants.on(tenant)  # type: ignore[return-value]


def _say(scene: Twins, tenant: str, one: str = EIN, **said: str) -> None:
    """Change what a tenant says of somebody, who is named by the id in the old one."""
    at = Met(WANT, scene.world).there[one] if tenant == "new" else one
    accounts = _on(scene, tenant).accounts
    accounts[at] = accounts[at].changed(profile=accounts[at].profile.changed(**said))


def _says(scene: Twins, name: ProfileField, one: str = EIN) -> str:
    there = _on(scene, "new").accounts[Met(WANT, scene.world).there[one]]
    return str(getattr(there.profile, name))


def _pass(scene: Twins, want: Tenancy = WANT) -> Was:
    was = STEP.plan(want, scene.world)
    receipt = STEP.do(want, was, scene.world)
    assert STEP.verify(want, was, receipt, scene.world).passed
    return was


def _compared(scene: Twins, want: Tenancy = WANT) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = COMPARE.judge(want, COMPARE.see(want, scene.world), scene.world)
    return found.differing, found.skipped


def _decided(keep: str) -> Tenancy:
    row = {"source": EIN, "keep": keep, "why": "Asked."}
    return Tenancy.model_validate({**WANT.as_json(), "changed_on_both": [row]})


def test_a_changed_telephone_number_does_not_stop_the_night(scene: Twins) -> None:
    """Among thousands somebody is renamed every week, and every night would end at *compare*."""
    _say(scene, "old", mobile="12345678", department="Helse", job_title="")
    assert _compared(scene)[0] != (), "the comparison finds nothing: there is nothing to bring along"
    _pass(scene)
    assert _compared(scene)[0] == ()
    assert (_says(scene, "mobile"), _says(scene, "department"), _says(scene, "job_title")) == (
        "12345678",
        "Helse",
        "",
    )


def test_it_is_taken_back_exactly_and_brought_along_again(scene: Twins) -> None:
    """A rollback would leave a new name in a tenant that nobody has moved to."""
    _say(scene, "old", mobile="12345678", display_name="Ein Nygift")
    before = scene.snapshot()
    was = _pass(scene)
    assert STEP.probe(WANT, was, scene.world) is Presence.PRESENT
    for _ in range(2):
        STEP.undo(WANT, was, None, scene.world)
        assert scene.snapshot() == before
        assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT
    _say(scene, "old", mobile="87654321")
    _pass(scene)
    assert (_says(scene, "mobile"), _compared(scene)[0]) == ("87654321", ())


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("undone", [True, False])
def test_cut_off_between_writing_and_noting_it_goes_on_or_back(
    scene: Twins, monkeypatch: pytest.MonkeyPatch, *, done: bool, undone: bool
) -> None:
    """A power cut would make Flytt's own writing look like somebody else's, and nobody brings it along."""
    _say(scene, "old", mobile="12345678")
    before, was = scene.snapshot(), STEP.plan(WANT, scene.world)
    set_profiles = MemoryDirectory.set_profiles

    def cut(*args: object) -> None:
        if done:
            set_profiles(*args)  # type: ignore[arg-type]
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(MemoryDirectory, "set_profiles", cut)
        with pytest.raises(ConnectionError):
            STEP.do(WANT, was, scene.world)
    if undone:
        with monkeypatch.context() as patched:
            patched.setattr(MemoryDirectory, "set_profiles", cut)
            with pytest.raises(ConnectionError):
                STEP.undo(WANT, was, None, scene.world)
        STEP.undo(WANT, was, None, scene.world)
        assert scene.snapshot() == before
        was = STEP.plan(WANT, scene.world)
        assert [one.after for one in was.rewriting] == [{"mobile": "12345678"}]
    STEP.do(WANT, was, scene.world)
    assert _compared(scene)[0] == ()
    STEP.undo(WANT, was, None, scene.world)
    assert scene.snapshot() == before


def test_what_the_new_side_alone_changed_stays_and_is_named(scene: Twins) -> None:
    """A number that the new side's people had put right would be written over, or stop the night."""
    _say(scene, "new", mobile="99999999")
    _say(scene, "old", department="Helse")
    _pass(scene)
    differing, skipped = _compared(scene)
    assert (_says(scene, "mobile"), _says(scene, "department"), differing) == ("99999999", "Helse", ())
    assert [f"{EIN} (mobile)" in one for one in skipped if "new side alone" in one] == [True]


def test_what_both_sides_changed_is_asked_about_and_never_written_over(scene: Twins) -> None:
    """Somebody's work on the new side would be lost in the night without anybody having been asked."""
    _say(scene, "new", mobile="99999999")
    _say(scene, "old", mobile="12345678")
    was = STEP.plan(WANT, scene.world)
    receipt = STEP.do(WANT, was, scene.world)
    assert any("changed_on_both" in one for one in STEP.verify(WANT, was, receipt, scene.world).skipped)
    differing, _ = _compared(scene)
    assert [(EIN in one, "other mobile" in one, "12345678" in one) for one in differing] == [
        (True, True, False)
    ]
    assert _says(scene, "mobile") == "99999999"
    assert _compared(scene, _decided("new"))[0] == ()
    STEP.undo(WANT, was, receipt, scene.world)
    _pass(scene, _decided("old"))
    assert (_says(scene, "mobile"), _compared(scene)[0]) == ("12345678", ())


def test_what_others_changed_after_the_pass_is_theirs_on_the_way_back(scene: Twins) -> None:
    """Going back would write an old number over one that the new side's people had just put in."""
    _say(scene, "old", mobile="12345678", department="Helse")
    was = _pass(scene)
    _say(scene, "new", mobile="99999999")
    STEP.undo(WANT, was, None, scene.world)
    assert (_says(scene, "mobile"), _says(scene, "department")) == ("99999999", "")
    assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT


def test_a_decision_that_is_taken_back_leaves_no_trace_of_itself(scene: Twins) -> None:
    """Decided for the old side, taken back and decided for the new: the new side's number would be lost."""
    _say(scene, "new", mobile="99999999")
    _say(scene, "old", mobile="12345678")
    STEP.undo(WANT, _pass(scene, _decided("old")), None, scene.world)
    assert _says(scene, "mobile") == "99999999"
    assert STEP.plan(WANT, scene.world).rewriting == ()
    _pass(scene, _decided("new"))
    assert (_says(scene, "mobile"), _compared(scene, _decided("new"))[0]) == ("99999999", ())


def test_what_others_write_before_a_killed_pass_goes_on_is_theirs(scene: Twins) -> None:
    """Hours lie between a power cut and the resumption: what was put right by hand would be written over."""
    _say(scene, "old", mobile="12345678", department="Helse")
    was = STEP.plan(WANT, scene.world)
    _say(scene, "new", mobile="99999999")
    receipt = STEP.do(WANT, was, scene.world)
    assert (_says(scene, "mobile"), _says(scene, "department")) == ("99999999", "Helse")
    seen = STEP.verify(WANT, was, receipt, scene.world)
    assert (seen.passed, any("changed_on_both" in one for one in seen.skipped)) == (True, True)
    assert ["other mobile" in one and "changed_on_both" in one for one in _compared(scene)[0]] == [True]
    STEP.undo(WANT, was, receipt, scene.world)
    assert (_says(scene, "mobile"), _says(scene, "department")) == ("99999999", "")
    assert STEP.probe(WANT, was, scene.world) is Presence.ABSENT


def test_an_account_that_stood_there_before_is_left_as_it_is(scene: Twins) -> None:
    """What another municipality's people say of a person would be written over with what this one says."""
    before = _says(scene, "mobile", object_id("old/delt"))
    _say(scene, "old", object_id("old/delt"), mobile="12345678")
    assert STEP.plan(WANT, scene.world).rewriting == ()
    _pass(scene)
    assert (_says(scene, "mobile", object_id("old/delt")), _compared(scene)[0]) == (before, ())


def test_without_a_record_nobody_guesses_who_changed_it(scene: Twins) -> None:
    """After a restoration Flytt would write over what may be the new side's own."""
    scene.world.kept.forget_items(WANT.marked_as, "profiles")
    _say(scene, "old", mobile="12345678")
    assert STEP.plan(WANT, scene.world).rewriting == ()
    assert [EIN in one for one in _compared(scene)[0]] == [True]
    CREATE.do(WANT, CREATE.traces(WANT, scene.world).was, scene.world)  # type: ignore[arg-type]
    _say(scene, "old", object_id("old/liten"), mobile="12345678")
    assert [one.source for one in STEP.plan(WANT, scene.world).rewriting] == [object_id("old/liten")]


def test_a_country_that_is_gone_stays_and_one_that_came_goes_back_nowhere(scene: Twins) -> None:
    """The service refuses to empty it: the night would stop, and the way back be stuck."""
    _say(scene, "old", usage_location="")
    was = _pass(scene)
    assert (was.rewriting, _says(scene, "usage_location"), _compared(scene)[0]) == ((), "NO", ())
    STEP.undo(WANT, was, None, scene.world)
    there = Met(WANT, scene.world).there[object_id("old/to")]
    account = _on(scene, "new").accounts[there]
    _on(scene, "new").accounts[there] = account.changed(profile=account.profile.changed(usage_location=""))
    scene.world.kept.forget_items(WANT.marked_as, "profiles")
    keep = {"source": object_id("old/to"), "keep": "old", "why": "It lacks."}
    want = Tenancy.model_validate({**WANT.as_json(), "changed_on_both": [keep]})
    _say(scene, "old", usage_location="NO")
    was = _pass(scene, want)
    STEP.undo(want, was, None, scene.world)
    assert STEP.probe(want, was, scene.world) is Presence.ABSENT
    assert _says(scene, "usage_location", object_id("old/to")) == "NO"


def test_who_is_in_the_list_alone_is_not_passed_over(scene: Twins) -> None:
    """Somebody hired a minute ago would get no account, and the comparison would say nothing of it."""
    assert compared(WANT, [(EIN, None, None)], scene.world).says == {EIN: "nothing"}


def test_no_number_comes_into_the_ledger_in_the_open(scene: Twins) -> None:
    """People's telephone numbers would stand in a ledger that is kept for years."""
    _say(scene, "old", mobile="12345678")
    was = _pass(scene)
    rows = scene.world.kept.items(WANT.marked_as, "profiles", "there")
    assert "12345678" not in "".join(row.digest for row in rows)
    assert "12345678" in was.model_dump_json(), "nothing was brought along: nothing was tried"

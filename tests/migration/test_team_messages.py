"""What a message becomes on the new side: when, by whom, under what, leading where."""

import pytest
from pydantic import ValidationError

from flytt.migration.team_messages import Links, becoming, found
from flytt.migration.team_settings import TenantTeams
from flytt.migration.teams import Attached, Message
from tests.teams import TEAMS_SETTINGS

PEOPLE = {"a": "new-a", "b": "new-b"}
NONE = Links({})


def said(number: int, **more: object) -> Message:
    """Return a message of the old side."""
    message = Message(
        id=f"{number}",
        created=f"2021-05-01T08:00:0{number}.000Z",
        author="a",
        author_name="A",
        html=f"<p>{number}</p>",
    )
    return message.changed(**more)


def test_two_of_one_millisecond_become_two() -> None:
    """The second would be refused as a copy of the first, and be lost."""
    twins = [said(2, id="y"), said(2, id="x"), said(1)]
    made = [(one.message.id, one.created) for one in becoming(twins, PEOPLE, "", NONE)]
    assert made == [
        ("1", "2021-05-01T08:00:01.000Z"),
        ("x", "2021-05-01T08:00:02.000Z"),
        ("y", "2021-05-01T08:00:02.001Z"),
    ]
    later = [*twins, said(3)]
    assert [(o.message.id, o.created) for o in becoming(later, PEOPLE, "", NONE)][:3] == made, "it moved"


def test_a_deleted_message_that_is_brought_back_takes_no_other_ones_place() -> None:
    """It would be taken for the other, which is there already, and be lost; the other would come twice."""
    deleted, other = said(2, id="x", odd="message that was deleted"), said(2, id="y")
    before = {one.message.id: one.created for one in becoming([deleted, other], PEOPLE, "", NONE)}
    after = {o.message.id: o.created for o in becoming([deleted.changed(odd=""), other], PEOPLE, "", NONE)}
    assert before["y"] == after["y"] != after["x"]


def test_a_reply_stays_in_its_thread_or_stands_by_itself() -> None:
    """An answer would stand under another question, or be lost with a deleted one."""
    root, odd = said(1), said(2, odd="message that was deleted")
    rows = [root, odd, said(3, under="1"), said(4, under="2")]
    made = {one.message.id: one.under for one in becoming(rows, PEOPLE, "", NONE)}
    assert made == {"1": "", "3": "2021-05-01T08:00:01.000Z", "4": ""}


def test_who_has_no_account_is_stood_in_for_by_name_or_left() -> None:
    """Words would be put in somebody's mouth, or fall out without anybody being told."""
    stranger = said(1, author="gone", author_name="<Ola>")
    assert list(becoming([stranger], PEOPLE, "", NONE)) == []
    (one,) = becoming([stranger], PEOPLE, "stand-in", NONE)
    assert (one.author, one.html) == ("stand-in", "<p><em>&lt;Ola&gt;:</em></p><p>1</p>")


def test_files_are_led_to_where_they_are_and_mentions_become_words() -> None:
    """A link would lead into a tenant that is going away, or a message be refused for naming somebody."""
    links = Links({"https://old/Delt": "https://new/Delt"})
    file = Attached(id="f", kind="reference", url="https://old/Delt/a.txt")
    other = Attached(id="g", kind="reference", url="https://old/Annet/b.txt")
    html = '<p><at id="0">Kari</at> https://old/Delt/a.txt</p>'
    (one,) = becoming([said(1, html=html, attached=(file, other))], PEOPLE, "", links)
    assert one.html == "<p>Kari https://new/Delt/a.txt</p>"
    assert [a.url for a in one.attached] == ["https://new/Delt/a.txt", other.url]
    assert (links.knows(file.url), links.knows(other.url)) == (True, False)


@pytest.mark.parametrize(
    "change", [{"html": "<p>x</p>"}, {"author": "new-b"}, {"subject": "x"}, {"under": "0"}]
)
def test_the_print_tells_another_text_author_subject_or_thread(change: dict[str, object]) -> None:
    """Damage would pass the comparison."""
    (one,) = becoming([said(1)], PEOPLE, "", NONE)
    there, root = said(1, author="new-a"), said(0)
    assert found([there, root])[one.created][1] == one.print
    assert found([there.changed(**change), root])[one.created][1] != one.print


@pytest.mark.parametrize(
    "change",
    [
        {"target": "old"},
        {"called": "Team"},
        {"leave": [{"team": TEAMS_SETTINGS["stand_in"], "why": "x"}] * 2},
    ],
)
def test_a_mapping_that_says_two_things_is_refused(change: dict[str, object]) -> None:
    """It would be left to chance what becomes of a team."""
    with pytest.raises(ValidationError):
        TenantTeams.model_validate({**TEAMS_SETTINGS, **change})

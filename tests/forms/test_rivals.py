"""What only title and owner tell is believed where nothing else asks the same."""

from flytt.forms.attribution.components import Component
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.rivals import rivals

ASKED = {"hva synes du?", "hvor gammel er du?", "kommentar"}


def group(questions: set[str], form: int | None = None, tables: int = 1) -> Component:
    """Return a set of tables that ask these questions."""
    return Component(list(range(tables)), form, by_rows=False, profile=Profile(questions=set(questions)))


def test_a_sibling_is_a_rival_and_the_forms_own_answers_are_not() -> None:
    """Answers of a school would be given to the next, which asks the same under the same title."""
    own = group(ASKED, 1)
    sibling, of_another = group(ASKED | {"telefon"}), group(ASKED, 2)
    others = [group(ASKED, 1), group({"kommentar", "adresse", "dato"}), group(ASKED, None, tables=0)]
    assert rivals([own, *others], [0]) == {0: 0}
    assert rivals([own, *others, sibling, of_another], [0]) == {0: 2}


def test_what_the_service_shows_is_no_rival() -> None:
    """Schools whose answers are all accounted for would make the last one's be asked about for ever."""
    own, shown, hidden = group(ASKED, 1), group(ASKED, 2), group(ASKED, 3)
    unknown = group(ASKED)
    assert rivals([own, shown, hidden, unknown], [0], {2}) == {0: 2}

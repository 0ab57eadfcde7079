"""Form ids: who owns a form is written in its id, wherever the id is met."""

import pytest

from flytt.forms.form_id import decode, encode, ids_in, short_link_in
from tests.forms.estates import FORM, GROUP, GROUP_FORM, OWNER, TENANT


def test_an_id_tells_tenant_owner_and_group() -> None:
    """The owner of a form that was deleted would be lost with the form."""
    person, group = decode(FORM), decode(GROUP_FORM)
    assert person is not None
    assert group is not None
    assert (person.tenant_id, person.owner_id, person.group_owned) == (TENANT, OWNER, False)
    assert (group.owner_id, group.group_owned, group.table) == (GROUP, True, "UN1BWQzBQV2N1MUxUTFpaVzU0")
    assert (len(FORM), len(GROUP_FORM)) == (80, 88)


@pytest.mark.parametrize("text", ["", "abc", "x" * 80, FORM[:50], FORM + "!", "é" * 80])
def test_other_texts_are_no_ids(text: str) -> None:
    """Any long word in a file would become a form that never was."""
    assert decode(text) is None


@pytest.mark.parametrize(
    "text",
    [
        f"https://forms.office.com/Pages/ResponsePage.aspx?id={FORM}&lang=nb",
        f"https://forms.office.com/Pages/DesignPageV2.aspx?subpage=design&FormId={FORM}&Token=x",
        f"https%3A%2F%2Fforms.office.com%2FPages%2FResponsePage.aspx%3Fid%3D{FORM}",
        f"see &amp;id={FORM}, please",
        f"({FORM})",
    ],
)
def test_ids_are_found_in_links_however_written(text: str) -> None:
    """A link in a page, a flow or a workbook would tell nothing of whose form it is."""
    assert ids_in(text) == (FORM,)


def test_a_short_link_tells_its_code_only() -> None:
    """A link that only the service can resolve would pass as a form id, or be dropped."""
    assert short_link_in("https://forms.office.com/r/AbC123xyz9?origin=lprLink") == "AbC123xyz9"
    assert ids_in("https://forms.office.com/r/AbC123xyz9") == ()
    assert encode(TENANT, OWNER, "URDFKTVYQUxUTFpaVzU0RkRMRE") == FORM

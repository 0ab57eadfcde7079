"""What systems are called in notices to staff: what people say, and never a word of the trade."""

from pathlib import Path

from flytt.mapping.municipality import load_municipality
from flytt.migration.workload import Words
from flytt.notices.render import render
from tests.notices.stage import Story, plan_of, workload

TRADE = ("AD", "Serverrom", "Linjesamband", "IDweb", "Tilgangsstyring", "Zero-trust-nettverk", "Intune skole")


def test_staff_are_told_what_they_call_it() -> None:
    """Staff would read that they cannot use AD, and log in as usual."""
    known = workload("AD", kind="manual-change", audience=("staff",))
    said = Words(name="innloggingen med jobbkontoen", before="Logg ut.")
    other = workload("eDialog", kind="manual-change", audience=("staff",)).changed(
        words={"nb": Words(before="Send det som haster.")}
    )
    story = Story(plan_of(known.changed(words={"nb": said}), other))
    text = render(story.notice(), "nb", "staff", "text")
    assert "Du kan ikke bruke innloggingen med jobbkontoen og eDialog" in text.replace("\n", " ")
    assert "- Innloggingen med jobbkontoen: Logg ut." in text
    assert "- eDialog: Send det som haster." in text
    assert "AD" not in text


def test_words_of_the_trade_have_a_common_name_in_the_mapping() -> None:
    """Hustadvika's staff would be told of a Serverrom and a Linjesamband."""
    municipality = load_municipality(Path(__file__).parents[2] / "mappings" / "hustadvika", practice=True)
    there = {w.name: w for w in municipality.workloads if w.name in TRADE}
    assert set(there) == set(TRADE)
    assert [n for n, w in there.items() if not all(w.words[lang].name for lang in ("nb", "nn"))] == []

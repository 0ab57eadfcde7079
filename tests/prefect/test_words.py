"""What operators read in Prefect: bokmål first, the engine's own sentence after it."""

from datetime import UTC, datetime

import pytest

from flytt.migration.next_action import Stuck, Wait

pytestmark = pytest.mark.prefect

FLAGS = "--ledger /et/sted/ledger.db"


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        (
            Wait("waits for its window", until=datetime(2023, 6, 7, 14, 0, tzinfo=UTC)),
            "Venter til 07.06.2023 kl. 16.00.",
        ),
        (
            Wait("she said no-go", on=("a person",)),
            f"Venter på at noen bestemmer seg; så: flytt resume vik {FLAGS}.",
        ),
        (Wait("held", on=("another writer",)), "En annen kjøring arbeider med den nå"),
        (Wait("waits for ad", on=("ad", "dns")), "Venter på ad, dns."),
        (Stuck("It broke.", "flytt resume x"), "Står fast. Ingenting er angret. It broke."),
    ],
)
def test_a_stop_is_said_in_bokmal(
    monkeypatch: pytest.MonkeyPatch, outcome: Wait | Stuck, begins: str
) -> None:
    """An operator would read the engine's English, or not find the sentence that support asks for."""
    from flows.shown import in_words  # noqa: PLC0415 - it imports Prefect, which reads its settings then

    monkeypatch.setenv("FLYTT_MUNICIPALITY", "vik")
    monkeypatch.setenv("FLYTT_TYPED_FLAGS", FLAGS)
    says = in_words(outcome)
    assert says.startswith(begins)
    assert outcome.why in says
    if isinstance(outcome, Stuck):
        assert says.endswith(f"Neste: {outcome.next_command} {FLAGS}")


def test_an_artifacts_key_keeps_norwegian_words_readable() -> None:
    """Prefect takes plain letters only, and a key of holes would be found by nobody."""
    from flows.shown import artifact_key  # noqa: PLC0415 - as above

    assert artifact_key("spørsmål go.ærlig-2023 åpent") == "sporsmal-go-aerlig-2023-apent"

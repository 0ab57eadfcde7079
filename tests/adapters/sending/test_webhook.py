"""Cards against a webhook that answers late, wrongly, or not at all."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.sending.teams import TeamsChannel
from flytt.migration.errors import AccessRefused, FlyttError, Interrupted, Unreachable
from practice.post.webhook import Trouble, Webhook
from tests.adapters.sending.stage import door, message


@pytest.mark.parametrize(
    ("trouble", "kind", "cards"),
    [
        ("cut-before", Interrupted, 0),
        ("cut-after", Interrupted, 1),
        ("502-after", Interrupted, 1),
        ("429", Unreachable, 0),
        ("400", AccessRefused, 0),
    ],
)
def test_only_what_may_have_been_posted_is_called_unknown(
    trouble: Trouble, kind: type[FlyttError], cards: int, webhook: Webhook, tmp_path: Path
) -> None:
    """A channel would show a card twice, or a person would be asked of what was plainly refused."""
    webhook.troubles.append(trouble)
    with pytest.raises(kind) as told:
        TeamsChannel(SecretStr(webhook.url), door(tmp_path), timeout_seconds=60).send(message())
    assert len(webhook.cards) == cards
    assert "workflows" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_webhook_that_is_away_has_posted_nothing(tmp_path: Path) -> None:
    """A person would be asked to look for a card that was never sent."""
    gone = Webhook()
    gone.close()
    with pytest.raises(Unreachable):
        TeamsChannel(SecretStr(gone.url), door(tmp_path), timeout_seconds=60).send(message())

"""What Graph says of channels and messages, as Flytt reads it."""

import pytest

from flytt.adapters.graph.answer import Thing
from flytt.adapters.graph.team_rows import channel_of, message_of


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("standard", "standard"),
        ("private", "private"),
        ("shared", "shared"),
        ("unknownFutureValue", "shared"),
        ("", "shared"),
    ],
)
def test_only_a_channel_that_is_said_to_be_standard_is(said: str, kind: str) -> None:
    """Messages for a few would be copied into a channel that the whole team reads."""
    assert channel_of({"id": "a", "membershipType": said}, "").kind == kind


def test_plain_text_keeps_its_signs_and_lines() -> None:
    """Words in angle brackets would be gone from a message put in as HTML, and all its lines be one."""
    body: Thing = {"contentType": "text", "content": "5 < 6 & <Navn>\nlinje to"}
    assert message_of({"id": "1", "body": body}).html == "5 &lt; 6 &amp; &lt;Navn&gt;<br>linje to"
    assert message_of({"id": "1", "body": {**body, "contentType": "html"}}).html == body["content"]

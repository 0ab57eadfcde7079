# pyright: reportMissingTypeStubs=false
"""Microsoft's own SDK, unmodified, makes a chat, fills it in migration mode and reads it again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from msgraph.generated.chats.item.start_migration.start_migration_post_request_body import (
    StartMigrationPostRequestBody,
)
from msgraph.generated.models.aad_user_conversation_member import AadUserConversationMember
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.chat import Chat
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.chat_message_from_identity_set import ChatMessageFromIdentitySet
from msgraph.generated.models.chat_type import ChatType
from msgraph.generated.models.conversation_member import ConversationMember
from msgraph.generated.models.identity import Identity
from msgraph.generated.models.item_body import ItemBody
from msgraph.graph_service_client import GraphServiceClient

from practice.graph.running import RunningGraph
from tests.practice.graph.microsoft import sdk

pytestmark = pytest.mark.slow  # imports Microsoft's SDK; left out of `make fast`, never of `make test`
BIND = "user@odata" + ".bind"


def test_a_chat_and_its_messages(graph: RunningGraph) -> None:
    """If this fails, the SDK cannot fill a chat in migration mode here, or loses authors and times."""
    asyncio.run(_chat(sdk(graph, "target")))


async def _chat(client: GraphServiceClient) -> None:
    people = await client.users.get()
    assert people is not None
    who, other = (people.value or [])[:2]
    members: list[ConversationMember] = []
    for one in (who, other):
        member = AadUserConversationMember(roles=["owner"])
        member.additional_data = {BIND: f"https://graph.microsoft.com/v1.0/users('{one.id}')"}
        members.append(member)
    made = await client.chats.post(Chat(chat_type=ChatType.Group, topic="Lag", members=members))
    assert made is not None
    at = client.chats.by_chat_id(made.id or "")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    await at.start_migration.post(StartMigrationPostRequestBody(conversation_creation_date_time=since))
    author = ChatMessageFromIdentitySet(user=Identity(id=who.id, display_name=who.display_name))
    body = ItemBody(content="<p>hei</p>", content_type=BodyType.Html)
    when = datetime(2021, 5, 1, 8, tzinfo=UTC)
    await at.messages.post(ChatMessage(created_date_time=when, from_=author, body=body))
    await at.complete_migration.post()
    chat = await at.get()
    assert chat is not None
    assert (chat.created_date_time, str(chat.migration_mode)) == (since, "MigrationMode.Completed")
    read = await at.messages.get()
    assert read is not None
    (there,) = read.value or []
    assert there.created_date_time == when
    assert there.from_ is not None
    assert there.from_.user is not None
    assert there.from_.user.id == who.id
    await at.delete()

# pyright: reportMissingTypeStubs=false
"""Microsoft's own SDK, unmodified, lives a whole life against the practice Graph."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime

import httpx
import pytest
from azure.identity import CertificateCredential
from msgraph.generated.drives.item.items.item.create_upload_session import (
    create_upload_session_post_request_body as upload_body,
)
from msgraph.generated.drives.item.items.item.invite.invite_post_request_body import InvitePostRequestBody
from msgraph.generated.models.assigned_license import AssignedLicense
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.chat_message_from_identity_set import ChatMessageFromIdentitySet
from msgraph.generated.models.drive_recipient import DriveRecipient
from msgraph.generated.models.group import Group
from msgraph.generated.models.identity import Identity
from msgraph.generated.models.invitation import Invitation
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.team import Team
from msgraph.generated.models.user import User
from msgraph.generated.users.item.assign_license.assign_license_post_request_body import (
    AssignLicensePostRequestBody,
)
from msgraph.graph_service_client import GraphServiceClient

from practice.graph.licences import STAFF
from practice.graph.running import RunningGraph
from tests.practice.graph.microsoft import sdk

pytestmark = pytest.mark.slow  # imports Microsoft's SDK; left out of `make fast`, never of `make test`


def test_a_persons_life(graph: RunningGraph) -> None:
    """If this fails, the SDK cannot make, license, change, delete and bring back a user here."""
    asyncio.run(_life(sdk(graph, "target")))


async def _life(client: GraphServiceClient) -> None:
    name = "prove@target.onmicrosoft.practice"
    profile = PasswordProfile(password="Langt-nok-1", force_change_password_next_sign_in=True)
    made = await client.users.post(
        User(account_enabled=True, display_name="Prøve", mail_nickname="prove", user_principal_name=name,
             password_profile=profile, usage_location="NO")
    )  # fmt: skip
    assert made is not None
    assert made.id is not None
    assert str(uuid.UUID(made.id)) == made.id
    one = client.users.by_user_id(made.id)
    licence = AssignedLicense(sku_id=uuid.UUID(STAFF), disabled_plans=[])
    licensed = await one.assign_license.post(
        AssignLicensePostRequestBody(add_licenses=[licence], remove_licenses=[])
    )
    assert licensed is not None
    assert licensed.mail == name
    await one.patch(User(job_title="Lærer"))
    read = await one.get()
    assert read is not None
    assert read.job_title == "Lærer"
    await one.delete()
    with pytest.raises(ODataError) as refused:
        await one.get()
    assert refused.value.response_status_code == 404
    assert refused.value.error is not None
    assert refused.value.error.code == "Request_ResourceNotFound"
    gone = client.directory.deleted_items.by_directory_object_id(made.id)
    assert isinstance(await gone.get(), User)
    await gone.restore.post(None)
    assert (await one.get()) is not None


def test_groups_guests_and_delta(graph: RunningGraph) -> None:
    """If this fails, the SDK misreads memberships, guests or what changed here."""
    asyncio.run(_groups(sdk(graph, "target")))


async def _groups(client: GraphServiceClient) -> None:
    before = await client.groups.delta.get()
    assert before is not None
    assert before.odata_delta_link is not None
    made = await client.groups.post(
        Group(display_name="Øving", mail_enabled=True, mail_nickname="oving", security_enabled=False,
              group_types=["Unified"])
    )  # fmt: skip
    assert made is not None
    assert made.id is not None
    invited = await client.invitations.post(
        Invitation(invited_user_email_address="ny@gjest.example", invite_redirect_url="https://practice.example",
                   send_invitation_message=False)
    )  # fmt: skip
    assert invited is not None
    assert invited.invited_user is not None
    group = client.groups.by_group_id(made.id)
    link = ReferenceCreate(
        odata_id=f"https://graph.microsoft.com/v1.0/directoryObjects/{invited.invited_user.id}"
    )
    await group.members.ref.post(link)
    with pytest.raises(ODataError, match="already exist"):
        await group.members.ref.post(link)
    members = await group.members.get()
    assert members is not None
    assert members.value is not None
    assert [type(one) for one in members.value] == [User]
    after = await client.groups.delta.with_url(before.odata_delta_link).get()
    assert after is not None
    assert after.value is not None
    assert [one.display_name for one in after.value] == ["Øving"]
    await group.members.by_directory_object_id(str(invited.invited_user.id)).ref.delete()
    await group.delete()


def test_files(graph: RunningGraph) -> None:
    """If this fails, the SDK cannot read, write or share files here."""
    asyncio.run(_files(sdk(graph)))


async def _files(client: GraphServiceClient) -> None:
    users = await client.users.get()
    assert users is not None
    assert users.value is not None
    first, second = users.value[:2]
    drive = await client.users.by_user_id(str(first.id)).drive.get()
    assert drive is not None
    items = client.drives.by_drive_id(str(drive.id)).items
    tree = await items.by_drive_item_id("root").delta.get()
    assert tree is not None
    assert tree.value is not None
    assert tree.odata_delta_link is not None
    assert any(one.file and one.file.hashes and one.file.hashes.quick_xor_hash for one in tree.value)
    by_path = items.by_drive_item_id("root:/Ny mappe/æ ø å #1.txt:")
    written = await by_path.content.put(b"innhold")
    assert written is not None
    file = items.by_drive_item_id(str(written.id))
    assert await file.content.get() == b"innhold"
    body = InvitePostRequestBody(
        recipients=[DriveRecipient(email=second.mail)],
        roles=["read"],
        require_sign_in=True,
        send_invitation=False,
    )
    granted = await file.invite.post(body)
    assert granted is not None
    assert granted.value is not None
    assert [one.roles for one in granted.value] == [["read"]]
    session = await by_path.create_upload_session.post(upload_body.CreateUploadSessionPostRequestBody())
    assert session is not None
    assert session.upload_url is not None
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        sent = await http.put(session.upload_url, content=b"nytt", headers={"Content-Range": "bytes 0-3/4"})
    assert sent.status_code == 200
    assert await file.content.get() == b"nytt"
    versions = await file.versions.get()
    assert versions is not None
    assert [one.id for one in versions.value or []] == ["2.0", "1.0"]
    changed = await items.by_drive_item_id("root").delta.with_url(tree.odata_delta_link).get()
    assert changed is not None
    assert {"Ny mappe", "æ ø å #1.txt"} <= {one.name for one in changed.value or []}
    await file.delete()


def test_sign_in_by_certificate(graph: RunningGraph) -> None:
    """If this fails, Microsoft's own sign-in by certificate is refused, or a foreign one is not."""
    source, target = graph.addresses.tenants["source"], graph.addresses.tenants["target"]

    def sign_in(certificate: str) -> str:
        credential = CertificateCredential(
            source.id,
            source.apps["reader"].client_id,
            certificate,
            authority=graph.addresses.base,
            disable_instance_discovery=True,
            connection_verify=str(graph.addresses.authority_file),
        )
        return credential.get_token("https://graph.microsoft.com/.default").token

    assert sign_in(str(source.apps["reader"].certificate_file)).count(".") == 2
    with pytest.raises(Exception, match="AADSTS700027"):
        sign_in(str(target.apps["reader"].certificate_file))


def test_teams_channels_and_messages(graph: RunningGraph) -> None:
    """If this fails, the SDK cannot make a team in migration mode here, or loses authors and times."""
    asyncio.run(_team(sdk(graph, "target")))


async def _team(client: GraphServiceClient) -> None:
    made = datetime(2020, 1, 1, tzinfo=UTC)
    new = Team(display_name="Skole", description="d", created_date_time=made)
    new.additional_data = {
        "@microsoft.graph.teamCreationMode": "migration",
        "template@odata" + ".bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
    }
    await client.teams.post(new)
    teams = await client.teams.get()
    assert teams is not None
    (team,) = [one for one in teams.value or [] if one.display_name == "Skole"]
    at = client.teams.by_team_id(team.id or "")
    general = await at.primary_channel.get()
    assert general is not None
    assert str(general.migration_mode) == "MigrationMode.InProgress"
    people = await client.users.get()
    assert people is not None
    who = (people.value or [])[0]
    channel = at.channels.by_channel_id(general.id or "")
    author = ChatMessageFromIdentitySet(user=Identity(id=who.id, display_name=who.display_name))
    body = ItemBody(content="<p>hei</p>", content_type=BodyType.Html)
    when = datetime(2021, 5, 1, 8, tzinfo=UTC)
    message = ChatMessage(created_date_time=when, from_=author, body=body)
    await channel.messages.post(message)
    with pytest.raises(ODataError) as refused:
        await channel.messages.post(message)
    assert refused.value.response_status_code == 409
    await channel.complete_migration.post()
    await at.complete_migration.post()
    read = await channel.messages.get()
    assert read is not None
    (there,) = read.value or []
    assert there.created_date_time == when
    assert there.from_ is not None
    assert there.from_.user is not None
    assert there.from_.user.id == who.id
    await client.groups.by_group_id(team.id or "").delete()

"""What a workload needs of Microsoft Graph: the least, for one application that reads and one that writes."""

from flytt.migration.record import Record


class Needs(Record):
    """Application permissions as Graph names them. The reading application never gets those that write."""

    reads: frozenset[str]
    writes: frozenset[str]


IDENTITY = Needs(
    reads=frozenset(
        {"User.Read.All", "Group.Read.All", "LicenseAssignment.Read.All", "Domain.Read.All"},
    ),
    writes=frozenset(
        {
            "User.ReadWrite.All",
            "User.Invite.All",
            "Group.ReadWrite.All",
            "LicenseAssignment.ReadWrite.All",
        }
    ),
)
"""People, groups, memberships, guests, licences. Source: Microsoft's permissions reference, August 2026."""

FILES = Needs(
    reads=frozenset({"User.Read.All", "Group.Read.All", "LicenseAssignment.Read.All", "Files.Read.All"}),
    writes=frozenset({"Files.ReadWrite.All", "Sites.ReadWrite.All"}),
)
"""Drives and the rights in them; upload sessions want `Sites.ReadWrite.All`."""

CLOSING = Needs(reads=frozenset(), writes=frozenset({"Sites.FullControl.All"}))
"""Closing the sites of old drives: SharePoint's own permission, which Graph has no counterpart of."""

DOMAIN = Needs(
    reads=frozenset({"Domain.Read.All", "User.Read.All", "Group.Read.All"}),
    writes=frozenset({"Domain.ReadWrite.All", "User.ReadWrite.All"}),
)
"""The domain, and the names on it; addresses are Exchange's. In both tenants: going back is the same way."""

INTRANET = Needs(reads=frozenset({"Sites.Read.All"}), writes=frozenset({"Sites.ReadWrite.All"}))
"""Sites and their pages."""

MAILBOXES = Needs(
    reads=frozenset(
        {
            "User.Read.All",
            "MailboxSettings.Read",
            "MailboxFolder.Read.All",
            "MailboxItem.Read.All",
            "MailboxItem.Export.All",
        }
    ),
    writes=frozenset(
        {
            "MailboxFolder.ReadWrite.All",
            "MailboxItem.ImportExport.All",
            "Mail.ReadWrite",
            "Calendars.ReadWrite",
            "Contacts.ReadWrite",
        }
    ),
)
"""Mail, calendars, contacts; in both tenants: what people write on the new side is brought home.

Besides, for Exchange's administration: `Exchange.ManageAsApp` of Office 365 Exchange Online, and its role.
"""

TEAMS = Needs(
    reads=frozenset(
        {
            "User.Read.All",
            "Group.Read.All",
            "Team.ReadBasic.All",
            "Channel.ReadBasic.All",
            "ChannelMessage.Read.All",
            "TeamMember.Read.All",
            "TeamsTab.Read.All",
            "Files.Read.All",
        }
    ),
    writes=frozenset(
        {
            "Teamwork.Migrate.All",
            "Group.ReadWrite.All",
            "TeamMember.ReadWrite.All",
            "TeamsTab.ReadWrite.All",
        }
    ),
)
"""Teams, on the new side; `ARCHIVING` on the old one. Files are read for what messages lead to."""

CHATS = Needs(
    reads=frozenset({"User.Read.All", "Chat.Read.All", "Files.Read.All"}),
    writes=frozenset(
        {"Teamwork.Migrate.All", "Chat.Create", "Chat.ReadWrite.All", "Chat.ManageDeletion.All"}
    ),
)
"""Chats: made, filled, named and taken back on the new side. Files are read for what messages lead to."""

PLANNER = Needs(
    reads=frozenset({"User.Read.All", "Group.Read.All", "Tasks.Read.All"}),
    writes=frozenset({"Tasks.ReadWrite.All"}),
)
"""Plans of groups, on both sides: the old plans are renamed when people are to leave them."""

ARCHIVING = Needs(reads=frozenset(), writes=frozenset({"TeamSettings.ReadWrite.All"}))
"""Closing the old teams, and a new one that is taken back."""

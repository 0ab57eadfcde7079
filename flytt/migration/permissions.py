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

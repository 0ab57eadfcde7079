"""What each file under merging/ may say: the sources' rows, and what was decided where they collide."""

from typing import Literal, TypeAlias

from pydantic import Field

from flytt.migration.record import Record, Slug

CollisionKind: TypeAlias = Literal[
    "user-id", "user-address", "group-name", "share-path", "instance-application"
]
RowId = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9@._-]{0,99}$")


class UserRow(Record):
    """A user of one source. `address` is the one wanted in the new municipality."""

    id: str = RowId
    address: str = Field(min_length=1)


class GroupRow(Record):
    """A group of one source."""

    id: str = RowId
    name: str = Field(min_length=1)


class ShareRow(Record):
    """A file area of one source, by the path wanted in the new municipality."""

    id: str = RowId
    path: str = Field(min_length=1)


class InstanceRow(Record):
    """An installation of one application, where both sources have one of their own."""

    id: str = RowId
    application: str = Field(min_length=1)


class UsersFile(Record):
    """merging/SOURCE/users.yaml."""

    users: tuple[UserRow, ...]


class GroupsFile(Record):
    """merging/SOURCE/groups.yaml."""

    groups: tuple[GroupRow, ...]


class SharesFile(Record):
    """merging/SOURCE/shares.yaml."""

    shares: tuple[ShareRow, ...]


class InstancesFile(Record):
    """merging/SOURCE/instances.yaml."""

    instances: tuple[InstanceRow, ...]


class Renaming(Record):
    """One source's row, and the new word that takes the colliding one's place."""

    source: Slug
    id: str = RowId
    to: str = Field(min_length=1)


class Decision(Record):
    """What happens where rows of two sources want the same name.

    `rename` gives some of them another, `keep-both-as` gives every one another, `merge` makes them one.
    """

    collision: CollisionKind
    value: str
    decision: Literal["rename", "merge", "keep-both-as"]
    renamed: tuple[Renaming, ...] = ()
    why: str = Field(min_length=1)
    decided_by: Slug


class DecisionsFile(Record):
    """merging/decisions.yaml."""

    decisions: tuple[Decision, ...]


class Kindred(Record):
    """Which rows a file holds, and which of their fields must be nobody else's."""

    model: type[Record]
    fields: dict[str, CollisionKind]


FILES: dict[str, Kindred] = {
    "users": Kindred(model=UsersFile, fields={"id": "user-id", "address": "user-address"}),
    "groups": Kindred(model=GroupsFile, fields={"name": "group-name"}),
    "shares": Kindred(model=SharesFile, fields={"path": "share-path"}),
    "instances": Kindred(model=InstancesFile, fields={"application": "instance-application"}),
}

"""The words that a person types for a folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flytt.migration.errors import BadInput
from flytt.shares.location import Location, parse


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("/srv/share/", Location(path="/srv/share")),
        ("./x//y/.", Location(path="./x/y")),
        ("x/y", Location(path="./x/y")),
        (".", Location(path=".")),
        ("/", Location(path="/")),
        ("file:///srv/a%20b", Location(path="/srv/a b")),
        (
            "ssh://ola@files.example:2222/srv/x",
            Location(host="files.example", user="ola", port=2222, path="/srv/x"),
        ),
        ("SSH://files.example/", Location(host="files.example", path="/")),
        ("ssh://[::1]:22/srv", Location(host="::1", port=22, path="/srv")),
        ("ssh://h/a%FFb", Location(host="h", path="/a\udcffb")),
        ("./odd://name", Location(path="./odd:/name")),
    ],
)
def test_what_is_typed_is_understood(text: str, location: Location) -> None:
    """A person would name one folder and Flytt would look at another."""
    assert parse(text) == location


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\0b",
        "http://h/x",
        "ssh:///x",
        "ssh://h",
        "ssh://h:99999/x",
        "ssh://h:x/x",
        "ssh://h/a?b",
        "ssh://h/a#b",
        "file://elsewhere/x",
        "ssh://-oProxyCommand=x/x",
        "ssh://-l@h/x",
        "ssh://h/a%00b",
    ],
)
def test_what_is_no_folder_is_refused(text: str) -> None:
    """A slip of the pen would reach some other place, or an option would reach ssh."""
    with pytest.raises(BadInput):
        parse(text)


def test_a_password_is_refused_and_not_repeated() -> None:
    """A password would be taken from where everybody sees it, or shown in the error."""
    with pytest.raises(BadInput) as refused:
        parse("ssh://ola:hunter2@h/x")
    assert "hunter2" not in str(refused.value)


names = (st.text(max_size=9).filter(str.isprintable).map(str.encode) | st.binary(min_size=1, max_size=9)).map(
    lambda raw: raw.replace(b"\0", b"").decode(errors="surrogateescape")
)


@given(
    st.lists(names, min_size=1, max_size=4),
    st.sampled_from(["", "ola", "ola nordmann"]),
    st.integers(0, 65535),
)
def test_every_location_can_be_written_and_read_back(parts: list[str], user: str, port: int) -> None:
    """An error or a next command would name another folder than the one meant."""
    kept = [part.replace("/", "_") for part in parts]
    path = "/" + "/".join(part for part in kept if part not in {".", ""})
    location = Location(host="h.example", user=user, port=port, path=path)
    assert parse(str(location)) == location

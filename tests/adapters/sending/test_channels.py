"""What every channel must do, tried on each of them and on the twin that the outbox is tested against."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from flytt.adapters.memory.channel import MemoryChannel
from flytt.adapters.memory.news_pages import MemoryNewsPages
from flytt.adapters.sending.folder import FolderChannel
from flytt.adapters.sending.graph_mail import GraphMailChannel
from flytt.adapters.sending.site_pages import GraphNewsPages, NewsChannel
from flytt.adapters.sending.teams import TeamsChannel
from flytt.migration.channel import Channel, Message
from flytt.migration.errors import BadInput
from tests.adapters.sending.stage import (
    FIRST,
    LATER,
    REAL,
    TO,
    door,
    line,
    mailbox,
    message,
    smtp,
)


@dataclass(frozen=True)
class Ground:
    """A channel, and how many times a message is there for people to see."""

    channel: Channel
    there: Callable[[Message], int]
    has_door: bool = True


def _smtp(asked: pytest.FixtureRequest, home: Path) -> Ground:
    server = asked.getfixturevalue("mail_server")
    channel = smtp(server.port, asked.getfixturevalue("certificates")[0], home)
    return Ground(channel, lambda m: sum(f"<{m.id}>".encode() in kept.content for kept in server.kept))


def _teams(asked: pytest.FixtureRequest, home: Path) -> Ground:
    hook = asked.getfixturevalue("webhook")
    return Ground(TeamsChannel(SecretStr(hook.url), door(home)), lambda m: hook.messages.count(m.id))


def _graph_mail(asked: pytest.FixtureRequest, home: Path) -> Ground:
    graph = asked.getfixturevalue("graph")
    channel = GraphMailChannel(line(graph, home), mailbox(graph), TO, door(home))
    boxes = graph.service.mailboxes
    return Ground(channel, lambda m: sum(d.message_id == m.id for d in boxes.delivered) // len(TO))


def _news(asked: pytest.FixtureRequest, home: Path) -> Ground:
    graph = asked.getfixturevalue("graph")
    channel = NewsChannel(GraphNewsPages(line(graph, home), "root"), "root", door(home))
    tenant = graph.addresses.tenants["source"].id
    return Ground(
        channel, lambda m: sum(p["title"] in m.forms["sharepoint"] for p in graph.service.sites.seen(tenant))
    )


def _news_twin(asked: pytest.FixtureRequest, home: Path) -> Ground:
    del asked
    pages = MemoryNewsPages()
    channel = NewsChannel(pages, "root", door(home))
    return Ground(
        channel,
        lambda m: sum(p.published is True and p.title in m.forms["sharepoint"] for p in pages.pages.values()),
    )


def _folder(asked: pytest.FixtureRequest, home: Path) -> Ground:
    del asked
    there = home / "varsel"
    channel = FolderChannel(str(there), door(home))
    return Ground(channel, lambda m: sum(m.id in p.read_text("utf-8") for p in there.glob("*.revision")))


def _twin(asked: pytest.FixtureRequest, home: Path) -> Ground:
    del asked, home
    channel = MemoryChannel(TO)
    return Ground(channel, lambda m: channel.arrived[m.id], has_door=False)


def _silent_twin(asked: pytest.FixtureRequest, home: Path) -> Ground:
    del asked, home
    channel = MemoryChannel(TO, can_be_asked=False)
    return Ground(channel, lambda m: channel.arrived[m.id], has_door=False)


ASKED = {"graph-mail": _graph_mail, "news": _news, "news-twin": _news_twin, "folder": _folder, "twin": _twin}
SILENT = {"smtp": _smtp, "teams": _teams, "silent-twin": _silent_twin}
ALL = {**ASKED, **SILENT}
GUARDED = [name for name in ALL if name not in {"twin", "silent-twin"}]


@pytest.mark.parametrize("name", ALL)
def test_what_is_sent_is_there_once(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A notice would not arrive, or arrive twice, through this channel."""
    ground = ALL[name](request, tmp_path)
    assert ground.there(message()) == 0
    assert ground.channel.send(message()).refused == 0
    assert ground.there(message()) == 1


@pytest.mark.parametrize("name", ALL)
def test_a_channel_takes_the_forms_it_names(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The outbox would make what the channel cannot take."""
    ground = ALL[name](request, tmp_path)
    own = message()
    only = own.changed(forms={form: own.forms[form] for form in ground.channel.forms})
    ground.channel.send(only)
    assert ground.there(only) == 1
    assert len(ground.channel.destination) >= 1


@pytest.mark.parametrize("name", ASKED)
def test_a_channel_that_can_be_asked_knows_what_it_has(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """After a crash a notice would be sent twice, or not at all."""
    channel = ASKED[name](request, tmp_path).channel
    assert channel.can_be_asked
    assert channel.find(message()) is None
    channel.send(message())
    assert channel.find(message()) is not None
    later = message(LATER, number=2)
    assert channel.find(later) is None
    channel.send(later)
    assert channel.find(later) is not None


@pytest.mark.parametrize("name", SILENT)
def test_a_channel_that_cannot_be_asked_says_so(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """«Not there» would be believed of a channel that does not know."""
    channel = SILENT[name](request, tmp_path).channel
    assert not channel.can_be_asked
    with pytest.raises(NotImplementedError):
        channel.find(message())


@pytest.mark.parametrize("name", GUARDED)
def test_a_rehearsals_channel_takes_a_rehearsals_words_alone(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A real notice would be lost in a rehearsal, or a channel would not ask the door at all."""
    ground = ALL[name](request, tmp_path)
    with pytest.raises(BadInput, match="a rehearsal sends its own alone"):
        ground.channel.send(message(REAL))
    assert ground.there(message(REAL)) == 0


@pytest.mark.parametrize("name", ["news", "news-twin"])
def test_a_page_is_put_right_and_not_made_again(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The intranet's news would show every revision beside the others, the old ones too."""
    ground = ASKED[name](request, tmp_path)
    ground.channel.send(message())
    ground.channel.send(message(LATER, number=2))
    assert ground.there(message(LATER)) == 1
    assert ground.there(message(FIRST)) == 0

"""A name server that refuses, fails, lies or falls silent, and what Flytt then says is known."""

from collections.abc import Callable, Generator
from pathlib import Path

import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rcode
import pytest
from pydantic import SecretStr

from flytt.adapters.dns.exchange import Exchange
from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.dns.server import Key, ZoneNames
from flytt.migration.errors import BadInput, ChangedByOthers, CommandFailed, Interrupted, Unreachable
from practice import running
from practice.addresses import DnsAddress
from practice.world import World
from tests.named import ZONE, running_named
from tests.postgres import free_port

OTHER_SECRET = SecretStr("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
Ask = Callable[[Exchange, dns.message.Message], dns.message.Message]


@pytest.fixture
def server(tmp_path: Path) -> Generator[DnsAddress]:
    """The practice municipality's name server."""
    world = {"seed": 1, "hosts": {}, "dns": {"zone": "kommune.practice.", "cnames": {"fag": "gammel"}}}
    with running.start(World.model_validate(world), tmp_path) as started:
        yield started.addresses.dns


def zone(server: DnsAddress, *, secret: SecretStr | None = None) -> ZoneNames:
    """Return the zone as Flytt reaches it."""
    made = secret or SecretStr(server.tsig.secret_file.read_text())
    key = Key(name=server.tsig.name, secret=made, algorithm=server.tsig.algorithm)
    return ZoneNames(server.address, server.zone, port=server.port, key=key, timeout_seconds=60)


def is_update(message: dns.message.Message) -> bool:
    """Tell an update from a question."""
    return message.opcode() == dns.opcode.UPDATE


def test_a_wrong_key_is_a_refusal_and_its_secret_unsaid(server: DnsAddress) -> None:
    """If it looked like an outage, Flytt would try again for ever; if quoted, the secret would be in logs."""
    names = zone(server, secret=OTHER_SECRET)
    with pytest.raises(CommandFailed) as told:
        names.switch("fag", expected="gammel", target="ny")
    assert OTHER_SECRET.get_secret_value() not in str(told.value)
    assert names.lookup("fag") == "gammel"


def test_without_a_key_changing_is_refused(server: DnsAddress) -> None:
    """If an unsigned update were taken for done, users would stay behind."""
    names = ZoneNames(server.address, server.zone, port=server.port)
    with pytest.raises(CommandFailed, match="REFUSED"):
        names.switch("fag", expected="gammel", target="ny")


def test_a_zone_that_the_server_does_not_answer_for_is_a_refusal(server: DnsAddress) -> None:
    """If it read as an absent alias, unknown would have become empty."""
    with pytest.raises(CommandFailed, match="would not"):
        ZoneNames(server.address, "elsewhere.practice.", port=server.port).lookup("fag")


def test_a_silent_server_is_unreachable() -> None:
    """If silence read as an absent alias, a step would think that there is nothing to undo."""
    with pytest.raises(Unreachable, match="gave no answer"):
        ZoneNames("127.0.0.1", ZONE, port=free_port(), timeout_seconds=0.2).lookup("fag")


def _with(change: Callable[[dns.message.Message], None]) -> Ask:
    real = Exchange.ask

    def ask(exchange: Exchange, message: dns.message.Message) -> dns.message.Message:
        answer = real(exchange, message)
        change(answer)
        return answer

    return ask


def test_a_failing_server_is_unreachable(server: DnsAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """If SERVFAIL read as an absent alias, unknown would have become empty."""
    monkeypatch.setattr(Exchange, "ask", _with(lambda answer: answer.set_rcode(dns.rcode.SERVFAIL)))
    with pytest.raises(Unreachable):
        zone(server).lookup("finnes-ikke")


def test_an_answer_from_memory_is_not_believed(server: DnsAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a resolver's remembered answer were believed, a switch would be verified against yesterday."""

    def remembered(answer: dns.message.Message) -> None:
        answer.flags &= ~dns.flags.AA

    monkeypatch.setattr(Exchange, "ask", _with(remembered))
    with pytest.raises(CommandFailed, match="said to answer for"):
        zone(server).lookup("fag")


def test_a_lost_answer_is_looked_up(server: DnsAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a switch that took effect were called failed, the move would stop for nothing."""
    real = Exchange.ask

    def lose(exchange: Exchange, message: dns.message.Message) -> dns.message.Message:
        answer = real(exchange, message)
        if is_update(message):
            raise Unreachable("The answer was lost.")
        return answer

    names = zone(server)
    monkeypatch.setattr(Exchange, "ask", lose)
    names.switch("fag", expected="gammel", target="ny")
    assert names.lookup("fag") == "ny"


def test_an_update_that_never_arrived_is_unknown(server: DnsAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it were called failed, one that is merely late would take effect behind our back."""
    real = Exchange.ask

    def drop(exchange: Exchange, message: dns.message.Message) -> dns.message.Message:
        if is_update(message):
            raise Unreachable("Nothing came back.")
        return real(exchange, message)

    names = zone(server)
    monkeypatch.setattr(Exchange, "ask", drop)
    with pytest.raises(Interrupted, match="may still take effect"):
        names.switch("fag", expected="gammel", target="ny")


def test_a_change_between_looking_and_switching_is_refused_by_the_server(
    server: DnsAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If only Flytt compared, a change in that moment would be overwritten."""
    names, other = zone(server), zone(server)
    real, meddled = Exchange.ask, list[bool]()

    def meddle(exchange: Exchange, message: dns.message.Message) -> dns.message.Message:
        if is_update(message) and not meddled:
            meddled.append(True)
            other.switch("fag", expected="gammel", target="annen")
        return real(exchange, message)

    monkeypatch.setattr(Exchange, "ask", meddle)
    with pytest.raises(ChangedByOthers, match="points to annen"):
        names.switch("fag", expected="gammel", target="ny")
    assert names.lookup("fag") == "annen"


@pytest.mark.server("named")
def test_the_time_to_live_is_kept_and_names_outside_are_whole() -> None:
    """If the time to live were set anew, users would follow a later switch too late."""
    with running_named() as named:
        key = Key(name="flytt.", secret=SecretStr(named.secret))
        names = ZoneNames("127.0.0.1", ZONE, port=named.port, key=key)
        names.switch("fag", expected="gammel", target="ny")
        query = dns.message.make_query(f"fag.{ZONE}", "CNAME")
        answer = dns.query.udp(query, "127.0.0.1", port=named.port, timeout=60)
        assert [rrset.to_text() for rrset in answer.answer] == [f"fag.{ZONE} 120 IN CNAME ny.{ZONE}"]
        assert names.lookup("ute") == "www.elsewhere.practice."
        wrong = ZoneNames("127.0.0.1", ZONE, port=named.port, key=Key(name="flytt.", secret=OTHER_SECRET))
        with pytest.raises(CommandFailed):
            wrong.switch("fag", expected="ny", target="gammel")


@pytest.mark.parametrize(("name", "secret"), [("a" * 64 + ".", "AAAA"), ("kommune.practice.", "æ")])
def test_a_zone_or_key_that_cannot_be_one_is_bad_input(name: str, secret: str) -> None:
    """If it came up in the middle of a window, the evening would be lost."""
    with pytest.raises(BadInput) as told:
        ZoneNames("127.0.0.1", name, key=Key(name="flytt.", secret=SecretStr(secret)))
    assert told.value.__cause__ is None


def test_the_twin_counts_what_really_changed() -> None:
    """If the twin counted repeats, sweeps would see effects that are none."""
    names = MemoryNames({"fag": "gammel"})
    for _ in range(2):
        names.switch("fag", expected="gammel", target="ny")
    assert names.effects == {("switch", "fag"): 1}
    assert names.snapshot() == {"fag": "ny"}

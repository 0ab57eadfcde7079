"""Which mover takes a share from one host to another, and why: a pure choice from facts."""

from typing import Literal, TypeAlias

from flytt.migration.record import Record

Mover: TypeAlias = Literal["rsync", "relay", "sftp"]
Direction: TypeAlias = Literal["here", "push", "pull", "through"]

OLDEST_RSYNC = (3, 1, 3)
OLDEST_PYTHON = (3, 6)
SFTP_LOSES = (
    "owners, unless it signs in as root",
    "access lists",
    "extended attributes",
    "hard links: each name becomes a file of its own",
    "sparse files: they fill up",
    "times below a second, and times of links",
    "devices, pipes and sockets",
)


class HostFacts(Record):
    """What a host has. An empty version means that the program is not there."""

    host: str
    python: tuple[int, ...] = ()
    rsync: tuple[int, ...] = ()
    rsync_acls: bool = False
    rsync_xattrs: bool = False
    shell: bool = True
    flock: bool = False
    ssh: bool = False
    root: bool = False
    cores: int = 1
    aes: bool = False
    system: str = ""


class Reach(Record):
    """Whether one host signs in on the other. `mib_per_second` and `seconds` are of a small transfer."""

    works: bool
    why: str = ""
    seconds: float = 0
    mib_per_second: float = 0
    streams: int = 1


class Choice(Record):
    """The mover, which way it goes, why, what it loses and how many streams are of use.

    `lists_apart`: owners are mapped, rsync does not map them in access lists, and the relay's agents do that.
    """

    mover: Mover
    direction: Direction
    why: str
    loses: tuple[str, ...] = ()
    streams: int = 1
    fast_cipher: bool = False
    lists_apart: bool = False


def rsync_lacks(facts: HostFacts) -> str:
    """Return why rsync cannot move everything on this host; empty when it can."""
    if not facts.rsync:
        return f"{facts.host} has no rsync"
    if facts.rsync < OLDEST_RSYNC:
        return f"rsync on {facts.host} is {'.'.join(map(str, facts.rsync))}, older than 3.1.3"
    if not (facts.rsync_acls and facts.rsync_xattrs):
        return f"rsync on {facts.host} keeps no access lists or extended attributes"
    if not facts.flock:
        return f"{facts.host} has no flock to keep two movers apart"
    return ""


def relay_lacks(facts: HostFacts) -> str:
    """Return why Flytt's own agent cannot run on this host; empty when it can."""
    if facts.python >= OLDEST_PYTHON:
        return ""
    return f"{facts.host} has no Python 3.6 or newer"


def drives_lacks(facts: HostFacts) -> str:
    """Return why a host cannot sign in on another one; empty when it can."""
    return "" if facts.ssh else f"{facts.host} has no OpenSSH client"


def choose(
    source: HostFacts,
    target: HostFacts,
    *,
    same_host: bool,
    push: Reach | None,
    pull: Reach | None,
    wanted: Mover | None = None,
    mapped: bool = False,
) -> Choice | str:
    """Return the best mover, or a sentence why the one that is wanted cannot do it.

    `push` and `pull` are None when nobody has tried, for want of a server to try. `mapped`: owners become
    others at the target.
    """
    against: list[str] = []
    if wanted in {None, "rsync"}:
        chosen = _rsync(source, target, same_host=same_host, push=push, pull=pull)
        if isinstance(chosen, Choice):
            return _with_lists(chosen, source, target) if mapped else chosen
        against.append(chosen)
    if wanted in {None, "relay"}:
        lacks = relay_lacks(source) or relay_lacks(target)
        if not lacks:
            why = "; ".join([*against, "through Flytt's machine nothing is lost: Python is on both hosts"])
            return Choice(mover="relay", direction="through", why=why)
        against.append(lacks)
    if wanted in {None, "sftp"}:
        why = "; ".join([*against, "plain SFTP is what is left"])
        return Choice(mover="sftp", direction="through", why=why, loses=SFTP_LOSES)
    return "; ".join(against)


def _rsync(
    source: HostFacts, target: HostFacts, *, same_host: bool, push: Reach | None, pull: Reach | None
) -> Choice | str:
    if lacks := rsync_lacks(source) or rsync_lacks(target):
        return lacks
    if same_host:
        return Choice(mover="rsync", direction="here", why="both folders are on one host, and it has rsync")
    fast = source.aes and target.aes
    said: list[str] = []
    for direction, driver, other, reach in (
        ("push", source, target, push),
        ("pull", target, source, pull),
    ):
        if reach is None:
            continue
        if lacks := drives_lacks(driver):
            said.append(lacks)
            continue
        if not reach.works:
            said.append(f"{driver.host} does not reach {other.host} ({reach.why})")
            continue
        way: Direction = "push" if direction == "push" else "pull"
        why = "; ".join([*said, f"{driver.host} reaches {other.host} and both have rsync"])
        return Choice(
            mover="rsync", direction=way, why=why + _pace(reach), streams=reach.streams, fast_cipher=fast
        )
    return "; ".join(said) or "neither host reaches the other"


def _with_lists(choice: Choice, source: HostFacts, target: HostFacts) -> Choice:
    if relay_lacks(source) or relay_lacks(target):
        return choice.changed(loses=("access lists name the source's numbers: rsync does not map them",))
    return choice.changed(lists_apart=True)


def _pace(reach: Reach) -> str:
    if not reach.mib_per_second:
        return ""
    more = f", {reach.streams} streams are faster than one" if reach.streams > 1 else ""
    return f" ({reach.mib_per_second:.0f} MiB/s in a small trial{more})"

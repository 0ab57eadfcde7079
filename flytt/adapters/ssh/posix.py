"""The commands that Flytt runs on a POSIX host, as lists of words."""

from flytt.adapters.ssh.endpoint import Argv


def service_state(name: str) -> Argv:
    """Print whether a unit is known, active and enabled."""
    return ("systemctl", "show", "--property=LoadState,ActiveState,UnitFileState", "--", name)


def service(verb: str, name: str) -> Argv:
    """Start, stop, enable or disable a unit."""
    return ("systemctl", verb, "--", name)


def sha256(path: str) -> Argv:
    """Print a file's digest."""
    return ("sha256sum", "-b", "--", path)


def make_directory(path: str) -> Argv:
    """Make a directory and those above it."""
    return ("mkdir", "-p", "--", path)


def remove(*paths: str) -> Argv:
    """Remove files; gone already is well."""
    return ("rm", "-f", "--", *paths)


def move(source: str, target: str) -> Argv:
    """Rename over the target."""
    return ("mv", "-T", "--", source, target)


def sync(path: str) -> Argv:
    """Have a file or directory written to the disk itself."""
    return ("sync", "--", path)


def copy(source: str, target: str) -> Argv:
    """Copy a file on the host."""
    return ("cp", "--", source, target)


def set_mode(mode: int, path: str) -> Argv:
    """Set permissions."""
    return ("chmod", f"{mode:04o}", "--", path)


def print_mode(path: str) -> Argv:
    """Print permissions in octal."""
    return ("stat", "-c", "%a", "--", path)


def fetch(url: str, seconds: int) -> Argv:
    """Fetch a URL on the host."""
    return ("curl", "--fail", "--silent", "--show-error", "--max-time", str(seconds), "--", url)


def sqlite(path: str, sql: str, *, readonly: bool) -> Argv:
    """Run SQL on a SQLite file, waiting at most ten seconds for its lock."""
    options = ("-batch", "-bail", "-list", "-noheader", *(("-readonly",) if readonly else ()))
    return ("sqlite3", *options, "-cmd", ".timeout 10000", path, sql)

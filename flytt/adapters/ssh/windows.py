"""Commands for Windows hosts, as words for PowerShell. Written from its documentation; see `PROVEN`."""

from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.words import Option

PLATFORM = "windows"
PROVEN = "not proven on the real thing"


def service_state(name: str) -> Argv:
    """Return a service's status and start type."""
    return ("Get-Service", Option("-Name"), name)


def start(name: str) -> Argv:
    """Start a service and wait for it."""
    return ("Start-Service", Option("-Name"), name)


def stop(name: str) -> Argv:
    """Stop a service and wait for it."""
    return ("Stop-Service", Option("-Name"), name)


def enable(name: str) -> Argv:
    """Let a service start with the host."""
    return ("Set-Service", Option("-Name"), name, Option("-StartupType"), "Automatic")


def disable(name: str) -> Argv:
    """Let a service not start with the host."""
    return ("Set-Service", Option("-Name"), name, Option("-StartupType"), "Disabled")


def sha256(path: str) -> Argv:
    """Print a file's digest. A literal path: brackets in it are no pattern."""
    return ("Get-FileHash", Option("-Algorithm"), "SHA256", Option("-LiteralPath"), path)


def fetch(url: str, seconds: int) -> Argv:
    """Fetch a URL on the host."""
    return (
        "Invoke-WebRequest",
        Option("-UseBasicParsing"),
        Option("-TimeoutSec"),
        str(seconds),
        Option("-Uri"),
        url,
    )

"""Commands without files: true, echo, uname, sleep, systemctl."""

from __future__ import annotations

import time
from functools import partial

from practice.commands.call import Call, Outcome, UsageError
from practice.units import NoUnitError, StartError

__all__ = ["echo", "sleep", "systemctl", "true", "uname"]

_LONGEST_SLEEP_SECONDS = 30.0
_NO_UNIT = 5  # as systemctl itself: LSB's "program is not installed"


def true(_: Call) -> Outcome:
    """Do nothing, well."""
    return Outcome()


def echo(call: Call) -> Outcome:
    """Print the words."""
    call.out((" ".join(call.argv[1:]) + "\n").encode(errors="surrogateescape"))
    return Outcome()


def uname(call: Call) -> Outcome:
    """Print the host's name: `uname -n`."""
    if call.argv[1:] != ("-n",):
        msg = "only -n is known here"
        raise UsageError(msg)
    call.out(f"{call.machine.id}\n".encode())
    return Outcome()


def sleep(call: Call) -> Outcome:
    """Wait at most 30 seconds, or until nobody listens any longer."""
    (word,) = call.operands(most=1)[1]
    try:
        seconds = float(word)
    except ValueError as error:
        msg = f"invalid time interval '{word}'"
        raise UsageError(msg) from error
    end = time.monotonic() + min(seconds, _LONGEST_SLEEP_SECONDS)
    while (left := end - time.monotonic()) > 0:
        if call.gone() or call.stopping():
            return Outcome(143)
        time.sleep(min(0.02, left))
    return Outcome()


def systemctl(call: Call) -> Outcome:
    """`systemctl show --property=A,B -- NAME` and `systemctl start|stop|enable|disable -- NAME`."""
    words = [word for word in call.argv[1:] if word != "--"]
    if len(words) == 3 and words[0] == "show" and words[1].startswith("--property="):  # noqa: PLR2004
        return _show(call, words[1].removeprefix("--property=").split(","), words[2])
    if len(words) != 2 or words[0] not in {"start", "stop", "enable", "disable"}:  # noqa: PLR2004
        call.err(b"Unknown command verb or options.\n")
        return Outcome(1)
    verb, name = words[0], words[1].removesuffix(".service")
    units = call.machine.units
    do = {
        "start": units.start,
        "stop": units.stop,
        "enable": partial(units.enable, enabled=True),
        "disable": partial(units.enable, enabled=False),
    }[verb]
    try:
        return Outcome(0, changed=do(name))
    except NoUnitError:
        return _no_unit(call, verb, name)
    except StartError:
        return _not_started(call, name)


def _not_started(call: Call, name: str) -> Outcome:
    call.err(
        f"Job for {name}.service failed because the control process exited with error code.\n"
        f'See "systemctl status {name}.service" and "journalctl -xeu {name}.service".\n'.encode()
    )
    return Outcome(1)


def _show(call: Call, properties: list[str], name: str) -> Outcome:
    try:
        state = call.machine.units.state(name.removesuffix(".service"))
    except NoUnitError:
        values = {"LoadState": "not-found", "ActiveState": "inactive", "UnitFileState": ""}
    else:
        values = {
            "LoadState": "loaded",
            "ActiveState": "active" if state.running else "inactive",
            "UnitFileState": "enabled" if state.enabled else "disabled",
        }
    call.out("".join(f"{key}={value}\n" for key, value in values.items() if key in properties).encode())
    return Outcome()


def _no_unit(call: Call, verb: str, name: str) -> Outcome:
    if verb in {"enable", "disable"}:
        call.err(f"Failed to {verb} unit: Unit file {name}.service does not exist.\n".encode())
        return Outcome(1)
    why = "not found" if verb == "start" else "not loaded"
    call.err(f"Failed to {verb} {name}.service: Unit {name}.service {why}.\n".encode())
    return Outcome(_NO_UNIT)

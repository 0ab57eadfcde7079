"""Samba's own commands, as far as shares are opened and closed: `net conf`, `testparm`, `smbcontrol`."""

from __future__ import annotations

from practice.commands.call import Call, Outcome

__all__ = ["net", "smbcontrol", "testparm"]

_NO_SHARE = 255
_ANSWERS = {"yes": False, "no": True}


def net(call: Call) -> Outcome:
    """`net conf listshares`, `getparm NAME PARAMETER` and `setparm NAME 'read only' yes|no`."""
    words = call.argv[1:]
    match words:
        case ("conf", "listshares"):
            call.out("".join(f"{name}\n" for name in call.machine.exports.all()).encode())
            return Outcome()
        case ("conf", "getparm", name, parameter):
            writable = call.machine.exports.writable(name)
            if writable is None:
                return _unknown(call, name)
            if parameter == "read only":
                call.out(b"no\n" if writable else b"yes\n")
            else:
                call.err(f"Error: given parameter '{parameter}' is not set.\n".encode())
            return Outcome(0 if parameter == "read only" else _NO_SHARE)
        case ("conf", "setparm", name, "read only", ("yes" | "no") as answer):
            if call.machine.exports.writable(name) is None:
                return _unknown(call, name)
            return Outcome(changed=call.machine.exports.set_writable(name, writable=_ANSWERS[answer]))
        case _:
            call.err(b"net: only conf listshares, getparm, and setparm of 'read only' are known here\n")
            return Outcome(1)


def testparm(call: Call) -> Outcome:
    """`testparm -s --section-name=NAME --parameter-name=PARAMETER`: here all but `read only` is empty."""
    match call.argv[1:]:
        case ("-s", section, parameter) if parameter.startswith("--parameter-name="):
            # Of a share that is not there the real one tells the default.
            writable = call.machine.exports.writable(section.removeprefix("--section-name="))
            said = "No" if writable else "Yes"
            call.out(f"{said if parameter.endswith('=read only') else ''}\n".encode())
            return Outcome()
        case _:
            call.err(b"testparm: only one parameter of one section is told here\n")
            return Outcome(1)


def smbcontrol(call: Call) -> Outcome:
    """`smbcontrol all reload-config` and `smbcontrol smbd close-share NAME`: nobody holds files open here."""
    if call.argv[1:] == ("all", "reload-config") or call.argv[1:3] == ("smbd", "close-share"):
        return Outcome()
    call.err(b"smbcontrol: only reload-config and close-share are known here\n")
    return Outcome(1)


def _unknown(call: Call, name: str) -> Outcome:
    call.err(f"Error: given service '{name}' does not exist.\n".encode(errors="surrogateescape"))
    return Outcome(_NO_SHARE)

"""Samba's own commands, as far as a share is opened and closed with them: `net conf` and `smbcontrol`."""

from __future__ import annotations

from practice.commands.call import Call, Outcome

__all__ = ["net", "smbcontrol"]

_NO_SHARE = 255
_ANSWERS = {"yes": False, "no": True}


def net(call: Call) -> Outcome:
    """`net conf getparm NAME 'read only'` and `net conf setparm NAME 'read only' yes|no`."""
    words = call.argv[1:]
    match words:
        case ("conf", "getparm", name, "read only"):
            writable = call.machine.exports.writable(name)
            if writable is None:
                return _unknown(call, name)
            call.out(b"no\n" if writable else b"yes\n")
            return Outcome()
        case ("conf", "setparm", name, "read only", ("yes" | "no") as answer):
            if call.machine.exports.writable(name) is None:
                return _unknown(call, name)
            return Outcome(changed=call.machine.exports.set_writable(name, writable=_ANSWERS[answer]))
        case _:
            call.err(b"net: only conf getparm and setparm of 'read only' are known here\n")
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

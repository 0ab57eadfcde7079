"""The commands a practice host knows. There is no shell: a word is a word, whatever characters are in it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from practice.commands import files, plain, samba, shell, sql, web
from practice.commands.call import Call, Command, Outcome, UsageError

__all__ = ["COMMANDS", "Call", "Outcome", "run", "words"]

_UNKNOWN_COMMAND = 127
_BROKEN_PIPE = 141

COMMANDS: Mapping[str, Command] = {
    "cat": files.cat,
    "chmod": files.chmod,
    "cp": files.cp,
    "curl": web.curl,
    "echo": plain.echo,
    "mkdir": files.mkdir,
    "mv": files.mv,
    "net": samba.net,
    "rm": files.rm,
    "sh": shell.sh,
    "sha256sum": files.sha256sum,
    "sleep": plain.sleep,
    "smbcontrol": samba.smbcontrol,
    "sqlite3": sql.sqlite,
    "stat": files.stat,
    "sync": files.sync,
    "systemctl": plain.systemctl,
    "testparm": samba.testparm,
    "true": plain.true,
    "uname": plain.uname,
}


def words(line: str) -> tuple[str, ...]:
    """The words of a command line, quoted as a shell quotes. A line that cannot be split is one word.

    `exec` before a command means what it does without a shell around it: nothing.
    """
    try:
        return tuple(shlex.split(line.removeprefix("exec "))) or ("",)
    except ValueError:
        return (line,)


def run(call: Call) -> Outcome:
    """Run one command to its end. Ends with 127 for a command that is not known."""
    try:
        command = COMMANDS.get(call.argv[0])
        if command is None:
            call.err(f"{call.argv[0]}: command not found\n".encode(errors="surrogateescape"))
            return Outcome(_UNKNOWN_COMMAND)
        try:
            return command(call)
        except UsageError as error:
            call.say(str(error))
            return Outcome(1)
    except BrokenPipeError:
        return Outcome(_BROKEN_PIPE)

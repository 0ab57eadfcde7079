"""`flytt …`: which commands there are, and how every one of them ends."""

import argparse
import io
import os
import shlex
import sys
from collections.abc import Sequence

from flytt.cli import (
    approve,
    board,
    check,
    files,
    forms,
    host,
    intranet,
    ledger,
    move,
    notices,
    plan,
    planner,
    practice,
    reach,
    rehearse,
    report,
    resume,
    retire,
    rollback,
    send,
    serve,
    share,
    status,
    stop,
    wording,
)
from flytt.cli.command import STOPPED, Command, add_common
from flytt.cli.words import Parser, printable

COMMANDS: tuple[Command, ...] = (
    check.COMMAND,
    plan.COMMAND,
    rehearse.COMMAND,
    serve.COMMAND,
    move.COMMAND,
    resume.COMMAND,
    approve.COMMAND,
    status.COMMAND,
    stop.COMMAND,
    rollback.COMMAND,
    retire.COMMAND,
    report.COMMAND,
    ledger.COMMAND,
    host.COMMAND,
    reach.COMMAND,
    notices.COMMAND,
    send.COMMAND,
    board.COMMAND,
    wording.COMMAND,
    practice.COMMAND,
    forms.COMMAND,
    share.COMMAND,
    files.COMMAND,
    intranet.COMMAND,
    planner.COMMAND,
)
EPILOG = """\
Exit codes: 0 done and verified; 1 failed, the message describes the world; 2 bad input, nothing touched;
3 waiting for a person; 4 stuck, needs a person now. `--json` prints one document on standard output.
`flytt COMMAND --help` tells more."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. No traceback reaches a user; FLYTT_DEBUG=1 shows it."""
    words = list(sys.argv[1:] if argv is None else argv)
    given = argparse.Namespace()
    code: int | None = None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(words, given)
        sys.stdout.flush()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 2
        if code and "--json" in words:
            says = "the command line was not understood; standard error says why"
            print(f'{{"error": {{"kind": "Usage", "says": "{says}"}}, "exit_code": {code}}}')
        return code
    except KeyboardInterrupt:
        stopped = given.command.stopped if "command" in given else STOPPED
        again = shlex.join(["flytt", *words])
        print(f"\nStopped. {stopped.format(again=printable(again))}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read has seen enough; what is left in the buffer must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        # Ended in the middle, nobody knows how it would have: that is no success.
        return 1 if code is None else code
    except Exception as error:  # the last stop: every error becomes a sentence and an exit code
        if os.environ.get("FLYTT_DEBUG"):
            raise
        from flytt.cli.ending import told

        return told(error, given, as_json="--json" in words)
    return code


def _run(words: list[str], given: argparse.Namespace) -> int:
    parser = _parser(words)
    _, unknown = parser.parse_known_args(words, namespace=given)
    command: Command = given.command
    if unknown:
        parser.below[command.name].error(f"unrecognized arguments: {printable(' '.join(unknown))}")
    return command.run(given)


def _parser(words: Sequence[str] = ()) -> Parser:
    """Return the parser; of the commands, all are known by name, and those in `words` with all they take."""
    asked = {command.name for command in COMMANDS} & set(words)
    parser = Parser(
        prog="flytt",
        description="Moves a municipality's IT into a shared environment, sector by sector.",
        epilog=EPILOG,
    )
    add_common(parser)
    below = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for command in COMMANDS:
        one = below.add_parser(
            command.name,
            help=command.says,
            description=command.says,
            prog=f"flytt {command.name}",
            epilog=command.more,
        )
        one.set_defaults(command=command)
        if not asked or command.name in asked:
            add_common(one)
            command.add(one)
        parser.below[command.name] = one
    return parser


if __name__ == "__main__":
    sys.exit(main())

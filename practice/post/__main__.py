"""`python -m practice.post --dir DIR`: mail server, webhook and the practice Graph, until told to stop.

`DIR/post.json` tells where they are; what came lies in `DIR/mail` and `DIR/cards`. Loopback only.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from practice.disk import write_whole
from practice.graph.certificates import server_certificate
from practice.graph.estate import Plan
from practice.graph.running import start_graph
from practice.post.mail_server import MailServer
from practice.post.told import told
from practice.post.webhook import Webhook

_PEOPLE, _TICK_SECONDS = 4, 0.5


def main(words: list[str] | None = None) -> int:
    """Serve until SIGTERM, Ctrl-C, or the end of the program that is the parent."""
    parser = argparse.ArgumentParser(prog="practice.post", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--parent-pid", type=int, default=0)
    given = parser.parse_args(words)
    directory: Path = given.dir.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    with ExitStack() as stack:
        _, certificate = server_certificate(directory / "tls")
        mail = MailServer(certificate, keep_in=directory / "mail")
        stack.callback(mail.close)
        hook = Webhook(keep_in=directory / "cards")
        stack.callback(hook.close)
        graph = stack.enter_context(
            start_graph(
                Plan(people=_PEOPLE, people_there=_PEOPLE, files=0), directory / f"graph-{os.getpid()}"
            )
        )
        where = told(mail, directory / "tls" / "ca.pem", hook, graph)
        write_whole(directory / "post.json", json.dumps({"pid": os.getpid(), **where}, indent=1).encode())
        while not stop.wait(_TICK_SECONDS):
            if given.parent_pid and os.getppid() != given.parent_pid:
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())

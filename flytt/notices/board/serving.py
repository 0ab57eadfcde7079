"""The board as a program: its own process and port, so that it stands when Prefect does not."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

from flytt.adapters.secrets import local_secrets
from flytt.migration.errors import BadInput, Unreachable
from flytt.notices.board.app import make_app
from flytt.notices.board.desk import Desk
from flytt.notices.board.lookout import LedgerSource, Lookout
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.sessions import Cookies, board_key
from flytt.notices.board.settings import BoardSettings, SignIn, read_settings
from flytt.notices.board.signing_in import CALLBACK
from flytt.wiring import Where

ADDRESS = "board-address"
"""The file beside the ledger that says where the board is, while it is there."""
ISSUER_SECONDS = 60.0
WATCH_SECONDS = 0.5
BACKLOG = 256


def serve_board(at: Where, *, port: int | None = None, parent: int | None = None) -> int:
    """Serve until stopped, or until `parent` is gone. BadInput when the settings are wrong."""
    settings = read_settings(at.mapping)
    at.home.mkdir(parents=True, exist_ok=True)
    with _listening(settings, at.home, port) as (sock, base_url):
        settings = settings.changed(base_url=base_url)
        lookout = Lookout(LedgerSource(at))
        lookout.look()
        with _sign_in(at, settings, lookout) as sign_in:
            settings = settings.changed(sign_in=sign_in)
            desk = make_desk(at, settings, lookout)
            lookout.start()
            server = uvicorn.Server(_config(desk))
            _end_with(parent, server)
            (at.home / ADDRESS).write_text(base_url, encoding="ascii")
            print(f"  Notice board: {base_url}", file=sys.stderr, flush=True)  # noqa: T201 - a program of its own
            try:
                server.run(sockets=[sock])
            finally:
                lookout.stop()
                (at.home / ADDRESS).unlink(missing_ok=True)
    return 0


def make_desk(at: Where, settings: BoardSettings, lookout: Lookout) -> Desk:
    """Return the desk with this home's secrets. NotFound when the reading token is not set."""
    secrets = local_secrets(at.home / "secrets")
    token = secrets(settings.token_secret).get_secret_value() if settings.reading == "token" else ""
    client = settings.sign_in.client_secret if settings.sign_in else ""
    secret = secrets(client).get_secret_value() if client else ""
    there = settings.sign_in
    open_id = OpenId(there, settings.base_url + CALLBACK, secret) if there else None
    cookies = Cookies(
        board_key(at.home), is_secure=settings.is_secure, signed_out=at.home / "board.signed-out"
    )
    return Desk(at, settings, lookout, cookies, reading_token=token, open_id=open_id)


def _config(desk: Desk) -> uvicorn.Config:
    # Addresses may carry the reading token: nothing of them is logged.
    return uvicorn.Config(
        make_app(desk),
        access_log=False,
        log_level=logging.WARNING,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )


@contextmanager
def _listening(settings: BoardSettings, home: Path, port: int | None) -> Generator[tuple[socket.socket, str]]:
    """Listen on what was given, is set, or was the port last time: links that people kept go on working."""
    kept = home / "board-port"
    wanted = port or settings.port
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if wanted:
            try:
                sock.bind((settings.host, wanted))
            except OSError as taken:
                raise BadInput(
                    f"The board cannot listen on {settings.host} port {wanted}: {taken.strerror}.",
                    still_true="Nothing was touched.",
                    next_command="give another port",
                ) from taken
        else:
            _bind_like_before(sock, settings.host, kept)
        bound = int(sock.getsockname()[1])
        # Before anybody is told of the address: whoever comes at once waits instead of being refused.
        sock.listen(BACKLOG)
        kept.write_text(str(bound), encoding="ascii")
        yield sock, settings.base_url or f"http://{settings.host}:{bound}"


def _bind_like_before(sock: socket.socket, host: str, kept: Path) -> None:
    with suppress(OSError, ValueError, OverflowError):
        sock.bind((host, int(kept.read_text(encoding="ascii"))))
        return
    sock.bind((host, 0))


@contextmanager
def _sign_in(at: Where, settings: BoardSettings, lookout: Lookout) -> Generator[SignIn | None]:
    """Yield where people sign in: what is set, or in a rehearsal the practice issuer, started beside."""
    seen = lookout.seen
    if settings.sign_in is not None or seen is None or not seen.plan.practice:
        yield settings.sign_in
        return
    people = [a.id for a in seen.plan.approvers]
    page = at.home / "issuer-address"
    page.unlink(missing_ok=True)
    command = [sys.executable, "-m", "practice.issuer", "--client-id", "flytt", "--address-file", str(page)]
    command += ["--redirect-uri", settings.base_url + CALLBACK]
    for person in people:
        command += ["--person", person]
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        url = _written(page, program)
        named = {person: person for person in people}
        yield SignIn(issuer=url, client_id="flytt", people=named, practice=True)
    finally:
        program.terminate()
        program.wait()
        page.unlink(missing_ok=True)


def _written(page: Path, program: "subprocess.Popen[bytes]") -> str:
    end = time.monotonic() + ISSUER_SECONDS
    while time.monotonic() < end and program.poll() is None:
        with suppress(OSError):
            if url := page.read_text(encoding="ascii"):
                return url
        time.sleep(0.05)
    program.kill()
    raise Unreachable(
        "The practice sign-in did not start.", still_true="Nothing was touched.", next_command="start again"
    )


def _end_with(parent: int | None, server: uvicorn.Server) -> None:
    """Stop serving when the program that started us is gone, also when it was killed."""
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        server.should_exit = True

    threading.Thread(target=watch, daemon=True, name="parent").start()

"""The sign-in proxy's part that can be tried here: a page served with the policy that the guide gives."""

import re
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.prefect.served import ROOT

POLICY = re.compile(r"^Content-Security-Policy: (.+)$", re.MULTILINE)
_OF_THE_LINE = {
    "host",
    "accept-encoding",
    "content-encoding",
    "transfer-encoding",
    "content-length",
    "connection",
}
_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@contextmanager
def guarded(address: str) -> Generator[str]:
    """Serve what is at `address` with the policy of docs/production.md; yield where."""
    policy = POLICY.search((ROOT / "docs" / "production.md").read_text(encoding="utf-8"))
    assert policy, "the guide gives a policy"

    async def pass_on(request: Request) -> Response:
        async with httpx.AsyncClient(timeout=120) as client:
            answer = await client.request(
                request.method,
                httpx.URL(address).copy_with(
                    raw_path=request.url.path.encode() + b"?" + request.url.query.encode()
                ),
                content=await request.body(),
                headers={k: v for k, v in request.headers.items() if k not in _OF_THE_LINE},
            )
        headers = {k: v for k, v in answer.headers.items() if k not in _OF_THE_LINE}
        return Response(
            answer.content, answer.status_code, {**headers, "Content-Security-Policy": policy.group(1)}
        )

    app = Starlette(routes=[Route("/{path:path}", pass_on, methods=_VERBS)])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)

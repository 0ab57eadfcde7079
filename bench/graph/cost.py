"""Processor time for each item that is moved, beside plain httpx that asks for no more than it must.

The service within the program is not counted. Plain httpx knows no limit, repeats nothing, notes nothing and
compares nothing: it is what the requests themselves cost.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

import httpx

from bench.graph.ground import BASE, Ground
from bench.graph.services import Load, files, mail
from flytt.adapters.graph.answer import Thing, text, things
from flytt.adapters.graph.governor import ENTRA

GOAL = 1.5
SECONDS, TIMES = 60.0, 3
_EXPORTED = 20


def rows() -> list[tuple[str, ...]]:
    """Return a row for files and one for mail."""
    return [_row("File moved", files, _plain_files), _row("Mail moved", mail, _plain_mail)]


def _row(
    name: str,
    service: Callable[[float], Load],
    plain: Callable[[Load, "_Plain", "_Plain"], None],
) -> tuple[str, ...]:
    spent: list[tuple[float, float]] = []
    for _ in range(TIMES):
        ours, theirs = service(SECONDS), service(SECONDS)
        reading, writing = (
            _Plain(theirs.ground, *one) for one in (("source", "reader"), ("target", "writer"))
        )
        mine = _cpu(ours.ground, partial(ours.work, ours.jobs("all")))
        spent.append((mine, _cpu(theirs.ground, partial(plain, theirs, reading, writing))))
    mine, other = (statistics.median(side) for side in zip(*spent, strict=True))
    met = "met" if mine / other <= GOAL else "NOT met"
    return name, f"{mine * 1e6:,.0f} µs", f"{other * 1e6:,.0f} µs", f"{mine / other:.2f} ×, {met}"


def _cpu(ground: Ground, work: Callable[[], None]) -> float:
    served, began = ground.within.served_seconds, time.process_time()
    work()
    seconds = time.process_time() - began - (ground.within.served_seconds - served)
    return seconds / sum(count for _, count in ground.within.moved)


class _Plain:
    def __init__(self, ground: Ground, tenant: str, role: str) -> None:
        token = ground.door(tenant, role, ENTRA).sign_in.token()
        headers = {"Authorization": f"Bearer {token}"}
        self.http = httpx.Client(transport=ground.within, headers=headers, base_url=f"{BASE}/v1.0")
        self.bare = httpx.Client(transport=ground.within)

    def pages(self, url: str) -> Iterator[list[Thing]]:
        while url:
            page = _body(self.http.get(url))
            yield things(page, "value")
            url = text(page, "@odata.nextLink")


def _plain_files(load: Load, reading: _Plain, writing: _Plain) -> None:
    for source, target in load.ways:
        for page in reading.pages(f"/drives/{source}/items/root/delta?$top=200"):
            for one in page:
                if "file" in one:
                    content = reading.bare.get(text(one, "@microsoft.graph.downloadUrl")).content
                    name = text(one, "name")
                    asked = f"/drives/{target}/items/root:/{name}:/createUploadSession"
                    address = text(_body(writing.http.post(asked, json={"item": {}})), "uploadUrl")
                    size = len(content)
                    headers = {"Content-Range": f"bytes 0-{size - 1}/{size}"}
                    _body(writing.bare.put(address, content=content, headers=headers))


def _plain_mail(load: Load, reading: _Plain, writing: _Plain) -> None:
    for source, target in load.ways:
        box, there = (f"/admin/exchange/mailboxes/{one}" for one in (source, target))
        folders = [one for page in writing.pages(f"{there}/folders") for one in page]
        into, kind = text(folders[0], "id"), {"Mode": "create"}
        address = text(_body(writing.http.post(f"{there}/createImportSession", json={})), "importUrl")
        for page in reading.pages(f"{box}/folders"):
            for folder in page:
                for items in reading.pages(f"{box}/folders/{text(folder, 'id')}/items?$top={_EXPORTED}"):
                    ids = [text(one, "id") for one in items]
                    if not ids:
                        continue
                    exported = _body(reading.http.post(f"{box}/exportItems", json={"itemIds": ids}))
                    for one in things(exported, "value"):
                        body = {"FolderId": into, "Data": text(one, "data"), **kind}
                        _body(writing.bare.post(address, json=body))


def _body(answer: httpx.Response) -> Thing:
    return cast("Thing", answer.raise_for_status().json())

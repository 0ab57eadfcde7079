"""What people and vendors do when they are asked: open a port, change a setting, register somebody."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from practice.disk import Kept
from practice.documents import Documents
from practice.equipment import Rack
from practice.units import Units
from practice.world import Action, Hand, WriteRow

__all__ = ["Asked", "Hands", "HandsTiedError", "NoHandError"]

Direction = Literal["do", "undo"]


class NoHandError(Exception):
    """Nobody of that name can be asked."""


class HandsTiedError(Exception):
    """They could not do it now. The sentence says why."""


class Asked(BaseModel):
    """What one of them was asked: how often, and how often it was not so already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    direction: Direction
    count: int = 0
    turned: int = 0


class Hands:
    """Asks them. Asking again for what is done changes nothing more: a row is written only when it turns."""

    def __init__(
        self,
        directory: Path,
        hands: Mapping[str, Hand],
        documents: Documents,
        rack: Rack,
        hosts: Mapping[str, Units],
        answer_forms: Callable[[], object] = lambda: None,
    ) -> None:
        self._hands = hands
        self._documents = documents
        self._rack = rack
        self._hosts = hosts
        self._answer_forms = answer_forms
        self._lock = threading.Lock()
        self._log = Kept(directory / "hands.json", list[Asked], [])
        self._done = Kept(directory / "hands-done.json", dict[str, bool], {})

    def log(self) -> list[Asked]:
        """What was asked, in the order it was first asked."""
        return self._log.get()

    def ask(self, name: str, direction: Direction) -> Asked:
        """Let them do it, or take it back. Raises NoHandError, HandsTiedError."""
        hand = self._hands.get(name)
        if hand is None:
            raise NoHandError(name)
        with self._lock:
            turns = self._done.get().get(name, False) != (direction == "do")
            for action in hand.do if direction == "do" else hand.undo:
                self._act(action, turns=turns)
            self._done.change(lambda known: known | {name: direction == "do"})
            before = next(
                (asked for asked in self._log.get() if (asked.name, asked.direction) == (name, direction)),
                None,
            )
            known = before or Asked(name=name, direction=direction)
            after = known.model_copy(update={"count": known.count + 1, "turned": known.turned + turns})
            self._log.change(
                lambda log: (
                    [after if asked is before else asked for asked in log] + [after] * (before is None)
                )
            )
            return after

    def _act(self, action: Action, *, turns: bool) -> None:
        try:
            if action.set_document is not None:
                self._documents.set_field(
                    action.set_document.name, action.set_document.path, action.set_document.value
                )
            if action.listen is not None:
                self._rack.set(action.listen, listening=True)
            if action.close is not None:
                self._rack.set(action.close, listening=False)
            if action.answer_forms:
                self._answer_forms()
            if action.write_row is not None and turns:
                self._write(action.write_row)
        except OSError as error:
            raise HandsTiedError(str(error)) from error

    def _write(self, row: WriteRow) -> None:
        port = self._hosts[row.host].port(row.service)
        if port is None:
            sentence = f"{row.service} on {row.host} does not run"
            raise HandsTiedError(sentence)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("POST", "/persons")
            status = connection.getresponse().status
        finally:
            connection.close()
        if status != http.client.CREATED:
            sentence = f"{row.service} on {row.host} answered {status}"
            raise HandsTiedError(sentence)

"""The one door to Graph: signed in, paced, repeated when it may be, page by page or twenty at a time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from flytt.adapters.graph.answer import (
    TOO_MANY,
    TRANSIENT,
    UNAUTHORISED,
    Answer,
    Busy,
    Thing,
    read_body,
    refusal,
    text,
    things,
)
from flytt.adapters.graph.governor import Costs, Governor
from flytt.adapters.graph.sign_in import SignIn
from flytt.migration.errors import FlyttError, Interrupted, TimedOut, Unreachable

MOST_IN_BATCH = 20
PATIENCE_SECONDS = 90.0
"""How long one question is repeated. Longer waits are the ledger's: the step fails as passing."""
ATTEMPTS = 12
_HEADERS = {
    "x-ms-throttle-priority": "low",
    "User-Agent": "NONISV|Flytt|Flytt/1.0",
    "Accept": "application/json",
}


@dataclass(frozen=True)
class Question:
    """One request. It may be asked again whenever its answer was lost: that is for the caller to see to.

    `once`: it may not. It is repeated when it surely was not done (not reached, refused for haste), and else
    Interrupted, at the first answer that is lost. Such a question has no place in a batch. `own_right`: the
    path is a whole address that carries its own right, and gets no token.
    """

    method: str
    path: str
    body: Thing | None = None
    costs: Costs = field(default_factory=lambda: {"ru": 1.0})
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    once: bool = False
    own_right: bool = False

    @property
    def writes(self) -> bool:
        """True when it changes something."""
        return self.method != "GET"


class Door:
    """One application in one tenant."""

    def __init__(
        self,
        http: httpx.Client,
        base: str,
        sign_in: SignIn,
        governor: Governor,
        wait: Callable[[float], None],
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        version: str = "/v1.0",
    ) -> None:
        self._patience_seconds = patience_seconds
        self._http, self._base, self.sign_in = http, f"{base.rstrip('/')}{version}", sign_in
        self.governor, self._wait = governor, wait

    def ask(self, question: Question, *, attempted: str) -> Answer:
        """Return an answer that is no passing trouble. Busy, Unreachable or Interrupted when all were.

        Busy also, and nothing is asked, when an earlier refusal holds for longer than this door's patience.
        """
        pause, waited, last = 0.2, 0.0, None
        for attempt in range(ATTEMPTS):
            if not self.governor.enter(question.costs, most_seconds=self._patience_seconds):
                break
            answer = self._send(question, attempted, anew=False)
            if isinstance(answer, Answer) and answer.status == UNAUTHORISED:
                answer = self._send(question, attempted, anew=True)
            if isinstance(answer, Answer) and answer.status not in TRANSIENT:
                self.governor.passed(question.costs, answer.used)
                return answer
            last = answer
            if question.once and not _surely_undone(answer):
                break
            seconds = self._pause(answer, question.costs, pause * 2 ** min(attempt, 5))
            waited += seconds
            if waited > self._patience_seconds:
                break
            self._wait(seconds)
        raise _given_up(attempted, last, writes=question.writes)

    def batch(self, questions: Sequence[Question], *, attempted: str) -> Iterator[tuple[Question, Answer]]:
        """Ask up to twenty at a time; those that met passing trouble are asked again, and only those.

        Yields each question once, with an answer that is no passing trouble, in no order.
        """
        assert not any(one.once for one in questions)
        waiting, pause, waited = list(questions), 0.2, 0.0
        while waiting:
            now, waiting = waiting[:MOST_IN_BATCH], waiting[MOST_IN_BATCH:]
            answers = self._together(now, attempted)
            again = [one for one, answer in zip(now, answers, strict=True) if answer.status in TRANSIENT]
            yield from (
                (one, answer)
                for one, answer in zip(now, answers, strict=True)
                if answer.status not in TRANSIENT
            )
            if not again:
                pause, waited = 0.2, 0.0
                continue
            waits = [a.wait_seconds for a in answers if a.status == TOO_MANY]
            if waits:
                refused = _sum([q for q, a in zip(now, answers, strict=True) if a.status == TOO_MANY])
                self.governor.denied(refused, max(waits))
            seconds = max([pause, *waits])
            pause, waited = min(pause * 2, 10), waited + seconds
            if waited > self._patience_seconds:
                raise _given_up(
                    attempted, next(a for a in answers if a.status in TRANSIENT), writes=again[0].writes
                )
            self._wait(seconds)
            waiting = again + waiting

    def pages(self, question: Question, *, attempted: str) -> Iterator[list[Thing]]:
        """Yield the objects of a collection, page by page, to its end."""
        path = question.path
        while path:
            one = Question(question.method, path, None, question.costs, question.headers)
            answer = self.ask(one, attempted=attempted)
            if not answer.ok:
                raise refusal(attempted, answer)
            yield things(answer.body, "value")
            path = local_path(text(answer.body, "@odata.nextLink"))

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _together(self, questions: list[Question], attempted: str) -> list[Answer]:
        requests: list[Thing] = []
        for number, one in enumerate(questions):
            inner: Thing = {"id": str(number), "method": one.method, "url": one.path}
            if one.body is not None:
                inner["body"] = one.body
            if one.headers or one.body is not None:
                content = {"Content-Type": "application/json"} if one.body is not None else {}
                inner["headers"] = {**content, **one.headers}
            requests.append(inner)
        whole = Question("POST", "/$batch", {"requests": [*requests]}, _sum(questions))
        answer = self.ask(whole, attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)
        by_id = {text(one, "id"): one for one in things(answer.body, "responses")}
        return [_inner(by_id.get(str(number), {})) for number in range(len(questions))]

    def _send(self, question: Question, attempted: str, *, anew: bool) -> "Answer | FlyttError":
        headers = {**_HEADERS, **question.headers}
        if not question.own_right:
            headers["Authorization"] = f"Bearer {self.sign_in.token(anew=anew)}"
        address = question.path if question.own_right else f"{self._base}{question.path}"
        content = None
        if question.body is not None:
            content, headers["Content-Type"] = json.dumps(question.body).encode(), "application/json"
        try:
            found = self._http.request(question.method, address, headers=headers, content=content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Unreachable(f"{attempted}: no connection.", still_true="Nothing was changed.")
        except httpx.TimeoutException:
            return TimedOut(f"{attempted}: no answer in time.", still_true="It may have taken effect.")
        except httpx.HTTPError:
            return Interrupted(f"{attempted}: cut off.", still_true="It may have taken effect.")
        body = read_body(found.content)
        return Answer(
            found.status_code,
            body,
            {name.lower(): value for name, value in found.headers.items()},
            b"" if body else found.content,
        )

    def _pause(self, answer: "Answer | FlyttError", costs: Costs, pause: float) -> float:
        if not isinstance(answer, Answer):
            return pause
        if answer.status == TOO_MANY:
            self.governor.denied(costs, answer.wait_seconds)
            return answer.wait_seconds
        return max(pause, answer.wait_seconds) if "retry-after" in answer.headers else pause


def _surely_undone(answer: "Answer | FlyttError") -> bool:
    return answer.status == TOO_MANY if isinstance(answer, Answer) else isinstance(answer, Unreachable)


def _given_up(attempted: str, last: "Answer | FlyttError | None", *, writes: bool) -> FlyttError:
    if isinstance(last, Interrupted) and not writes:
        return Unreachable(f"{attempted}: no answer.", still_true="Nothing was changed.")
    if isinstance(last, FlyttError):
        return last
    if last is None or last.status == TOO_MANY:
        return Busy(f"{attempted}: the service asks for patience.", still_true="It is tried again later.")
    kind = Interrupted if writes else Unreachable
    return kind(
        f"{attempted}: the service failed ({last.status}).",
        still_true="Reading tells whether it took effect.",
    )


def _inner(response: Thing) -> Answer:
    status, body, headers = response.get("status"), response.get("body"), response.get("headers")
    return Answer(
        status if isinstance(status, int) else 503,
        body if isinstance(body, dict) else {},
        {name.lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {},
    )


def _sum(questions: Sequence[Question]) -> dict[str, float]:
    costs: dict[str, float] = {}
    for one in questions:
        for lane, units in one.costs.items():
            costs[lane] = costs.get(lane, 0.0) + units
    return costs


def local_path(link: str) -> str:
    """Return the path and query behind the version: a link never leads the token to another address."""
    if not link:
        return ""
    split = urlsplit(link)
    return f"{split.path.split('/v1.0', 1)[-1]}?{split.query}"

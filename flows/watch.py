"""The watch beside the server: questions that are open get a run in the UI, dead writers are told of."""

import logging
import threading
from contextlib import suppress

from flows.alarms import tell_standing
from flytt.migration.move import Move
from flytt.migration.next_action import Ask, next_action
from flytt.wiring import Where, open_move

BEAT_SECONDS = 10.0


class Watch:
    """Looks at the ledger every ten seconds. Shows, tells, and starts what an answer has set free."""

    def __init__(self, at: Where) -> None:
        self._at = at
        self._seen: int | None = None
        self._automated = False
        self._stop = threading.Event()
        self._log = logging.getLogger("flytt.watch")

    def run(self) -> None:
        """Look until stopped. A look that fails is tried again; it never ends the server."""
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - whatever it was, the next look may succeed
                self._log.exception("the watch could not look; it tries again")

    def stop(self) -> None:
        """End at the next beat."""
        self._stop.set()

    def look(self) -> None:
        """Open runs for open questions, and tell the people on duty what nobody else has told them."""
        from flows.unheard import end_unheard

        self._automate()
        end_unheard()
        move = open_move(self._at, actor="watch", only_looks=True)
        try:
            self._questions(move)
            tell_standing(move)
        finally:
            move.journal.store.close()

    def _automate(self) -> None:
        """Once the deployments are there, have Prefect itself tell of runs that die."""
        from prefect.exceptions import ObjectNotFound

        from flows.automations import set_up

        if not self._automated:
            with suppress(ObjectNotFound):
                set_up()
                self._automated = True

    def _questions(self, move: Move) -> None:
        from flows.gate_runs import begin_when_due, end_answered, open_gate_run

        state = move.journal.refresh()
        for workload in move.plan.workloads:
            action = next_action(move.plan, workload, state, move.clock.now())
            if (
                isinstance(action, Ask)
                and action.opened is not None
                and action.opened.open_at(move.clock.now())
            ):
                open_gate_run(move.plan, action)
        end_answered(move)
        self._go_on(move)
        begin_when_due(move)

    def _go_on(self, move: Move) -> None:
        """Start what comes after an answer from the command line, also when its run in the UI has died."""
        from flows.gate_runs import go_on_after

        gates = move.journal.refresh().gates.values()
        seen, self._seen = self._seen, max((g.answered_seq for g in gates), default=0)
        for gate in gates:
            through = gate.answer.through if gate.answer else ""
            if through == "command-line" and seen is not None and gate.answered_seq > seen:
                go_on_after(move, gate)

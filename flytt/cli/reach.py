"""`flytt reach`: how the world is reached, held against the plan; and accepting that it is otherwise."""

import argparse

from flytt.cli.command import Command, add_common, add_json, add_municipality
from flytt.cli.host import add_saying


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="show|accept", required=True)
    for name, act, says in (
        ("show", _show, "name every entry of reach.yaml that is other than planned"),
        ("accept", _accept, "accept, in one's own name, that the world is reached as reach.yaml now says"),
    ):
        one = verbs.add_parser(name, help=says, description=says)
        one.set_defaults(act=act)
        add_common(one)
        add_municipality(one)
        if act is _accept:
            add_saying(one)
        add_json(one)


def run(given: argparse.Namespace) -> int:
    """Do one of them."""
    code: int = given.act(given)
    return code


def _show(given: argparse.Namespace) -> int:
    """Exit 0 when the world may be reached, 2 when a move would be refused."""
    from flytt.cli.given import open_ledger, with_mapping
    from flytt.cli.output import document
    from flytt.migration.reaching import differences, reach_digest
    from flytt.wiring import planned_reach

    at = with_mapping(given)
    journal = open_ledger(at)
    planned, now = journal.plan().reach, planned_reach(at)
    other = differences(planned, now) if planned is not None else ()
    accepted = bool(other) and journal.refresh().reach == reach_digest(now)
    code = 2 if other and not accepted else 0
    if given.json:
        document({"kept": planned is not None, "differs": list(other), "accepted": accepted})
        return code
    if planned is None:
        print("The plan in force kept no reach: it is not held against anything.")
    else:
        print("\n".join(other) or "As planned.")
    if other:
        print("Accepted." if accepted else "Not accepted: nothing is reached for.")
    return code


def _accept(given: argparse.Namespace) -> int:
    from flytt.adapters.signature import check
    from flytt.cli.approve import signed
    from flytt.cli.given import open_ledger, with_mapping
    from flytt.cli.output import document
    from flytt.migration.statement import Saying, accept_reach, reach_text
    from flytt.wiring import planned_reach

    at = with_mapping(given)
    journal = open_ledger(at)
    plan, now, saying = journal.plan(), planned_reach(at), Saying(who=given.who, why=given.why)
    if given.key:
        saying = saying.changed(signature=signed(reach_text(plan, now, saying), given.key))
    said = accept_reach(plan, journal, now, saying, check)
    if given.json:
        document(said.as_json())
        return 0
    print("\n".join(said.differs))
    print(f"Accepted by {said.who}, ledger event {journal.refresh().seq}. It holds for this plan and reach.")
    return 0


COMMAND = Command("reach", "show or accept that the world is reached otherwise than planned", add, run)

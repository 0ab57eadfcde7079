"""`flytt send`: what goes out to people, now or later; a dry run; and deciding what nobody could tell."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.migration.record import Json
    from flytt.notices.sending.due import Outgoing
    from flytt.notices.sending.post import Post

DECISIONS = ("arrived", "again", "leave")
WAITING, FAILED = 3, 1


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="show all that would go out, to whom, when and in which words"
    )
    parser.add_argument("--outlet", metavar="O", default="", help="with --dry-run: this outlet only")
    parser.add_argument(
        "--settle", metavar="ID", default="", help="decide of a message that got no answer; needs --decide"
    )
    parser.add_argument("--decide", choices=DECISIONS, default="", help="it arrived; again; let it be")
    parser.add_argument("--as", metavar="WHO", dest="who", default="", help="the approver's id in the plan")
    parser.add_argument("--why", metavar="…", default="", help="what was seen there, kept in the ledger")
    parser.add_argument(
        "--key", metavar="FILE", type=Path, help="OpenSSH ed25519 private key: signs the decision"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Settle, show or send. 3 when a person must look whether something arrived, 1 when something failed."""
    from flytt.cli.given import open_ledger, place
    from flytt.cli.pages import refuse_faulty_pages
    from flytt.migration.errors import BadInput
    from flytt.outlets import open_post

    at = place(given)
    journal = open_ledger(at)
    if bool(given.settle) != bool(given.decide):
        raise BadInput("--settle ID and --decide belong together.", still_true="Nothing was written.")
    if given.outlet and not given.dry_run:
        raise BadInput(
            "--outlet belongs to --dry-run: what is due is sent at all.", still_true="Nothing was sent."
        )
    if given.settle:
        _settle(journal, given)
        return 0
    refuse_faulty_pages(at.mapping)
    post = open_post(at, journal, only_looks=given.dry_run)
    outlets = [outlet.id for outlet in post.settings.outlets]
    if given.outlet and given.outlet not in outlets:
        names = ", ".join(outlets) or "none"
        raise BadInput(
            f"There is no outlet {given.outlet!r}. There are: {names}.", still_true="Nothing was sent."
        )
    try:
        return _show(post, given) if given.dry_run else _send(post, given)
    finally:
        post.close()


def _settle(journal: "Journal", given: argparse.Namespace) -> None:
    from flytt.adapters.signature import check, sign
    from flytt.cli.output import document
    from flytt.notices.sending.settling import Settlement, settle, signed_text, waiting

    state = journal.refresh()
    decided = Settlement(message=given.settle, decision=given.decide, who=given.who, why=given.why)
    if given.key:
        passphrase = os.environ.get("FLYTT_KEY_PASSPHRASE", "").encode() or None
        text = signed_text(waiting(state, given.settle), decided)
        decided = decided.changed(signature=sign(text, given.key, passphrase))
    recorded = settle(journal.plan(), journal, decided, check)
    if given.json:
        document({"decision": given.decide, "event": recorded.seq})
        return
    print(f"Written: {given.decide}, ledger event {recorded.seq}.")


def _show(post: "Post", given: argparse.Namespace) -> int:
    from flytt.cli.output import document

    found = [out for out in post.look() if given.outlet in {"", out.outlet.id}]
    if given.json:
        document({"outgoing": [_data(post, out) for out in found]})
        return 0
    for out in found:
        print(_line(post, out))
        text = post.render(out).forms
        shown = next((text[form] for form in ("text", "eml", "card", "sharepoint") if form in text), "")
        print("".join(f"    {line}\n" for line in _readable(shown).splitlines()))
    due = sum(out.standing == "due" for out in found)
    print(f"{len(found)} would go out, {due} of them now. Nothing was sent.")
    if not post.settings.outlets:
        print("The mapping has no sending.yaml, or no outlets in it: docs/sending.md.", file=sys.stderr)
    return 0


def _readable(form: str) -> str:
    """Return what a person would read of a form: of a mail its text."""
    if "\r\nMIME-Version: " not in form:
        return form
    from email import message_from_string
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = message_from_string(form, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    text = mail.get_body(("plain",))
    return f"Subject: {mail['Subject']}\n\n{text.get_content() if text else ''}"


def _send(post: "Post", given: argparse.Namespace) -> int:
    from flytt.cli.output import document

    posted = post.send()
    unknown = [s.event.message for s in posted.unknown]
    if given.json:
        failed: list[Json] = [{"outlet": name, "why": why} for name, why in posted.failed]
        sent: dict[str, Json] = dict(posted.sent)
        document({"sent": sent, "failed": failed, "unknown": [*unknown]})
    else:
        for outlet, number in sorted(posted.sent.items()):
            print(f"{outlet}: {number} sent.")
        for outlet, why in posted.failed:
            print(f"{outlet}: not sent. {why}", file=sys.stderr)
        for sending in posted.unknown:
            print(_asks(sending.event.message, sending.event.outlet, sending.why, given), file=sys.stderr)
        if not posted.total and not posted.failed:
            print("Nothing was due.")
    return WAITING if unknown else FAILED if posted.failed else 0


def _asks(message: str, outlet: str, why: str, given: argparse.Namespace) -> str:
    return (
        f"{outlet}: nobody can tell whether it arrived: {why}. Look there. Next: flytt send"
        f" {given.municipality} --settle {message} --decide arrived|again|leave --as WHO --why …"
    )


def _line(post: "Post", out: "Outgoing") -> str:
    when = "now" if out.standing == "due" else f"{out.standing}, {out.why}"
    if out.standing == "later":
        when = f"{out.due:%Y-%m-%d %H:%M} UTC ({out.why})"
    return (
        f"{out.outlet.id} ({out.outlet.channel}, {out.outlet.audience}, {_recipients(post, out)}): "
        f"{out.notice.id} revision {out.notice.revision}, {'+'.join(out.languages)}: {when}"
    )


def _recipients(post: "Post", out: "Outgoing") -> str:
    from flytt.migration.errors import FlyttError

    if out.outlet.recipients_secret is None:
        return "one place"
    try:
        return f"{len(post.open(out.outlet).destination)} on the list {out.outlet.recipients_secret}"
    except FlyttError as fault:
        return f"the list {out.outlet.recipients_secret}: {fault}"


def _data(post: "Post", out: "Outgoing") -> "Json":
    return {
        "outlet": out.outlet.id,
        "channel": out.outlet.channel,
        "audience": out.outlet.audience,
        "to": _recipients(post, out),
        "notice": out.notice.id,
        "revision": out.notice.revision,
        "languages": [*out.languages],
        "standing": out.standing,
        "due": out.due.isoformat(),
        "why": out.why,
        "title": out.title,
        "message": post.render(out).id,
        "forms": {**post.render(out).forms},
    }


COMMAND = Command(
    "send",
    "send notices that are due; --dry-run shows them; --settle decides what nobody could tell",
    add,
    run,
    "Where and to whom stands in the mapping's sending.yaml: docs/sending.md. Exit 3: a person must look.\n"
    "FLYTT_KEY_PASSPHRASE unlocks --key where nobody can be asked.",
)

"""Mail by SMTP, encrypted always. A mail server cannot be asked what it took: a person must look."""

import re
import smtplib
import ssl
from datetime import timedelta

from pydantic import SecretStr

from flytt.migration.channel import Door, Message, Receipt
from flytt.migration.errors import AccessRefused, FlyttError, Interrupted, Unreachable
from flytt.migration.record import Record

_DOT = re.compile(rb"(?m)^\.")
_GO_ON, _TAKEN, _REFUSED = 354, 250, 500


class MailServer(Record):
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    implicit_tls: bool = False
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str


class SmtpChannel:
    """One mail to a whole list, who do not see each other. Some may be refused; the others get it."""

    forms = ("eml",)
    can_be_asked = False
    settles = timedelta(0)

    def __init__(
        self,
        server: MailServer,
        recipients: tuple[str, ...],
        door: Door,
        *,
        trust: ssl.SSLContext | None = None,
        timeout_seconds: float = 30.0,
    ) -> None:
        self._server, self.destination, self._door = server, recipients, door
        self._trust = trust or ssl.create_default_context()
        self._timeout_seconds = timeout_seconds

    def find(self, message: Message) -> Receipt | None:
        """Raise NotImplementedError: SMTP has no question for this."""
        raise NotImplementedError(message.id)

    def send(self, message: Message) -> Receipt:
        """Hand the mail in. Interrupted when the server got all of it and went away without an answer."""
        self._door.admit(message, self.destination)
        self._door.server(self._server.host)
        try:
            with self._connected() as smtp:
                refused = self._envelope(smtp)
                code, _ = smtp.docmd("DATA")
                if code != _GO_ON:
                    raise self._no(code, "did not want the mail")
                taken = self._content(smtp, message)
        except (OSError, smtplib.SMTPException) as cause:
            raise Unreachable(
                f"The mail server {self._server.host} could not be reached, or broke off before the mail.",
                still_true="The mail was not sent.",
            ) from cause
        if taken != _TAKEN:
            raise self._no(taken, "did not take the mail")
        return Receipt(refused=refused)

    def _connected(self) -> smtplib.SMTP:
        server, own_name = self._server, self._server.sender.rpartition("@")[2]
        at, patience = (server.host, server.port, own_name), self._timeout_seconds
        smtp = (
            _TlsFromTheStart(*at, timeout=patience, context=self._trust)
            if server.implicit_tls
            else _Closing(*at, timeout=patience)
        )
        try:
            smtp.ehlo()
            if not server.implicit_tls:
                self._must_offer_tls(smtp)
                smtp.starttls(context=self._trust)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password.get_secret_value())
        except smtplib.SMTPAuthenticationError as cause:
            smtp.close()
            raise self._no(cause.smtp_code, "did not take the user and password") from cause
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _must_offer_tls(self, smtp: smtplib.SMTP) -> None:
        if not smtp.has_extn("starttls"):
            raise self._no(_REFUSED, "offers no encryption")

    def _envelope(self, smtp: smtplib.SMTP) -> int:
        """Say from whom and to whom; return how many were refused. A refusal of all is a refusal."""
        code, _ = smtp.mail(self._server.sender)
        if code != _TAKEN:
            raise self._no(code, "does not let this sender send")
        codes = [smtp.rcpt(address)[0] for address in self.destination]
        refused = [code for code in codes if code not in {250, 251}]
        if len(refused) == len(codes):
            raise self._no(min(refused, default=_REFUSED), f"took none of the {len(codes)} recipients")
        return len(refused)

    def _content(self, smtp: smtplib.SMTP, message: Message) -> int:
        head = (
            f"From: {self._server.sender}\r\nTo: undisclosed-recipients:;\r\nMessage-ID: <{message.id}>\r\n"
        )
        content = _DOT.sub(b"..", (head + message.forms["eml"]).encode())
        try:
            smtp.send(content.rstrip(b"\r\n") + b"\r\n.\r\n")
            code, _ = smtp.getreply()
        except (OSError, smtplib.SMTPException) as cause:
            raise Interrupted(
                f"The mail server {self._server.host} did not answer when it had got the mail.",
                still_true="Nobody can tell whether it was sent.",
            ) from cause
        return code

    def _no(self, code: int, why: str) -> FlyttError:
        kind = AccessRefused if code >= _REFUSED else Unreachable
        return kind(
            f"The mail server {self._server.host} {why} ({code}).", still_true="The mail was not sent."
        )


class _Closing(smtplib.SMTP):
    """Says goodbye without minding the answer: what was taken is taken."""

    def __exit__(self, *_args: object) -> None:
        try:
            self.docmd("QUIT")
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.close()


class _TlsFromTheStart(smtplib.SMTP_SSL, _Closing):
    """The same, encrypted from the first byte."""

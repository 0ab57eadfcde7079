"""Duty as mail. Its secret is `smtp://user:password@host:port/?from=…&to=…&to=…`; the user is optional."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr

from flytt.migration.errors import BadInput, Unreachable

_SUBMISSION_PORT = 587


class SmtpDuty:
    """Mails over one server: encrypted when the server offers it, and always before a password is sent."""

    def __init__(
        self, address: SecretStr, *, timeout_seconds: float = 15.0, trust: ssl.SSLContext | None = None
    ) -> None:
        try:
            parts = urlsplit(address.get_secret_value().strip())
            self._host, self._port = parts.hostname or "", parts.port or _SUBMISSION_PORT
        except ValueError:
            parts, self._host = urlsplit(""), ""
        said = parse_qs(parts.query)
        self._from, self._to = said.get("from", [""])[0], said.get("to", [])
        if parts.scheme != "smtp" or not self._host or not self._from or not self._to:
            raise BadInput(
                "The mail address of the people on duty cannot be read.",
                next_command="write it as smtp://user:password@host:587/?from=…&to=… in its secret",
            )
        self._user = unquote(parts.username or "")
        self._password = SecretStr(unquote(parts.password or ""))
        self._timeout_seconds = timeout_seconds
        self._trust = trust

    def tell(self, subject: str, text: str) -> None:
        """Send one mail. Unreachable unless the server took it for at least one of those on duty."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self._from, ", ".join(self._to)
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=self._from.rpartition("@")[2])
        mail["Subject"] = " ".join(subject.split())
        mail.set_content(text)
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._timeout_seconds) as server:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=self._trust or ssl.create_default_context())
                    server.ehlo()
                elif self._user:
                    raise self._untold("offers no encryption, and the password was not sent in the clear")
                if self._user:
                    server.login(self._user, self._password.get_secret_value())
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as cause:
            raise self._untold("did not take the mail") from cause

    def _untold(self, why: str) -> Unreachable:
        return Unreachable(
            f"The people on duty could not be told: the mail server {self._host} {why}.",
            next_command="call them, then check the secret that the mapping names",
        )

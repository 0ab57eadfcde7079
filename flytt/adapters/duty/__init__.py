"""The channel that reaches the people on duty: a file in practice, a webhook or mail for real."""

from pathlib import Path

from flytt.adapters.duty.file import FileDuty
from flytt.adapters.secrets import Secrets, local_secrets
from flytt.migration import ports
from flytt.migration.workload import Duty


def open_duty(duty: Duty, home: Path, *, secrets: Secrets | None = None) -> ports.Duty:
    """Return the channel that a mapping names. NotFound without its secret, BadInput when that is no address.

    `home`: the folder for what belongs to the ledger. The channel `file` writes `duty.jsonl` there unless the
    mapping names a secret with another path; secrets that are not in the environment lie in `secrets` there.
    """
    known = secrets or local_secrets(home / "secrets")
    if duty.channel == "file":
        if not duty.address_secret:
            return FileDuty(home / "duty.jsonl")
        return FileDuty(Path(known(duty.address_secret).get_secret_value()))
    address = known(duty.address_secret)
    if duty.channel == "webhook":
        from flytt.adapters.duty.webhook import WebhookDuty  # noqa: PLC0415 - httpx is slow to import

        return WebhookDuty(address)
    from flytt.adapters.duty.smtp import SmtpDuty  # noqa: PLC0415 - as are the mail packages

    return SmtpDuty(address)

"""A PowerShell script that does what is asked and reads back how it stands: not proven on the real thing."""

from collections.abc import Iterable

from flytt.adapters.exchange.cmdlets import Cmdlet
from flytt.migration.exchange import WAYS
from flytt.migration.record import Json

_HEAD = """\
# {title}
# Written by Flytt. NOT PROVEN on the real thing: read it before you run it.
# Needs the module ExchangeOnlineManagement, and a connection as an administrator of {tenant}:
#   Connect-ExchangeOnline -Organization <the tenant's first domain>
# Run it in this folder. It stops at the first error; running it again does nothing twice.
$ErrorActionPreference = 'Stop'
$wanted = '{wanted}'
$connected = @(Get-ConnectionInformation | Where-Object {{ $_.State -eq 'Connected' }})
if ($connected.Count -ne 1 -or "$($connected[0].TenantID)" -ne '{tenant_id}') {{
  throw 'Connect to this tenant, and to no other. Nothing was changed.'
}}
"""

_READ_BACK = """\

# Read back how it stands. This file is what Flytt looks at; it holds names and addresses.
$readAt = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
$boxes = Get-Mailbox -ResultSize Unlimited
$rights = @{{}}; $trustees = @{{}}; $delegates = @{{}}
foreach ($box in $boxes) {{
  $id = $box.ExternalDirectoryObjectId
  $rights[$id] = @(Get-MailboxPermission -Identity $id |
    Where-Object {{ -not $_.IsInherited -and -not $_.Deny }} |
    ForEach-Object {{ @{{ User = (Flytt-Id $_.User); AccessRights = $_.AccessRights -join ', ' }} }})
  $trustees[$id] = @(Get-RecipientPermission -Identity $id |
    Where-Object {{ -not $_.IsInherited -and "$($_.AccessControlType)" -ne 'Deny' }} |
    ForEach-Object {{ @{{ Trustee = (Flytt-Id $_.Trustee); AccessRights = $_.AccessRights -join ', ' }} }})
  $delegates[$id] = @($box.GrantSendOnBehalfTo | ForEach-Object {{ Flytt-Id $_ }})
}}
@{{
  wanted = $wanted
  tenant = "$($connected[0].TenantID)"
  read_at = $readAt
  mailboxes = @($boxes | Select-Object ExternalDirectoryObjectId, Name, Alias, DisplayName,
    PrimarySmtpAddress, RecipientTypeDetails, ForwardingSmtpAddress, ForwardingAddress,
    DeliverToMailboxAndForward, LitigationHoldEnabled, ArchiveStatus, LegacyExchangeDN)
  delegates = $delegates
  clients = @(Get-CASMailbox -ResultSize Unlimited |
    Select-Object ExternalDirectoryObjectId, {protocols})
  recipients = @(Get-Recipient -ResultSize Unlimited | ForEach-Object {{ @{{
    ExternalDirectoryObjectId = $_.ExternalDirectoryObjectId; Guid = "$($_.Guid)"
    RecipientTypeDetails = "$($_.RecipientTypeDetails)"
    EmailAddresses = @($_.EmailAddresses | ForEach-Object {{ "$_" }})
  }} }})
  rights = $rights
  trustees = $trustees
}} | ConvertTo-Json -Depth 6 | Set-Content -Encoding utf8 -Path '{answer}'
"""

_IDS = """\
$known = @{}
function Flytt-Id($name) {
  if ("$name" -eq 'NT AUTHORITY\\SELF') { return "$name" }
  if (-not $known.ContainsKey("$name")) {
    $found = Get-Recipient -Identity "$name" -ErrorAction SilentlyContinue
    $known["$name"] = if ($found) { $found.ExternalDirectoryObjectId } else { "$name" }
  }
  $known["$name"]
}
"""


def script(
    tenant: str, title: str, cmdlets: Iterable[Cmdlet], *, tenant_id: str, wanted: str, answer: str
) -> str:
    """Return the script, which stops in another tenant. `answer` is the file that it writes."""
    lines = [_line(one) for one in cmdlets]
    protocols = ", ".join(WAYS)
    return (
        _HEAD.format(title=title, tenant=tenant, tenant_id=tenant_id, wanted=wanted)
        + _IDS
        + "".join(f"{line}\n" for line in lines)
        + _READ_BACK.format(answer=answer, protocols=protocols)
    )


def _line(cmdlet: Cmdlet) -> str:
    said = " ".join(_parameter(name, value) for name, value in cmdlet.parameters.items())
    line = f"{cmdlet.name} {said}"
    if cmdlet.name == "New-Mailbox":
        mark = _value(cmdlet.parameters["Name"])
        return (
            f"if (-not (Get-Mailbox -Identity {mark} -ErrorAction SilentlyContinue)) {{ {line} | Out-Null }}"
        )
    if cmdlet.name == "Remove-Mailbox":
        account = _value(cmdlet.parameters["Identity"])
        return f"if (Get-Mailbox -Identity {account} -ErrorAction SilentlyContinue) {{ {line} }}"
    return f"{line} | Out-Null"


def _parameter(name: str, value: Json) -> str:
    if value is True and name in {"Shared", "Room"}:
        return f"-{name}"
    return f"-{name}:{_value(value)}" if isinstance(value, bool) else f"-{name} {_value(value)}"


def _value(value: Json) -> str:
    """Return a value as PowerShell reads it. What is quoted is never read as anything but text."""
    if value is None:
        return "$null"
    if isinstance(value, bool):
        return "$true" if value else "$false"
    if isinstance(value, dict):
        inside = "; ".join(f"{name} = {_value(one)}" for name, one in value.items())
        return f"@{{ {inside} }}"
    if isinstance(value, list):
        return f"@({', '.join(_value(one) for one in value)})"
    text = str(value)
    for quote in "'\u2018\u2019\u201a\u201b":  # PowerShell ends a text at any of these
        text = text.replace(quote, quote * 2)
    return f"'{text}'"

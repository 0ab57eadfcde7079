# Everything
# Written by Flytt. NOT PROVEN on the real thing: read it before you run it.
# Needs the module ExchangeOnlineManagement, and a connection as an administrator of felles:
#   Connect-ExchangeOnline -Organization <the tenant's first domain>
# Run it in this folder. It stops at the first error; running it again does nothing twice.
$ErrorActionPreference = 'Stop'
$wanted = '0123'
$connected = @(Get-ConnectionInformation | Where-Object { $_.State -eq 'Connected' })
if ($connected.Count -ne 1 -or "$($connected[0].TenantID)" -ne '00000000-0000-4000-8000-0000000000aa') {
  throw 'Connect to this tenant, and to no other. Nothing was changed.'
}
$known = @{}
function Flytt-Id($name) {
  if ("$name" -eq 'NT AUTHORITY\SELF') { return "$name" }
  if (-not $known.ContainsKey("$name")) {
    $found = Get-Recipient -Identity "$name" -ErrorAction SilentlyContinue
    $known["$name"] = if ($found) { $found.ExternalDirectoryObjectId } else { "$name" }
  }
  $known["$name"]
}
if (-not (Get-Mailbox -Identity 'flytt-1' -ErrorAction SilentlyContinue)) { New-Mailbox -Name 'flytt-1' -DisplayName 'Ola''s ‘‘rom’’; $(Remove-Mailbox)' -Alias 'rom' -Room | Out-Null }
Add-MailboxPermission -Identity '00000000-0000-4000-8000-000000000001' -User '00000000-0000-4000-8000-000000000002' -AccessRights 'FullAccess' | Out-Null
Add-RecipientPermission -Identity '00000000-0000-4000-8000-000000000001' -Trustee '00000000-0000-4000-8000-000000000002' -AccessRights 'SendAs' -Confirm:$false | Out-Null
Set-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -GrantSendOnBehalfTo @{ add = @('00000000-0000-4000-8000-000000000002') } | Out-Null
Remove-MailboxPermission -Identity '00000000-0000-4000-8000-000000000001' -User '00000000-0000-4000-8000-000000000002' -AccessRights 'FullAccess' -Confirm:$false | Out-Null
Remove-RecipientPermission -Identity '00000000-0000-4000-8000-000000000001' -Trustee '00000000-0000-4000-8000-000000000002' -AccessRights 'SendAs' -Confirm:$false | Out-Null
Set-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -GrantSendOnBehalfTo @{ remove = @('00000000-0000-4000-8000-000000000002') } | Out-Null
Set-CASMailbox -Identity '00000000-0000-4000-8000-000000000001' -OWAEnabled:$false -OWAforDevicesEnabled:$false -MAPIEnabled:$false -ActiveSyncEnabled:$false -ImapEnabled:$false -PopEnabled:$false -EwsEnabled:$false -OutlookMobileEnabled:$false -MacOutlookEnabled:$false -UniversalOutlookEnabled:$false -OneWinNativeOutlookEnabled:$false | Out-Null
Set-CASMailbox -Identity '00000000-0000-4000-8000-000000000002' -OWAEnabled:$true -OWAforDevicesEnabled:$true -MAPIEnabled:$true -ActiveSyncEnabled:$true -ImapEnabled:$true -PopEnabled:$false -EwsEnabled:$true -OutlookMobileEnabled:$true -MacOutlookEnabled:$true -UniversalOutlookEnabled:$true -OneWinNativeOutlookEnabled:$true | Out-Null
Set-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -ForwardingSmtpAddress 'smtp:en@new.example' -ForwardingAddress $null -DeliverToMailboxAndForward:$true | Out-Null
Set-Mailbox -Identity '00000000-0000-4000-8000-000000000002' -ForwardingSmtpAddress $null -ForwardingAddress 'Kollega' -DeliverToMailboxAndForward:$false | Out-Null
Set-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -EmailAddresses @('SMTP:ola@new.example', 'smtp:o''la@old.example') | Out-Null
Set-UnifiedGroup -Identity '00000000-0000-4000-8000-000000000002' -EmailAddresses @('SMTP:gruppe@new.example') | Out-Null
if (Get-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -ErrorAction SilentlyContinue) { Remove-Mailbox -Identity '00000000-0000-4000-8000-000000000001' -Confirm:$false }

# Read back how it stands. This file is what Flytt looks at; it holds names and addresses.
$readAt = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
$boxes = Get-Mailbox -ResultSize Unlimited
$rights = @{}; $trustees = @{}; $delegates = @{}
foreach ($box in $boxes) {
  $id = $box.ExternalDirectoryObjectId
  $rights[$id] = @(Get-MailboxPermission -Identity $id |
    Where-Object { -not $_.IsInherited -and -not $_.Deny } |
    ForEach-Object { @{ User = (Flytt-Id $_.User); AccessRights = $_.AccessRights -join ', ' } })
  $trustees[$id] = @(Get-RecipientPermission -Identity $id |
    Where-Object { -not $_.IsInherited -and "$($_.AccessControlType)" -ne 'Deny' } |
    ForEach-Object { @{ Trustee = (Flytt-Id $_.Trustee); AccessRights = $_.AccessRights -join ', ' } })
  $delegates[$id] = @($box.GrantSendOnBehalfTo | ForEach-Object { Flytt-Id $_ })
}
@{
  wanted = $wanted
  tenant = "$($connected[0].TenantID)"
  read_at = $readAt
  mailboxes = @($boxes | Select-Object ExternalDirectoryObjectId, Name, Alias, DisplayName,
    PrimarySmtpAddress, RecipientTypeDetails, ForwardingSmtpAddress, ForwardingAddress,
    DeliverToMailboxAndForward, LitigationHoldEnabled, ArchiveStatus, LegacyExchangeDN)
  delegates = $delegates
  clients = @(Get-CASMailbox -ResultSize Unlimited |
    Select-Object ExternalDirectoryObjectId, OWAEnabled, OWAforDevicesEnabled, MAPIEnabled, ActiveSyncEnabled, ImapEnabled, PopEnabled, EwsEnabled, OutlookMobileEnabled, MacOutlookEnabled, UniversalOutlookEnabled, OneWinNativeOutlookEnabled)
  recipients = @(Get-Recipient -ResultSize Unlimited | ForEach-Object { @{
    ExternalDirectoryObjectId = $_.ExternalDirectoryObjectId; Guid = "$($_.Guid)"
    RecipientTypeDetails = "$($_.RecipientTypeDetails)"
    EmailAddresses = @($_.EmailAddresses | ForEach-Object { "$_" })
  } })
  rights = $rights
  trustees = $trustees
} | ConvertTo-Json -Depth 6 | Set-Content -Encoding utf8 -Path 'exchange-answer.json'

"""Commands for Windows hosts, as lists of words for PowerShell."""

PLATFORM = "windows"
PROVEN = "not proven on the real thing"

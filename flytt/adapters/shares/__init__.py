"""How file shares are listed and moved: on this machine, over SSH, over SMB."""

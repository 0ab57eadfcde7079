"""Programs that are sent to the hosts: standard library only, Python 3.6 or newer, one file each."""

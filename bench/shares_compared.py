"""`python -m bench.shares_compared FOLDER KEY KNOWN PORT PORT USER`: a folder compared with itself over SSH.

`flytt share verify` refuses that, and a million files are laid once and not twice. All else is the same.
"""

import sys
from pathlib import Path

from flytt.adapters.shares.manifests import Looking
from flytt.adapters.shares.places import side
from flytt.adapters.shares.verifying import verify
from flytt.adapters.ssh.endpoint import KeyFile
from flytt.shares.comparison import Policy
from flytt.shares.location import parse
from flytt.shares.owners import Owners


def main() -> int:
    """End with 0 when everything was looked at and nothing differs."""
    folder, key, known, old, new, user = sys.argv[1:]
    ours, theirs = (
        side(parse(f"ssh://{user}@127.0.0.1:{port}{folder}"), KeyFile(path=Path(key)), Path(known))
        for port in (old, new)
    )
    try:
        owners, policy = Owners(others="same"), Policy()
        return not verify(ours, theirs, owners, policy, print, looking=Looking()).tally.passed
    finally:
        ours.shell.close()
        theirs.shell.close()


if __name__ == "__main__":
    sys.exit(main())

"""Hosts reached over SSH: commands as lists of words, files over SFTP, host keys checked always."""

import sys
from types import ModuleType
from typing import cast

# paramiko imports `invoke` for a word of ssh_config that is never read here, and does without when it is not
# there: a tenth of a second of every command line that reaches a host.
sys.modules.setdefault("invoke", cast("ModuleType", None))

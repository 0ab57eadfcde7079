"""Measurements beside the tools that people would use instead."""

import os

# What is started again finds its bytecode, as on a user's machine: some shells keep Python from writing it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

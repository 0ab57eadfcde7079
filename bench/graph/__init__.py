"""Moving a tenant: how fast beside the limits, at what cost, and what a kill repeats."""

"""The channels that notices go out through, and the one door that all of them ask."""

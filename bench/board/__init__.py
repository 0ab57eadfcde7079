"""The notice board beside a running move: how fresh, how many requests, at what cost to the move."""

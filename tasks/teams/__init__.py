"""Steps of a tenant's teams: channels and messages, with author and time."""

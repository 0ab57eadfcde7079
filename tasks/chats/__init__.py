"""Steps of a tenant's chats: of two, of groups, of meetings; every message with author and time."""

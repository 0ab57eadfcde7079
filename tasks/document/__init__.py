"""Steps for settings in somebody else's system."""

"""Exchange's administration: its own endpoint, or a person with a script."""

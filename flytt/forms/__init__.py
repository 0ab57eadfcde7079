"""Microsoft Forms: whose answers are these, and not one lost. Knows files and records; no service."""

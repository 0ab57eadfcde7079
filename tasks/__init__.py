"""What can be done to the world: one step, gate or fact per file."""

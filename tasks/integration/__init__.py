"""Steps for a route between systems."""

"""Steps for an application on hosts of one's own."""

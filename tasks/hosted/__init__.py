"""Steps for an application that its vendor moves."""

"""Steps that take a mail domain from one tenant to another."""

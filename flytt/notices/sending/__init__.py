"""Sending notices: what goes out where, when, and the outbox that sees to it that each goes out once."""

"""The proof that nothing was lost: what was found, what lies on the target, and what the difference is."""

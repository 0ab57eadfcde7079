"""What the ledger amounts to, for people to read: status, tables for terminals, pages in Markdown. Pure."""

"""What users are told, derived from plan, ledger and clock."""

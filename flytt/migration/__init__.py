"""What a move is: plan, step, gate, ledger, evidence; pure, with ports instead of the world."""

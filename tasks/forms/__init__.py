"""Steps that move a Forms estate: evidence kept, sources gathered, answers placed, all of it proved."""

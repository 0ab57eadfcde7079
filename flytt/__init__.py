"""The engine: what a move is, how the world is reached, what people are told."""

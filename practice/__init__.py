"""The practice municipality: a program of its own, reached over the network only."""

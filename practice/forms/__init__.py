"""Makes Microsoft Forms estates whose truth is known: what a municipality's sources hold, and whose it is."""

"""File shares as they are looked at and compared: pure, given streams, knowing no host."""

"""The practice municipality as Flytt reaches it: its world file, its addresses, its people."""

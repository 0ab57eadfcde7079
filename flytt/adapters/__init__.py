"""How the world is reached: a folder per port, the real one and its memory twin."""

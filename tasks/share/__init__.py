"""Steps for file shares: copied while people work, proven file by file, kept until someone signs."""

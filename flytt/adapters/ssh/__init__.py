"""Hosts reached over SSH: commands as lists of words, files over SFTP, host keys checked always."""

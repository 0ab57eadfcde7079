"""The types of file transfer, for those who use a connection's without speaking SSH themselves."""

from paramiko import SFTPAttributes, SFTPClient

__all__ = ["SFTPAttributes", "SFTPClient"]

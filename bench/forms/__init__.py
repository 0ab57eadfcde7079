"""Attribution of Forms estates, measured where the truth is known."""

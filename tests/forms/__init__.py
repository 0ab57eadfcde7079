"""What is tested of reading estates of Forms."""

"""Attribution: whose answers every block is, on what evidence, and how sure."""

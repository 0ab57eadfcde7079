"""What people launch: order only, no input or output of its own."""

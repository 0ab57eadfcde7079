"""What is moved of a Forms estate, written as it will lie on the target: a package of plain files."""

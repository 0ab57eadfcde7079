"""Two tenants' Forms, drives and exports over HTTP, as far as moving a Forms estate needs them."""

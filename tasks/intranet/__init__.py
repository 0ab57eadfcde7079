"""Steps that move an intranet: sites of a tenant, and their pages."""

"""Steps that move drives of a tenant: OneDrive of people, libraries of groups."""

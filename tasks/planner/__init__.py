"""Steps that move Planner: the plans of a tenant's groups, with buckets and tasks."""

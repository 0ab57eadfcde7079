"""Mappings and runbooks as reviewed data: models, loader, line-exact errors."""

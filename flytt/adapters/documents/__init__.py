"""Pages of settings in vendors' and hubs' systems."""

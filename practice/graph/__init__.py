"""A practice Microsoft Graph: two tenants behind one address, for the unmodified SDK and other clients."""

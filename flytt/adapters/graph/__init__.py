"""Microsoft Graph: one door, a governor that holds the limits it meets, and the ports behind it."""

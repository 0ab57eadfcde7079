"""Steps that move mail, calendars and contacts from one tenant to another."""

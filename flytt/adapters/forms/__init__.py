"""Forms estates over HTTP: fetched into a folder of Flytt's own, read by its library, placed on a drive."""

"""Where a flight came down: descents, the map of where it met the surface, and where to look."""

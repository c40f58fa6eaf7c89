"""Alerts as others read them: JSON lines, GeoJSON, ASTERIX category 004, and sentences for people."""

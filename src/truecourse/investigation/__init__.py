"""Compose: a case becomes an explanation becomes a report."""

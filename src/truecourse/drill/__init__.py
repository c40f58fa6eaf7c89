"""Labelled synthetic surveillance, for demonstrations and for measuring alerts."""

"""Surveillance and words as they are heard: bytes and files in, `Reports` and a tally of faults out."""

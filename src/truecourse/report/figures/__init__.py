"""One figure a file: each `draw` turns records into a `Drawn`, its caption computed from the same numbers."""

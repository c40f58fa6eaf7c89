"""What a person sees: figures, the page, the machine's copy of the same numbers."""

"""What the door says when something brought to it is wrong."""


class CaseError(ValueError):
    """One sentence that names the file, the row or key, and the remedy."""

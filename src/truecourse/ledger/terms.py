"""Words as they are compared."""


def plain(text: str) -> str:
    """A term or a datum as it is compared: case, hyphens and spaces aside."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())

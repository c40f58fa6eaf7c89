"""Data as JSON can hold it."""

from math import isfinite
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """Data without NumPy types, NaN or infinities: what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value

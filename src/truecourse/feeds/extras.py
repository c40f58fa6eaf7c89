"""What is not installed with the program, asked for by name when a file needs it."""

from importlib import import_module
from types import ModuleType

from truecourse.feeds.errors import CaseError

INSTALL = "run make winds in the folder of the project, or pip install '.[winds]' there"


def winds_extra(module: str, file: str) -> ModuleType:
    """A module of the extra `winds`, which reads netCDF and GRIB, for a file. Raises CaseError where it is
    not there, saying how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        raise CaseError(f"{file} needs the extra winds ({module} is not installed); {INSTALL}") from None

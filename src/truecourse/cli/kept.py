"""Machine code kept between runs, so that only the first one compiles.

Numba keeps what it has compiled for one processor in the folder that NUMBA_CACHE_DIR names. It looks at the
file of the outermost function only, so each state of this program's text gets a folder of its own: nothing
older than the text is ever run. Where no folder can be made, every run compiles, as a library always does.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path

NAMED = "NUMBA_CACHE_DIR"
LASTING = 30 * 86400.0  # s after which a folder that no run has used is thrown away


def keep_compiled(environment: MutableMapping[str, str]) -> None:
    """Name the folder in the environment, before Numba is loaded; one named already stays."""
    if environment.get(NAMED):
        return
    home = _caches(environment) / "truecourse"
    mine = home / _text()
    try:
        mine.mkdir(parents=True, exist_ok=True)
        os.utime(mine)
    except OSError:
        return
    environment[NAMED] = str(mine)
    for other in home.iterdir():
        if other.is_dir() and other.stat().st_mtime < time.time() - LASTING:
            shutil.rmtree(other, ignore_errors=True)


def _caches(environment: MutableMapping[str, str]) -> Path:
    """Where this system's users keep what can be made again."""
    named = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    if named:
        return Path(named)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _text() -> str:
    """A name that changes whenever a file of the program does."""
    package = Path(__file__).resolve().parent.parent
    seen = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        seen.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:16]

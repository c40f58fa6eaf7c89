"""All files or none: a folder appears whole, and a file changes from its old text to its new one at once."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted


def write_folder(
    folder: Path, files: Mapping[str, str | bytes], check: Callable[[Path], None] | None = None
) -> None:
    """Make a new folder that holds these files; text is written as UTF-8.

    They are written beside it first; `check` may look at that folder and raise, and then nothing is left.
    Raises CaseError where the folder is there already with something in it, or cannot be made.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{quoted(folder.name)} exists already; choose another name or remove it")
    with _beside(folder) as made:
        _write(made, files)
        if check is not None:
            check(made)
        os.replace(made, folder)


def replace_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write these files into a folder that may exist, over those of the same name, each changing at once.

    All are written beside the folder before the first is moved in: an interrupted run leaves the old ones.
    Raises CaseError where the folder cannot be made or written to.
    """
    folder = Path(folder)
    if not folder.exists():
        write_folder(folder, files)
        return
    _refuse_in_the_way(folder, files)
    with _beside(folder) as made:
        _write(made, files)
        for name in files:
            os.replace(made / name, folder / name)


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """A place to write one large file piece by piece: it takes the file's name when the block ends, and is
    gone where the block raises. Raises CaseError where the folder cannot be made or written to.
    """
    path = Path(path)
    _refuse_in_the_way(path.parent, (path.name,))
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    with _beside(path) as made:
        yield made / path.name
        os.replace(made / path.name, path)


def refuse_unwritable(folder: Path, names: Iterable[str] = ()) -> None:
    """Raise CaseError where `replace_files` could not write files of these names into a folder, by trying:
    what is made for that is taken away again.
    """
    folder = Path(folder)
    try:
        _refuse_in_the_way(folder, names)
        there = folder.resolve().parent
        while not there.exists():
            there = there.parent
        for place in {there, folder.resolve()} if folder.exists() else {there}:
            os.rmdir(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=place))
    except OSError as error:
        raise _unwritable(folder, error) from error


def _refuse_in_the_way(folder: Path, names: Iterable[str]) -> None:
    """Raise CaseError for a file where the folder should be, or a folder where a file should be."""
    if folder.exists() and not folder.is_dir():
        raise CaseError(f"{quoted(folder.name)} is a file, not a folder; choose another name or remove it")
    for name in names:
        if (folder / name).is_dir():
            there = quoted(f"{folder.name}/{name}")
            raise CaseError(f"{there} is a folder, not a file; choose another place or remove it")


def _unwritable(folder: Path, error: OSError) -> CaseError:
    return CaseError(f"{quoted(str(folder))} cannot be written ({error.strerror}); choose another place")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as `folder`, gone afterwards unless it was renamed."""
    made: Path | None = None
    try:
        folder.resolve().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.resolve().parent))
        made.chmod(0o755)  # mkdtemp lets nobody else read it
        yield made
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)

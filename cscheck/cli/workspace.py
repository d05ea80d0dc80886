"""The private folder for what memory does not hold, and whether it holds what is to be read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # no such locks on this system: what a killed run leaves stays there
    fcntl = None  # type: ignore[assignment]

_PREFIX = "cscheck-"
_LOCK = "in-use"


@contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder that nobody else may read, removed in the end.

    What a run that was killed could not remove, the next one does: a lock tells whether a folder
    is in use, and the system lets go of it when its process ends, however it ends.
    """
    _remove_leftovers(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        with (folder / "new").open("w") as lock:
            _taken(lock)
            (folder / "new").rename(folder / _LOCK)  # only now may others try whether it is free
            inside = folder / "files"
            inside.mkdir()
            yield inside


def _remove_leftovers(temporary: Path) -> None:
    """Removes the folders of ours whose process is gone."""
    if fcntl is None:
        return
    for lock in temporary.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            mine = lock.stat().st_uid == os.getuid() and not lock.parent.is_symlink()
            with lock.open("r+") as file:
                if mine and _taken(file):
                    shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue


def _taken(lock: IO[str]) -> bool:
    """Takes a lock; whether it was free."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def exceeds_memory(paths: Sequence[Path]) -> bool:
    """Whether files and folders are larger than the memory that is free."""
    free = _free_memory()
    return free is not None and sum(map(_size, paths)) > free


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    try:
        return sum(file.stat().st_size for file in files if file.is_file())
    except OSError:
        return 0


def _free_memory() -> int | None:
    """How many bytes of memory new work may take; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    values = dict(line.split(":", 1) for line in lines if ":" in line)
    available = values.get("MemAvailable", "").split()
    return int(available[0]) * 1024 if available else None

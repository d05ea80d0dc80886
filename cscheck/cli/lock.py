"""The lock of a shop: no second audit of it begins while one runs.

The system lets go of it when the process that held it ends, however it ends; so a lock that a dead
process left behind stops nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cscheck.errors import DataError, Problem, UsageError
from cscheck.model.sentences import sentence


@contextmanager
def locked(path: Path | None, shop: str, now: datetime) -> Iterator[None]:
    """Holds the lock; raises DataError where another run does, UsageError where there is none."""
    if path is None:
        yield
        return
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError.saying("cannot_write", path=str(path), problem=error.strerror) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 200).decode("ascii", "replace").split()
            process, since = holder if len(holder) == 2 else ("?", "?")
            what = sentence("already_running", shop=shop, process=process, since=since)
            hint = sentence("already_running_hint", path=str(path))
            raise DataError(Problem(what, hint=hint)) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {now.isoformat(timespec='seconds')}\n".encode(), 0)
        yield
    finally:
        os.close(handle)

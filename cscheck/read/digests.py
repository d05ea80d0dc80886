"""Digests of files, reckoned while others work: they need a processor, but not the interpreter."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from cscheck.errors import DataError


class Digest:
    """The SHA-256 of a file, in hexadecimal, once it was begun."""

    def __init__(self, path: Path, pool: ThreadPoolExecutor) -> None:
        self.size = path.stat().st_size
        self._path = path
        self._pool = pool
        self._reckoned: Future[str] | None = None

    def begin(self) -> Future[str]:
        """Has it reckoned, once; to be called when the processors have less to do."""
        if self._reckoned is None:
            self._reckoned = self._pool.submit(self._sha256)
        return self._reckoned

    def __call__(self) -> str:
        """It, for which others may have to wait; raises DataError where the file is gone."""
        return self.begin().result()

    def _sha256(self) -> str:
        try:
            with self._path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise DataError.saying("unreadable", problem=str(error)) from error

"""Bytes that may be anything, given to libraries that say in their own way what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cscheck.errors import DataError, is_panic


@contextmanager
def hostile(key: str, **values: Any) -> Iterator[None]:
    """Whatever a library says of bytes that it cannot read: a DataError with this sentence.

    The libraries let through what their own parsers raise, down to panics, which are no Exception.
    """
    try:
        yield
    except (MemoryError, DataError):
        raise
    except Exception as error:
        raise DataError.saying(key, **values) from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise DataError.saying(key, **values) from error

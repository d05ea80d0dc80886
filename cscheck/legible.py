"""Names of files as people read them, whatever bytes they are made of."""

from __future__ import annotations

import os
import re
from pathlib import PurePath

_SURROGATES = re.compile("[\ud800-\udfff]")


def is_utf8(path: PurePath) -> bool:
    """Whether the bytes of a path are those of its text in UTF-8, as libraries take them to be."""
    try:
        return str(path).encode() == os.fsencode(path)
    except UnicodeEncodeError:
        return False


def legible(path: PurePath | str) -> str:
    """A path (or what somebody typed) as text that every report can hold.

    Python keeps bytes that the locale's encoding cannot decode as surrogates. A part of such a path
    is read as UTF-8 or GB18030, whichever it is: names from a Chinese zip are GBK, and a locale
    without UTF-8 makes surrogates of good names. What is neither is shown with escapes.
    """
    text = str(path)
    return "/".join(map(_part, text.split("/"))) if _SURROGATES.search(text) else text


def _part(part: str) -> str:
    try:
        written = os.fsencode(part)
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return part.encode("utf-8", "backslashreplace").decode()
    for codec in ("utf-8", "gb18030"):
        try:
            return written.decode(codec)
        except UnicodeDecodeError:
            continue
    return written.decode("utf-8", "backslashreplace")

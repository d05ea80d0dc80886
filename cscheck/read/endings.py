"""Whether a text breaks off in the middle of its last row, as a download cut short does."""

from __future__ import annotations

import re
from pathlib import Path

_TAIL = 1 << 16
_LAST_LINES, _FEWEST_ALIKE = 50, 10
"""Where the last cells of so many lines look alike, one that is only the beginning is cut off."""
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")


def breaks_off(path: Path, header_lines: int, delimiter: str, cells: int) -> bool:
    """Whether the last line has no end, and fewer cells than headers or a part of its last one."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    lines = tail.decode(errors="replace").replace("\r", "").split("\n")
    *above, line = lines[header_lines if len(tail) == size else 1 :] or [""]
    if not line or '"' in line:
        return False
    if line.count(delimiter) + 1 < cells:
        return True
    *usual, last = (_shape(each, delimiter) for each in (*above[-_LAST_LINES:], line))
    alike = {each for each in usual if each}
    return (
        len(usual) >= _FEWEST_ALIKE
        and len(alike) == 1
        and 0 < len(last) < len(shape := min(alike))
        and shape.startswith(last)
    )


def _shape(line: str, delimiter: str) -> str:
    """The last cell of a line, with every letter and every digit the same."""
    return _LETTER.sub("a", _DIGIT.sub("0", line.rpartition(delimiter)[2]))

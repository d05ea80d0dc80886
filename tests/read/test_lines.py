"""The lines of a text file, found by its pieces, are those that splitting it finds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cscheck.read.lines import TextLines

TEXTS = st.binary(max_size=60).map(lambda raw: bytes(b"\nab"[each % 3] for each in raw))


@given(TEXTS, st.integers(1, 9), st.sets(st.integers(0, 20)))
def test_lines_are_those_of_the_whole_text(text: bytes, piece: int, numbers: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lines.txt")
        path.write_bytes(text)
        lines = TextLines(path, piece)
        every = text.removesuffix(b"\n").split(b"\n") if text else []
        wanted = sorted(each for each in numbers if each < len(every))
        assert lines.count() == len(every)
        assert lines.at(wanted, len(every)) == [every[each] for each in wanted]
        assert lines.at(wanted, len(every) + 1) is None


def test_nothing_is_said_of_lines_that_only_a_careful_reading_tells(tmp_path: Path) -> None:
    for name, text in (("nul", b"a\n\0\nb\n"), ("quote", b'a\nb,"c')):
        path = tmp_path / name
        path.write_bytes(text)
        assert TextLines(path).count() is None

"""Makes of any text file one that polars can scan: plain UTF-8 on disk."""

from __future__ import annotations

import codecs
import gzip
import itertools
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cscheck.errors import DataError
from cscheck.model.sentences import Sentence, sentence
from cscheck.read.sniff import GB18030, HEAD_BYTES, Encoding, FileKind, encoding_of, kind_of

MOST_RATIO = 200
"""How many times its size a compressed file may hold; real exports stay below 30."""
MOST_FREE = 64 << 20
"""The bytes that a compressed file may hold whatever its size."""
MOST_UNPACKED = 8 << 30
"""What a compressed file, or all files of an archive, may take unpacked."""
MOST_IN_A_LINE = 32 << 20
MOST_IN_MEMORY = 1 << 30
"""What a text may take that is held in memory whole: any table but messages, and torn rows."""
_CHUNK = 1 << 16


@dataclass(slots=True)
class Changes:
    """What a copy could not keep: bytes that made no sense, the line of the first, and NULs."""

    bad: int = 0
    bad_line: int = 0
    nuls: int = 0
    _lines: int = 0

    def count(self, text: str) -> None:
        bad = text.count("\ufffd")
        if bad and not self.bad:
            before = text[: text.index("\ufffd")]
            self.bad_line = self._lines + before.count("\n") + 1
        self.bad += bad
        self.nuls += text.count("\0")
        self._lines += text.count("\n")

    def notes(self, encoding: str) -> tuple[Sentence, ...]:
        """What there is to say of them."""
        bad = sentence("bad_bytes", count=self.bad, line=self.bad_line, encoding=encoding)
        nuls = sentence("nul_bytes", count=self.nuls)
        return (*((bad,) if self.bad else ()), *((nuls,) if self.nuls else ()))


@dataclass(frozen=True, slots=True)
class StagedText:
    """A UTF-8 file to scan, how the original was encoded, and what was changed."""

    path: Path
    encoding: Encoding
    changed: Changes = field(default_factory=Changes)


def stage_text(path: Path, folder: Path, *, thoroughly: bool = False) -> StagedText:
    """The text of a file as UTF-8: the file itself, or a copy in `folder`.

    A copy is made chunk by chunk where the file is compressed, in another encoding, or has line
    ends or NUL bytes that would break it. What its first bytes look like decides, unless all of it
    is looked at `thoroughly`. Raises DataError where a compressed file is broken, or too large.
    """
    with path.open("rb") as file:
        compressed = kind_of(file.read(HEAD_BYTES)) is FileKind.GZIP
    with _opened(path, compressed=compressed) as stream:
        head = _read(stream, HEAD_BYTES, path)
        encoding = encoding_of(head)
        old_lines = b"\r" in head and b"\n" not in head
        if thoroughly and encoding.is_utf8:
            encoding = _fittest(path, encoding, compressed=compressed)
        if encoding.is_utf8 and not (compressed or old_lines or thoroughly or b"\0" in head):
            return StagedText(path, encoding)
        target = new_copy(folder)
        changed = _transcode(_chunks(stream, head, path), target, encoding, old_lines=old_lines)
    return StagedText(target, encoding, changed)


def new_copy(folder: Path) -> Path:
    """An empty file for a copy, which is no other's: files of several folders share their names."""
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _fittest(path: Path, likely: Encoding, *, compressed: bool) -> Encoding:
    """The encoding in which fewer bytes make no sense: the likely one, or GB18030."""
    bad = {}
    for each in (likely, GB18030):
        decoder = codecs.getincrementaldecoder(each.codec)(errors="replace")
        with _opened(path, compressed=compressed) as stream:
            chunks = _chunks(stream, _read(stream, _CHUNK, path), path)
            bad[each] = sum(decoder.decode(chunk).count("\ufffd") for chunk in chunks)
    return min(bad, key=lambda each: bad[each])


def decompressed_head(path: Path) -> bytes:
    """The first bytes of what a gzip file holds; raises DataError where it is broken."""
    with _opened(path, compressed=True) as stream:
        return _read(stream, HEAD_BYTES, path)


def decompressed(path: Path, folder: Path) -> Path:
    """A copy of what a gzip file holds; raises DataError where it is broken, or a trap."""
    target = new_copy(folder)
    with _opened(path, compressed=True) as stream, target.open("wb") as out:
        for chunk in _chunks(stream, _read(stream, _CHUNK, path), path):
            out.write(chunk)
    return target


def _opened(path: Path, *, compressed: bool) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path, "rb") if compressed else path.open("rb")


def _read(stream: BinaryIO | gzip.GzipFile, size: int, path: Path) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError.saying("broken_gzip", hint=sentence("download_again")) from error


def _chunks(stream: BinaryIO | gzip.GzipFile, head: bytes, path: Path) -> Iterator[bytes]:
    chunk, size = head, 0
    limit = MOST_RATIO * path.stat().st_size if isinstance(stream, gzip.GzipFile) else None
    while chunk:
        size += len(chunk)
        if limit is not None and size > max(limit, MOST_FREE):
            raise DataError.saying("bomb", ratio=MOST_RATIO)
        if limit is not None and size > MOST_UNPACKED:
            raise DataError.saying("too_large", limit=f"{MOST_UNPACKED >> 30} GiB")
        yield chunk
        chunk = _read(stream, _CHUNK, path)


def _transcode(
    chunks: Iterator[bytes], target: Path, encoding: Encoding, *, old_lines: bool
) -> Changes:
    """Writes the text as UTF-8 with line feeds and without NULs, and counts what it changes."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    changed = Changes()
    with target.open("wb") as out:
        for chunk in itertools.chain(chunks, [b""]):
            text = decoder.decode(chunk, final=not chunk)
            text = text.replace("\r", "\n") if old_lines else text
            changed.count(text)
            out.write(text.replace("\0", "").encode())
    return changed


def check_lines(path: Path) -> None:
    """Raises DataError where a line is longer than any row: it would be held in memory whole.

    Such a line shows wherever the file is looked at in steps; only then all of it is.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        longest = start = 0
        for place in range(0, size, MOST_IN_A_LINE // 2):
            file.seek(place)
            if b"\n" not in file.read(_CHUNK):
                break
        else:
            return
        file.seek(0)
        place = 0
        while chunk := file.read(_CHUNK):
            first = chunk.find(b"\n")
            longest = max(longest, place + (first if first >= 0 else len(chunk)) - start)
            if first >= 0:
                start = place + chunk.rfind(b"\n")
            place += len(chunk)
    if longest > MOST_IN_A_LINE:
        raise DataError.saying("line_too_long", limit=f"{MOST_IN_A_LINE >> 20} MiB")

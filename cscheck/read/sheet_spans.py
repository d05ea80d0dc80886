"""How many cells a workbook spans, told before a library makes room for all of them.

Room is made for every cell between the first and the last: one stray value in the lower right
corner of a sheet would take hundreds of gigabytes, and end the program without a word.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

from cscheck.errors import DataError
from cscheck.model.sentences import sentence
from cscheck.read.binary_sheets import check_places

MOST_CELLS = 1 << 26
_CHUNK = 1 << 20
_TRIAL_SECONDS, _TRIAL_SECONDS_A_MIB = 5, 3
_TRIAL_MEMORY, _TRIAL_TIMES_ITS_SIZE = 2 << 30, 64
_TRIAL_WAIT = 900
"""What a trial may take: seconds of the processor, memory, and seconds on a busy machine."""
_ODD = r':row|t="e"|</f>|<c>|<c [^r]|<c r[^=]|<c r=[^"]|<c r="(?:[A-Za-z]{2}|[A-Za-z][0-9]{7})'
"""Whatever the expressions below are looking for begins or ends so, or stands beside it."""
_FAR = re.compile(rb'<c r="(?:[A-Za-z]{2}|[A-Za-z]\d{7})')
_ROW = re.compile(rb'<row r="(\d{1,18})"')
_PLACE = re.compile(rb'<c r="([A-Za-z]+)(\d+)"')
_FILLED = re.compile(rb'<c r="([A-Za-z]+)(\d+)"[^>]*(?<!/)>')
_ERROR = re.compile(rb'<c [^>]*\bt="e"')
_NO_RESULT = re.compile(
    rb'<c (?![^>]*t="str")[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v></v>|<v\s*/>)?\s*</c>'
)
"""A formula whose result is an empty text has one."""
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_REFERENCE = re.compile(rb'\br="([A-Za-z]*)(\d+)"')
_TRIAL = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import fastexcel
workbook = fastexcel.read_excel(sys.stdin.buffer.read())
for name in workbook.sheet_names:
    workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
"""


def kind_of_workbook(content: bytes) -> str:
    """What people call such a workbook: xlsx, xlsb, ods or xls."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return "xls"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.namelist()
    kinds = {"xlsb": "xl/workbook.bin", "ods": "content.xml"}
    return next((kind for kind, name in kinds.items() if name in names), "xlsx")


def check_spans(content: bytes) -> Counter[str]:
    """Raises DataError where a workbook's sheets span more cells than a file may take.

    Only the usual kind tells it in plain text; of the others a trial tells. Gives how many cells
    will come out blank for which reason: a formula's error, or a formula that has no result.
    """
    lost = Counter[str]()
    kind = kind_of_workbook(content)
    if kind == "xlsb":
        check_places(content)
    if kind != "xlsx":
        _try(content)
        return lost
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if _is_sheet(book, name):
                lost += _check(book, name)
    return lost


def _try(content: bytes) -> None:
    """Reads a workbook in a process of its own, which may end as it likes."""
    if not sys.executable:
        return
    seconds = _TRIAL_SECONDS + (len(content) >> 20) * _TRIAL_SECONDS_A_MIB
    memory = _TRIAL_MEMORY + len(content) * _TRIAL_TIMES_ITS_SIZE
    command = [sys.executable, "-c", _TRIAL.format(memory=memory, seconds=seconds)]
    try:
        subprocess.run(  # noqa: S603  our own words; the file's come by standard input
            command, input=content, check=True, capture_output=True, timeout=_TRIAL_WAIT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        hint = sentence("download_again")
        raise DataError.saying("broken_workbook", hint=hint) from error


def _is_sheet(book: zipfile.ZipFile, name: str) -> bool:
    with book.open(name) as file:
        return b"worksheet" in file.read(1 << 12)


def _check(book: zipfile.ZipFile, name: str) -> Counter[str]:
    """Looks at a sheet as closely as it needs: most end at column Z; counts its lost cells."""
    lost = Counter[str]()
    plain = far = False
    rows: list[int] = []
    for chunk, odd in _looked_over(book, name):
        rows.extend(map(int, _ROW.findall(chunk)))
        if not odd.result():
            continue
        plain |= chunk.count(b"<c ") + chunk.count(b"<c>") != chunk.count(b'<c r="')
        plain |= b":row" in chunk
        far |= far or _FAR.search(chunk) is not None
        if b't="e"' in chunk:
            lost["error_cells"] += len(_ERROR.findall(chunk))
        if b"</f>" in chunk:
            lost["formula_cells"] += len(_NO_RESULT.findall(chunk))
    if twice := _twice(rows):  # the one read last would cover the other without a word
        hint = sentence("download_again")
        raise DataError.saying("row_twice", hint=hint, row=twice)
    if plain:
        span = _span(_tags(book, name))
    elif far:
        span = _span(_places(book, name, _PLACE))
        if span > MOST_CELLS:  # cells that only have a colour take no room
            span = _span(_places(book, name, _FILLED))
    else:
        return lost
    if span > MOST_CELLS:
        raise DataError.saying("too_many_cells", limit=MOST_CELLS)
    return lost


def _looked_over(book: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, Future[bool]]]:
    """A sheet in pieces, and whether each is odd: found out while the next is unpacked."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pieces = ((chunk, pool.submit(_is_odd, chunk)) for chunk in _chunks(book, name))
        last = next(pieces)  # there is one, be it empty
        for piece in pieces:
            yield last
            last = piece
        yield last


def _is_odd(chunk: bytes) -> bool:
    """Whether a piece of a sheet needs a closer look: most do not, and so are gone through once."""
    try:
        text = pl.Series([chunk]).cast(pl.String)
    except pl.exceptions.PolarsError:
        return True
    return bool(text.str.contains(_ODD).item())


def _twice(rows: list[int]) -> int | None:
    """The first number that two rows have."""
    if len(set(rows)) == len(rows):
        return None
    seen = Counter(rows)
    return next(row for row in rows if seen[row] > 1)


def _chunks(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A sheet in pieces that end before a tag."""
    left = b""
    with book.open(name) as file:
        while chunk := file.read(_CHUNK):
            chunk = left + chunk
            cut = chunk.rfind(b"<", len(left)) if len(left) < _CHUNK else -1
            left = chunk[cut:] if cut >= 0 else b""
            yield chunk[:cut] if cut >= 0 else chunk
    yield left


def _places(
    book: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]
) -> Iterator[tuple[int, int]]:
    """The furthest column and row of each piece."""
    for chunk in _chunks(book, name):
        if found := pattern.findall(chunk):
            columns, rows = zip(*found, strict=True)
            yield max(map(_column, set(columns))), max(map(int, set(rows)))


def _tags(book: zipfile.ZipFile, name: str) -> Iterator[tuple[int, int]]:
    """The column and row of each cell, also of those that do not say where they stand."""
    row = column = 0
    for chunk in _chunks(book, name):
        for tag, attributes in _TAG.findall(chunk):
            said = _REFERENCE.search(attributes)
            if tag == b"row":
                row, column = (int(said[2][:9]) if said else row + 1), 0
                continue
            column = _column(said[1]) if said else column + 1
            row = max(row, int(said[2][:9])) if said else row
            yield column, row


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters[:7].upper():
        number = number * 26 + letter - 64
    return number


def _span(places: Iterator[tuple[int, int]]) -> int:
    width = height = 0
    for column, row in places:
        width, height = max(width, column), max(height, row)
    return width * height

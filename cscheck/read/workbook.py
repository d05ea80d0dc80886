"""Workbooks: every sheet that is shown, every cell as text; encrypted ones with a password."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import fastexcel
import msoffcrypto
import polars as pl
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from cscheck.errors import DataError, Problem
from cscheck.model.sentences import Sentence, sentence
from cscheck.read.hostile import hostile
from cscheck.read.raw import LOOK_AHEAD, SAYS_NO_DATA, RawTable, header_keys, says_no_data, table_in
from cscheck.read.sheet_spans import check_spans, kind_of_workbook
from cscheck.read.sniff import is_encrypted

MOST_BYTES = 1 << 30
"""What a workbook may take unpacked: all of it is held in memory."""
_COPIED = re.compile(r"(\s*[(（]\d+[)）]|\s*- ?(副本|複本|複製|Copy))+$", re.IGNORECASE)
"""What browsers and file managers put behind the name of a copy."""


def read_workbook(
    path: Path, label: str, known: frozenset[str], passwords: Sequence[str]
) -> Iterator[RawTable]:
    """Each sheet of a workbook that holds a table; `known` are the keys of known headers.

    Raises DataError where the workbook cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES:
        raise DataError.saying("too_large", limit=f"{MOST_BYTES >> 20} MiB")
    content, notes = path.read_bytes(), tuple[Sentence, ...]()
    encrypted = is_encrypted(content)
    if encrypted:
        content, by_its_name = _decrypted(Path(label), content, passwords)
        notes = (sentence("password_from_name"),) if by_its_name else ()
    with hostile("broken_workbook", hint=sentence("download_again")):
        workbook, lost = _opened(content)
        names = workbook.sheet_names
    encoding = f"{kind_of_workbook(content)}{' (encrypted)' if encrypted else ''}"
    several = len(names) > 1
    shown: list[RawTable] = []
    hidden: list[str] = []
    cells = pl.DataFrame()
    for name in names:
        with hostile("broken_sheet", sheet=name, hint=sentence("download_again")):
            sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            cells = sheet.to_polars()
        table = table_in(cells, label, name if several else None, encoding, known, notes)
        if table is not None and sheet.visible == "visible":
            shown.append(table)
        elif table is not None and len(header_keys(table.headers) & known) >= 2:
            hidden.append(name)  # not what explains the columns
    if shown:
        counted = tuple(sentence(key, count=n) for key, n in sorted(lost.items()) if n)
        shown[0] = replace(shown[0], notes=(*shown[0].notes, *counted))
    if hidden:
        left_out = sentence("hidden_sheets", sheets=tuple(hidden))
        if not shown:
            raise DataError(Problem(left_out))
        shown[0] = replace(shown[0], notes=(*shown[0].notes, left_out))
    yield from shown
    if not shown and says_no_data(text for row in cells.head(LOOK_AHEAD).rows() for text in row):
        raise DataError.saying(SAYS_NO_DATA)


def _opened(content: bytes) -> tuple[fastexcel.ExcelReader, Counter[str]]:
    """A workbook of which no sheet is loaded yet, and what `check_spans` says of it.

    Both are done at once where the library does not go to pieces over what it opens.
    """
    if kind_of_workbook(content) != "xlsx":
        lost = check_spans(content)
        return fastexcel.read_excel(content), lost
    with ThreadPoolExecutor(max_workers=1) as pool:
        checking = pool.submit(check_spans, content)
        try:
            workbook = fastexcel.read_excel(content)
        finally:
            lost = checking.result()  # what it has to say is plainer
    return workbook, lost


def _decrypted(path: Path, content: bytes, passwords: Sequence[str]) -> tuple[bytes, bool]:
    """The workbook inside an encrypted one, and whether its name gave the password.

    The passwords given are tried, then the last six characters of the file's name, which is what
    Kuaishou's back office uses; a copy's name has more behind them.
    """
    with hostile("broken_workbook", hint=sentence("download_again")):
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
    for password in (*passwords, *_passwords_in(path.stem)):
        plain = io.BytesIO()
        with hostile("broken_workbook", hint=sentence("download_again")):
            try:
                file.load_key(password=password, verify_password=True)
                file.decrypt(plain)
            except (InvalidKeyError, DecryptionError):
                continue
        return plain.getvalue(), password not in passwords
    raise DataError.saying("wrong_password", hint=sentence("give_password"), tried=len(passwords))


def _passwords_in(name: str) -> Iterator[str]:
    """The last six characters of a name, and of what it was before it was copied."""
    yield name[-6:]
    original = _COPIED.sub("", name)
    if original != name:
        yield original[-6:]

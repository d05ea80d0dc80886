"""Workbooks: every sheet that is shown, every cell as text; encrypted ones with a password."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import fastexcel
import msoffcrypto
import polars as pl
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

from cscheck.errors import DataError
from cscheck.model import Sentence, sentence
from cscheck.read.raw import RawTable, cell_name, header_position
from cscheck.read.sniff import is_encrypted

_LOOK_AHEAD = 40


def read_workbook(
    path: Path, known: frozenset[str], passwords: Sequence[str]
) -> Iterator[RawTable]:
    """Each sheet of a workbook that holds a table; `known` are the keys of known headers.

    Raises DataError where the workbook cannot be opened.
    """
    content, encoding = path.read_bytes(), "xlsx"
    notes: tuple[Sentence, ...] = ()
    if is_encrypted(content):
        encoding = "xlsx (encrypted)"
        content, by_its_name = _decrypted(path, content, passwords)
        notes = (sentence("password_from_name"),) if by_its_name else ()
    try:
        workbook = fastexcel.read_excel(content)
        names = workbook.sheet_names
    except fastexcel.FastExcelError as error:
        raise DataError.saying("broken_workbook") from error
    several = len(names) > 1
    for name in names:
        try:
            sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError as error:
            raise DataError.saying("broken_sheet", sheet=name) from error
        if sheet.visible == "visible":
            table = _raw(path, name if several else None, encoding, sheet.to_polars(), known)
            if table is not None:
                yield replace(table, notes=notes)


def _raw(
    path: Path, sheet: str | None, encoding: str, cells: pl.DataFrame, known: frozenset[str]
) -> RawTable | None:
    if cells.is_empty():
        return None
    position = header_position(cells.head(_LOOK_AHEAD).rows(), known)
    if position is None:
        return None
    headers = tuple((header or "").strip() for header in cells.row(position))
    names = [cell_name(column) for column in range(cells.width)]
    frame = cells.rename(dict(zip(cells.columns, names, strict=True))).slice(position + 1)
    return RawTable(
        path=str(path),
        sheet=sheet,
        encoding=encoding,
        headers=headers,
        header_row=position + 1,
        frame=frame.with_row_index("row", offset=position + 2).lazy(),
    )


def _decrypted(path: Path, content: bytes, passwords: Sequence[str]) -> tuple[bytes, bool]:
    """The workbook inside an encrypted one, and whether its name gave the password.

    The passwords given are tried, then the last six characters of the file's name, which is what
    Kuaishou's back office uses.
    """
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
    except FileFormatError as error:
        raise DataError.saying("broken_workbook") from error
    for password in (*passwords, path.stem[-6:]):
        plain = io.BytesIO()
        try:
            file.load_key(password=password, verify_password=True)
            file.decrypt(plain)
        except (InvalidKeyError, DecryptionError):
            continue
        return plain.getvalue(), password not in passwords
    raise DataError.saying("wrong_password", hint=sentence("give_password"), tried=len(passwords))

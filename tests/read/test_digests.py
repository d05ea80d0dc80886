"""The digest of a file is that of what stands in it, and of one that is gone it is an error."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from cscheck.errors import DataError
from cscheck.read.digests import Digest
from tests.program import inside


def test_a_digest_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = "时间,发送方\n".encode() * 50_000
    (tmp_path / "a.csv").write_bytes(content)
    digest = Digest(tmp_path / "a.csv", ThreadPoolExecutor(1))
    digest.begin()
    assert digest() == hashlib.sha256(content).hexdigest()
    assert digest.size == len(content)


def test_a_file_that_is_gone_before_its_digest_is_known_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n")
    digest = Digest(tmp_path / "a.csv", ThreadPoolExecutor(1))
    (tmp_path / "a.csv").unlink()
    with pytest.raises(DataError) as told:
        digest()
    assert told.value.problems[0].what.key == "unreadable"


@pytest.mark.parametrize("form", ["json", "html", "xlsx"])
def test_reports_that_tell_files_by_their_digests_have_them(tmp_path: Path, form: str) -> None:
    log = tmp_path / "chat.csv"
    log.write_text(
        "conversation_id,sent_at,sender,buyer,text\nC1,2026-11-20 10:00:00,buyer,甲,在吗\n",
        encoding="utf-8",
    )
    report = tmp_path / f"report.{form}"
    day = ("--date", "2026-11-20", "--as-of", "2026-11-21")
    inside("audit", "-p", "kuaishou", *day, "-o", report, log)  # what is printed has none
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    assert digest[:12] in _words(report)


def _words(report: Path) -> str:
    if report.suffix != ".xlsx":
        return report.read_text(encoding="utf-8")
    sheets = openpyxl.load_workbook(report)
    return " ".join(str(cell.value) for sheet in sheets for row in sheet for cell in row)

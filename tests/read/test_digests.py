"""The digest of a file is that of what stands in it, and of one that is gone it is an error."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cscheck.errors import DataError
from cscheck.read.digests import Digest


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

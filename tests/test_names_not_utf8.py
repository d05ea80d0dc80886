"""Files whose names are not UTF-8, as those of a Chinese zip unpacked on Linux: read, and shown."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from cscheck.legible import is_utf8, legible
from tests.program import ROOT, Run, inside
from tests.read.containers import html_page, zipped

SHOWN = "订单_20261121"
NAME = os.fsdecode(SHOWN.encode("gb18030"))
HEADERS = ("订单编号", "订单创建时间", "订单付款时间", "发货时间", "订单状态")
ROW = ("2300000000000003", "2026-11-18 09:00:00", "2026-11-18 10:00:00", "", "待发货")
CSV = f"{','.join(HEADERS)}\n{','.join(ROW)}\n"


def xlsx() -> bytes:
    book = io.BytesIO()
    pl.DataFrame([ROW], schema=list(HEADERS), orient="row").write_excel(book)
    return book.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame([ROW], schema=list(HEADERS), orient="row").write_parquet(file)
    return file.getvalue()


FILES = {
    ".csv": CSV.encode(),
    ".txt": CSV.encode("gb18030"),
    ".csv.gz": gzip.compress(CSV.encode()),
    ".zip": zipped({"a.csv": CSV.encode()}),
    ".xlsx": xlsx(),
    ".xls": html_page([HEADERS, ROW]).encode(),
    ".parquet": parquet(),
}


def named(folder: Path, suffix: str) -> Path:
    path = folder / f"{NAME}{suffix}"
    path.write_bytes(FILES[suffix])
    return path


def on_taobao(command: str, *args: str | Path) -> Run:
    return inside(*command.split(), "-p", "taobao", *args)


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_is_read_whatever_bytes_its_name_has(tmp_path: Path, suffix: str) -> None:
    path = named(tmp_path, suffix)
    for given in (path, tmp_path):
        done = on_taobao("audit --date 2026-11-20 --format json", given)
        inputs = json.loads(done.out)["inputs"]
        assert [(each["failure"], each["used"]) for each in inputs] == [(None, 1)]
        assert f"/{SHOWN}{suffix}" in inputs[0]["path"]
    said = on_taobao("inspect", path)
    assert f"{SHOWN}{suffix}" in said.out
    assert said.code == 0


def test_its_name_stands_in_every_report(tmp_path: Path) -> None:
    path = named(tmp_path, ".csv")
    reports = [tmp_path / f"{NAME}.{each}" for each in ("json", "html", "xlsx", "md", "prom")]
    outputs: list[str | Path] = [part for each in reports for part in ("-o", each)]
    outputs += ["--rejects", tmp_path / f"{NAME}.rejects.csv"]
    outputs += ["--history", tmp_path / f"{NAME}.db"]
    asked = "audit --date 2026-11-20 -v --lang zh"
    done = on_taobao(asked, path, *outputs)
    assert done.code in (0, 1)
    assert f"{SHOWN}.csv" in done.out
    assert f"{SHOWN}.html" in done.err
    assert f"{SHOWN}.csv" in reports[0].read_text("utf-8")
    assert all(each.stat().st_size for each in reports)
    explained = on_taobao("explain ship_48h 2300000000000003 --date 2026-11-20", path)
    assert f"{SHOWN}.csv:2" in explained.out
    due = on_taobao("due --as-of 2026-11-18T12:00", path)
    compared = on_taobao("compare ship_48h --set within=24h --date 2026-11-20", path)
    assert f"{SHOWN}.csv:2" in due.out
    assert ROW[0] in compared.out


def test_the_folders_of_parquet_tell_their_columns(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("店铺=主店".encode("gb18030"))
    folder.mkdir()
    named(folder, ".parquet")
    done = on_taobao("audit --date 2026-11-20", tmp_path)
    assert "主店" in done.out.splitlines()[2]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    done = on_taobao("audit", tmp_path / f"{NAME}.csv")
    assert done.code == 3
    assert f"{SHOWN}.csv" in done.err
    done = on_taobao("audit --date 2026-11-20", ROOT, "--rules", tmp_path / f"{NAME}.yaml")
    assert done.code == 2
    assert f"{SHOWN}.yaml" in done.err


def test_an_unpacked_file_keeps_its_name_in_a_locale_without_utf8(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "suning", tmp_path / "苏宁")
    asked = "audit -p suning --date 2026-11-20 --format json --shop 旗舰店"
    done = subprocess.run(
        [sys.executable, "-m", "cscheck", *asked.split(), tmp_path / "苏宁"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            **{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        },
        capture_output=True,
        check=False,
        timeout=120,
    )
    said = json.loads(done.stdout.decode("ascii"))
    assert done.returncode == 1
    assert [each["failure"] for each in said["inputs"]] == [None] * len(said["inputs"])
    assert any(each["path"].endswith("/苏宁/商品_20261121.csv") for each in said["inputs"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("数据/订单".encode(), "数据/订单"),
        ("数据/".encode() + "订单".encode("gbk"), "数据/订单"),
        (b"a\xff\xff.csv", "a\\xff\\xff.csv"),
    ],
)
def test_bytes_are_read_as_a_name(written: bytes, shown: str) -> None:
    assert legible(os.fsdecode(written)) == shown
    assert is_utf8(Path(os.fsdecode(written))) == (written == shown.encode())


def test_a_surrogate_of_no_byte_is_shown_as_an_escape() -> None:
    assert legible("a\ud800/b") == "a\\ud800/b"

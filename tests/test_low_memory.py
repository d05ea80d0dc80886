"""`--low-memory` finds what an audit in one piece finds, to the byte, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from cscheck import part_by_shop
from cscheck.audit import audit
from cscheck.cli import workspace
from cscheck.model.result import Result
from cscheck.read import ReadOptions, read
from cscheck.report.formats import FORMATS, rendered_as
from cscheck.report.options import TextOptions
from cscheck.request import Request
from cscheck.rules.platform import Library
from tests.bench.logs import Shape, messages
from tests.program import cscheck

KUAISHOU = Library().platform("kuaishou")
WEEK = date(2026, 11, 30), date(2026, 12, 6)
REQUEST = Request(WEEK, datetime(2026, 12, 7, tzinfo=KUAISHOU.zone.info))
OPTIONS = TextOptions("en", top=5, width=120)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Overlapping logs of shops, one of them in GB18030, rows without a shop, and a reject."""
    folder = tmp_path / "exports"
    folder.mkdir()
    rows = messages(4_000, Shape(shops=7), seed=3).collect()
    rows.head(2_500).write_csv(folder / "one.csv")
    text = rows.tail(2_000).write_csv()
    odd = "店铺3,M1,C1,gestern,buyer,,买家1,在吗\n,M2,C2,2026-12-01 09:00:00,buyer,,买家2,在吗\n"
    (folder / "two.csv").write_text(text + odd, encoding="gb18030")
    orders = "order_id,shop,paid_at,shipped_at\n"
    orders += "".join(f"{n},店铺{n},2026-12-01 09:00:00,\n" for n in (1, 9))
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    came = "店铺,客服账号,操作,操作时间\n店铺3,小李,上线,2026-12-01 09:00:00\n"
    (folder / "presence.csv").write_text(came, encoding="utf-8")
    return folder


def options(folder: Path) -> ReadOptions:
    folder.mkdir()
    return ReadOptions(folder)


def whole(exports: Path, tmp_path: Path) -> Result:
    found = read([exports], KUAISHOU, options(tmp_path / "whole"))
    return audit(found, KUAISHOU.ruleset(), REQUEST)


def parted(exports: Path, tmp_path: Path) -> Result | None:
    rules = KUAISHOU.ruleset()
    how = options(tmp_path / "parted")
    return part_by_shop.audit_by_shop([exports], KUAISHOU, how, rules, REQUEST)


def test_every_report_is_the_same_to_the_byte(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_by_shop, "PART_ROWS", 1_000)
    one, other = whole(exports, tmp_path), parted(exports, tmp_path)
    assert other is not None
    assert sum(each.duplicate for each in one.inputs) == 500
    assert len(one.rejects) == 1
    for form in ("text", "json", "csv", "md", "junit", "prometheus"):
        assert rendered_as(FORMATS[form], other, OPTIONS) == rendered_as(
            FORMATS[form], one, OPTIONS
        ), form


def test_what_cannot_be_parted_is_audited_in_one_piece(exports: Path, tmp_path: Path) -> None:
    (exports / "two.csv").unlink()
    messages(200, Shape(shops=1)).collect().write_csv(exports / "one.csv")
    assert parted(exports, tmp_path) is None
    asked = (
        "audit",
        exports,
        "-p",
        "kuaishou",
        "--date",
        "2026-12-01",
        "--as-of",
        "2026-12-02",
        "--format",
        "json",
    )
    assert cscheck(*asked, "--low-memory").out == cscheck(*asked).out != ""


def test_files_are_parted_unasked_where_they_are_larger_than_free_memory(
    exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not workspace.exceeds_memory([exports])
    monkeypatch.setattr(workspace, "_free_memory", lambda: 1_000)
    assert workspace.exceeds_memory([exports])


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    code = (
        "import time\n"
        "from cscheck.cli.workspace import private_folder\n"
        "with private_folder() as folder:\n"
        "    (folder / 'left').touch(); print(folder, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.stat().st_mode & 0o077 == 0 or folder.parent.stat().st_mode & 0o077 == 0
        workspace._remove_leftovers(tmp_path)
        assert (folder / "left").exists()  # in use
        process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        workspace._remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []

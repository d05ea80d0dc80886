"""`--rejects FILE`: every row that could not be used, whole."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

from tests.program import cscheck

HEADER = "会话ID,发送时间,发送者类型,买家昵称,消息内容\n"


def test_rejected_rows_are_written_whole(tmp_path: Path) -> None:
    chat = (
        "C1,2026-11-20 09:00:00,买家,甲,好\n"
        "C2,前天,买家,乙乙乙,=1+1\n"
        ',2026-11-20 09:00:00,买家,,"一\n二"\n'
        "C4,2026-11-20 09:00:00,路人,丁\n"
    )
    (tmp_path / "chat.csv").write_text(HEADER + chat, encoding="utf-8")
    rejects = tmp_path / "rejects.csv"
    args = ("-p", "kuaishou", "--date", "2026-11-20", "--rejects", rejects, "--lang", "en")
    run = cscheck("audit", tmp_path / "chat.csv", *args)
    assert run.code == 3, run.err
    text = rejects.read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        ("3", "发送时间", "前天"),
        ("4", "会话ID", ""),
        ("5", "发送者类型", "路人"),
    ]
    cells = [[row[f"cell_{n}"] for n in range(1, 6)] for row in rows]
    assert cells == [
        ["C2", "前天", "买家", "乙乙乙", "'=1+1"],
        ["", "2026-11-20 09:00:00", "买家", "", "一 二"],
        ["C4", "2026-11-20 09:00:00", "路人", "丁", ""],
    ]
    assert "乙乙乙" not in run.out
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600


def test_no_rejected_row_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "chat.csv").write_text(
        HEADER + "C1,2026-11-20 09:00:00,买家,甲,好\n", encoding="utf-8"
    )
    rejects = tmp_path / "r.csv"
    args = ("-p", "kuaishou", "--date", "2026-11-20", "--rejects", rejects)
    cscheck("audit", tmp_path / "chat.csv", *args)
    assert rejects.read_bytes().decode("utf-8-sig").startswith("file,sheet,row,column")
    assert len(rejects.read_bytes().splitlines()) == 1


def test_rejects_do_not_overwrite_an_export(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    path.write_text(HEADER, encoding="utf-8")
    run = cscheck("audit", path, "-p", "kuaishou", "--rejects", path)
    assert run.code == 2
    assert path.read_text(encoding="utf-8") == HEADER

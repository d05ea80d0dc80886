"""`cscheck due`: every open case, soonest first, the same in each format."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.program import ROOT, cscheck

EXPORTS = ROOT / "fixtures" / "suning"
DUE = ("due", "-p", "suning", "--date", "2026-11-20")


def found(*args: str | Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(cscheck(*DUE, "--format", "json", *args).out)
    return data


def test_it_lists_what_the_audit_lists() -> None:
    audit = cscheck("audit", *DUE[1:], "--format", "json", EXPORTS)
    expected = json.loads(audit.out)["due"]
    listed = found(EXPORTS)
    assert [{k: v for k, v in row.items() if k != "title"} for row in listed["due"]] == expected
    assert listed["open"] == len(expected) == 34
    assert [row["deadline"] for row in expected] == sorted(row["deadline"] for row in expected)


@pytest.mark.parametrize(("within", "seconds"), [("12h", 43_200), ("45m", 2_700), ("2d", 172_800)])
def test_within_keeps_what_breaks_in_that_time(within: str, seconds: int) -> None:
    every = found(EXPORTS)["due"]
    soon = found("--within", within, EXPORTS)["due"]
    assert soon == [row for row in every if row["left_seconds"] <= seconds]
    assert 0 < len(soon) < len(every)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_formats_list_the_same(lang: str, tmp_path: Path) -> None:
    args = ("--within", "12h", "--lang", lang)
    listed = found(*args, EXPORTS)["due"]
    rows = list(csv.DictReader(io.StringIO(cscheck(*DUE, *args, "--format", "csv", EXPORTS).out)))
    assert [(row["rule"], row["id"], row["deadline"], row["title"]) for row in rows] == [
        (row["rule"], row["id"], row["deadline"], row["title"]) for row in listed
    ]
    path = tmp_path / "due.json"
    text = cscheck(*DUE, *args, "--width", "300", "-o", path, EXPORTS).out
    assert json.loads(path.read_text(encoding="utf-8"))["due"] == listed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    places = [text.index(f"  {row['title']}  ", text.index(row["deadline"][:10])) for row in listed]
    assert places
    for row in listed:
        assert row["id"] in text
        assert f"{row['row']}" in text


def test_nothing_due_is_said(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "order_id,paid_at,shipped_at\n1,2026-11-18 10:00:00,2026-11-18 11:00:00\n"
    )
    run = cscheck("due", "-p", "ks", *DUE[3:], tmp_path)
    assert run.code == 0
    assert "0 open cases" in run.out


def test_time_left_counts_from_as_of() -> None:
    first = found("--as-of", "2026-11-20T22:00", EXPORTS)
    assert first["as_of"] == "2026-11-20T22:00:00+08:00"
    by_id = {(row["rule"], row["id"]): row["left_seconds"] for row in first["due"]}
    later = {(row["rule"], row["id"]): row["left_seconds"] for row in found(EXPORTS)["due"]}
    both = by_id.keys() & later.keys()
    assert both
    assert all(by_id[key] - later[key] == 7200 for key in both)


def test_unreliable_data_is_told_by_the_exit_code() -> None:
    run = cscheck(*DUE[:3], "--date", "2031-01-01", EXPORTS)
    assert run.code == 3
    assert run.err


def test_a_length_that_is_none() -> None:
    run = cscheck(*DUE, "--within", "soon", EXPORTS)
    assert run.code == 2
    assert "soon" in run.err

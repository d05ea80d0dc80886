"""`-o FILE` and `--format`: which format, who may read it, and nothing half written."""

from __future__ import annotations

import csv
import os
import stat
from pathlib import Path

import pytest

from tests.program import ROOT, cscheck

AUDIT = ("audit", "-p", "ks", "--date", "2026-11-20", "--fail-on", "never")
EXPORTS = ROOT / "fixtures" / "kuaishou"
PRIVATE = ("json", "csv", "md", "xml", "txt")


def test_every_suffix_has_its_format_and_its_readers(tmp_path: Path) -> None:
    outputs = [tmp_path / f"report.{suffix}" for suffix in (*PRIVATE, "prom")]
    run = cscheck(*AUDIT, *(part for path in outputs for part in ("-o", path)), EXPORTS)
    assert run.code == 0
    assert sorted(tmp_path.iterdir()) == sorted(outputs)
    for path in outputs:
        assert stat.S_IMODE(path.stat().st_mode) == (0o644 if path.suffix == ".prom" else 0o600)
    starts = {path.suffix: path.read_bytes()[:12] for path in outputs}
    assert starts[".json"].startswith(b"{")
    assert starts[".csv"].startswith("\ufeffrule,".encode())
    assert starts[".md"].startswith(b"# ")
    assert starts[".xml"].startswith(b"<?xml")
    assert starts[".prom"].startswith(b"# HELP")
    assert starts[".txt"].startswith(b"FAIL ")


@pytest.mark.parametrize("form", ["json", "csv", "md", "junit", "prometheus"])
def test_stdout_gets_what_a_file_would(tmp_path: Path, form: str) -> None:
    suffix = {"junit": "xml", "prometheus": "prom"}.get(form, form)
    path = tmp_path / f"report.{suffix}"
    run = cscheck(*AUDIT, "--format", form, "-o", path, EXPORTS)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert file.read().replace("\r\n", "\n") == run.out


def test_a_csv_names_every_violation_though_the_text_shows_few(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    cscheck(*AUDIT, "--top", "1", "-o", path, EXPORTS)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rules = [row["rule"] for row in csv.DictReader(file)]
    assert rules.count("ship_48h") == 6


def test_an_older_report_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("older", encoding="utf-8")
    path.chmod(0o666)
    cscheck(*AUDIT, "-o", path, EXPORTS)
    assert path.read_text(encoding="utf-8").startswith("{")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["missing/report.json", "report.pdf", "report"])
def test_what_cannot_be_written_is_said_before_any_work(tmp_path: Path, name: str) -> None:
    run = cscheck(*AUDIT, "-o", tmp_path / name, tmp_path / "no such exports")
    assert run.code == 2
    assert name in run.err
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert cscheck(*AUDIT, "-o", path, "-o", path, EXPORTS).code == 2


def test_a_report_never_takes_the_place_of_an_export(tmp_path: Path) -> None:
    export = tmp_path / "messages.csv"
    text = "conversation_id,sent_at,sender\nC1,2026-11-20 09:00:00,buyer\n"
    export.write_text(text, encoding="utf-8")
    assert cscheck(*AUDIT, "-o", export, export).code == 2
    assert export.read_text(encoding="utf-8") == text


def test_a_report_among_the_exports_is_warned_of(tmp_path: Path) -> None:
    text = "conversation_id,sent_at,sender\nC1,2026-11-20 09:00:00,buyer\n"
    (tmp_path / "messages.csv").write_text(text, encoding="utf-8")
    run = cscheck(*AUDIT, "-o", tmp_path / "cases.csv", tmp_path)
    assert run.code == 0
    assert "would be read as an export" in run.err
    assert not cscheck(*AUDIT, "-o", tmp_path / "cases.md", tmp_path).err


def test_a_report_is_written_though_the_data_could_not_be_judged(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    assert cscheck(*AUDIT[:3], "--date", "2031-01-01", "-o", path, EXPORTS).code == 3
    assert b"<error" in path.read_bytes()


def test_nothing_is_left_behind_where_the_place_is_taken(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    (tmp_path / "report.json" / "inside").touch()
    run = cscheck(*AUDIT, "-o", tmp_path / "report.json", EXPORTS)
    assert run.code == 2
    assert os.listdir(tmp_path) == ["report.json"]  # noqa: PTH208  hidden ones too

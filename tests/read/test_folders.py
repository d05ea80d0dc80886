"""What stands in a folder is read, or is named with why it is not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cscheck.errors import DataError
from cscheck.intake import Intake
from cscheck.text import LANGS, say
from tests.program import cscheck, inside
from tests.read.containers import html_page
from tests.read.reading import read_files

ORDERS = "订单号,支付时间,发货时间\n1,2026-11-18 10:00:00,2026-11-18 11:00:00\n"
PAGE = html_page([["订单号", "支付时间"], ["2", "2026-11-18 10:00:00"]])
AUDIT = ("audit", "-p", "kuaishou", "--date", "2026-11-20", "--lang", "en", "--width", "400")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def said(folder: Path) -> dict[str, str | None]:
    """Each input, and its failure or note; every one can be said in both languages."""
    found = {}
    for each in intake_of(folder).inputs:
        what = each.failure or next(iter(each.notes), None)
        assert all(say(what, lang) for lang in LANGS if what)
        found[str(Path(each.path).relative_to(folder))] = what.key if what else None
    return found


def intake_of(*paths: Path) -> Intake:
    return read_files(*paths, workspace=paths[0].parent / "work")


def test_links_to_nothing_and_pipes_are_named(folder: Path) -> None:
    (folder / "订单.csv").symlink_to("/nowhere/x.csv")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "good.csv").symlink_to(folder / "a.csv")
    os.mkfifo(folder / "pipe.csv")
    os.mkfifo(folder / ".pipe.csv")
    assert said(folder) == {
        "a.csv": None,
        "good.csv": "same_file",
        "loop.csv": "broken_link",
        "pipe.csv": "no_plain_file",
        "zero.csv": "no_plain_file",
        "订单.csv": "broken_link",
    }
    run = inside(*AUDIT, folder)
    assert run.code == 3
    assert f"{folder}/订单.csv: this is a link to something that is not there" in run.out


def test_links_to_folders_are_named(folder: Path) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "b.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "latest").symlink_to(folder.parent / "other")
    (folder / "self").symlink_to(folder)
    passed_over = "linked_folder_passed_over"
    assert said(folder) == {"a.csv": None, "latest": passed_over, "self": passed_over}
    assert [each.path for each in intake_of(folder / "latest").inputs] == [
        str(folder / "latest" / "b.csv")
    ]


def closed_to_all(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Nobody may look into these folders: root, who may, often runs the tests."""
    look = os.scandir

    def scandir(path: str | Path | int) -> Iterator[os.DirEntry[str]]:
        if str(path) in map(str, closed):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_folders_that_nobody_may_look_into_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("sub", "sub.d", ".git", "lost+found")
    for name in names:
        (folder / name).mkdir()
        (folder / name / "c.csv").write_text(ORDERS, encoding="utf-8")
    closed_to_all(monkeypatch, *(folder / name for name in names))
    assert said(folder).keys() == {"a.csv", "sub", "sub.d"}
    assert intake_of(folder).inputs[1].failure is not None
    assert [each.path for each in intake_of(folder / "sub").inputs] == [str(folder / "sub")]
    assert inside(*AUDIT, folder).code == 3


@pytest.mark.parametrize("closed", ["a.csv", "sub", "."])
def test_what_may_not_be_read_is_the_same_named_or_in_a_folder(closed: str, folder: Path) -> None:
    """As the program, because root may read everything."""
    (folder / "sub").mkdir()
    path = folder / closed
    path.chmod(0)
    try:
        runs = [cscheck(*AUDIT, each) for each in (path, folder)]
    finally:
        path.chmod(0o700)
    for run in runs:
        assert (run.code, run.err) == (3, "")
        assert f"{path}: no permission to read it" in run.out


def test_a_file_in_a_closed_folder_is_said_to_be(folder: Path) -> None:
    folder.chmod(0)
    try:
        runs = [cscheck(*AUDIT, folder / "a.csv"), cscheck(*AUDIT, folder / "b.csv", folder)]
    finally:
        folder.chmod(0o700)
    for run in runs:
        assert run.code == 3
        assert "no permission to read it" in run.err


def test_pages_in_a_folder_are_named_and_not_opened(folder: Path) -> None:
    for name in ("saved.html", "saved.HTM"):
        (folder / name).write_text(PAGE, encoding="utf-8")
    before = inside(*AUDIT, folder / "a.csv")
    assert said(folder) == {
        "a.csv": None,
        "saved.HTM": "page_passed_over",
        "saved.html": "page_passed_over",
    }
    assert inside(*AUDIT, folder).code == before.code
    for paths in ((folder / "saved.html", folder), (folder, folder / "saved.html")):
        assert set(intake_of(*paths).tables["orders"]["order_id"]) == {"1", "2"}


def test_reports_that_stand_beside_the_exports_are_no_pages(folder: Path) -> None:
    inside(*AUDIT, folder, "-o", folder / "report.html")
    assert (folder / "report.html").exists()
    assert said(folder) == {"a.csv": None}


def test_a_folder_without_anything_to_read_is_said(folder: Path) -> None:
    (folder / "a.csv").rename(folder / ".a.csv")
    with pytest.raises(DataError) as raised:
        intake_of(folder)
    assert raised.value.problems[0].what.key == "empty_folder"

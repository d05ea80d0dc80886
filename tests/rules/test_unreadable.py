"""A file of rules that cannot be read is named, whatever stands in the way; so is an export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cscheck.errors import RulesetError
from cscheck.rules.strict_yaml import read_document
from cscheck.text import LANGS, Lang
from cscheck.text.problems import render_problem
from tests.program import inside


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_without_the_right_to_read_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(RulesetError) as caught:
        read_document(tmp_path / "r.yaml")
    (problem,) = caught.value.problems
    assert f"{tmp_path}/r.yaml" in render_problem(problem, lang)


@pytest.mark.parametrize("name", ["folder.yaml", "x" * 300 + ".yaml"])
def test_so_is_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    done = inside(*f"audit -p suning . --rules {name}".split(), cwd=tmp_path)
    assert done.code == 2
    assert name in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes of a name")
def test_an_export_that_is_a_pipe_or_a_device_is_not_called_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path(os.devnull)):
        done = inside("audit", "-p", "suning", path)
        assert done.code == 3
        assert f"{path}: this is no plain file but a pipe or a device" in done.err

"""What is shipped: a wheel that runs where nothing else is, with its rulesets; and the sdist."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from cscheck import __version__
from tests.fresh import copy_repository, repository_files, shell
from tests.program import ROOT, Run, cscheck

AUDIT = "audit -p {0} --date 2026-11-20 --fail-on never --lang en --width 100 " + str(
    ROOT / "fixtures" / "{0}"
)


def build_wheel(source: Path, folder: Path) -> Path:
    """Builds a wheel as pip does, with the build tools of the test environment."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(folder), str(source)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_repository(tmp_path_factory.mktemp("source") / "cscheck")


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment that holds the wheel, and what it says it needs."""
    folder = tmp_path_factory.mktemp("elsewhere")
    line = f"python3 -m venv venv && venv/bin/pip install --quiet {wheel}"
    run = shell(line, folder)
    assert run.code == 0, run.err
    return folder


def installed(elsewhere: Path, args: str) -> Run:
    return shell(f"venv/bin/cscheck {args}", elsewhere, {"CSCHECK_LANG": "en"})


def names_in(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_program_and_its_rulesets_and_no_more(wheel: Path) -> None:
    paths = [path.as_posix() for path in repository_files()]
    code = {path for path in paths if path.startswith("cscheck/")}
    rulesets = {f"cscheck/{path}" for path in paths if path.startswith("rulesets/")}
    held = {name for name in names_in(wheel) if ".dist-info/" not in name}
    assert rulesets
    assert held == code | rulesets
    about = {PurePosixPath(name).name for name in names_in(wheel) if ".dist-info/" in name}
    assert {"METADATA", "RECORD", "entry_points.txt", "LICENSE"} <= about


def test_the_installed_program_knows_its_version(elsewhere: Path) -> None:
    assert installed(elsewhere, "--version").out == f"cscheck {__version__}\n"
    as_module = shell("venv/bin/python -m cscheck --version", elsewhere)
    assert as_module.out == f"cscheck {__version__}\n"


@pytest.mark.parametrize("platform", ["kuaishou", "pinduoduo", "suning"])
def test_the_installed_program_audits_from_another_folder(platform: str, elsewhere: Path) -> None:
    args = AUDIT.format(platform)
    run = installed(elsewhere, args)
    assert run.code == 0, run.err
    assert run.out == cscheck(*args.split()).out


def test_the_rulesets_travel(elsewhere: Path) -> None:
    for args in ("platforms", "rules list"):
        assert installed(elsewhere, args).out == cscheck(*args.split()).out


def test_the_sdist_builds_the_same_wheel(source: Path, wheel: Path, tmp_path: Path) -> None:
    hatchling = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(hatchling, cwd=source, check=True, capture_output=True)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    for name in ("tests/slow_reading.py", "fixtures/kuaishou/figures.json", "CONTRIBUTING.md"):
        assert (unpacked / name).is_file()
    again = build_wheel(unpacked, tmp_path / "again")
    assert names_in(again) == names_in(wheel)

"""The README keeps its word: its lines run, its reports are real, what it names exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cscheck.cli.app import app
from cscheck.rules.needs import needs
from cscheck.rules.platform import Library
from tests.fresh import copy_repository, shell
from tests.program import CSCHECK, ROOT, cscheck

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
OUTPUT = re.compile(
    r"<!-- output of: (?P<args>.*?)(?:, up to: (?P<end>.*?))? -->\n```text\n(?P<text>.*?)```", re.S
)
FEW_TESTS = "tests/test_clock.py tests/rules/test_limits.py"


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCK.findall(TEXT) if name == kind]


def lines() -> list[str]:
    """The command lines, without the remarks beside them."""
    found = [line for block in blocks("sh") for line in block.splitlines()]
    return [re.sub(r" +# .*", "", line) for line in found]


def set_up_lines() -> tuple[str, str]:
    use, develop = (line for line in lines() if line.startswith("python3 -m venv"))
    return use, develop


def test_one_line_sets_up_and_shows_the_report_and_one_passes_the_tests(tmp_path: Path) -> None:
    use, develop = set_up_lines()
    clone = copy_repository(tmp_path / "cscheck")

    report = shell(use, clone, {"CSCHECK_LANG": "en", "PIP_QUIET": "1"})
    assert report.code == 0, report.err
    before, sign, audit = use.rpartition("&& ")
    assert before
    assert sign
    here = cscheck(*shlex.split(audit.partition(".venv/bin/cscheck ")[2]), cwd=ROOT)
    assert report.out == here.out
    assert report.out.startswith("FAIL kuaishou shops=1 2026-11-20 ")
    assert shell(audit.replace("--fail-on never ", ""), clone).code == 1

    tests = shell(develop, clone, {"PYTEST_ADDOPTS": FEW_TESTS, "PIP_QUIET": "1"})
    assert tests.code == 0, tests.out + tests.err
    assert re.search(r"=+ \d+ passed in [\d.]+s =+$", tests.out.strip()), tests.out


@pytest.mark.parametrize("place", range(len(OUTPUT.findall(TEXT))))
def test_what_it_shows_is_what_the_program_prints(
    place: int, request: pytest.FixtureRequest
) -> None:
    shown = list(OUTPUT.finditer(TEXT))[place]
    printed = cscheck(*shlex.split(shown["args"]), cwd=ROOT).out
    if shown["end"] is not None:
        printed, end, _ = printed.partition(f"\n{shown['end']}\n")
        assert end
    if request.config.getoption("--update-golden"):
        _write(shown["text"], printed.rstrip() + "\n", shown[0])
    else:
        assert shown["text"] == printed.rstrip() + "\n"


def _write(old: str, new: str, whole: str) -> None:
    """Replaces what one block of the README shows."""
    text = README.read_text(encoding="utf-8")
    assert text.count(whole) == 1
    anew = whole.removesuffix(f"{old}```") + f"{new}```"
    README.write_text(text.replace(whole, anew), encoding="utf-8")


def commands() -> dict[str, Any]:
    """Every command of the program: its name, and its options with all their spellings."""
    found: dict[str, Any] = {}

    def gather(name: str, command: Any) -> None:
        found[name] = {
            flag for each in command.params for flag in (*each.opts, *each.secondary_opts)
        }
        for inner, sub in getattr(command, "commands", {}).items():
            gather(f"{name} {inner}".strip(), sub)

    gather("", get_command(app))
    return found


def test_every_command_and_flag_it_names_exists() -> None:
    known = commands()
    every = set().union(*known.values()) | {"-h", "--help"}
    inside = re.findall(r"`([^`\n]+)`", BLOCK.sub("", TEXT))
    quoted = [*inside, *lines(), *(re.sub(r"\$\(.*?\)", "", each) for each in blocks("cron"))]
    named = [each for each in quoted if re.search(r"\bcscheck [a-z]", each)]
    assert named
    for each in named:
        _, _, rest = each.rpartition("cscheck ")
        words = rest.split()
        command = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        assert command in known, each
        flags = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert flags <= known[command] | {"-h", "--help"}, each
    alone = {
        flag for each in quoted if each not in named for flag in re.findall(r"^--[a-z-]+", each)
    }
    assert alone <= every


def test_every_variable_it_names_is_read_and_every_one_read_is_named() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cscheck").rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(CSCHECK_\w+)\"", code))
    assert set(re.findall(r"CSCHECK_[A-Z_]+", TEXT)) == read


def test_every_file_it_names_exists() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    quoted = re.findall(r"`((?:tests|fixtures|rulesets|cscheck)/[^`]*)`", TEXT)
    named = [*linked, *(each for each in quoted if "NAME" not in each)]
    assert len(named) > 5
    for name in named:
        assert (ROOT / name).exists(), name


def test_the_days_to_export_are_those_the_rules_need() -> None:
    numbers = {"two": 2, "three": 3, "five": 5, "seven": 7}
    said = dict(
        re.findall(r"^\| (\w+) \|.*\| (?:paid|applied|created) from (\w+) days", TEXT, re.M)
    )
    for name, word in re.findall(r"(Suning|Pinduoduo): (\w+)[,)]", TEXT):
        said[f"orders of {name.lower()}"] = word
    needed: dict[str, int] = {}
    for platform in map(Library().platform, ("kuaishou", "pinduoduo", "suning")):
        for need in map(needs, platform.ruleset().rules):
            own = f"{need.table} of {platform.id}"
            table = own if own in said else need.table
            needed[table] = max(needed.get(table, 0), need.days_before)
    assert {table: numbers[word] for table, word in said.items()} == {
        table: days for table, days in needed.items() if days
    }


def test_its_own_data_example_runs(tmp_path: Path) -> None:
    for text in blocks("yaml"):
        name = text.splitlines()[0].removeprefix("# ")
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = ["单号,付款,出库", "1,19/11/2026 10:00,20/11/2026 10:00", "2,19/11/2026 11:00,"]
    (tmp_path / "orders.csv").write_text("\n".join(rows), encoding="utf-8")
    check, audit = (line for line in lines() if "my-rules.yaml" in line)
    checked = cscheck(*shlex.split(check)[1:], cwd=tmp_path)
    assert checked.code == 0, checked.err
    audited = cscheck(*shlex.split(audit)[1:], cwd=tmp_path)
    assert audited.code == 1, audited.err
    assert "24小时出库: 50.0%, required >= 95%; 1 of 2 missed" in audited.out


def test_its_own_mappings_and_rules_are_right() -> None:
    files = sorted((ROOT / "tests" / "own_data").glob("*.yaml"))
    run = cscheck("rules", "check", *files)
    assert (run.code, run.out.count("nothing wrong")) == (0, len(files))


def test_its_line_for_cron_runs(tmp_path: Path) -> None:
    """Cron turns `\\%` into `%`; yesterday's exports are not there, so that it must exit with 3."""
    (table,) = blocks("cron")
    (entry,) = [line for line in table.splitlines() if line.startswith("0 8 * * *  ")]
    line = entry.removeprefix("0 8 * * *  ").replace("\\%", "%")
    line = line.replace("/srv/shop", str(tmp_path)).replace(
        "/srv/cscheck/.venv/bin/cscheck", str(CSCHECK)
    )
    (tmp_path / "reports").mkdir()
    (tmp_path / "exports").mkdir()
    header = "conversation_id,sent_at,sender\nC1,2020-01-01 10:00:00,buyer\n"
    (tmp_path / "exports" / "messages.csv").write_text(header)
    run = shell(line, tmp_path, {"CSCHECK_LANG": "en"})
    assert run.code == 3, run.err
    assert run.out.startswith("NO_DATA kuaishou ")
    (written,) = (tmp_path / "reports").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.json", written.name)


def test_its_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \|", TEXT, re.M)
    assert [int(code) for code in rows] == [0, 1, 2, 3, 70, 130]

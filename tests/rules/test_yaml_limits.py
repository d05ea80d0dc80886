"""YAML from others: what would end the program, or fill all memory, is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.errors import Problem, RulesetError
from cscheck.rules.strict_yaml import parse_document
from cscheck.rules.yaml_limits import MOST_DEPTH
from tests.program import inside

LAUGHS = 'a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]\n' + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))


def problem_of(text: str) -> Problem:
    with pytest.raises(RulesetError) as caught:
        parse_document(text, "r.yaml")
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        (LAUGHS, "yaml_repeats", 5, 11),
        ("a: &a {b: *a}\n", "yaml_holds_itself", 1, 11),
        ("a: &a\n  b: [1, *a]\n", "yaml_holds_itself", 2, 10),
        ("a: " + "[" * 3_000 + "]" * 3_000, "yaml_too_deep", 1, 3 + MOST_DEPTH),
        ("[" * 1_000_000, "yaml_too_deep", 1, MOST_DEPTH + 1),
        ("- " * 5_000 + "a", "yaml_too_deep", 1, MOST_DEPTH * 2 + 1),
        (CHAIN, "yaml_too_deep", 49, 12),
    ],
)
def test_what_has_no_end_is_said(text: str, key: str, line: int, column: int) -> None:
    found = problem_of(text)
    assert (found.what.key, found.line, found.column) == (key, line, column)


def test_aliases_that_say_something_once_more_are_fine() -> None:
    text = "a: &a {x: [1, 2]}\nb: *a\nc: [*a, *a]\n"
    said = {"x": [1, 2]}
    assert parse_document(text, "r.yaml").data == {"a": said, "b": said, "c": [said, said]}


@pytest.mark.parametrize("flag", ["--rules", "--columns", "--waivers"])
def test_every_file_of_the_user_is_held_to_it(tmp_path: Path, flag: str) -> None:
    (tmp_path / "r.yaml").write_text(LAUGHS + "rules: *i\n", "utf-8")
    asked = ("audit", "-p", "kuaishou", "--date", "2026-11-20", flag, "r.yaml", ".")
    done = inside(*asked, cwd=tmp_path)
    assert done.code == 2
    assert "r.yaml:5:11: aliases repeat more than 20,000 values" in done.err
    checked = inside("rules", "check", "r.yaml", cwd=tmp_path)
    assert (checked.code, done.err) == (2, checked.err)


@pytest.mark.parametrize("within", ["99999999999h", "4000d", "{by: goods_type, normal: 99999999h}"])
def test_a_limit_of_many_years_is_said(tmp_path: Path, within: str) -> None:
    (tmp_path / "r.yaml").write_text(f"rules:\n  - {{id: ship_48h, within: {within}}}\n", "utf-8")
    done = inside("rules", "check", "r.yaml", "-p", "kuaishou", cwd=tmp_path)
    assert done.code == 2
    assert "is longer than ten years" in done.err


def test_so_is_a_window(tmp_path: Path) -> None:
    text = 'rules:\n  - {id: reply_3min, period: "rolling 99999999999d"}\n'
    (tmp_path / "r.yaml").write_text(text, "utf-8")
    done = inside("rules", "check", "r.yaml", "-p", "kuaishou", cwd=tmp_path)
    assert done.code == 2
    assert "is longer than ten years" in done.err

"""The sample days in `fixtures/`: the program reads the files and must find the known figures.

`figures.json` was computed by the slow reading from the rows the files were made of
(`tests/make_fixtures.py`), so that reading and measuring are both checked against it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from cscheck.audit import audit
from cscheck.intake import Intake
from cscheck.model.inputs import InputFile
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.read import ReadOptions, read
from cscheck.request import Request
from cscheck.rules.cases import read_cases
from cscheck.rules.platform import Library
from cscheck.rules.strict_yaml import read_document
from cscheck.tables import SENDERS
from cscheck.text import say
from tests.fixture_days.exports import decrypted
from tests.fixture_days.known_figures import slow_tables, sources
from tests.make_fixtures import DAYS, FIGURES, FIXTURES, write_day

PLATFORMS = sorted(DAYS)
LARGEST = 60_000
NOT_KEPT = {("messages", "kind")}  # no measure looks at it
PERSONAL = (
    "测试收货人",
    "11111111111",
    "999999999999999999",
    "测试实名",
    "测试身份证姓名",
    "测试路0号",
)


@pytest.fixture(scope="module", params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def known(platform: str) -> dict[str, Any]:
    text = (FIXTURES / platform / FIGURES).read_text(encoding="utf-8")
    figures: dict[str, Any] = json.loads(text)
    return figures


@pytest.fixture(scope="module")
def intake(platform: str, tmp_path_factory: pytest.TempPathFactory) -> Intake:
    workspace = tmp_path_factory.mktemp(platform)
    return read([FIXTURES / platform], Library().platform(platform), ReadOptions(workspace))


@pytest.fixture(scope="module")
def result(platform: str, known: dict[str, Any], intake: Intake) -> Result:
    chosen = Library().platform(platform)
    day = date.fromisoformat(known["date"])
    as_of = datetime.fromisoformat(known["as_of"]).replace(tzinfo=chosen.zone.info)
    return audit(intake, chosen.ruleset(), Request((day, day), as_of))


def test_every_row_of_every_file_is_accounted_for(known: dict[str, Any], result: Result) -> None:
    assert [_account(each) for each in result.inputs] == known["inputs"]
    for each in result.inputs:
        assert each.failure is None
        lost = each.used + each.duplicate + sum(each.not_data.values()) + each.rejected
        assert each.rows == lost


def test_every_word_number_and_time_is_understood(result: Result) -> None:
    notes = {note.key for each in result.inputs for note in each.notes}
    assert notes == DAYS[result.platform]().remarks
    assert result.rejects == ()
    assert result.troubles == ()


def test_every_cell_is_read_as_it_was_meant(platform: str, intake: Intake) -> None:
    day = DAYS[platform]()
    tables, _ = slow_tables(day)
    columns = [sheet.columns for _, sheet in sources(day)]
    for table, rows in tables.items():
        read_rows = {(row["source"], row["row"]): row for row in _rows_read(table, intake)}
        assert len(read_rows) == len(rows)
        for row in rows:
            found = read_rows[row["file"], row["row"]]
            kept = (name for name in columns[row["file"]] if (table, name) not in NOT_KEPT)
            for column in kept:
                assert _plain(found[column]) == _plain(row[column]), (table, column)


def test_every_rule_finds_the_known_figures(known: dict[str, Any], result: Result) -> None:
    expected = known["rules"]
    assert set(expected) == {rule.rule for rule in result.rules}
    for rule in result.rules:
        groups = sorted((_group(each) for each in rule.groups), key=_in_order)
        assert groups == sorted(expected[rule.rule]["groups"], key=_in_order), rule.rule
        assert rule.status == expected[rule.rule]["status"], rule.rule


def test_every_late_and_every_due_case_is_the_known_one(
    known: dict[str, Any], result: Result
) -> None:
    for rule, expected in known["rules"].items():
        if expected["late"] is not None:
            assert _cases(result.violations, rule) == expected["late"], rule
        assert _cases(result.due, rule) == expected["due"], rule


def test_every_rule_that_the_exports_can_feed_has_a_verdict(
    platform: str, known: dict[str, Any], result: Result
) -> None:
    day = date.fromisoformat(known["date"])
    rules = Library().platform(platform).ruleset().rules
    in_force = {rule.id for rule in rules if rule.version_on(day) is not None}
    missing: dict[str, str] = {}
    for file in Library().case_files(platform):
        missing |= read_cases(read_document(file)).not_exported
    without = {rule.rule: rule for rule in result.rules if rule.status is Status.NO_DATA}
    assert set(without) & in_force == set(missing)
    for rule, column in missing.items():
        assert column in _reason(without[rule])


def test_what_stands_in_for_a_missing_column_is_said(platform: str, result: Result) -> None:
    said = {rule.rule: [say(note, "en") for note in rule.notes] for rule in result.rules}
    for rule, column in DAYS[platform]().stood_in_for.items():
        assert any(column in note for note in said[rule]), rule


def test_columns_that_hold_personal_data_are_dropped(intake: Intake) -> None:
    frames = [*intake.tables.values()]
    if intake.messages is not None:
        frames.append(intake.messages.wide.collect())
    for frame in frames:
        texts = frame.select(pl.col(pl.String))
        for cell in {cell for row in texts.iter_rows() for cell in row if cell}:
            assert not any(secret in cell for secret in PERSONAL), cell


def test_the_files_are_small_and_what_the_generator_writes(platform: str, tmp_path: Path) -> None:
    written = {path.name: path for path in (FIXTURES / platform).iterdir()}
    write_day(DAYS[platform](), tmp_path)
    made = {path.name: path for path in tmp_path.iterdir()}
    assert written.keys() == made.keys()
    for name, path in written.items():
        assert path.stat().st_size < LARGEST
        same = _content(path) == _content(made[name])
        assert same, f"{name} is out of date: python -m tests.make_fixtures"


def _rows_read(table: str, intake: Intake) -> Iterator[dict[str, Any]]:
    if table != "messages":
        yield from intake.tables[table].iter_rows(named=True)
        return
    assert intake.messages is not None
    narrow = intake.messages.narrow.drop("conversation", "buyer")
    wide = intake.messages.wide.collect()
    rows = narrow.join(wide, on=["source", "row"], how="left", maintain_order="left")
    for row in rows.iter_rows(named=True):
        yield row | {"sent_at": row["at"], "sender": SENDERS[row["sender"]]}


def _plain(value: object) -> object:
    """A value as both sides have it: local times, whole fen, the text of words."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, Fraction):
        return int(value * 100)
    return value


def _account(each: InputFile) -> dict[str, Any]:
    return {
        "file": Path(each.path).name,
        "sheet": each.sheet,
        "table": each.table,
        "rows": each.rows,
        "used": each.used,
        "duplicate": each.duplicate,
        "not_data": dict(each.not_data),
        "rejected": each.rejected,
    }


def _group(group: Group) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "shop": group.shop,
        "agent": group.agent,
        "from": group.from_.isoformat(),
        "to": group.to.isoformat(),
        "numerator": group.numerator,
        "denominator": group.denominator,
        "value": _exact(group.value),
        "figures": {name: _exact(value) for name, value in group.figures.items()},
        "open": group.open,
        "excluded": dict(group.excluded),
        "status": group.status.value,
    }
    if group.review:
        plain["review"] = group.review
    if group.label is not None:
        plain["label"] = dict(group.label)
    if (cost := group.penalty) is not None:
        plain["cost"] = [_exact(cost.low), _exact(cost.high), cost.points_low, cost.points_high]
    return plain


def _in_order(group: dict[str, Any]) -> str:
    return json.dumps(group, sort_keys=True)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _cases(cases: pl.DataFrame, rule: str) -> list[str]:
    """Where the evidence of a rule's cases stands, whose each is, its deadline, and its stop."""
    found = []
    for case in cases.filter(pl.col("rule") == rule).iter_rows(named=True):
        known = (case["agent"], _plain(case["deadline"]), _plain(case.get("stop")))
        place = f"{Path(case['file']).name}:{case['row']}"
        found.append(" | ".join((place, *(str(each or "-") for each in known))))
    return sorted(found)


def _reason(rule: RuleVerdict) -> str:
    assert rule.reason is not None
    return say(rule.reason, "en")


def _content(path: Path) -> object:
    """What a file says, whatever the salt or the library that packed it."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content)
    if path.suffix == ".xlsx":
        plain = decrypted(content, path.stem[-6:]) or content
        return list(_sheets(plain))
    return content


def _sheets(workbook: bytes) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    book = fastexcel.read_excel(workbook)
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        yield name, sheet.to_polars().rows()

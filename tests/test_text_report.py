"""The reports of the sample days, frozen; and what the text report owes its reader at any width."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from cscheck import __version__
from cscheck.audit import audit as run_audit
from cscheck.model.result import Result
from cscheck.read import ReadOptions, read
from cscheck.report.options import TextOptions
from cscheck.report.text_report import render
from cscheck.request import Request
from cscheck.rules.platform import Library
from cscheck.text import CATALOGUES, LANGS, Lang
from tests.conftest import Golden
from tests.program import ROOT, Run, cscheck, inside

DAY = "2026-11-20"
PLATFORMS = ("kuaishou", "pinduoduo", "suning")
SAMPLES = sorted(path.name for path in (ROOT / "fixtures").iterdir() if path.is_dir())
BLANK = re.compile(r"\s+")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def audit(platform: str, *args: str) -> Run:
    """A sample day, audited as the README does it."""
    folder = f"fixtures/{platform}"
    return cscheck(
        *("audit", "-p", platform, "--date", DAY, "--fail-on", "never", *args, folder), cwd=ROOT
    )


@pytest.mark.parametrize("platform", SAMPLES)
@pytest.mark.parametrize("lang", LANGS)
def test_the_text_report_of_a_sample_day(platform: str, lang: str, golden: Golden) -> None:
    run = audit(platform, "--width", "100", "--lang", lang)
    assert (run.code, run.err) == (0, "")
    golden(f"{platform}/report.{lang}.txt", run.out)


@pytest.mark.parametrize("platform", SAMPLES)
def test_the_json_report_of_a_sample_day(platform: str, golden: Golden) -> None:
    run = audit(platform, "--format", "json")
    assert (run.code, run.err) == (0, "")
    golden(f"{platform}/report.json", run.out.replace(f'"{__version__}"', '"VERSION"', 1))


@pytest.fixture(scope="module", params=PLATFORMS)
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    platform = Library().platform(request.param)
    options = ReadOptions(tmp_path_factory.mktemp(request.param))
    day = date.fromisoformat(DAY)
    as_of = datetime.combine(day + timedelta(days=1), time(), platform.zone.info)
    intake = read([ROOT / "fixtures" / request.param], platform, options)
    return run_audit(intake, platform.ruleset(), Request((day, day), as_of))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("colour", [False, True])
def test_no_width_cuts_anything_off(result: Result, lang: Lang, colour: bool) -> None:
    def signs(text: str) -> list[str]:
        return sorted(BLANK.sub("", COLOUR.sub("", text)))

    wide = render(result, TextOptions(lang, width=400))
    for width in (200, 120, 100, 80, 60):
        text = render(result, TextOptions(lang, width=width, colour=colour))
        first, *lines = COLOUR.sub("", text).splitlines()
        assert max(map(cell_len, lines)) <= width
        assert first == wide.splitlines()[0]
        assert signs(text) == signs(wide)  # folded or not, all is there
        assert bool(COLOUR.search(text)) is colour


@pytest.mark.parametrize("lang", LANGS)
def test_the_parts_come_in_the_readers_order(lang: Lang) -> None:
    headings = [
        CATALOGUES[lang][f"part_{name}"]
        for name in ("today", "due", "rules", "worst", "unjudged", "data")
    ]
    lines = audit("kuaishou", "--lang", lang).out.splitlines()
    found = [line.split("  ")[0] for line in lines if line.split("  ")[0] in headings]
    assert found == headings


Write = Callable[..., Path]


@pytest.fixture
def exports(tmp_path: Path) -> Write:
    """Writes tables as csv files into a folder."""

    def write(**tables: str) -> Path:
        for name, rows in tables.items():
            lines = (line.strip() for line in rows.strip().splitlines())
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write


def report(folder: Path, *args: str, platform: str = "kuaishou", rules: str = "") -> str:
    """The text report of a folder, 100 columns wide."""
    more: tuple[str | Path, ...] = ()
    if rules:
        (folder / "mine.yaml").write_text(rules, encoding="utf-8")
        more = ("--rules", folder / "mine.yaml")
    files = sorted(folder.glob("*.csv"))
    audited = ("--date", DAY, "--fail-on", "never", "--width", "100", *args)
    run = cscheck("audit", "-p", platform, *audited, *more, *files)
    assert run.code == 0, run.err
    return run.out


def part(text: str, title: str) -> str:
    """One part of a report: what stands below its title, up to the next."""
    _, _, after = f"\n{text}".partition(f"\n{title}")
    return re.split(r"\n(?=[A-Z])", after)[0]


ORDERS = """
    order_id,paid_at,shipped_at,shop
    S1,2026-11-18 10:00:00,,甲店
    S2,2026-11-18 11:00:00,2026-11-20 20:00:00,甲店
    S3,2026-11-18 09:00:00,2026-11-18 12:00:00,乙店
    S4,2026-11-20 09:00:00,,乙店
    S5,2026-11-20 18:00:00,,乙店
"""


def test_today_names_what_is_still_to_be_done_first(exports: Write) -> None:
    today = part(report(exports(orders=ORDERS), "--only", "ship_48h"), "TODAY")
    assert "1  Shipping within 48 hours, 甲店: 0.0%, required >= 100%; 2 of 2 missed" in today
    assert "not done yet: S1" in today
    assert "乙店" not in today


def test_today_gives_each_shop_its_own_cases(exports: Write) -> None:
    orders = ORDERS.replace("S3,2026-11-18 09:00:00,2026-11-18 12:00:00", "S3,2026-11-18 09:00:00,")
    today = part(report(exports(orders=orders), "--only", "ship_48h"), "TODAY")
    found = re.findall(r"hours, (..): .* missed(?:; [^\n]*)?\n +not done yet: (\S+)$", today, re.M)
    assert sorted(found) == [("乙店", "S3"), ("甲店", "S1")]


def test_today_counts_what_is_undone_even_where_top_names_other_cases(exports: Write) -> None:
    orders = "order_id,paid_at,shipped_at\n" + "\n".join(
        [f"L{n},2026-11-18 0{n}:00:00,2026-11-25 10:00:00" for n in range(1, 9)]
        + ["U1,2026-11-18 20:00:00,", "U2,2026-11-18 21:00:00,"]
    )
    folder = exports(orders=orders)
    assert "not done yet: U1, 1 more" in part(report(folder, "--top", "1"), "TODAY")
    assert "not done yet: 2" in part(report(folder, "--top", "0"), "TODAY")
    worst = part(report(folder, "--top", "1"), "WORST CASES")
    assert "L1" in worst
    assert "U1" not in worst


def test_today_says_who_missed_most(exports: Write) -> None:
    rows = [
        f"C{n},2026-11-20 1{n}:00:00,buyer,,b{n}\nC{n},2026-11-20 1{n}:{late}:00,agent,{agent},b{n}"
        for n, (agent, late) in enumerate([("小张", 50), ("小李", 10), ("小张", 9), ("小王", 1)])
    ]
    folder = exports(messages="conversation_id,sent_at,sender,agent,buyer\n" + "\n".join(rows))
    today = part(report(folder, "--only", "reply_3min"), "TODAY")
    assert "3-minute reply rate: 25.0%, required >= 70%; 3 of 4 missed" in today
    assert "all done by now, the latest 47 m late" in today
    assert "most by 小张: 2 of 3" in today


def test_what_has_no_deadline_was_not_done_by_now(exports: Write) -> None:
    says = ["您好，欢迎光临", "好的", "有的"]
    rows = [
        f"C{n},2026-11-20 1{n}:0{3 * k}:00,buyer,,b{n},在吗\n"
        f"C{n},2026-11-20 1{n}:0{3 * k}:05,agent,甲,b{n},{said}"
        for n in range(3)
        for k, said in enumerate(says)
    ]
    rows.append("C0,2026-11-20 20:00:00,buyer,,b0,在吗\nC0,2026-11-20 20:10:00,agent,甲,b0,在的")
    header = "conversation_id,sent_at,sender,agent,buyer,text\n"
    folder = exports(messages=header + "\n".join(rows))
    said = report(folder, "--only", "dialog_three_parts", platform="suning")
    today = part(said, "TODAY")
    assert "4 of 9 missed" in today
    assert "look at: C1, C2, C0" in today
    assert "done by now" not in today
    worst = part(said, "WORST CASES")
    assert "closing" in worst
    assert not re.search(r"(closing|opening|progress):\s", worst)


def test_a_gap_is_over_and_nobody_did_it(exports: Write) -> None:
    folder = exports(
        presence="agent,role,from_at,to_at\n"
        "甲,complaint,2026-11-20 09:00:00,2026-11-20 12:00:00\n"
        "甲,complaint,2026-11-20 12:30:00,2026-11-20 18:00:00\n"
    )
    today = part(report(folder, "--only", "complaint_duty", platform="suning"), "TODAY")
    assert "the longest 30 m" in today
    assert "done by now" not in today


def test_a_quiet_day_says_that_nothing_is_broken(exports: Write) -> None:
    orders = "order_id,paid_at,shipped_at\nS1,2026-11-18 10:00:00,2026-11-18 12:00:00"
    assert part(report(exports(orders=orders)), "TODAY").split("\n")[1] == "  Nothing is broken."


def test_a_table_that_mixes_days_shows_every_date(exports: Write) -> None:
    text = report(exports(orders=ORDERS), "--only", "ship_48h")
    row = next(line for line in part(text, "WORST CASES").splitlines() if "S2" in line)
    assert "11-18 11:00:00  11-20 11:00:00  11-20 20:00:00" in row


def test_a_table_of_one_day_leaves_the_date_out(exports: Write) -> None:
    rows = "C1,2026-11-20 09:00:00,buyer,,b1\nC1,2026-11-20 09:10:00,agent,小张,b1"
    folder = exports(messages=f"conversation_id,sent_at,sender,agent,buyer\n{rows}")
    assert "09:00:00       09:03:00  09:10:00" in part(
        report(folder, "--only", "reply_3min"), "WORST CASES"
    )


def test_cases_of_several_files_say_which(exports: Write) -> None:
    header = "order_id,paid_at,shipped_at"
    folder = exports(
        orders=f"{header}\nS1,2026-11-18 10:00:00,", orders_2=f"{header}\nS2,2026-11-18 09:00:00,"
    )
    worst = part(report(folder, "--only", "ship_48h"), "WORST CASES")
    assert "1 = orders_2.csv   2 = orders.csv" in worst
    where = {
        line.split()[0]: line.split()[-1] for line in worst.splitlines() if " not done" in line
    }
    assert where == {"S1": "2:2", "S2": "1:2"}


def test_what_comes_next_is_counted_by_its_hours(exports: Write) -> None:
    coming = part(report(exports(orders=ORDERS), "--as-of", "2026-11-22T00:00"), "NEXT TO BREAK")
    assert "within 12 h: 1, within 24 h: 2, open in all: 2" in coming
    assert coming.index("S4") < coming.index("S5")


def test_what_comes_next_is_only_what_a_limit_in_force_can_break(exports: Write) -> None:
    said = ("08:50:00,buyer", "08:50:09,agent", "09:00:00,buyer")
    rows = "\n".join(f"C1,2026-11-20 {each}" for each in said)
    folder = exports(messages=f"conversation_id,sent_at,sender\n{rows}")
    text = report(folder, "--as-of", "2026-11-20T09:01", "--only", "reply_5min")
    assert " open=1 " in text.splitlines()[0]
    assert "NEXT TO BREAK" not in text
    text = report(folder, "--as-of", "2026-11-20T09:01", "--only", "reply_3min")
    assert "within 12 h: 1" in part(text, "NEXT TO BREAK")


def test_each_shop_has_its_own_table(exports: Write) -> None:
    rules = part(report(exports(orders=ORDERS), "--only", "ship_48h"), "RULES")
    assert [line for line in rules.splitlines() if line.endswith("店")] == ["  乙店", "  甲店"]
    assert re.search(r"乙店\n.*verdict.*\n  pass ", rules)
    assert re.search(r"甲店\n  FAIL ", rules)


def test_a_title_of_a_tag_heads_its_rules(exports: Write) -> None:
    orders = "order_id,paid_at,shipped_at,tracking_no,picked_up_at\n"
    orders += "1,2026-11-17 10:00:00,2026-11-18 10:00:00,SF1,2026-11-18 12:00:00\n"
    orders += "2,2026-11-18 10:00:00,2026-11-18 11:00:00,SF2,2026-11-18 12:00:00"
    rules = part(report(exports(orders=orders), platform="suning"), "RULES")
    order = [
        *("Holiday requirements of 2019", "Shipping within 72 hours"),
        *("Standing rules of the open platform", "Picked up within 48 hours"),
    ]
    assert sorted(order, key=rules.index) == order


OWN = """
rules:
  - {id: mine, title: mine, measure: share, table: orders, bad: {flag: present}, REQUIRE}
"""


@pytest.mark.parametrize(
    ("require", "limit"),
    [
        ('require: {any_of: ["bad_cases < 2", "<= 0.35%"]}', "bad cases < 2 or <= 0.35%"),
        ('require: "<= 50%"', "<= 50%"),
    ],
)
def test_limits_are_said_in_words(exports: Write, require: str, limit: str) -> None:
    orders = "order_id,paid_at,flag\n1,2026-11-20 10:00:00,红\n2,2026-11-20 10:00:00,\n"
    orders += "3,2026-11-20 11:00:00,"
    text = report(
        exports(orders=orders),
        "--only",
        "mine",
        rules=OWN.replace("REQUIRE", require),
        platform="any",
    )
    assert f"33.3%  {limit} " in part(text, "RULES")


def test_a_warning_is_a_task_and_reads_as_one(exports: Write) -> None:
    orders = "order_id,paid_at,flag\n1,2026-11-20 10:00:00,红"
    rule = OWN.replace("REQUIRE", "require: 0, severity: warn")
    text = report(exports(orders=orders), "--only", "mine", rules=rule, platform="any")
    assert text.startswith("WARN any ")
    assert "broken: 0, warnings: 1, kept: 0" in text
    assert "look at: 1" in part(text, "TODAY")
    assert re.search(r"WARN +mine +100.0% +0 +1 +1 +1 too many", part(text, "RULES"))


def test_a_rule_that_has_ended_says_what_it_would_give(exports: Write) -> None:
    rows = "C1,2026-11-20 09:00:00,buyer,,b1\nC1,2026-11-20 09:10:00,agent,小张,b1"
    folder = exports(messages=f"conversation_id,sent_at,sender,agent,buyer\n{rows}")
    rules = part(report(folder, "--only", "reply_5min"), "RULES")
    assert re.search(
        r"info +5-minute reply rate +0.0% +was >= 80% +1 +1 +would fail, retired", rules
    )


def test_a_rule_without_a_verdict_says_what_to_export(exports: Write) -> None:
    unjudged = part(report(exports(orders=ORDERS)), "NOT JUDGED")
    assert (
        "Picked up within 24 hours\n    the export of orders has no picked_up_at: export"
        in unjudged
    )
    assert "there is no file of refunds: export it" in unjudged


def test_what_was_left_out_is_counted_and_said(exports: Write) -> None:
    orders = "order_id,paid_at,shipped_at,closed_at\n1,2026-11-18 10:00:00,,2026-11-19 10:00:00\n"
    orders += "2,2026-11-18 10:00:00,2026-11-18 12:00:00,"
    rules = part(report(exports(orders=orders), "--only", "ship_48h"), "RULES")
    assert "left out 1: 1 cancelled in time" in rules


def test_the_json_names_the_sheet_of_a_case() -> None:
    found: dict[str, Any] = json.loads(audit("pinduoduo", "--format", "json").out)
    sheets = {each["sheet"] for each in found["violations"] if each["rule"] == "aftersale_48h"}
    assert sheets == {"售后单"}
    assert {each["sheet"] for each in found["violations"] if each["rule"] == "ship_48h"} == {None}


def test_of_very_many_shops_the_worst_have_tables(tmp_path: Path) -> None:
    lines = ["shop,conversation_id,sent_at,sender,agent,buyer"]
    for number in range(230):
        shop, answered = ("末店", "10:59:00") if number == 229 else (f"店{number:03}", "10:00:30")
        lines.append(f"{shop},C{number},{DAY} 10:00:00,buyer,,买家{number}")
        lines.append(f"{shop},C{number},{DAY} {answered},agent,小张,买家{number}")
    chats = tmp_path / "chats.csv"
    chats.write_text("\n".join(lines), encoding="utf-8")
    run = inside("audit", "-p", "kuaishou", "--date", DAY, "--fail-on", "never", chats)
    shown = [line.strip() for line in run.out.splitlines()]
    assert "末店" in shown
    assert len([line for line in shown if re.fullmatch(r"店\d{3}", line)]) == 199
    assert any(line.startswith("and 30 more shops") for line in shown)

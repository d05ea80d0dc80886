"""`cscheck inspect`, platforms and rules, as a user sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import ROOT, cscheck, inside
from tests.read.test_shapes import encrypted


def test_a_known_file(tmp_path: Path) -> None:
    (tmp_path / "订单.csv").write_bytes(
        "报表\n订单号;支付时间;收货人\n1;2026-11-18 10:00:00;甲\n;2026-11-18 10:00:00;乙\n".encode(
            "gb18030"
        )
    )
    run = cscheck("inspect", tmp_path / "订单.csv")
    assert run.code == 0
    for fact in (
        "encoding       gb18030",
        "delimiter      semicolon",
        "header in row  2",
        "table          orders (orders)",
        "rows           2",
        "used           1",
        "rejected       1",
        "from .. to     2026-11-18 10:00:00 .. 2026-11-18 10:00:00",
    ):
        assert fact in run.out
    assert "order_id  订单号" in run.out
    assert "4    订单号" in run.out
    assert "收货人" in run.out


def test_an_unknown_header_gets_the_mapping_that_makes_it_known(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "对话号码,消息发出时间,发送者类型\nC1,2026-11-20 09:00:00,买家\n", encoding="utf-8"
    )
    run = cscheck("inspect", path)
    assert run.code == 3
    assert "closest table  chat messages (messages)" in run.out
    pasted = run.out[run.out.index("tables:") :].splitlines()
    mapping = tmp_path / "mine.yaml"
    lines = [line.removeprefix("    ").split("#")[0] for line in pasted if line.strip()]
    assert "      sent_at: 消息发出时间  " in lines
    mapping.write_text("\n".join(lines).replace("???", "对话号码") + "\n", encoding="utf-8")
    assert cscheck("rules", "check", mapping).code == 0
    assert cscheck("inspect", "--columns", mapping, path).code == 0


def test_headers_that_are_only_alike_get_a_mapping_too(tmp_path: Path) -> None:
    path = tmp_path / "单子.csv"
    path.write_text("单号,付款,发货\n1,2026-11-18 10:00:00,-\n", encoding="utf-8")
    run = cscheck("inspect", path, "--lang", "zh")
    assert run.code == 3
    assert "paid_at: 付款" in run.out
    assert "shipped_at: 发货" in run.out


def test_a_header_that_may_be_what_is_missing_is_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "单子.csv"
    path.write_text("单号,付款,出库\n1,2026-11-18 10:00:00,-\n", encoding="utf-8")
    run = inside("inspect", path, "--lang", "en")
    assert "order_id: 单号  # ~ 订单号" in run.out
    assert "???" not in run.out
    assert "tracking_no: " not in run.out
    mapping = tmp_path / "columns.yaml"
    mapping.write_text(run.out.partition("tables:")[1] + run.out.partition("tables:")[2])
    assert inside("inspect", "--columns", mapping, path).code == 0


def test_what_is_missing_is_told_by_the_headers_it_has_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "绩效.csv"
    path.write_text("客服,满意率\n甲,90%\n", encoding="utf-8")
    run = inside("inspect", path, "--lang", "en")
    assert "day: ???  # 日期, 统计日期, 数据日期, 统计时间" in run.out


@pytest.mark.parametrize("form", ["text", "json", "md", "html"])
def test_a_file_that_says_that_there_is_no_data_stands_in_reports(
    form: str, tmp_path: Path
) -> None:
    (tmp_path / "售后.csv").write_text("暂无数据\n", encoding="utf-8")
    (tmp_path / "聊天.csv").write_text(
        "会话ID,发送时间,发送者类型\nC1,2026-11-20 09:00:00,买家\nC1,2026-11-20 09:00:09,客服\n",
        encoding="utf-8",
    )
    audit = ("audit", tmp_path, "-p", "kuaishou", "--date", "2026-11-20", "--format", form)
    run = cscheck(*audit, "--lang", "zh")
    assert run.code == 0, run.err
    assert "售后.csv" in run.out


def test_a_password_in_the_environment_opens_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "改过名.xlsx"
    path.write_bytes(encrypted("secret"))
    assert cscheck("inspect", path).code == 3
    run = cscheck("inspect", path, env={"CSCHECK_PASSWORD": "secret"})
    assert run.code == 0
    assert "xlsx (encrypted)" in run.out


def test_a_file_of_which_no_header_is_known_says_what_tables_need(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("foo,bar\n1,2\n")
    run = cscheck("inspect", tmp_path / "x.csv", "--lang", "en")
    assert run.code == 3
    assert "messages (chat messages)" in run.out
    assert "sent_at, sender / sender_name, conversation_id / buyer" in run.out


def test_every_row_is_accounted_for_by_what_it_is(tmp_path: Path) -> None:
    rows = [
        "订单号,支付时间,订单状态,实付款",
        "平台订单编号,付款完成的时间,状态说明,单位元",
        "1,2026-11-18 10:00:00,已发货,5",
        "1,2026-11-18 10:00:00,已发货,5",
        "2,2026-11-18 10:00:00,神秘,5",
        "3,前天,看不懂,x",
        "合计,,,10",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    run = cscheck("inspect", tmp_path / "a.csv", "--lang", "en")
    facts = dict(line.strip().partition("  ")[::2] for line in run.out.splitlines())
    said = {name: facts[name].strip() for name in ("rows", "used", "duplicate", "rejected")}
    assert said == {"rows": "6", "used": "2", "duplicate": "1", "rejected": "1"}
    assert {each.strip() for each in facts["not data"].split(",")} == {"1 explanation", "1 summary"}
    assert "神秘" in run.out
    assert "状态说明" not in run.out
    assert "看不懂" not in run.out


def test_headers_that_were_read_otherwise_are_not_called_unread(tmp_path: Path) -> None:
    chat = "客1(3) 2026-11-20 09:00:00\n在吗\n"
    text = (
        f'会话ID,客服,客户,会话开始时间,会话记录,别的\nS1,甲,客1,2026-11-20 09:00:00,"{chat}",x\n'
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    run = cscheck("inspect", tmp_path / "a.csv", "--lang", "en")
    unread = run.out.partition("not read")[2].partition("\n\n")[0]
    assert "别的" in unread
    assert "会话记录" not in unread


def test_a_table_that_was_named_and_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("单号,付款\n1,2026-11-18 10:00:00\n", encoding="utf-8")
    run = cscheck("inspect", path, "--table", f"orders={path}")
    assert run.code == 3
    assert "missing        order_id" in run.out


def test_platforms_and_their_rules_can_be_listed() -> None:
    out = cscheck("platforms", "--width", "200").out
    for name in ("kuaishou", "suning", "pinduoduo", "快手", "拼多多", "2026-11-21"):
        assert name in out
    assert "ship_72h" in cscheck("rules", "list", "-p", "苏宁", "--width", "200").out


def test_a_rule_can_be_shown_with_all_its_versions() -> None:
    out = cscheck("rules", "show", "reply_3min", "-p", "ks", "--lang", "zh").out
    for text in ("3分钟回复率", "2021-09-01..2023-03-24", "2023-03-25..", ">= 70%", "自然周按周一"):
        assert text in out


def test_shipped_rule_files_check_out() -> None:
    files = ("rulesets/kuaishou/rules.yaml", "rulesets/suning/platform.yaml")
    run = cscheck("rules", "check", *files, cwd=ROOT)
    assert run.code == 0
    assert run.out.count("nothing wrong") == 2

"""`phrases` and `script` over invented chats, against a plain reading of the same messages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.slow_phrases as slow
import tests.slow_scripts as slow_scripts
from cscheck.audit import Request, audit, sieve_of
from cscheck.measures.wording import texts
from cscheck.model.result import Result
from cscheck.read import ReadOptions, intake_of, reader
from cscheck.read.memory import open_rows
from cscheck.report.details import with_details
from cscheck.rules.checking import load_rules
from cscheck.rules.platform import Library
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.strict_yaml import parse_document
from tests.program import ROOT

DAY = date(2026, 11, 20)
LISTS = slow.read_lists(ROOT / "rulesets" / "common" / "phrases")
RULES = """
rules:
  - {id: words, title: t, measure: phrases, lists: [counterfeit, abuse, defamation], require: 0}
  - id: parts
    title: t
    measure: script
    parts:
      opening: {lists: opening, first: 2}
      progress: {lists: waiting, wait: 180s}
      closing: {lists: closing, last: 1}
      card: {lists: self_service, kinds: [卡片]}
    require: 100%
  - {id: own, title: t, measure: phrases, words: [今天], require: 0}
  - {id: other, title: t, measure: phrases, words: [再见], require: 0}
"""
OWN = {"own": "今天", "other": "再见"}
WAYS = ("few", "many", "sieved")
PARTS: dict[str, dict[str, Any]] = {
    "opening": {"lists": ["opening"], "first": 2},
    "progress": {"lists": ["waiting"], "wait": timedelta(seconds=180)},
    "closing": {"lists": ["closing"], "last": 1},
    "card": {"lists": ["self_service"], "kinds": ["卡片"]},
}
TEXTS = (
    *(None, "今天发货", "您好，在的", "请稍等，我帮您查一下", "祝您生活愉快，再见", "好的"),
    *("这是高 仿的", "我们不是高仿", "高仿真花", "你是不是傻逼", "别家卖的都是假货"),
    *("您在订单详情里点申请售后", "价格高，仿佛不值"),
)
MESSAGES = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.integers(-400, 900),
        st.sampled_from(("buyer", "buyer", "agent", "agent", "assist", "robot", "system")),
        st.sampled_from(TEXTS),
        st.sampled_from(("文本", "卡片")),
    ),
    min_size=1,
    max_size=14,
)


def audited(rows: list[dict[str, Any]], way: str = "few") -> Result:
    """The audit; `many` texts are not all fetched, `sieved` ones looked at while they are read."""
    platform = Library().platform("any")
    ruleset = Ruleset("any", {"zh": "", "en": ""}, load_rules([parse_document(RULES, "r.yaml")]))
    cells = [
        {
            "conversation_id": row["conversation"],
            "message_id": str(row["number"]),
            "sent_at": row["at"].isoformat(sep=" "),
            **{name: row[name] for name in ("sender", "text", "kind")},
        }
        for row in rows
    ]
    opened = [open_rows("messages.csv", "messages", tuple(cells[0]), cells)]
    options = ReadOptions(Path(), sieve=sieve_of(ruleset) if way == "sieved" else None)
    as_of = datetime(2026, 11, 21, tzinfo=platform.zone.info)
    few = texts.FEW if way == "few" else 0
    with patch.object(reader, "FEW_MESSAGES", 0), patch.object(texts, "FEW", few):
        intake = intake_of(opened, platform, options)
        return audit(intake, ruleset, Request((DAY, DAY), as_of))


@settings(max_examples=30, deadline=None)
@given(MESSAGES, st.sampled_from(WAYS))
def test_both_readings_of_chats_agree(
    drawn: list[tuple[str, int, str, str | None, str]], way: str
) -> None:
    midnight = datetime(2026, 11, 20)
    rows = [
        {
            **{"conversation": name, "at": midnight + timedelta(seconds=seconds), "sender": sender},
            **{"text": text, "kind": kind},
        }
        for name, seconds, sender, text, kind in sorted(drawn, key=lambda each: each[1])
    ]
    rows = [row | {"number": number} for number, row in enumerate(rows)]
    result = audited(rows, way)
    words, parts, *own = result.rules
    wanted = {name: LISTS[name] for name in ("counterfeit", "abuse", "defamation")}
    said = slow_scripts.phrases(rows, wanted, ("agent", "assist", "robot"), DAY)
    hits = result.violations.filter(pl.col("rule") == "words")
    found = {
        review: tuple(sorted(int(each) for each in hits.filter(pl.col("review") == review)["id"]))
        for review in (False, True)
    }
    assert (found[False], found[True]) == (said.bad, said.review)
    for rule in own:
        spoken = [row for row in rows if row["sender"] in ("agent", "assist", "robot")]
        mine = [row for row in spoken if row["at"].date() == DAY and row["text"]]
        assert rule.violations == sum(OWN[rule.rule] in row["text"] for row in mine)
    if said.looked:
        (group,) = words.groups
        assert (group.denominator, group.numerator) == (said.looked, len(said.bad))
        assert group.value == len(said.bad)
        assert group.review == len(said.review)
    cases = slow_scripts.script(rows, PARTS, LISTS, DAY)
    missed = [(name, part) for name, part, kept in cases if not kept]
    broken = result.violations.filter(pl.col("rule") == "parts").select("id", "detail").rows()
    assert sorted((name, str(detail).strip(": ")) for name, detail in broken) == sorted(missed)
    if cases:
        (group,) = parts.groups
        assert (group.denominator, group.numerator) == (len(cases), len(cases) - len(missed))


def test_labels_stand_in_reports_instead_of_codes_and_digits_are_hidden() -> None:
    rows = [
        {
            **{"conversation": "A", "at": datetime(2026, 11, 20, 10), "sender": "agent"},
            **{"text": "这是高 仿", "kind": "文本", "number": 1},
        }
    ]
    told = with_details(audited(rows), "en").filter(pl.col("rule") == "words")["detail"]
    assert told.to_list() == ["high imitation: 高仿"]

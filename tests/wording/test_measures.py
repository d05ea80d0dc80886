"""`phrases` and `script` over invented chats, against a plain reading of the same messages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.slow_reading as slow
import tests.slow_wording  # noqa: F401  adds its measures
from cscheck.audit import audit
from cscheck.model.result import Result
from cscheck.model.verdicts import Group
from cscheck.preparing import heard_in
from cscheck.read import reader
from cscheck.report.details import with_details
from cscheck.request import Request
from cscheck.rules.ruleset import Ruleset
from tests.both_readings import Export, Row, intake, rule_of, slow_tables_of

DAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 21)
WORDS: dict[str, Any] = {
    **{"id": "words", "title": "t", "measure": "phrases", "require": 0},
    "lists": ["counterfeit", "abuse", "defamation"],
}
PARTS: dict[str, Any] = {
    **{"id": "parts", "title": "t", "measure": "script", "require": "100%"},
    "parts": {
        "opening": {"lists": "opening", "first": 2},
        "progress": {"lists": "waiting", "wait": "180s"},
        "closing": {"lists": "closing", "last": 1},
        "card": {"lists": "self_service", "kinds": ["卡片"]},
    },
}
OWN = {"own": "今天", "other": "再见"}
OWN_WORDS = [
    {"id": name, "title": "t", "measure": "phrases", "require": 0, "words": [word]}
    for name, word in OWN.items()
]
RULES = (WORDS, PARTS, *OWN_WORDS)
TEXTS = (
    *(None, "今天发货", "您好，在的", "请稍等，我帮您查一下", "祝您生活愉快，再见", "好的"),
    *("这是高 仿的", "我们不是高仿", "高仿真花", "你是不是傻逼", "别家卖的都是假货"),
    *("您在订单详情里点申请售后", "价格高，仿佛不值", "这是高仿，别家卖的都是假货"),
    *("高仿 1", "高仿 2", "一比1的货", "1比2的货", "单号 4500", "单号 1234", "好的 7"),
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


def audited(export: Export, *rules: dict[str, Any], shapes: bool = False) -> Result:
    """The audit; with `shapes` only texts are read of a shape that may hold something."""
    ruleset = Ruleset("any", {"zh": "", "en": ""}, tuple(map(rule_of, rules or RULES)))
    with patch.object(reader, "FEW_MESSAGES", 0):
        read, _ = intake(export, shapes_of=heard_in(ruleset) if shapes else frozenset())
        return audit(read, ruleset, Request((DAY, DAY), AS_OF.replace(tzinfo=read.zone.info)))


def said(rows: list[Row]) -> Export:
    return Export({"messages": [rows]}, {"messages": tuple(rows[0])})


@settings(max_examples=15, deadline=None)
@given(MESSAGES, st.booleans())
def test_both_readings_of_chats_agree(
    drawn: list[tuple[str, int, str, str | None, str]], shapes: bool
) -> None:
    midnight = datetime(2026, 11, 20)
    export = said(
        [
            {
                **{"conversation_id": name, "message_id": str(number), "sender": sender},
                **{"sent_at": midnight + timedelta(seconds=at), "text": text, "kind": kind},
            }
            for number, (name, at, sender, text, kind) in enumerate(drawn)
        ]
    )
    result = audited(export, shapes=shapes)
    tables, columns = slow_tables_of(export)
    given: dict[str, Any] = {"days": [DAY], "as_of": AS_OF}
    for verdict, rule in zip(result.rules[:2], (WORDS, PARTS), strict=True):
        groups = slow.groups(rule, tables, columns, **given)
        assert [counts(each) for each in verdict.groups] == [counts(each) for each in groups]
        cases = slow.cases(rule, tables, columns, **given)
        looked_at = [each for each in cases if each.good is False or each.review]
        found = result.violations.filter(pl.col("rule") == verdict.rule)
        assert sorted(found.select("row", "review").rows()) == sorted(
            (each.row + 2, each.review) for each in looked_at
        )
    spoken = [
        text
        for _, at, sender, text, _ in drawn
        if at >= 0 and sender in ("agent", "assist", "robot")
    ]
    for verdict in result.rules[2:]:
        assert verdict.violations == sum(OWN[verdict.rule] in (text or "") for text in spoken)


def counts(group: Group | slow.Group) -> tuple[object, ...]:
    return group.shop, group.numerator, group.denominator, group.value


def test_labels_stand_in_reports_instead_of_codes_and_digits_are_hidden() -> None:
    message = {"conversation_id": "A", "message_id": "1", "sent_at": datetime(2026, 11, 20, 10)}
    export = said([{**message, "sender": "agent", "text": "这是高 仿", "kind": "文本"}])
    told = with_details(audited(export), "en").filter(pl.col("rule") == "words")["detail"]
    assert told.to_list() == ["high imitation: 高仿"]


def agents_say(*texts: str) -> Export:
    message = {"sent_at": datetime(2026, 11, 20, 10), "sender": "agent", "kind": "文本"}
    return said(
        [
            {**message, "conversation_id": str(number), "message_id": str(number), "text": text}
            for number, text in enumerate(texts)
        ]
    )


@pytest.mark.parametrize("shapes", [False, True])
def test_what_is_allowed_brings_words_together_whatever_is_read(shapes: bool) -> None:
    allowing = {**WORDS, "allowed": ["我的小店旗舰"]}
    export = agents_say("莆田我的小店旗舰鞋哈")
    (with_it, without) = audited(export, allowing, {**WORDS, "id": "plain"}, shapes=shapes).rules
    assert (with_it.violations, without.violations) == (1, 0)


@pytest.mark.parametrize("shapes", [False, True])
def test_a_part_that_knows_digits_reads_every_text(shapes: bool) -> None:
    cards = {**PARTS, "parts": {"opening": {"lists": "bank_cards", "first": 1}}}
    export = agents_say("卡号6222021234567890128", "卡号6222021234567890123")
    (verdict,) = audited(export, cards, shapes=shapes).rules
    (group,) = verdict.groups
    assert (group.numerator, group.denominator) == (1, 2)

"""What word lists find, against a plain reading of the same lists; and how texts are folded."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.slow_phrases as slow
from cscheck.measures.wording.folding import with_folds
from cscheck.measures.wording.lists import Entry, Negations, WordList
from cscheck.measures.wording.matching import hits, masked, number_key
from cscheck.measures.wording.needles import Needle, needle_of_pattern
from cscheck.measures.wording.shapes import may_hold_in_any_digits
from cscheck.rules.word_lists import WordLists
from tests.program import ROOT

PHRASES = ROOT / "rulesets" / "common" / "phrases"
SIGNS = [
    *" \t\n-_.*|/~!?,;:()@#%+",
    *"，。！？；：、…·—“”～￥",
    *("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3000", "\u2028", "\ufe0f"),
    *("😀", "❤️", "👨‍👩‍👧", "①", "㈱", "²", "é", "e\u0301", "ｶﾞ", "İ", "Σ", "ß", "ﬁ"),
]


@cache
def shipped() -> tuple[WordList, ...]:
    return tuple(word_list for _, word_list in WordLists().shipped())


@cache
def read_slowly() -> dict[str, slow.List]:
    return slow.read_lists(PHRASES)


@cache
def fragments() -> tuple[str, ...]:
    """Words and examples of the lists, whole and in halves."""
    found = []
    for each in read_slowly().values():
        negations = each.get("negations", {})
        found += [*negations.get("before", []), *negations.get("after", [])]
        for entry in each["phrases"]:
            for key in ("any_of", "unless", "hits", "misses", "reviews"):
                found += [str(word) for word in entry.get(key, [])]
    halves = [half for word in found for half in (word[: len(word) // 2], word[len(word) // 2 :])]
    return tuple(dict.fromkeys(word for word in (*found, *halves) if word))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def traditional(text: str) -> str:
    table = slow.read_characters()
    return text.translate({ord(meant): written for written, meant in table.items()})


@st.composite
def said(draw: st.DrawFn) -> str:
    """What somebody may write: words of the lists, disguised, with all kinds of signs between."""
    words = draw(st.lists(st.sampled_from(fragments()), min_size=1, max_size=4))
    parts = []
    for word in words:
        disguise = draw(st.sampled_from(("", "spread", "wide", "upper", "traditional")))
        sign = draw(st.sampled_from(SIGNS))
        shown = {"": word, "spread": sign.join(word), "wide": full_width(word)}
        shown["traditional"] = traditional(word)
        parts.append(shown.get(disguise, word.upper()))
        parts.append(draw(st.one_of(st.just(""), st.sampled_from(SIGNS))))
    return "".join(parts)


def found(texts: list[str], lists: tuple[WordList, ...], own: list[str]) -> list[list[slow.Hit]]:
    frame = with_folds(pl.DataFrame({"text": texts}).with_row_index("text_no"))
    numbers = pl.DataFrame({"number": own}, schema={"number": pl.String})
    keys = numbers.select(number_key(pl.col("number")))["number"]
    rows: list[list[slow.Hit]] = [[] for _ in texts]
    for row in hits(frame, lists, keys).iter_rows(named=True):
        hit = slow.Hit(row["code"], tuple(row["words"]), row["review"], row["negated"])
        rows[row["text_no"]].append(hit)
    return rows


@settings(max_examples=8, deadline=None)
@given(st.lists(said(), min_size=5, max_size=20))
def test_both_readings_find_the_same(texts: list[str]) -> None:
    own = ["6222 0212 3400 0012 348", "SF13800000000"]
    slowly = [slow.hits(text, read_slowly(), own) for text in texts]
    assert found(texts, shipped(), own) == slowly


def test_a_text_says_the_same_among_few_and_among_many() -> None:
    lists = tuple(each for each in shipped() if each.id in ("bank_cards", "contacts", "vague"))
    entries = [entry for each in lists for entry in each.entries]
    texts = [text for entry in entries for text in (*entry.hits, *entry.reviews, *entry.misses)]
    alone = [said for text in texts[::8] for said in found([text], lists, [])]
    assert found(3 * texts, lists, [])[: len(texts) : 8] == alone


@settings(max_examples=8, deadline=None)
@given(st.lists(said(), min_size=5, max_size=20))
def test_no_text_that_holds_a_word_is_passed_over(texts: list[str]) -> None:
    for word_list in shipped():
        kept = may_hold_in_any_digits(pl.LazyFrame({"text": texts}), (word_list,)).collect()
        for each, rows in zip(texts, found(texts, (word_list,), []), strict=True):
            assert not rows or each in kept["text"], each


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, *"高仿AaＡａ微信v123１２"]), max_size=20))
def test_both_readings_fold_alike(signs: list[str]) -> None:
    text = "".join(signs)
    frame = with_folds(pl.DataFrame({"text": [text]}))
    assert frame["as_is"].item() == slow.as_is(text)
    assert frame["squeezed"].item() == slow.squeezed(text)
    assert frame["joined"].item() == slow.squeezed(text).replace("\n", "")


@pytest.mark.parametrize(
    "said",
    [
        "亲，付款后48小时内发出，请您放心",
        "您好，请问有什么可以帮您？",
        "建议按平时的尺码拍，偏宽松",
        "是平铺量的，误差1到2厘米",
        "亲，今天可以发货哦 1034567",
        "亲，今天可以发货哦 20260305",
    ],
)
def test_what_shops_usually_say_is_not_read_for_every_message(said: str) -> None:
    wanted = ("contacts", "bank_cards", "counterfeit")
    lists = [each for each in shipped() if each.id in wanted]
    assert not may_hold_in_any_digits(pl.LazyFrame({"text": [said]}), lists).collect().height


def words(*each: str) -> Needle:
    return Needle(frozenset(each))


@pytest.mark.parametrize(
    ("pattern", "needle"),
    [
        ("高仿", words("高仿")),
        ("高[仿彷]的?", words("高仿", "高彷")),
        ("(?:真的)?(?:蠢|傻)(?:逼|b)?", words("蠢", "傻")),
        ("的.{0,3}[薇威]-?信", words("薇信", "威信")),
        ("(?:跟我|和我)[^\\n]*私聊", words("私聊")),
        ("(?-u:\\b)1[3-9](?:[ -]{0,2}[0-9]){9}(?-u:\\b)", Needle(digits=11)),
        ("[a-z]{2,}@[a-z]+", Needle(signs=frozenset("@"))),
        ("(?:仿|[0-9]{9})", Needle(frozenset("仿"), digits=9)),
        *((nothing, None) for nothing in (".*", "仿?", "(?:仿|)", "\\w+", "[^仿]", "\\p{Han}")),
    ],
)
def test_what_an_expression_cannot_do_without(pattern: str, needle: Needle | None) -> None:
    assert needle_of_pattern(pattern) == needle


def one(**entry: Any) -> tuple[WordList, ...]:
    negations = Negations(before=("不是", "不卖"), after=("我们不做",), within=3)
    return (WordList("list", {}, (Entry("entry", {}, **entry),), negations),)


@pytest.mark.parametrize(
    ("text", "words", "review"),
    [
        ("高 仿", ("高仿",), False),
        ("不是高仿", ("高仿",), True),
        ("不是什么真高仿", ("高仿",), True),
        ("不是什么样的高仿", ("高仿",), False),
        ("不是，高仿", ("高仿",), False),
        ("不卖高仿精仿", ("高仿", "精仿"), True),
        ("不卖高仿，有精仿", ("精仿",), False),
        ("高仿我们不做", ("高仿",), True),
        ("高，仿", ("高仿",), False),
        ("滚，精！仿", ("精仿",), False),
        ("高仿真花", (), False),
        ("高仿真花，高仿包", ("高仿",), False),
    ],
)
def test_a_negation_beside_a_hit_makes_it_one_for_review(
    text: str, words: tuple[str, ...], review: bool
) -> None:
    lists = one(any_of=("高仿", "精仿"), unless=("高仿真",))
    expected = [slow.Hit("list/entry", words, review, review)] if words else []
    assert found([text], lists, []) == [expected]


def test_a_number_of_the_shops_own_is_no_card() -> None:
    lists = tuple(each for each in shipped() if each.id == "bank_cards")
    text = "6222 0212 3400 0012 348 和 4111111111111111"
    (rows,) = found([text], lists, ["6222021234000012348"])
    assert [hit.words for hit in rows] == [("4111111111111111",)]
    assert found([text], lists, ["6222021234000012348", "4111-1111-1111-1111"]) == [[]]


def test_digits_of_what_was_said_are_hidden() -> None:
    frame = pl.DataFrame({"words": ["微信abc138００", "٣"]})
    shown = frame.select(masked(pl.col("words"))).to_series().to_list()
    assert shown == ["微信abc*****", "*"] == [slow.masked(each) for each in frame["words"]]


@pytest.mark.parametrize("text", ["這是複刻版的", "微信號多少", "银彳 亍卡号发您", "是亻方的"])
def test_other_ways_to_write_a_character_are_read(text: str) -> None:
    assert any(found([text], shipped(), [])[0])


def test_what_a_character_is_folded_into_is_folded_no_further() -> None:
    table = slow.read_characters()
    inside = {char for written in table for char in written}
    assert inside.isdisjoint(table.values())


@given(st.lists(st.sampled_from("微信高仿好亲滚，。！\n aA1"), max_size=14).map("".join))
def test_folding_is_what_the_slow_reading_folds(text: str) -> None:
    folds = with_folds(pl.DataFrame({"text": [text]}))
    assert folds["squeezed"].item() == slow.squeezed(text)


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("微，信lulu", "微信lulu"),
        ("扫！描！版", "扫描版"),
        ("好，微信", "好\n微信"),
        ("滚，别来", "滚\n别来"),
        ("尺码有S，M，L", "尺码有s\nm\nl"),
        ("不，我们是高仿", "不\n我们是高仿"),
    ],
)
def test_a_mark_inserted_into_a_word_is_taken_away(text: str, squeezed: str) -> None:
    assert with_folds(pl.DataFrame({"text": [text]}))["squeezed"].item() == squeezed

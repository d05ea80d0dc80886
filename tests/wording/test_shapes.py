"""One text of a shape tells of all that differ from it in their digits alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cscheck.intake import shaped
from cscheck.measures.wording.folding import TAKEN_OUT, with_folds
from cscheck.measures.wording.lists import Entry, WordList
from cscheck.measures.wording.matching import hits
from cscheck.measures.wording.patterns import blind_pattern, roomy_pattern
from cscheck.measures.wording.shapes import may_hold_in_any_digits
from cscheck.rules.word_lists import WordLists

SHIPPED = tuple(each for _, each in WordLists().shipped())


def holding(texts: list[str], lists: Sequence[WordList]) -> list[str]:
    frame = pl.LazyFrame({"text": texts})
    return may_hold_in_any_digits(frame, lists).collect()["text"].to_list()


@pytest.mark.parametrize("word_list", SHIPPED, ids=lambda each: each.id)
@pytest.mark.parametrize("digit", "058")
def test_a_text_with_other_digits_tells_of_one_that_holds_a_word(
    word_list: WordList, digit: str
) -> None:
    said = [text for each in word_list.entries for text in (*each.hits, *each.reviews)]
    others = [re.sub("[0-9]", digit, text) for text in said]
    assert holding(others, (word_list,)) == others


@given(st.lists(st.none() | st.text(st.sampled_from("0189/:a客٣９𝟗\x00\n"), max_size=6)))
def test_texts_of_one_template_have_one_shape(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    expected = [each and re.sub("[0-9]", "0", each) for each in texts]
    assert frame.select(shaped(pl.col("text")))["text"].to_list() == expected


def test_what_shops_say_in_a_template_is_not_read_again() -> None:
    usual = ["您的订单 2026113012 已发出，请留意", "亲，码数 175/92A 的有货，今天下午3点前发"]
    assert holding(usual, [each for each in SHIPPED if each.id != "opening"]) == []


@pytest.mark.parametrize(
    ("pattern", "blind"),
    [
        ("微.{0,3}信", "微.{0,3}信"),
        ("1[3-9][0-9]{9}", "[0-9][3-90-9][0-9]{9}"),
        ("第[一2]张", "第[一20-9]张"),
        ("[^0-9]加[^1]v", "[^0-9]加(?s:.)v"),
        (r"(?-u:\b)12315(?:的|$)", r"(?-u:\b)[0-9][0-9][0-9][0-9][0-9](?:的|$)"),
        ("0-9", "[0-9]-[0-9]"),
        *((hard, "") for hard in (r"\x31", "[[:digit:]]5", r"[\x31-\x35]")),
    ],
)
def test_a_pattern_takes_any_digit_for_a_certain_one(pattern: str, blind: str) -> None:
    assert blind_pattern(pattern) == blind


@given(
    st.lists(st.sampled_from([*"1204", "[1-3]", "[^1-3]", "[^7]", "[a1]", "比", "{1,2}", "."])),
    st.text("0123比ab", max_size=8),
)
def test_a_blind_pattern_finds_zeros_where_the_pattern_finds_digits(
    pieces: list[str], text: str
) -> None:
    pattern = "".join(pieces).lstrip("{1,2}")
    pattern = re.sub(r"(\{1,2\})+", "{1,2}", pattern)
    found = pl.Series([text]).str.contains(pattern).item() if pattern else False
    zeros = pl.Series([re.sub("[0-9]", "0", text)])
    assert zeros.str.contains(blind_pattern(pattern)).item() or not found


@pytest.mark.parametrize("text", ["加我的小店7天微信", "加我的小店8天微信"])
def test_what_is_left_out_may_bring_words_together(text: str) -> None:
    entry = Entry("entry", {}, patterns=("加.{0,1}微信",), unless_patterns=("我的小店7天",))
    lists = [WordList("list", {}, (entry,))]
    assert holding([text], lists) == [text]
    plain = [WordList("list", {}, (replace(entry, unless_patterns=()),))]
    assert holding([text], plain) == []
    assert (
        may_hold_in_any_digits(pl.LazyFrame({"text": [text]}), plain, ["我的小店7天"])
        .collect()
        .height
    )


@given(
    st.lists(
        st.sampled_from(
            [
                *"加微1",
                ".",
                ".{0,2}",
                "[^\\n]{0,2}",
                r"\w",
                "[一-龥]",
                r"(?-u:\b)",
                "[^1]",
                r"[\s\S]?",
            ]
        ),
        max_size=5,
    ),
    st.text("加微1a\n", max_size=4),
    st.text("加微1a\n", min_size=1, max_size=4),
    st.text("加微1a\n", max_size=4),
)
def test_a_roomy_pattern_finds_what_is_found_when_something_is_taken_out(
    pieces: list[str], before: str, out: str, after: str
) -> None:
    pattern = "".join(pieces)
    found = pl.Series([f"{before}{TAKEN_OUT}{after}"]).str.contains(pattern).item()
    whole = pl.Series([f"{before}{out}{after}"])
    assert whole.str.contains(roomy_pattern(pattern)).item() or not found


def test_a_number_that_a_list_knows_is_looked_for_in_any_digits() -> None:
    own = next(each for each in SHIPPED if each.id == "impersonation")
    text = "我是12315的工作人员"
    texts = pl.DataFrame({"text": [text]}).with_row_index("text_no")
    assert hits(with_folds(texts), [own]).height
    assert holding(["我是98765的工作人员"], [own])

"""What a rule allows is taken out of a text on its own, and never as a part of something else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.measures.phrases import PhrasesParameters, without_allowed
from cscheck.measures.wording.folding import TAKEN_OUT, with_folds
from cscheck.measures.wording.matching import masked
from tests import slow_wording

ALLOWED = {"own_domains": ["jd.com", "3.cn"], "allowed": ["400-606-5500", "950618", "客服 小店"]}
PIECES = (
    *("jd.com", "3.cn", ".", "@", "https://", "http://", "evil", ".net", "/", "?x=1", "，", "看"),
    *(
        " ",
        "-",
        "_",
        "950618",
        "1",
        "400-606-5500",
        "400 606",
        "5500",
        ":8080",
        "ｊｄ．ｃｏｍ",
        "\n",
    ),
    *(
        "jd.com https://jd.com",
        "４００",
        "－",
        "客服",
        "小店",
        "JD.COM",
        "www.",
        "９５０６１８",
        "。",
    ),
)


def left_of(text: str) -> str:
    params = PhrasesParameters.model_validate({"words": ["高仿"], "senders": "any", **ALLOWED})
    texts = with_folds(
        pl.DataFrame({"text_no": [0], "text": [text]}, schema_overrides={"text_no": pl.UInt32})
    )
    found: str = without_allowed(params, texts)["text"].item()
    return found


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_it_is_what_the_slow_reading_takes_out(text: str) -> None:
    assert left_of(text) == slow_wording.without_allowed(text, ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "看 jd.com",
            "https://item.jd.com/1.html?x=@a",
            "jd.com:8080/x",
            "ｊｄ．ｃｏｍ",
            "JD.com。",
        ),
        *("950618", "拨９５０６１８", "400 606 5500", "４００－６０６－５５００", "4006065500"),
    ],
)
def test_what_is_allowed_is_allowed_however_it_is_written(text: str) -> None:
    assert TAKEN_OUT in left_of(text)


@pytest.mark.parametrize(
    "text",
    [
        *("evil3.cn/abc", "x3.cn", "myjd.com", "my-jd.com", "jd.com.evil.net/abc", "jd.com-x.net"),
        *("https://jd.com@evil.net/x", "3.cn.evil.net", "点击jd.com.lulu.shop领券"),
        *("13950618123", "400-606-55001", "x950618"),
    ],
)
def test_a_part_of_something_else_is_not_allowed(text: str) -> None:
    assert left_of(text) == text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (f"https://not{TAKEN_OUT}/a", "https://not/a"),
        ("微信138 1234", "微信*** ****"),
        ("一三八一二三四五六七八", "*****"),
        ("微信：一三八1234五六七八", "微信：*****"),
        ("zhangsan@qq.com", "z***@qq.com"),
        ("一对一服务", "一对一服务"),
        ("三四线城市", "三四线城市"),
    ],
)
def test_evidence_shows_neither_numbers_nor_mailboxes_nor_our_own_signs(
    words: str, shown: str
) -> None:
    assert pl.DataFrame({"words": [words]}).select(masked(pl.col("words"))).item() == shown

"""Conversations are told apart by hashes; two that share one are still two."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cscheck.read import messages as merging
from cscheck.read.threads import thread_key
from tests.read.reading import read_files

_LOG = """conversation_id,sent_at,sender,buyer,text
A,2026-11-20 10:00:00,buyer,甲,在吗
B,2026-11-20 10:00:10,buyer,乙,你好
A,2026-11-20 10:00:20,agent,甲,在的
B,2026-11-20 10:00:30,agent,乙,您好
A,2026-11-20 10:00:40,buyer,甲,谢谢
"""


def _same_for_all(shop: pl.Expr, conversation: pl.Expr, seed: int = 0) -> pl.Expr:
    """A first hash that every conversation shares; the second is as it is."""
    if seed:
        return thread_key(shop, conversation, seed)
    return pl.when(conversation.is_not_null()).then(pl.lit(7, pl.UInt64))


@pytest.mark.parametrize("newest_first", [False, True])
def test_two_conversations_with_one_hash_are_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    head, *rows = _LOG.splitlines()
    rows = rows[::-1] if newest_first else rows
    (tmp_path / "chat.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    monkeypatch.setattr(merging, "thread_key", _same_for_all)
    messages = read_files(tmp_path / "chat.csv", workspace=tmp_path / "work").messages
    assert messages is not None
    talks = messages.narrow.group_by("conversation").agg(
        pl.col("at").dt.second(), pl.col("buyer").n_unique().alias("buyers")
    )
    found = sorted(talks.select("at", "buyers").iter_rows())
    assert found == [([0, 20, 40], 1), ([10, 30], 1)]

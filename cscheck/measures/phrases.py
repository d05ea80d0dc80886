"""`phrases`: what must not be said (measures.md, part 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import polars as pl
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days
from cscheck.measures.parameters import Parameters, Senders, reader
from cscheck.measures.selection import lacks_columns
from cscheck.measures.wording.folding import TAKEN_OUT, with_folds
from cscheck.measures.wording.lists import WordList, labels, own_words
from cscheck.measures.wording.matching import alternation, hits, masked
from cscheck.measures.wording.parameters import Lists, Words
from cscheck.measures.wording.sieve import may_hold
from cscheck.measures.wording.texts import FEW, Wanted
from cscheck.model import Sentence
from cscheck.tables import ANSWERS, SENDERS, TABLES
from cscheck.tables import Kind as ColumnKind

_PLACE = ("source", "row")
_MOST_SHOWN = 5


def _cell(value: str) -> tuple[str, str]:
    """A text column of a table with rows of its own: `refunds.remark`."""
    table, _, column = value.partition(".")
    if table == "messages" or TABLES[table].by_name[column].kind is not ColumnKind.TEXT:
        raise ValueError(value)
    return table, column


def _cells(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_cell(each) for each in value)


class PhrasesParameters(Parameters):
    """What a `phrases` rule may say: which lists, over whose messages, and what is allowed.

    * words: further words of the shop's own
    * allowed, own_domains: texts, and domains with all that stands in a link behind them, that are
      taken out of a text before anything is looked for
    * also: columns of other tables whose texts are looked at too
    """

    lists: Lists = ()
    words: Words = ()
    senders: Senders = ANSWERS
    allowed: Words = ()
    own_domains: Words = ()
    also: Annotated[tuple[tuple[str, str], ...], reader("not_text_columns", _cells)] = ()

    @model_validator(mode="after")
    def _something(self) -> PhrasesParameters:
        if not self.lists and not self.words:
            raise PydanticCustomError("needs_lists", "lists or words")
        return self

    @property
    def looked_for(self) -> tuple[WordList, ...]:
        return (*self.lists, own_words(self.words)) if self.words else self.lists

    @property
    def taken_out(self) -> str:
        """The pattern of what is allowed; empty where nothing is."""
        links = [
            rf"(?:https?://)?(?:[a-z0-9-]+\.)*{re.escape(domain)}(?-u:\b)[^\s\p{{Han}}]*"
            for domain in self.own_domains
        ]
        return alternation([*map(re.escape, self.allowed), *links])


def _unit(_: PhrasesParameters) -> str:
    return "message"


def _table(_: PhrasesParameters) -> str:
    return "messages"


def _lacks(params: PhrasesParameters, scope: Scope) -> Sentence | None:
    lack = lacks_columns("messages", ("text",), scope)
    if lack is None or any(True for _ in _present(params, scope)):
        return None
    return lack


def _present(params: PhrasesParameters, scope: Scope) -> Iterator[tuple[str, str]]:
    """The further columns that the exports have."""
    return ((table, name) for table, name in params.also if scope.has(table, name))


def _reads(params: PhrasesParameters, _: Scope) -> Wanted:
    return Wanted(lists=params.looked_for, senders=params.senders)


def _labels(params: PhrasesParameters) -> dict[str, dict[str, str]]:
    return {code: dict(texts) for code, texts in labels(params.looked_for).items()}


def _cases(params: PhrasesParameters, scope: Scope) -> Cases:
    spoken, texts = _messages(params, scope)
    others = [_rows_of(table, column, scope) for table, column in _present(params, scope)]
    spoken = pl.concat([spoken, *(rows.drop("text") for rows in others)], how="vertical")
    texts = pl.concat([texts, *(rows.select(*_PLACE, "text") for rows in others)])
    said = _said(params, scope, texts)
    found = spoken.join(said, on=_PLACE, how="inner", maintain_order="left")
    silent = (
        spoken.join(said.select(_PLACE), on=_PLACE, how="anti")
        .group_by("shop", "day", "agent")
        .agg(pl.col("source", "row", "conversation").first(), rows=pl.len())
    )
    evidence = as_cases(
        found,
        {
            "day": pl.col("day"),
            "decided": pl.col("day"),
            "start": pl.col("at"),
            "good": pl.col("review"),
            "review": pl.col("review"),
            "detail": pl.col("detail"),
        },
        scope,
    )
    rest = as_cases(
        silent,
        {
            "day": pl.col("day"),
            "decided": pl.col("day"),
            "good": pl.lit(value=True),
            "rows": pl.col("rows").cast(pl.UInt32),
        },
        scope,
    )
    return Cases(pl.concat([evidence, rest]), evidence=evidence)


def _messages(params: PhrasesParameters, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The messages with a text by the senders on the days audited, and the texts kept of them."""
    schema = {
        **{"shop": pl.String(), "agent": pl.String(), "day": pl.Date(), "at": scope.zone.dtype},
        **{"source": pl.UInt16(), "row": pl.UInt32(), "conversation": pl.UInt32()},
    }
    if scope.messages is None or scope.texts is None or not scope.has("messages", "text"):
        nothing = pl.DataFrame(schema=pl.Schema(schema))
        return nothing, nothing.select(*_PLACE, text=pl.lit(None, pl.String))
    codes = [SENDERS.index(sender) for sender in params.senders]
    spoken = (
        scope.messages.narrow.filter(pl.col("sender").is_in(codes))
        .with_columns(day=scope.zone.day(pl.col("at")))
        .filter(in_days("day", scope.days))
        .join(scope.texts.blank, on=_PLACE, how="anti", maintain_order="left")
        .with_columns(pl.col("shop", "agent").cast(pl.String))
        .select(list(schema))
    )
    texts = scope.texts.found.join(spoken, on=_PLACE, how="semi").drop_nulls("text")
    return spoken, texts.select(*_PLACE, "text")


def _rows_of(table: str, column: str, scope: Scope) -> pl.DataFrame:
    """The rows of a table that have a text in a column, in the columns of the messages."""
    rows = scope.tables[table]
    moments = [pl.col(name) for name in TABLES[table].day if scope.has(table, name)]
    agent = pl.col("agent") if "agent" in rows.columns else pl.lit(None, pl.String)
    rows = rows.select(
        "shop",
        agent=agent,
        day=scope.zone.day(pl.coalesce(moments)) if moments else pl.lit(None, pl.Date),
        at=pl.coalesce(moments) if moments else pl.lit(None, scope.zone.dtype),
        source="source",
        row="row",
        conversation=pl.lit(None, pl.UInt32),
        text=column,
    )
    return rows.filter(in_days("day", scope.days)).drop_nulls("text")


def _said(params: PhrasesParameters, scope: Scope, texts: pl.DataFrame) -> pl.DataFrame:
    """Of the texts that hold something: source, row, whether all of it is for review, and what."""
    lists = params.looked_for
    text = pl.col("text")
    if allowed := params.taken_out:
        text = text.str.replace_all(f"(?i){allowed}", TAKEN_OUT)
    if texts.height > FEW:
        texts = texts.filter(may_hold(pl.col("text"), lists))
    numbered = texts.with_row_index("text_no")
    numbers = scope.texts.own_numbers if scope.texts is not None else None
    found = hits(with_folds(numbered.with_columns(text)), lists, numbers)
    shown = masked(pl.col("words").list.head(_MOST_SHOWN).list.join(" "))
    by_text = found.with_columns(shown=shown).group_by("text_no", maintain_order=True)
    told = by_text.agg(
        review=pl.col("review").all(),
        detail=pl.format("{}: {}", "code", "shown").sort_by("review", maintain_order=True),
    ).with_columns(pl.col("detail").list.head(_MOST_SHOWN).list.join("; "))
    return told.join(numbered, on="text_no").select(*_PLACE, "review", "detail")


PHRASES = Measure(
    name="phrases",
    kind=Kind.HITS,
    parameters=PhrasesParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    reads=_reads,
    labels=_labels,
)

"""`phrases`: what must not be said (measures.md, part 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import polars as pl
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days
from cscheck.measures.parameters import Parameters, Senders, reader
from cscheck.measures.selection import lacks_columns
from cscheck.measures.wording.allowed import on_its_own, own_links
from cscheck.measures.wording.folding import TAKEN_OUT, with_folds
from cscheck.measures.wording.lists import WordList, labels, own_words
from cscheck.measures.wording.matching import alternation, hits, masked
from cscheck.measures.wording.parameters import Lists, Words
from cscheck.measures.wording.texts import Wanted, once_each
from cscheck.model.sentences import Sentence
from cscheck.schema import Kind as ColumnKind
from cscheck.tables import ANSWERS, SENDERS, TABLES

_WHOSE = ("shop", "day", "agent")
_FOUND = (*_WHOSE, "at", "source", "row", "conversation", "review", "detail")
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
      taken out of a text before anything is looked for; not where they are a part of something
      longer, as of another host or number
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
    def taken_out(self) -> tuple[str, ...]:
        """The patterns of what is allowed: own links and texts, which are no part of another."""
        links = [own_links(self.own_domains)] if self.own_domains else []
        return (*links, *map(on_its_own, self.allowed))


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


def _hears(params: PhrasesParameters) -> tuple[str, ...]:
    return params.senders


def _reads(params: PhrasesParameters, _: Scope) -> Wanted:
    return Wanted(lists=params.looked_for, senders=params.senders, taken_out=params.taken_out)


def _labels(params: PhrasesParameters) -> dict[str, dict[str, str]]:
    return {code: dict(texts) for code, texts in labels(params.looked_for).items()}


def _cases(params: PhrasesParameters, scope: Scope) -> Cases:
    parts = [_of_rows(_rows_of(*each, scope), params, scope) for each in _present(params, scope)]
    if scope.messages is not None and scope.has("messages", "text"):
        parts.append(_of_messages(params, scope))
    found = pl.concat(found for found, _ in parts)
    looked_at = pl.concat(counts for _, counts in parts)
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
        _silent(looked_at, found),
        {
            "day": pl.col("day"),
            "decided": pl.col("day"),
            "good": pl.lit(value=True),
            "rows": pl.col("rows").cast(pl.UInt32),
            "source": pl.lit(None, pl.UInt16),
            "row": pl.lit(None, pl.UInt32),
        },
        scope,
    )
    return Cases(pl.concat([evidence, rest]), evidence=evidence)


def _silent(looked_at: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """How many texts of each shop, day and agent hold nothing."""
    taken = found.group_by(_WHOSE).agg(rows=-pl.len().cast(pl.Int64))
    counts = pl.concat([looked_at.select(*_WHOSE, pl.col("rows").cast(pl.Int64)), taken])
    return counts.group_by(_WHOSE).agg(pl.col("rows").sum()).filter(pl.col("rows") > 0)


def _of_messages(params: PhrasesParameters, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The messages that hold something, and how many were looked at."""
    assert scope.texts is not None
    codes = [SENDERS.index(sender) for sender in params.senders]
    texts = scope.texts.found.filter(pl.col("sender").is_in(codes), in_days("day", scope.days))
    found = texts.join(_said(params, scope, scope.texts.distinct), on="text_no")
    spoken = scope.texts.spoken.filter(pl.col("sender").is_in(codes))
    return found.select(_FOUND), spoken.select(*_WHOSE, "rows")


def _of_rows(
    rows: pl.DataFrame, params: PhrasesParameters, scope: Scope
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same of the rows of another table."""
    numbered, distinct = once_each(rows)
    found = numbered.join(_said(params, scope, distinct), on="text_no")
    return found.select(_FOUND), rows.group_by(_WHOSE).agg(rows=pl.len())


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


def _said(params: PhrasesParameters, scope: Scope, distinct: pl.DataFrame) -> pl.DataFrame:
    """Of distinct texts that hold something: text_no, whether all is for review, and what."""
    assert scope.texts is not None
    found = hits(without_allowed(params, distinct), params.looked_for, scope.texts.own_numbers)
    shown = masked(pl.col("words").list.head(_MOST_SHOWN).list.join(" "))
    by_text = found.with_columns(shown=shown).group_by("text_no", maintain_order=True)
    return by_text.agg(
        review=pl.col("review").all(),
        detail=pl.format("{}: {}", "code", "shown").sort_by("review", maintain_order=True),
    ).with_columns(pl.col("detail").list.head(_MOST_SHOWN).list.join("; "))


def without_allowed(params: PhrasesParameters, distinct: pl.DataFrame) -> pl.DataFrame:
    """The texts without what is allowed; only those that hold such a thing are folded again."""
    if not (allowed := params.taken_out):
        return distinct
    text = pl.col("text")
    has_allowed = text.str.contains(alternation(allowed))
    for each in allowed:
        for _ in range(2):  # of two that share the sign between them, one at a time
            text = text.str.replace_all(each, f"${{1}}{TAKEN_OUT}${{2}}")
    changed = distinct.filter(has_allowed).select("text_no", text=text)
    return pl.concat([distinct.filter(~has_allowed), with_folds(changed)])


PHRASES = Measure(
    name="phrases",
    kind=Kind.HITS,
    parameters=PhrasesParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    hears=_hears,
    reads=_reads,
    labels=_labels,
)

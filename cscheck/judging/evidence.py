"""Names for the cases that end as evidence: ids, and buyers as tokens, fetched only for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from cscheck.intake import Intake, Messages
from cscheck.tables import TABLES

DEFAULT_TOKEN_KEY = "cscheck"
_PLACE = ["source", "row"]


@dataclass(frozen=True, slots=True)
class Naming:
    """How buyers are named: by a token that only the key can repeat, or as they are."""

    token_key: str = DEFAULT_TOKEN_KEY
    show_pii: bool = False

    def token(self, buyer: str) -> str:
        """The short name under which reports speak of a buyer."""
        key = hashlib.blake2b(self.token_key.encode(), digest_size=32).digest()
        return "b" + hashlib.blake2b(buyer.encode(), key=key, digest_size=5).hexdigest()

    def name(self, buyer: str) -> str:
        return buyer if self.show_pii else self.token(buyer)

    def names(self, buyers: pl.Series) -> dict[str, str]:
        return {buyer: self.name(buyer) for buyer in buyers.drop_nulls().unique()}


def named(cases: pl.DataFrame, intake: Intake, naming: Naming) -> pl.DataFrame:
    """Adds `id`, `buyer` (a token, or the name), `file` and `sheet` to cases that are evidence.

    `cases` have source, row, conversation and `unit`. The id is that of the message, conversation,
    order, refund, complaint ...; of a buyer's day it is the buyer's name.
    """
    files = dict(enumerate(each.path for each in intake.inputs))
    sheets = dict(enumerate(each.sheet for each in intake.inputs))
    source = pl.col("source")
    cases = cases.with_columns(
        file=source.replace_strict(files, default=None, return_dtype=pl.String),
        sheet=source.replace_strict(sheets, default=None, return_dtype=pl.String),
    )
    parts = [part for part in _by_table(cases, intake, naming) if part.height]
    if not parts:
        nobody = pl.lit(None, pl.String)
        return cases.with_columns(id=nobody, buyer=nobody)
    key = [*_PLACE, "unit"]
    known = pl.concat(parts).unique(key, keep="first", maintain_order=True)
    return cases.join(known, on=key, how="left", maintain_order="left")


def _by_table(cases: pl.DataFrame, intake: Intake, naming: Naming) -> Iterator[pl.DataFrame]:
    """source, row, unit, id, buyer of the cases, table by table."""
    wanted = cases.select(*_PLACE, "unit", "conversation").unique(maintain_order=True)
    tables = {source: each.table for source, each in enumerate(intake.inputs)}
    for name in dict.fromkeys(tables.values()):
        sources = [source for source, table in tables.items() if table == name]
        rows = wanted.filter(pl.col("source").is_in(sources))
        if not rows.height or name is None:
            continue
        if name == "messages" and intake.messages is not None:
            yield _of_messages(rows, intake, intake.messages, naming)
        elif name in intake.tables:
            yield _of_table(rows, intake, name, naming)


def _of_table(rows: pl.DataFrame, intake: Intake, name: str, naming: Naming) -> pl.DataFrame:
    table = intake.tables[name]
    buyer = pl.col("buyer") if "buyer" in table.columns else pl.lit(None, pl.String)
    id_name = TABLES[name].id
    own_id = pl.col(id_name) if id_name in table.columns else pl.lit(None, pl.String)
    known = table.select(*_PLACE, id=own_id, buyer=buyer)
    if name == "conversations" and "started_at" in table.columns:
        known = known.with_columns(started_at=table["started_at"])
    else:
        known = known.with_columns(started_at=pl.lit(None, intake.zone.dtype))
    rows = rows.join(known, on=_PLACE, how="left", maintain_order="left")
    rows = _with_names(rows, naming)
    made = _made_id(intake)
    return rows.select(*_PLACE, "unit", id=pl.coalesce("id", made), buyer="buyer")


def _of_messages(
    rows: pl.DataFrame, intake: Intake, messages: Messages, naming: Naming
) -> pl.DataFrame:
    """Messages are fetched from their files once more, only these rows."""
    cells = _fetch(messages, rows.select(_PLACE))
    rows = rows.join(cells, on=_PLACE, how="left", maintain_order="left")
    nameless = rows.filter(pl.col("buyer").is_null())["conversation"].unique()
    if nameless.len():
        others = _other_buyers(intake, messages, nameless)
        rows = rows.join(others, on="conversation", how="left", maintain_order="left")
        rows = rows.with_columns(buyer=pl.coalesce("buyer", "other", "conversation_id"))
    started = messages.conversations.select("conversation", "started_at")
    rows = rows.join(started, on="conversation", how="left", maintain_order="left")
    rows = _with_names(rows, naming)
    conversation = pl.coalesce("conversation_id", _made_id(intake))
    by_unit = (
        pl.when(pl.col("unit") == "buyer_day")
        .then(pl.col("buyer"))
        .when(pl.col("unit") == "message")
        .then(pl.coalesce("message_id", conversation))
        .otherwise(conversation)
    )
    return rows.select(*_PLACE, "unit", id=by_unit, buyer="buyer")


def _fetch(messages: Messages, places: pl.DataFrame) -> pl.DataFrame:
    """The ids and buyers of some messages, as their files have them."""
    wide = messages.near(places)
    have = wide.collect_schema().names()
    names = ("message_id", "conversation_id", "buyer")
    cells = [
        pl.col(name) if name in have else pl.lit(None, pl.String).alias(name) for name in names
    ]
    return wide.select(*_PLACE, *cells).collect()


def _other_buyers(intake: Intake, messages: Messages, conversations: pl.Series) -> pl.DataFrame:
    """For conversations of which a message names no buyer, the one another names, or their row."""
    inside = messages.narrow.filter(pl.col("conversation").is_in(conversations.implode()))
    cells = inside.select("conversation", *_PLACE).join(
        _fetch(messages, inside.select(_PLACE)), on=_PLACE, how="left", maintain_order="left"
    )
    others = cells.group_by("conversation").agg(other=pl.col("buyer").drop_nulls().first())
    rows = intake.tables.get("conversations")
    if rows is None or "buyer" not in rows.columns:
        return others
    told = rows.select("conversation", told="buyer").drop_nulls().unique("conversation")
    others = others.join(told, on="conversation", how="left")
    return others.select("conversation", other=pl.coalesce("other", "told"))


def _with_names(rows: pl.DataFrame, naming: Naming) -> pl.DataFrame:
    names = naming.names(rows["buyer"])
    return rows.with_columns(
        pl.col("buyer").replace_strict(names, default=None, return_dtype=pl.String)
    )


def _made_id(intake: Intake) -> pl.Expr:
    """The id of a conversation that has none: its buyer's name and when it began."""
    began = intake.zone.local(pl.col("started_at")).dt.strftime("%Y%m%dT%H%M%S")
    return pl.concat_str(pl.col("buyer"), pl.lit("@"), began)

"""Orders on several rows, of which only the first says which order it is; several orders on one."""

from __future__ import annotations

import polars as pl

from cscheck.model.sentences import Sentence, columns_named, sentence
from cscheck.read.cells import SUMMARY_WORDS, cleaned
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.schema import Kind
from cscheck.tables import ORDERS

_JOINED = r"[,，;；、]\s*"
_OF_A_LINE = ("sub_order_id", "tracking_no", "courier")
"""What a line may have of its own."""


def filled_down(
    cells: pl.DataFrame, recognised: Recognised, raw: RawTable
) -> tuple[pl.DataFrame, Sentence | None]:
    """An order's further lines with what stands only in its first, as merged cells leave it.

    A further line has neither the order's id nor any of its times, but something of its own: a row
    that has lost only its id is none.
    """
    at = recognised.positions.get("order_id")
    if recognised.table is not ORDERS or at is None:
        return cells, None
    blank = cleaned(pl.col(cell_name(at))).is_null()
    if not cells.select(blank.any()).item():
        return cells, None
    times = [
        cell_name(place)
        for name, place in recognised.positions.items()
        if recognised.table.readable[name].kind is Kind.TIME
    ]
    names = [name for name in cells.columns if name != "row"]
    some = pl.any_horizontal(cleaned(pl.col(name)).is_not_null() for name in names)
    total = pl.any_horizontal(
        pl.col(name).is_in(SUMMARY_WORDS).fill_null(value=False) for name in names
    )
    untimed = pl.all_horizontal(
        pl.lit(value=True), *(cleaned(pl.col(name)).is_null() for name in times)
    )
    below = (~blank).cum_sum() > 0  # above the first order there is nothing to fill with
    joins = (blank & untimed & some & ~total & below).fill_null(value=False)
    marked = cells.with_columns(further=joins)
    if not times or not marked["further"].any():
        return cells, None
    marked = marked.with_columns(order=(~pl.col("further")).cum_sum())
    whole = [
        pl.when("further", cleaned(pl.col(name)).is_null())
        .then(pl.col(name).first().over("order"))
        .otherwise(pl.col(name))
        .alias(name)
        for name in dict.fromkeys(
            cell_name(place)
            for column, place in recognised.positions.items()
            if column not in _OF_A_LINE
        )
    ]
    further = marked.filter("further")["row"]
    note = sentence("rows_filled", count=further.len(), row=further[0], column=raw.headers[at])
    return marked.with_columns(whole).drop("further", "order"), note


def one_order_a_row(orders: pl.DataFrame) -> tuple[pl.DataFrame, Sentence | None]:
    """Orders that were sent together, and stand under several ids in one cell, each on its own."""
    joined = pl.col("order_id").str.contains(rf"\w{_JOINED}\w")
    found = orders.filter(joined)
    if not found.height:
        return orders, None
    ids = pl.col("order_id").str.replace_all(_JOINED, ",").str.split(",")
    apart = found.with_columns(order_id=ids).explode("order_id")
    apart = apart.with_columns(pl.col("order_id").str.strip_chars()).filter(
        pl.col("order_id") != ""
    )
    row, value = found.select("row", "order_id").row(0)
    (named,) = columns_named(["order_id"])
    note = sentence("ids_split", count=found.height, row=row, column=named, value=value)
    rest = orders.filter(~joined.fill_null(value=False))
    return pl.concat([rest, apart]).sort("row", maintain_order=True), note

"""`coverage`: was somebody there (measures.md, part 10)."""

from __future__ import annotations

import polars as pl

from cscheck.measures.cases import ONE, Cases, Kind, Measure, Scope, as_cases, in_days, in_words
from cscheck.measures.coverage.online import covered, days_of_shops, gaps, online, windows_of_days
from cscheck.measures.coverage.parameters import CoverageParameters, kind_by
from cscheck.measures.coverage.shifts import faults, shifts
from cscheck.measures.selection import lacks_columns
from cscheck.model.sentences import Sentence, sentence, table_named
from cscheck.tables import CONVERSATIONS

_SHOP_DAY = ["shop", "day"]
_NOWHERE = {"source": pl.lit(None, pl.UInt16), "row": pl.lit(None, pl.UInt32)}


def _unit(params: CoverageParameters) -> str:
    if params.grace is not None:
        return "shift"
    return "conversation" if params.asked else "presence"


def _table(_: CoverageParameters) -> str:
    return "presence"


def _beside(params: CoverageParameters) -> tuple[str, ...]:
    return ("conversations",) if params.asked else ()


def _lacks(params: CoverageParameters, scope: Scope) -> Sentence | None:
    needed = {"agent", "from_at", *(["role"] if params.role else [])}
    if lack := lacks_columns("presence", needed, scope):
        return lack
    if params.asked and scope.messages is None and "conversations" not in scope.tables:
        return sentence("no_table", table=table_named("conversations"))
    return None


def _cases(params: CoverageParameters, scope: Scope) -> Cases:
    """One case a shop and day: how long it was covered, or how many were not."""
    intervals = online(params, scope)
    if params.grace is not None:
        due = shifts(params, intervals, scope)
        days = days_of_shops(scope, "presence", "roster")
        return _counted(_evidence(faults(due, params, intervals, scope), scope), days, scope)
    windows = windows_of_days(params, scope)
    blocks = covered(intervals, windows, scope)
    empty = gaps(blocks, windows)
    if params.asked:
        return _counted(_asked_in(empty, scope), days_of_shops(scope, "presence"), scope)
    evidence = None if params.hours_per_day else _evidence_of(empty, scope)
    shares = _shares(blocks, windows, scope)
    if params.hours_per_day:
        shares = shares.with_columns(most="value")
    return Cases(shares, evidence=evidence)


def _shares(blocks: pl.DataFrame, windows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """How long each shop was covered on each day, of how long a window (`most`)."""
    length = (pl.col("end") - pl.col("start")).dt.total_microseconds().sum()
    whole = (pl.col("closes") - pl.col("opens")).dt.total_microseconds().sum()
    days = windows.group_by(_SHOP_DAY).agg(whole=whole)
    rows = days.join(blocks.group_by(_SHOP_DAY).agg(length=length), on=_SHOP_DAY, how="left")
    rows = rows.with_columns(pl.col("length").fill_null(0)).sort(_SHOP_DAY)
    value = pl.col("length")
    return _on_days(rows, {"value": value, "least": value, "most": pl.col("whole")}, scope)


def _counted(evidence: pl.DataFrame, days: pl.DataFrame, scope: Scope) -> Cases:
    """One case a shop and day: how many rows of evidence it has."""
    counts = in_words(evidence).group_by(_SHOP_DAY).agg(count=pl.len())
    rows = days.join(counts, on=_SHOP_DAY, how="left").sort(_SHOP_DAY)
    value = pl.col("count").fill_null(0).cast(pl.Int64) * ONE
    return Cases(_on_days(rows, {"value": value}, scope), evidence=evidence)


def _on_days(rows: pl.DataFrame, columns: dict[str, pl.Expr], scope: Scope) -> pl.DataFrame:
    day = pl.col("day")
    known = {"day": day, "decided": day, "good": pl.lit(value=True), **_NOWHERE}
    return as_cases(rows, {**known, **columns}, scope)


def _asked_in(empty: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The conversations that began while nobody was online, as evidence."""
    began = _beginnings(scope).with_columns(day=scope.zone.day(pl.col("began")))
    rows = began.filter(in_days("day", scope.days)).join(empty, on=_SHOP_DAY)
    rows = rows.filter(pl.col("began") >= pl.col("start"), pl.col("began") < pl.col("end"))
    columns = {
        "day": pl.col("day"),
        "decided": pl.col("day"),
        "start": pl.col("began"),
        "good": pl.lit(value=False),
    }
    return as_cases(rows, columns, scope)


def _beginnings(scope: Scope) -> pl.DataFrame:
    """When each conversation began: shop, conversation, began, agent, source, row.

    By its row, or where that does not say (or is not there) by its first message.
    """
    parts = []
    if "conversations" in scope.tables:
        table = scope.tables["conversations"]
        times = [pl.col(name) for name in CONVERSATIONS.day if scope.has("conversations", name)]
        agent = pl.col("agent") if "agent" in table.columns else pl.lit(None, pl.String)
        rows = table.select(
            pl.col("shop").cast(pl.String),
            pl.col("conversation").cast(pl.UInt32),
            "source",
            "row",
            began=pl.coalesce(times) if times else pl.lit(None, scope.zone.dtype),
            agent=agent.cast(pl.String),
        )
        parts.append(rows)
    if scope.messages is not None:
        narrow = scope.messages.narrow
        firsts = narrow.unique("conversation", keep="first", maintain_order=True).select(
            pl.col("shop").cast(pl.String),
            "conversation",
            "source",
            "row",
            began="at",
            agent=pl.lit(None, pl.String),
        )
        parts.append(firsts)
    known = pl.concat(parts).filter(pl.col("began").is_not_null())
    nameless = known.filter(pl.col("conversation").is_null())
    once = known.filter(pl.col("conversation").is_not_null()).unique(
        "conversation", keep="first", maintain_order=True
    )
    return pl.concat([nameless, once])


def _evidence(found: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The faults of shifts: the deadline is when he should have come (or he left)."""
    columns = {
        "day": pl.col("day"),
        "decided": pl.col("day"),
        "start": pl.col("due_in"),
        "deadline": pl.col("deadline"),
        "stop": pl.col("stop"),
        "good": pl.lit(value=False),
        "detail": pl.col("detail"),
    }
    return as_cases(found, columns, scope)


def _evidence_of(empty: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The gaps: from when until when nobody was online; of no agent and in no row."""
    columns = {
        "day": pl.col("day"),
        "decided": pl.col("day"),
        "start": pl.col("start"),
        "deadline": pl.col("start"),
        "stop": pl.col("end"),
        "good": pl.lit(value=False),
        **_NOWHERE,
    }
    return as_cases(empty, columns, scope)


COVERAGE = Measure(
    name="coverage",
    kind=Kind.COVER,
    parameters=CoverageParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    kind_by=kind_by,
    beside=_beside,
    by=(),
)

"""The drawings of a rule's card: how long its cases took, and where they lie by agent and hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from cscheck.model.result import Result, RuleVerdict
from cscheck.text import Lang, length, word

WIDTH, BASE, TOP = 360, 104, 16
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHARES_LABELLED = (0, 0.5, 1, 2, 5, 10)
_LEAST_DEPTH = 18
_LABEL_WIDTH = 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a histogram: its place, its parts from the base up, and what it says."""

    x: float
    width: float
    parts: tuple[tuple[str, float, float], ...]
    count: int
    top: float
    title: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars with the labels under them, and where the limit stands."""

    shop: str
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    limit_x: float | None
    limit_text: str


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Some cases: how deep their colour (0 to 100), the sign inside, and what it says."""

    depth: int
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An agent's hours; an hour without a case has no cell."""

    name: str
    total: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Agents by hours, the worst agent first."""

    shop: str
    caption: str
    hours: tuple[str, ...]
    rows: tuple[HeatRow, ...]


# ---------------------------------------------------------------- how long


def histograms(result: Result, rule: RuleVerdict, lang: Lang) -> Iterator[Histogram]:
    """A histogram of each shop that has timed cases."""
    rows = result.waits.filter(pl.col("rule") == rule.rule)
    for shop in rows["shop"].unique(maintain_order=True):
        steps = list(rows.filter(pl.col("shop") == shop).iter_rows(named=True))
        yield _histogram(shop, steps, rule, lang)


def _histogram(shop: str, steps: list[dict[str, Any]], rule: RuleVerdict, lang: Lang) -> Histogram:
    of_limit, limit = steps[0]["of_limit"], steps[0]["limit_seconds"]
    wide = WIDTH / len(steps)
    most = max(each["cases"] for each in steps)
    edges = [each["low"] for each in steps if each["low"] is not None]
    places = _labelled(edges, of_limit=of_limit)
    labels = [(each * wide, _edge(edges[each], limit, lang, of_limit=of_limit)) for each in places]
    if steps[-1]["low"] is None:
        labels.append(((len(steps) - 0.5) * wide, word("html_never_short", lang)))
    bars = (_bar(each * wide, wide, most, step, limit, lang) for each, step in enumerate(steps))
    return Histogram(
        shop,
        tuple(bars),
        tuple((round(x, 1), text) for x, text in _apart(labels)),
        _limit_place(rule, edges, wide, of_limit=of_limit),
        length(limit, lang) if limit is not None else word("html_limit", lang),
    )


def _apart(labels: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The labels without those that would run into the next one; the last stays."""
    kept: list[tuple[float, str]] = []
    for x, text in reversed(labels):
        if not kept or kept[-1][0] - x > _LABEL_WIDTH:
            kept.append((x, text))
    return kept[::-1]


def _labelled(edges: list[float], *, of_limit: bool) -> list[int]:
    """The edges that are named: few enough to be read."""
    if of_limit:
        return [place for place, edge in enumerate(edges) if edge in _SHARES_LABELLED]
    apart = 2 if len(edges) <= 12 else 3
    return list(range(0, len(edges), apart))


def _edge(edge: float, limit: float | None, lang: Lang, *, of_limit: bool) -> str:
    if not of_limit:
        return length(edge, lang) if edge else "0"
    if limit is not None:
        return length(edge * limit, lang) if edge else "0"
    return f"{edge:.0%}" if edge <= 1 else f"{edge:g}×"


def _bar(
    x: float, wide: float, most: int, step: dict[str, Any], limit: float | None, lang: Lang
) -> Bar:
    parts, base = [], float(BASE)
    for kind in ("good", "open", "bad"):
        tall = (BASE - TOP) * step[kind] / most
        if tall:
            parts.append((kind, round(base - tall, 2), round(tall, 2)))
            base -= tall
    if step["low"] is None:
        span = word("html_never", lang)
    else:
        ends = [step["low"], step["high"]]
        said = [
            "" if end is None else _edge(end, limit, lang, of_limit=step["of_limit"])
            for end in ends
        ]
        span = " – ".join(said) if said[1] else f"> {said[0]}"
    title = f"{span}: {_counts(step, lang)}"
    return Bar(
        round(x + wide * 0.1, 2),
        round(wide * 0.8, 2),
        tuple(parts),
        step["cases"],
        round(base, 2),
        title,
    )


def _counts(cell: dict[str, Any], lang: Lang) -> str:
    """`12 cases, 3 missed, 1 open`"""
    parts = [f"{word('col_cases', lang)} {cell['cases']}"]
    parts += [
        f"{word(key, lang)} {cell[kind]}"
        for kind, key in (("bad", "col_bad"), ("open", "col_open"))
        if cell[kind]
    ]
    return word("list_sign", lang).join(parts)


def _limit_place(
    rule: RuleVerdict, edges: list[float], wide: float, *, of_limit: bool
) -> float | None:
    """Where the limit stands: at the whole of the time, or where `<= 60s` falls among seconds."""
    if of_limit:
        return round(edges.index(1) * wide, 2) if 1 in edges else round(len(edges) * wide, 2)
    found = re.fullmatch(r"<=?\s*(\d+(?:\.\d+)?)\s*([smhd])", rule.require or "")
    if found is None or not rule.in_force:
        return None
    limit = float(found[1]) * _SECONDS[found[2]]
    for place, (low, high) in enumerate(pairwise(edges)):
        if low <= limit < high:
            return round((place + (limit - low) / (high - low)) * wide, 2)
    return None


# ---------------------------------------------------------------- agents and hours


def heat_maps(result: Result, rule: RuleVerdict, lang: Lang) -> Iterator[HeatMap]:
    """A map of each shop in which more than one agent or hour can be told apart."""
    rows = result.slices.filter(pl.col("rule") == rule.rule)
    for shop in rows["shop"].unique(maintain_order=True):
        inside = rows.filter((pl.col("shop") == shop) & pl.col("hour").is_not_null())
        cells = inside.filter(pl.col("by") == "agent_hour")
        if cells.height > 1:
            agents = rows.filter((pl.col("shop") == shop) & (pl.col("by") == "agent"))
            yield _heat_map(shop, cells, agents, rule, lang)


def _heat_map(
    shop: str, cells: pl.DataFrame, agents: pl.DataFrame, rule: RuleVerdict, lang: Lang
) -> HeatMap:
    known_hours: list[int] = cells["hour"].to_list()
    hours = range(min(known_hours), max(known_hours) + 1)
    measure = "bad" if rule.value_kind == "rate" else "figure"
    most = cells[measure].max() or 0
    known = {(each["agent"], each["hour"]): each for each in cells.iter_rows(named=True)}
    ordered = agents.sort(measure, "cases", descending=True, nulls_last=True)
    rows = []
    for each in ordered.iter_rows(named=True):
        name = each["agent"] or word("nobody" if ordered.height > 1 else "html_everybody", lang)
        inside = tuple(
            _heat_cell(known.get((each["agent"], hour)), name, hour, (measure, most), rule, lang)
            for hour in hours
        )
        rows.append(HeatRow(name, _total(each, measure, rule, lang), inside))
    apart = 1 if len(hours) <= 16 else 2
    shown = tuple(f"{hour:02}" if hour % apart == 0 else "" for hour in hours)
    return HeatMap(shop, f"html_heat_{measure}", shown, tuple(rows))


def _total(row: dict[str, Any], measure: str, rule: RuleVerdict, lang: Lang) -> str:
    if measure == "bad":
        return f"{row['bad']} / {row['cases']}"
    return f"{_amount(row['figure'], rule, lang)} · {row['cases']}"


def _heat_cell(
    cell: dict[str, Any] | None,
    name: str,
    hour: int,
    scale: tuple[str, Any],
    rule: RuleVerdict,
    lang: Lang,
) -> HeatCell | None:
    if cell is None:
        return None
    measure, most = scale
    amount = cell[measure] or 0
    depth = round(_LEAST_DEPTH + (100 - _LEAST_DEPTH) * amount / most) if amount and most else 0
    said = _counts(cell, lang)
    if measure == "figure":
        said = f"{_amount(cell['figure'], rule, lang)} · {said}"
    text = str(cell["bad"]) if measure == "bad" and cell["bad"] else ""
    return HeatCell(depth, text, f"{name} {hour:02}:00–{hour + 1:02}:00: {said}")


def _amount(figure: float | None, rule: RuleVerdict, lang: Lang) -> str:
    if figure is None:
        return "-"
    return length(figure * (3600 if rule.value_kind == "hours" else 1), lang)

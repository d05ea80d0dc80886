"""`tally`, `coverage` and penalties against the slow reading, on random exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.both_counts import costs_by_program, costs_by_reading, fast, fen, slow
from tests.both_readings import Export, Row

FRIDAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
EDGES = (
    *(0, 1, 8 * HOUR + 30 * MINUTE, 8 * HOUR + 35 * MINUTE, 8 * HOUR + 35 * MINUTE + 1),
    *(9 * HOUR, 12 * HOUR, 17 * HOUR + 25 * MINUTE, 17 * HOUR + 30 * MINUTE, 18 * HOUR),
    *(18 * HOUR + 1, 23 * HOUR + 3599, DAY, DAY + 1, DAY + 55 * MINUTE, DAY + HOUR),
    *(DAY + HOUR + 1, DAY + 9 * HOUR, 2 * DAY, 3 * DAY, 3 * DAY + 10 * HOUR, 10 * DAY, 11 * DAY),
    *(-1, -6 * HOUR, -6 * HOUR - 30 * MINUTE, -DAY, -DAY + HOUR, -4 * DAY, -5 * DAY),
)
moments = st.sampled_from(EDGES).map(lambda second: MIDNIGHT + timedelta(seconds=second))
maybe = st.one_of(st.none(), moments)
shops = st.sampled_from((None, "甲店", "乙店"))
agents = st.sampled_from((None, "小张", "小李"))
buyers = st.sampled_from((None, "买一", "买二"))

FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "orders": {
        "order_id": st.sampled_from(("1", "2", "3", "4", "5", "6")),
        "shop": shops,
        "agent": agents,
        "buyer": buyers,
        "paid_at": maybe,
        "created_at": maybe,
        "shipped_at": maybe,
        "no_stock": st.sampled_from((None, True, True, False)),
        "amount": st.sampled_from((None, fen(1), fen(999), fen(1000), fen(30000))),
    },
    "complaints": {
        "complaint_id": st.sampled_from(("T1", "T2", "T3", "T4", "T5", "T6")),
        "created_at": moments,
        "shop": shops,
        "agent": agents,
        "buyer": buyers,
        "closed_at": maybe,
        "reason": st.sampled_from((None, "服务态度", "物流慢")),
        "followups": st.sampled_from((None, 0, 1, 2, -1)),
    },
    "reviews": {
        "review_id": st.sampled_from(("P1", "P2", "P3", "P4")),
        "created_at": moments,
        "shop": shops,
        "agent": agents,
        "buyer": buyers,
        "rating": st.sampled_from((None, 1, 3, 5)),
    },
    "listings": {
        "listing_id": st.sampled_from(("L1", "L2", "L3")),
        "shop": shops,
        "stock": st.sampled_from((None, 0, 5)),
        "price": st.sampled_from((None, fen(150), fen(99))),
    },
    "presence": {
        "agent": st.sampled_from(("小张", "小李")),
        "from_at": moments,
        "to_at": maybe,
        "shop": shops,
        "role": st.sampled_from((None, "complaint", "sales")),
        "status": st.sampled_from((None, "online", "online", "away", "offline")),
    },
    "roster": {
        "agent": st.sampled_from(("小张", "小李", "小王")),
        "from_at": moments,
        "to_at": moments,
        "shop": shops,
        "role": st.sampled_from((None, "complaint", "sales")),
    },
    "conversations": {
        "conversation_id": st.sampled_from(("C1", "C2", "C3", "C4")),
        "shop": shops,
        "buyer": buyers,
        "agent": agents,
        "started_at": maybe,
        "queued_at": maybe,
    },
    "messages": {
        "conversation_id": st.sampled_from(("C1", "C2", "C3", "C5")),
        "sent_at": moments,
        "sender": st.sampled_from(("buyer", "agent", "agent", "robot")),
        "shop": shops,
        "agent": agents,
        "buyer": buyers,
    },
}
KEPT = {"agent", "from_at", "to_at"}
NEEDED = {
    *("order_id", "complaint_id", "review_id", "listing_id", "conversation_id", "sent_at"),
    "sender",
}
HAVE_BLANK_DAYS = {"orders", "conversations"}


@st.composite
def files_of(draw: st.DrawFn, table: str) -> tuple[list[list[Row]], tuple[str, ...]]:
    fields = dict(FIELDS[table])
    needed = NEEDED | (KEPT if table in ("presence", "roster") else set())
    needed |= set() if table in HAVE_BLANK_DAYS else {"created_at"}
    for name in draw(st.sets(st.sampled_from(sorted(set(fields) - needed) or ["-"]), max_size=2)):
        fields.pop(name, None)
    files = draw(
        st.lists(st.lists(st.fixed_dictionaries(fields), max_size=8), min_size=1, max_size=2)
    )
    return files, tuple(fields)


@st.composite
def exports(draw: st.DrawFn, always: str, *others: str) -> Export:
    files, columns = {}, {}
    for table in (always, *others):
        if table == always or draw(st.booleans()):
            files[table], columns[table] = draw(files_of(table))
    return Export(files, columns)


WHERE: dict[str, tuple[Any, ...]] = {
    "orders": ({"no_stock": True}, {"shipped_at": "missing"}),
    "complaints": ({"reason": {"contains": "服务"}}, {"followups": {">=": 1}}),
    "reviews": ({"rating": {"<=": 3}},),
    "listings": ({"stock": 0},),
    "presence": ({"status": "online"}, {"role": "sales"}),
    "messages": ({"sender": "agent"}, {"sender": ["agent", "robot"]}),
    "conversations": ({"buyer": "present"},),
}
SUMS = {
    "orders": ("amount",),
    "complaints": ("followups",),
    "reviews": ("rating",),
    "listings": ("price", "stock"),
}
DAYS = {"orders": ("shipped_at", "created_at"), "complaints": ("closed_at",)}
BY = (["agent"], ["buyer"], ["day"], ["agent", "buyer"], ["agent", "buyer", "day"])
FIXED = (
    {"per": "group", "sum": 500},
    {"sum": 50, "points": 6},
    {"per": "group", "points": 20, "text": {"zh": "清退", "en": "closed"}},
)
RATED = (
    *FIXED,
    {"rate": "30%", "cap": 500},
    {"rate": "10%", "floor": 5, "cap": 30, "points": 1},
    {"rate": "1%"},
    {"rate": "0.35%", "floor": "0.5", "text": "words"},
)


@st.composite
def tiers(draw: st.DrawFn) -> list[dict[str, Any]]:
    begin, step = draw(st.sampled_from((1, 2, 3))), draw(st.sampled_from((1, 2)))
    found = []
    for number in range(draw(st.integers(1, 3))):
        tier: dict[str, Any] = {"from": begin + number * step, "label": f"tier {number}"}
        if draw(st.booleans()):
            tier["penalty"] = draw(st.sampled_from(FIXED))
        found.append(tier)
    return found


def judged(draw: st.DrawFn, rule: dict[str, Any], limits: tuple[Any, ...]) -> dict[str, Any]:
    rule["period"] = draw(st.sampled_from(("day", "week", "month", "run", "rolling 3d")))
    if draw(st.integers(0, 4)):
        rule["require"] = draw(st.sampled_from(limits))
    if draw(st.integers(0, 3)) == 0:
        rule["warn"] = draw(st.sampled_from(limits))
    if draw(st.integers(0, 3)) == 0:
        rule["severity"] = "warn"
    if draw(st.integers(0, 5)) == 0:
        rule["at_least"] = 2
    return rule


def dated(draw: st.DrawFn, rule: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """The rule as it is, begun or ended inside the days audited, or changed there."""
    border = FRIDAY + timedelta(days=draw(st.sampled_from((0, 1, 3))))
    shape = draw(st.sampled_from(("as it is", "as it is", "from", "until", "changed")))
    if shape == "from":
        rule["from"] = border.isoformat()
    elif shape == "until":
        rule["until"] = border.isoformat()
        if draw(st.booleans()):
            rule["after_end"] = "info"
    elif shape == "changed":
        before = {"until": (border - timedelta(days=1)).isoformat()}
        rule["versions"] = [before, {"from": border.isoformat(), **later}]
    return rule


@st.composite
def tallies(draw: st.DrawFn, table: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"measure": "tally", "table": table}
    for key in ("where", "unless"):
        if draw(st.integers(0, 2)) == 0:
            rule[key] = draw(st.sampled_from(WHERE[table]))
    if table in SUMS and draw(st.integers(0, 3)) == 0:
        rule["sum"] = draw(st.sampled_from(SUMS[table]))
    elif draw(st.integers(0, 3)) == 0 or (table == "presence" and draw(st.booleans())):
        rule["distinct"] = "day"
    if table in DAYS and draw(st.integers(0, 3)) == 0:
        rule["day"] = draw(st.sampled_from(DAYS[table]))
    by = [one for one in BY if set(one) <= {*FIELDS[table], "day"}]
    if draw(st.integers(0, 2)):
        rule["by"] = draw(st.sampled_from(by))
    if draw(st.booleans()):
        rule["tiers"] = draw(tiers())
    if draw(st.integers(0, 3)) == 0:
        rule["penalty"] = draw(st.sampled_from(RATED if table == "orders" else FIXED))
    limits = ("< 1", "< 2", "<= 2", 0, ">= 2", {"any_of": ["< 2", ">= 4"]})
    judged(draw, rule, limits)
    return dated(draw, rule, {"tiers": draw(tiers()), "where": draw(st.sampled_from(WHERE[table]))})


@st.composite
def coverages(draw: st.DrawFn) -> dict[str, Any]:
    rule: dict[str, Any] = {"measure": "coverage"}
    windows = (
        *("09:00-18:00", "22:00-02:00", "00:00-24:00", "18:00-24:00", "17:30-00:00"),
        *(["09:00-12:00", "18:00-24:00"], ["09:00-12:00", "09:00-18:00", "17:00-20:00"]),
        ["22:00-02:00", "01:00-09:00"],
    )
    question = draw(st.sampled_from(("hours", "window", "asked", "grace")))
    if question != "grace" and (question == "window" or draw(st.booleans())):
        rule["window"] = draw(st.sampled_from(windows))
    if draw(st.integers(0, 3)) == 0:
        rule["role"] = draw(st.sampled_from(("complaint", "sales")))
    limits: tuple[Any, ...] = (0, "< 2", "<= 1")
    if question == "hours":
        rule["hours_per_day"], limits = True, (">= 12h", ">= 9", "> 1h")
    elif question == "window":
        limits = (">= 50%", "100%")
    elif question == "asked":
        rule["asked"] = True
    else:
        rule["grace"] = draw(st.sampled_from(("5m", "1m", "30m")))
        if draw(st.integers(0, 2)) == 0:
            rule["shifts"] = draw(
                st.sampled_from((["09:00-18:00"], ["00:00-12:00", "12:00-24:00"]))
            )
    judged(draw, rule, limits)
    if draw(st.booleans()):
        rule["penalty"] = draw(st.sampled_from((FIXED[0], FIXED[2])))
    return dated(draw, rule, {"role": "sales"})


def agree(
    rule: dict[str, Any], export: Export, days: list[date], as_of: datetime, at: date | None
) -> None:
    mine, theirs = fast(rule, export, days, as_of, at), slow(rule, export, days, as_of, at)
    assert mine[0] == theirs[0]
    assert mine[1] == theirs[1]


spans = st.sampled_from((1, 2, 4, 11)).map(
    lambda count: [FRIDAY + timedelta(days=number) for number in range(count)]
)
ends = st.sampled_from((0, 12 * HOUR, DAY, DAY + HOUR, 3 * DAY, 11 * DAY)).map(
    lambda second: MIDNIGHT + timedelta(seconds=second)
)
rule_days = st.sampled_from((None, None, None, FRIDAY, FRIDAY + timedelta(days=3)))


@st.composite
def counted(draw: st.DrawFn) -> tuple[dict[str, Any], Export]:
    table = draw(st.sampled_from(sorted(WHERE)))
    others = ("orders",) if table != "orders" else ("complaints",)
    return draw(tallies(table)), draw(exports(table, *others))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(counted(), spans, ends, rule_days)
def test_counts_as_the_page_says(
    found: tuple[dict[str, Any], Export], days: list[date], as_of: datetime, at: date | None
) -> None:
    agree(*found, days, as_of, at)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(coverages(), exports("presence", "roster", "conversations", "messages"), spans, ends)
def test_who_was_there_as_the_page_says(
    rule: dict[str, Any], export: Export, days: list[date], as_of: datetime
) -> None:
    agree(rule, export, days, as_of, None)


@st.composite
def costly(draw: st.DrawFn) -> dict[str, Any]:
    """A deadline or a share of orders, with a price."""
    rule: dict[str, Any] = {"measure": "share", "table": "orders", "bad": {"no_stock": True}}
    if draw(st.booleans()):
        rule = {"measure": "deadline", "table": "orders", "start": "paid_at"}
        rule |= {"stop": "shipped_at", "within": draw(st.sampled_from(("12h", "24h", "1d")))}
    rule["require"] = ">= 50%" if rule["measure"] == "deadline" else "<= 50%"
    if draw(st.booleans()):
        rule["require"] = 0
    rule["period"] = draw(st.sampled_from(("day", "week", "run")))
    if draw(st.booleans()):
        rule["by"] = ["agent"]
    rule["penalty"] = draw(st.sampled_from(RATED))
    return dated(draw, rule, {"penalty": draw(st.sampled_from(RATED))})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(costly(), exports("orders"), spans, ends)
def test_penalties_as_the_page_says(
    rule: dict[str, Any], export: Export, days: list[date], as_of: datetime
) -> None:
    mine, theirs = (
        costs(rule, export, days, as_of) for costs in (costs_by_program, costs_by_reading)
    )
    assert mine == theirs

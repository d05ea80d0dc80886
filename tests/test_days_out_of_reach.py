"""Days before and after all calendars, and numbers beyond all columns: a sentence, and exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import inside

AUDIT = "audit -p suning --date 2026-11-20 ."


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command",
    [
        "audit -p suning . --date {day}",
        "audit -p suning . --from {day} --to {day}",
        "audit -p suning --date 2026-11-20 . --as-of {day}",
        "audit -p suning --date 2026-11-20 . --as-of {day}T00:00+08:00",
        "audit -p suning --date 2026-11-20 . --rules-at {day}",
        "due -p suning . --as-of {day}",
        "explain ship_72h 1 -p suning . --date {day}",
        "compare ship_72h -p suning . --date 2026-11-20 --vs {day}",
        "demo made -p suning --date {day}",
    ],
)
def test_a_day_that_no_shop_has_is_said(tmp_path: Path, command: str, day: str) -> None:
    (tmp_path / "orders.csv").write_text("order_id,paid_at\n1,2026-11-20 10:00:00\n", "utf-8")
    done = inside(*command.format(day=day).split(), cwd=tmp_path)
    assert done.code == 2
    assert "takes a day of the years 2000 to 2099, not " + day in done.err


def test_the_history_is_asked_for_days_that_are(tmp_path: Path) -> None:
    (tmp_path / "h.db").touch()
    done = inside("trend", "--history", "h.db", "--to", "0001-01-01", cwd=tmp_path)
    assert done.code == 2
    assert "--to takes a day of the years 2000 to 2099" in done.err


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_fine(tmp_path: Path, day: str) -> None:
    made = inside(*f"demo made -p suning --date {day} --size 10".split(), cwd=tmp_path)
    done = inside(*f"audit -p suning made --date {day}".split(), cwd=tmp_path)
    assert made.code == 0
    assert done.code in (0, 1, 3)


def test_more_cases_than_any_column_counts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,paid_at\n1,2026-11-20 10:00:00\n", "utf-8")
    done = inside(*AUDIT.split(), "--top", "9" * 20, cwd=tmp_path)
    assert done.code == 2


def test_a_length_of_many_years_is_refused(tmp_path: Path) -> None:
    done = inside(*["due", "-p", "suning", ".", "--within", "99999999999h"], cwd=tmp_path)
    assert done.code == 2

"""Numbers that no shop has: none is taken for one, and each is said."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cscheck.intake import Intake
from tests.read.reading import accounted, read_files

ODD = ("1e400", "9" * 400, "inf", "-infinity", "1.2.3", "五元", "(5.00)")
TOO_MUCH = ("9" * 23, "-" + "9" * 30, "1" + "0" * 16 + "万")
FILES = {
    "amount": ("orders", "order_id,paid_at,amount\n1,2026-11-18 10:00:00,{}\n"),
    "rating": ("reviews", "review_id,created_at,rating\n1,2026-11-18 10:00:00,{}\n"),
    "first_response_seconds": (
        "conversations",
        "conversation_id,started_at,first_response_seconds\n1,2026-11-18 10:00:00,{}\n",
    ),
    "reply_rate": ("agent_days", "agent,day,reply_rate\n1,2026-11-18,{}\n"),
}


def read_cell(folder: Path, column: str, cell: str) -> tuple[Intake, object]:
    table, text = FILES[column]
    (folder / "a.csv").write_text(text.format(cell), encoding="utf-8")
    intake = read_files(folder / "a.csv", workspace=folder / "work")
    return intake, intake.tables[table][column].item()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *((column, cell) for column in FILES for cell in ODD),
        *(("amount", each) for each in TOO_MUCH),
    ],
)
def test_what_is_no_number_is_blank_and_said(column: str, cell: str, tmp_path: Path) -> None:
    intake, value = read_cell(tmp_path, column, cell)
    (said,) = (note for note in intake.inputs[0].notes if note.key == "not_understood")
    shown = cell if len(cell) <= 100 else f"{cell[:100]}…"
    assert (value, said.values["words"]) == (None, (shown,))


@pytest.mark.parametrize("cell", ["-5", "-0.5"])
def test_no_wait_is_shorter_than_nothing(cell: str, tmp_path: Path) -> None:
    _, value = read_cell(tmp_path, "first_response_seconds", cell)
    assert value is None
    _, amount = read_cell(tmp_path, "amount", cell)
    assert amount == float(cell) * 100


@pytest.mark.parametrize("cell", ["9", "-1", "5.5", "0.5", "98%", "10分", "100"])
def test_no_rating_is_outside_1_to_5(cell: str, tmp_path: Path) -> None:
    intake, value = read_cell(tmp_path, "rating", cell)
    (said,) = (note for note in intake.inputs[0].notes if note.key == "not_understood")
    assert (value, said.values["words"], said.values["count"]) == (None, (cell,), 1)


@pytest.mark.parametrize("cell", ["0", "0.0", "0分", "-", ""])
def test_what_was_not_rated_has_no_rating(cell: str, tmp_path: Path) -> None:
    intake, value = read_cell(tmp_path, "rating", cell)
    assert (value, intake.inputs[0].notes) == (None, ())


@pytest.mark.parametrize(("cell", "rating"), [("1", 1), ("5", 5), ("4.5分", 4.5), ("好评", 5)])
def test_ratings_are_1_to_5(cell: str, rating: float, tmp_path: Path) -> None:
    intake, value = read_cell(tmp_path, "rating", cell)
    assert (value, intake.inputs[0].notes) == (rating, ())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.text("0123456789.-+eE%万元￥ 天秒:", max_size=40))
@example("amount", "9" * 40 + "万")
def test_any_sign_of_numbers_is_read_or_said(column: str, cell: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        intake, value = read_cell(Path(folder), column, cell)
    (each,) = intake.inputs
    assert accounted(each)
    blank = cell.strip() in ("", "-", "--", "---")
    assert value is not None or blank or any(note.key == "not_understood" for note in each.notes)


@pytest.mark.parametrize("cell", ["90000000000000000", "9e16", "1e308", "9223372036854775807"])
def test_an_amount_or_a_number_beyond_all_reason_is_not_understood(
    tmp_path: Path, cell: str
) -> None:
    """Two of them would be more than a sum can hold."""
    orders = f"订单号,支付时间,amount\n1,2026-11-18 10:00:00,{cell}\n"
    reviews = f"评价ID,created_at,rating\n1,2026-11-18 10:00:00,{cell}\n"
    for name, text, column in (("o", orders, "amount"), ("r", reviews, "rating")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        intake = read_files(tmp_path / f"{name}.csv", workspace=tmp_path / "work")
        (table,) = intake.tables.values()
        assert table[column].to_list() == [None]
        assert [each.key for each in intake.inputs[0].notes] == ["not_understood"]

"""The derived column of reviews."""

from __future__ import annotations

from tests.derived.tables import derived


def test_good_neutral_and_bad_reviews() -> None:
    ratings = ("5", "4", "3.9", "3", "2.1", "2", "1", "0", "")
    rows = "".join(f"\nV{number} | 20 10:00 | {each}" for number, each in enumerate(ratings))
    points = derived("reviews.credit_points", reviews=f"review_id | created_at | rating{rows}")
    assert points == [1, 1, 0, 0, 0, -1, -1, None, None]


def test_no_rating_no_points() -> None:
    assert derived("reviews.credit_points", reviews="review_id | created_at\nV1 | 20 10:00") is None

"""The derived column of reviews."""

from __future__ import annotations

import polars as pl

from cscheck.derived.sources import Sources


def credit_points(sources: Sources) -> pl.DataFrame:
    """reviews.credit_points: 1 for a rating of 4 or more, -1 for 2 or less, 0 between."""
    rating = pl.col("rating")
    points = pl.when(rating >= 4).then(1.0).when(rating <= 2).then(-1.0)
    known = points.when(rating.is_not_null()).then(0.0)
    return sources.table("reviews").with_columns(credit_points=known)

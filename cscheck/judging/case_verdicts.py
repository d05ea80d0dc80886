"""What became of each case of a rule: a verdict beside every row, as people ask for one."""

from __future__ import annotations

import polars as pl

from cscheck.measures.cases import Cases, Kind
from cscheck.model.timeline import Verdict
from cscheck.rules.ruleset import Rule


def with_verdicts(rule: Rule, cases: Cases) -> pl.DataFrame:
    """The cases, and the rows that stand as violations where those are others; each a `verdict`."""
    frame = cases.frame.with_columns(broken=~pl.col("good"))
    if cases.evidence is not None:
        both = pl.concat([frame, cases.evidence.with_columns(broken=pl.lit(value=True))])
        frame = both.unique(["source", "row"], keep="last", maintain_order=True)
    fine = Verdict.COUNTED if rule.kind is Kind.COUNT else Verdict.GOOD
    verdict = (
        pl.when(pl.col("excluded").is_not_null())
        .then(pl.lit(Verdict.EXCLUDED.value))
        .when(pl.col("review"))
        .then(pl.lit(Verdict.REVIEW.value))
        .when(pl.col("broken"))
        .then(pl.lit(Verdict.BAD.value))
        .when(pl.col("good").is_null())
        .then(pl.lit(Verdict.OPEN.value))
        .otherwise(pl.lit(fine.value))
    )
    return frame.with_columns(verdict=verdict)

"""From the options of `due`, `explain`, `compare`, `reconcile` to exports read and rules chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.cli.dated import exports_of
from cscheck.cli.environment import now
from cscheck.cli.inputs import (
    chosen_platform,
    chosen_rule,
    chosen_rules,
    naming,
    passwords,
    reading,
    said_tables,
)
from cscheck.cli.period import audited_days, parse_day, taken_complete_to
from cscheck.errors import UsageError

if TYPE_CHECKING:
    from cscheck.intake import Intake
    from cscheck.request import Request
    from cscheck.rules.platform import Platform
    from cscheck.rules.ruleset import Ruleset
    from cscheck.rules.strict_yaml import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said, as it said it; `rule` is the only one that is meant."""

    paths: Sequence[Path]
    platform: str | None
    columns: Path | None
    days: tuple[str | None, str | None, str | None]
    as_of: str | None
    tables: Sequence[str]
    shop: str
    rules: Sequence[str]
    rules_at: str | None
    password_file: Path | None
    show_pii: bool
    only: Sequence[str] = ()
    rule: str | None = None


def ruleset_for(asked: Asked, *changes: Document) -> tuple[Platform, Ruleset]:
    """The platform and the rules; raises UsageError and RulesetError."""
    platform = chosen_platform(asked.platform, asked.columns)
    if asked.rule is not None:
        return platform, chosen_rule(platform, asked.rules, asked.rule, *changes)
    return platform, chosen_rules(platform, asked.rules, asked.only, (), *changes)


@contextmanager
def read_for(
    asked: Asked, chosen: tuple[Platform, Ruleset] | None = None
) -> Iterator[tuple[Intake, Ruleset, Request]]:
    """What an audit of these exports would be given; raises UsageError and DataError.

    `chosen` are the platform and the rules, where `ruleset_for` was asked already.
    """
    said = said_tables(asked.tables)
    if not asked.paths and not said:
        raise UsageError.saying("paths_needed")
    platform, ruleset = chosen or ruleset_for(asked)
    present = now(platform.zone)
    days = audited_days(*asked.days, present.date())

    from cscheck.read import read
    from cscheck.request import Request

    request = Request(
        days=days,
        as_of=taken_complete_to(asked.as_of, days[1], platform.zone.info, present),
        rules_at=None if asked.rules_at is None else parse_day(asked.rules_at, "--rules-at"),
        fail_on="never",
        digests=False,
        evidence_limit=0,
        naming=naming(show_pii=asked.show_pii),
    )
    with reading(asked.shop, said, passwords(asked.password_file), quiet=False) as how:
        yield read(exports_of(asked.paths, *days), platform, how), ruleset, request

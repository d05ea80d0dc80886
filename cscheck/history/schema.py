"""The schema of the history file, and how a file of an older version is brought up to it."""

from __future__ import annotations

import sqlite3

# One script a version; a file of an older version is brought up by those after it.
MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, first_day TEXT NOT NULL,
        last_day TEXT NOT NULL, as_of TEXT NOT NULL, made_at TEXT NOT NULL,
        exit_code INTEGER NOT NULL, shops TEXT NOT NULL, tables TEXT NOT NULL);
    CREATE TABLE inputs (
        run INTEGER NOT NULL REFERENCES runs, path TEXT NOT NULL, sheet TEXT, name TEXT,
        sha256 TEXT NOT NULL, rows INTEGER NOT NULL, used INTEGER NOT NULL,
        rejected INTEGER NOT NULL);
    CREATE TABLE days (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        run INTEGER NOT NULL, PRIMARY KEY (platform, shop, rule, day)) WITHOUT ROWID;
    CREATE TABLE alike (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        agent TEXT, version TEXT, definition TEXT NOT NULL, good INTEGER, excluded TEXT,
        value INTEGER, least INTEGER, most INTEGER, review INTEGER NOT NULL,
        rows INTEGER NOT NULL, cases INTEGER NOT NULL);
    CREATE INDEX alike_by_day ON alike (platform, shop, rule, day);
    """,
    """
    CREATE TABLE figures (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        agent TEXT, buyer TEXT, version TEXT, status TEXT NOT NULL, numerator INTEGER,
        denominator INTEGER NOT NULL, open INTEGER NOT NULL, value TEXT, required TEXT,
        kind TEXT NOT NULL);
    CREATE INDEX figures_by_day ON figures (platform, shop, rule, day);
    """,
    """
    ALTER TABLE alike ADD COLUMN id TEXT;
    ALTER TABLE alike ADD COLUMN start INTEGER;
    ALTER TABLE figures ADD COLUMN room INTEGER;
    ALTER TABLE figures ADD COLUMN counts_bad INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE judged (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        agent TEXT, buyer TEXT, version TEXT, status TEXT NOT NULL, numerator INTEGER,
        denominator INTEGER NOT NULL, open INTEGER NOT NULL, value TEXT, required TEXT,
        kind TEXT NOT NULL, room INTEGER, counts_bad INTEGER NOT NULL, period TEXT NOT NULL,
        days INTEGER NOT NULL, window_days INTEGER);
    CREATE INDEX judged_by_day ON judged (platform, shop, rule, day);
    """,
)


def version_of(base: sqlite3.Connection) -> int:
    """Which version a file is of; 0 where it is new."""
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def bring_up(base: sqlite3.Connection) -> None:
    """Brings an older file up, whole or not at all; another run may be doing the same."""
    base.execute("BEGIN IMMEDIATE")
    with base:
        for number in range(version_of(base), len(MIGRATIONS)):
            for statement in MIGRATIONS[number].split(";"):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {number + 1}")

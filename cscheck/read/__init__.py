"""From files to canonical tables: what the exports hold, and an account of every row."""

from cscheck.read.reader import Opened, ReadOptions, intake_of, open_all, read

__all__ = ["Opened", "ReadOptions", "intake_of", "open_all", "read"]

"""From files to canonical tables: what the exports hold, and an account of every row."""

from cscheck.read.opening import Opened, ReadOptions, open_all
from cscheck.read.reader import intake_of, read

__all__ = ["Opened", "ReadOptions", "intake_of", "open_all", "read"]

"""Times commands as whole processes, in turns, so that what slows the machine slows them all."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a command took: seconds on the clock and of processors, and peak MiB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Several ratios: the least, the one in the middle, the greatest."""

    least: float
    middle: float
    greatest: float

    def __str__(self) -> str:
        return f"{self.middle:6.2f}x  ({self.least:.2f} .. {self.greatest:.2f})"


def rounds(commands: Mapping[str, Sequence[str]], count: int) -> dict[str, list[Spent]]:
    """Every command so many times, once in each round, after a round that warms up.

    Each round has an order of its own: what runs after a command that filled the memory is slower.
    """
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for number in range(count + 1):
        for name in random.Random(number).sample(list(commands), len(commands)):
            one = run(commands[name])
            if number:
                spent[name].append(one)
    return spent


def run(command: Sequence[str]) -> Spent:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    wall = time.perf_counter() - start
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def ratio(mine: Sequence[Spent], theirs: Sequence[Spent], what: str = "wall") -> Spread:
    """How many times as much the one takes as the other, round by round."""
    pairs = zip(mine, theirs, strict=True)
    ratios = sorted(getattr(a, what) / getattr(b, what) for a, b in pairs)
    return Spread(ratios[0], statistics.median(ratios), ratios[-1])


def peak(spent: Sequence[Spent]) -> float:
    """The most memory that any of several runs took, in MiB."""
    return max(each.memory for each in spent)

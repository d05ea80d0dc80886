"""A problem as people read it: place, what is wrong, the line with a caret, what to do."""

from __future__ import annotations

from rich.cells import cell_len

from cscheck.errors import Problem
from cscheck.legible import legible
from cscheck.text import Lang, say

_GUTTER = 6


def render_problem(problem: Problem, lang: Lang) -> str:
    """`path:line:column: what is wrong`, the line at fault with a caret under it, and the hint."""
    place = ":".join(
        legible(str(part))
        for part in (problem.path, problem.line, problem.column)
        if part is not None
    )
    lines = [f"{place}: {say(problem.what, lang)}" if place else say(problem.what, lang)]
    if problem.excerpt is not None and problem.line is not None:
        lines.append(f"{problem.line:>{_GUTTER}} | {problem.excerpt}")
        if problem.column is not None:
            before = problem.excerpt[: problem.column - 1].replace("\t", " ")
            lines.append(f"{'':>{_GUTTER}} | {' ' * cell_len(before)}^")
    if problem.hint is not None:
        lines.append(f"{'':>{_GUTTER}} = {say(problem.hint, lang)}")
    return "\n".join(lines)

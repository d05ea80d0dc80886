"""Whether a cell that is taken as it stands may have to be cleaned after all: told by its ends.

Looking at the bytes at both ends of a cell is much cheaper than looking for signs in it, and at one
end cheaper still. A doubt is true for every cell that cleaning changes, and for some others.
"""

from __future__ import annotations

import polars as pl

from cscheck.read.cells import BLANKS, DRESSING, PLACEHOLDERS

_MERGE_SIGNS = "<=>|"


def doubts_about(cell: pl.Expr, *, is_text: bool = False, whole: bool = False) -> list[pl.Expr]:
    """What raises doubt about a cell, each by itself enough: the cheapest first, the exact last.

    `is_text` where only blanks are taken off; `whole` where a number in powers of ten is doubtful.
    """
    if is_text:
        return [_blank_at_ends(cell, exactly=each) for each in (False, True)]
    at_ends, quick = _odd_at_ends(cell), _dressed(cell, exactly=False)
    exact = _dressed(cell, exactly=True)
    if whole:
        digit = _begins_with_digit(cell)
        return [at_ends | digit, quick | digit, exact | _may_lack_digits(cell)]
    return [at_ends, quick, exact]


def _odd_at_ends(cell: pl.Expr) -> pl.Expr:
    """Whether a cell begins or ends as something that is taken off or says nothing; never null."""
    begins = _byte(cell, 0).is_in(_first_bytes(DRESSING + _MERGE_SIGNS).implode())
    last_signs = DRESSING + "".join(each[-1:] for each in PLACEHOLDERS)
    odd = begins | _ends_with(cell, last_signs, exactly=False)
    return odd.fill_null(cell.is_not_null())  # an empty cell has no ends


def _dressed(cell: pl.Expr, *, exactly: bool) -> pl.Expr:
    """Whether a cell may hold what cleaning takes off, or the mark of a merge; false where not."""
    begins = _byte(cell, 0).is_in(_first_bytes(DRESSING + _MERGE_SIGNS).implode())
    ends = _ends_with(cell, DRESSING, exactly=exactly)
    return (begins | ends | cell.is_in(PLACEHOLDERS)).fill_null(value=False)


def _blank_at_ends(cell: pl.Expr, *, exactly: bool) -> pl.Expr:
    """Whether `stripped` may change a cell; false where not."""
    begins = _byte(cell, 0).is_in(_first_bytes(BLANKS).implode())
    ends = _ends_with(cell, BLANKS, exactly=exactly)
    return (begins | ends | (cell == "")).fill_null(value=False)


def _ends_with(cell: pl.Expr, signs: str, *, exactly: bool) -> pl.Expr:
    """Whether a cell may end with one of some signs: by its last byte, or the last two."""
    narrow = [sign.encode()[0] for sign in signs if sign.isascii()]
    wide = [sign.encode() for sign in signs if not sign.isascii()]
    last = _byte(cell, -1)
    if not exactly:
        either = pl.Series(sorted({*narrow, *(each[-1] for each in wide)}), dtype=pl.UInt8)
        return last.is_in(either.implode())
    pair = _byte(cell, -2).cast(pl.UInt16) * 256 + last
    pairs = pl.Series(sorted({int.from_bytes(each[-2:]) for each in wide}), dtype=pl.UInt16)
    one = pl.Series(narrow, dtype=pl.UInt8)
    return last.is_in(one.implode()) | pair.is_in(pairs.implode())


def _begins_with_digit(cell: pl.Expr) -> pl.Expr:
    return _byte(cell, 0).is_between(ord("0"), ord("9")).fill_null(value=False)


def _may_lack_digits(cell: pl.Expr) -> pl.Expr:
    """Whether a cell may be a number as LOST_DIGITS has it: a plus before its last few signs."""
    plus = [_byte(cell, place) == ord("+") for place in (-2, -3, -4)]
    return pl.any_horizontal(plus).fill_null(value=False)


def _first_bytes(signs: str) -> pl.Series:
    return pl.Series(sorted({sign.encode()[0] for sign in signs}), dtype=pl.UInt8)


def _byte(cell: pl.Expr, place: int) -> pl.Expr:
    return cell.cast(pl.Binary).bin.get(place, null_on_oob=True)

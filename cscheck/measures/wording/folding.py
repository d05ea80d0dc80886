"""How texts are made comparable, so that no blank, sign or strange letter hides a word.

Two forms of a text (measures.md, part 8):

* as it is: without characters that nobody sees, after NFKC, in lower case, traditional and split
  characters as simplified ones; blanks and signs stay
* squeezed: the same without anything that is no letter and no number, except that the marks that
  end a clause, told apart before NFKC turns them into others, are one line feed each; no clause is
  one character long (微，信), unless people say it so (好，)
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cscheck.measures.wording.characters import characters, first_characters

TAKEN_OUT = "\ua66e"  # a letter of no living alphabet stands for what was taken out of a text
CLAUSE = "\n"
CLAUSE_MARKS = "，。！？；：｡\r\n\x0b\x0c\x85\u2028\u2029"
_INVISIBLE = r"[\p{Cf}\x{34F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}]+"
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SIGNS = r"[^\p{L}\p{N}\n]+"
_SAID_ALONE = (
    "亲好嗯哦噢啊是有在对行呃喂哈嘿唉诶呀恩嗷哎额您你我不没否别"
    "能会可要去来哇唔嘻呵哟咦哼咳滚呸靠操草艹淦切"
)
_SINGLE = rf"[\p{{Han}}--[{_SAID_ALONE}]]"
AS_IS, SQUEEZED, JOINED = "as_is", "squeezed", "joined"


def as_is(text: pl.Expr) -> pl.Expr:
    """The text folded, with its blanks and signs: what links and numbers are looked for in."""
    return _plainly_written(_visible(text).str.normalize("NFKC").str.to_lowercase())


def squeezed(text: pl.Expr) -> pl.Expr:
    """The letters and numbers of the text, and a line feed for each mark that ends a clause."""
    clauses = _visible(text).str.replace_all(f"[{CLAUSE_MARKS}]", CLAUSE)
    folded = clauses.str.normalize("NFKC").str.to_lowercase().str.replace_all(_SIGNS, "")
    return _plainly_written(folded)


def without_inserted_marks(text: pl.Expr) -> pl.Expr:
    """A squeezed text in which clauses of one character belong to those beside them.

    Nobody writes one, except to hide a word. Every clause gets two marks of its own, so that those
    of a single character can be taken away whatever stands beside it.
    """
    has_one = text.str.contains(rf"(?:^|\n){_SINGLE}\n|\n{_SINGLE}$")
    own = pl.when(has_one).then("\n" + text.str.replace_all(r"\n+", "\n\n") + "\n")
    left = own.str.replace_all(rf"\n({_SINGLE})\n", "${1}").str.strip_chars("\n")
    both = left.str.replace_all("\n\n", TAKEN_OUT, literal=True)
    closed = both.str.replace_all(CLAUSE, "", literal=True)
    return pl.coalesce(closed.str.replace_all(TAKEN_OUT, CLAUSE, literal=True), text)


def joined(text: pl.Expr) -> pl.Expr:
    """A squeezed text without its clause marks."""
    return text.str.replace_all(CLAUSE, "", literal=True)


def with_folds(texts: pl.DataFrame, text: str = "text") -> pl.DataFrame:
    """Adds the columns `as_is`, `squeezed` and `joined` to a frame with a text."""
    folded = {AS_IS: as_is(pl.col(text)), SQUEEZED: squeezed(pl.col(text))}
    folds = texts.with_columns(**folded)
    folds = folds.with_columns(without_inserted_marks(pl.col(SQUEEZED)).alias(SQUEEZED))
    return folds.with_columns(joined(pl.col(SQUEEZED)).alias(JOINED))


def folded_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words as they are compared in squeezed texts, each once; without those that are empty so."""
    return tuple(dict.fromkeys(word for word in folded_each(words) if word))


def folded_each(words: Sequence[str]) -> tuple[str, ...]:
    """Each word as it is compared in squeezed texts."""
    if all(map(_is_folded, words)):  # as most words of the lists are
        return tuple(words)
    texts = pl.DataFrame({"text": list(words)}, schema={"text": pl.String})
    return tuple(texts.select(joined(squeezed(pl.col("text"))))["text"])


def _is_folded(word: str) -> bool:
    """Whether folding surely leaves a word as it is; a quick look that may say no too often."""
    plain = all("一" <= char <= "鿿" or char in _ASCII for char in word)
    return plain and first_characters().isdisjoint(word)


def _visible(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_INVISIBLE, "")


def _plainly_written(text: pl.Expr) -> pl.Expr:
    known = characters()
    return text.str.replace_many(list(known), list(known.values()))

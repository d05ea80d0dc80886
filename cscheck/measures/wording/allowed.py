"""Patterns of what a rule allows: links to own domains, and texts, each on its own.

`jd.com` inside `jd.com.evil.net` or `myjd.com` is another's domain, `950618` inside a longer number
no number of the platform's. Each pattern has the sign before it as its first group and the one
behind it as its second, because the linear-time engine cannot look around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WIDE = 0xFEE0
"""How far behind a sign of ASCII its full-width form stands."""
_LETTERS = "a-z0-9_ａ-ｚ０-９＿"
_BEFORE_HOST = f"(^|[^{_LETTERS}.．@＠/／-])"
_BEHIND_HOST = f"($|[^{_LETTERS}.．@＠-]|[.．](?:$|[^{_LETTERS}]))"
_REST_OF_LINK = r"(?:[:：][0-9]{1,5})?(?:[/?#／？＃][^\s\p{Han}]*)?"


def own_links(domains: Iterable[str]) -> str:
    """Links to these domains and to hosts below them, however wide they are written."""
    hosts = "|".join(map(_loosely, domains))
    scheme = f"(?:{_loosely('http')}[sｓ]?[:：][/／]{{2}})?"
    labels = r"(?:[a-z0-9ａ-ｚ０-９-]+[.．])*"
    return f"(?i){_BEFORE_HOST}{scheme}{labels}(?:{hosts}){_REST_OF_LINK}{_BEHIND_HOST}"


def on_its_own(text: str) -> str:
    """A text that is not a part of a longer number or word; its blanks and dashes may be others."""
    before = f"(^|[^{_LETTERS}])" if _is_letter(text[:1]) else "()"
    behind = f"($|[^{_LETTERS}])" if _is_letter(text[-1:]) else "()"
    return f"(?i){before}{_loosely(text)}{behind}"


def _is_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _loosely(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    """A sign in either width; a blank or a dash as any number of them."""
    if sign in "- ":
        return r"[-－\s]*"
    if "!" <= sign <= "~":
        return f"[{re.escape(sign)}{chr(ord(sign) + _WIDE)}]"
    return re.escape(sign)

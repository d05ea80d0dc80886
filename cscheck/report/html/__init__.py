"""The report as one HTML file: no network, prints well, light and dark, wide and narrow.

Everything in it is escaped by the template engine or by the JSON encoder; the page's policy lets
only its own script run, told by its hash, and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from cscheck.model.result import Result
from cscheck.report.agent_days import HEADINGS, TEXTS
from cscheck.report.html.rows import page_data
from cscheck.report.html.view import page_view
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import one_line
from cscheck.text import word

_HERE = Path(__file__).parent


def _without_control_codes(value: object) -> object:
    """What an expression of the template gives; only what is plain text can come from a file."""
    return one_line(value) if type(value) is str else value


def render(result: Result, options: TextOptions) -> str:
    """The whole page; it names every violation, every due case and every reject."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    lang = options.lang

    def say_word(key: str, **values: object) -> str:
        return word(key, lang).format(**values)

    engine = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_without_control_codes,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = _HERE.joinpath("page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return engine.get_template("page.html.j2").render(
        t=say_word,
        lang="zh-CN" if lang == "zh" else "en",
        page=page_view(result, options),
        data=page_data(result, options),
        agent_headings=HEADINGS,
        agent_texts=TEXTS,
        # The only text that is not escaped: the program's own.
        style=Markup(_HERE.joinpath("style.css").read_text(encoding="utf-8")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=f"sha256-{digest}",
    )

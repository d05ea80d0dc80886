"""Results to render, each audited once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cscheck.model.result import Result
from cscheck.report.formats import FORMATS, rendered_as
from cscheck.report.options import TextOptions
from cscheck.text import Lang
from tests.report import days

Render = Callable[..., str]


@pytest.fixture(scope="session", params=("kuaishou", "pinduoduo", "suning"))
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The sample day of a platform."""
    return days.sample(request.param).result(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Result:
    night = days.hostile(tmp_path_factory.mktemp("hostile"))
    return night.result(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="session")
def hostile_shown(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same with the buyers' names, as `--show-pii` asks."""
    night = days.hostile(tmp_path_factory.mktemp("hostile"))
    return night.result(tmp_path_factory.mktemp("work"), show_pii=True)


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Result:
    night = days.quiet(tmp_path_factory.mktemp("quiet"))
    return night.result(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="session")
def shown() -> Render:
    """Renders a Result as text, in a format and a language."""

    def render(result: Result, form: str, lang: Lang = "en", *, show_pii: bool = False) -> str:
        options = TextOptions(lang, top=10_000, show_pii=show_pii)
        return rendered_as(FORMATS[form], result, options).decode()

    return render

"""A headless Chromium, and reports to open in it. Without a browser the suite fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from cscheck.model.result import Result
from cscheck.report.formats import FORMATS, rendered_as
from cscheck.report.options import TextOptions
from cscheck.text import Lang
from tests.report import days

KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Opened:
    """A report in a browser, and everything that went wrong in it."""

    page: Page
    result: Result
    troubles: list[str]

    def table(self, name: str) -> Any:
        return self.page.locator(f"[data-table={name}]")


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """CSCHECK_BROWSER, a Chromium on the PATH, or the one that playwright installed."""
    found = os.environ.get("CSCHECK_BROWSER") or next(filter(None, map(shutil.which, KNOWN)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except Error as error:
            pytest.fail(f"no browser: install chromium, or name one in CSCHECK_BROWSER ({error})")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    nights = {name: days.sample(name) for name in ("kuaishou", "pinduoduo", "suning")}
    nights["hostile"] = days.hostile(tmp_path_factory.mktemp("hostile"))
    nights["quiet"] = days.quiet(tmp_path_factory.mktemp("quiet"))
    return {name: each.result(tmp_path_factory.mktemp("work")) for name, each in nights.items()}


@pytest.fixture
def opened(browser: Browser, results: dict[str, Result], tmp_path: Path) -> Iterator[Open]:
    """Opens the report of a night; a message on the console, a dialog or a request is a trouble."""
    pages: list[Page] = []

    def open_report(
        night: str, lang: Lang = "en", *, width: int = 1200, scheme: Any = "light"
    ) -> Opened:
        path = tmp_path / f"{night}.html"
        path.write_bytes(rendered_as(FORMATS["html"], results[night], TextOptions(lang)))
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        pages.append(page)
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("request", lambda request: troubles.append(request.url))
        page.goto(path.as_uri())
        assert troubles == [path.as_uri()]
        troubles.clear()
        return Opened(page, results[night], troubles)

    yield open_report
    for page in pages:
        page.close()

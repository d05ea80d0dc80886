"""The HTML report as people use it: it opens, fits, sorts, filters, unfolds and prints."""

from __future__ import annotations

import pytest

from cscheck.text import LANGS, Lang
from tests.browser.conftest import Open

NIGHTS = ("kuaishou", "pinduoduo", "suning", "hostile", "quiet")
SAMPLES = ("kuaishou", "pinduoduo", "suning")


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [390, 1200])
def test_it_opens_without_a_word_and_never_scrolls_sideways(
    opened: Open, night: str, lang: Lang, width: int
) -> None:
    report = opened(night, lang, width=width)
    for details in report.page.locator("details").all():
        details.evaluate("each => { each.open = true; }")
    assert report.page.evaluate("document.documentElement.scrollWidth") == width
    assert report.troubles == []


@pytest.mark.parametrize("night", [*SAMPLES, "hostile"])
def test_every_violation_can_be_found(opened: Open, night: str) -> None:
    report = opened(night)
    table = report.table("violations")
    search = table.locator("input")
    titles = {rule.rule: rule.title["en"] for rule in report.result.rules}
    for row in report.result.violations.iter_rows(named=True):
        name = row["id"] or ""  # hours in which nobody was there have none, and stand in no row
        if any(ord(sign) < 32 or sign == "\u202e" for sign in name):
            continue
        place = f":{row['row']}" if row["row"] else ""
        search.fill(" ".join(filter(None, (row["rule"], name, row["agent"], place))))
        found = table.locator("tr.row").all_inner_texts()
        assert any(titles[row["rule"]] in each and name in each for each in found), row
    assert report.troubles == []


def test_the_search_narrows_and_says_how_many(opened: Open) -> None:
    report = opened("kuaishou")
    table = report.table("violations")
    every = report.result.violations.height
    assert table.locator("output").inner_text() == f"50 of {every}"
    table.locator("input").fill("no such case")
    assert table.locator("output").inner_text() == "nothing found"
    assert table.locator("tbody tr").count() == 0
    table.locator("input").fill("")
    table.locator("select").select_option("ship_48h")
    assert table.locator("output").inner_text() == "6 of 6"
    assert set(table.locator("tbody td:first-child").all_inner_texts()) == {
        "Shipping within 48 hours"
    }


def test_more_rows_are_shown_when_asked(opened: Open) -> None:
    report = opened("kuaishou")
    table = report.table("violations")
    assert table.locator("tbody tr").count() == 50
    table.locator(".further").click()
    assert table.locator("tbody tr").count() == report.result.violations.height
    assert table.locator(".further").is_hidden()


def test_columns_sort_both_ways_with_blanks_last(opened: Open) -> None:
    report = opened("suning")
    table = report.table("violations")
    table.locator("input").fill("first")
    heading = table.locator("th", has_text="late by")
    for direction in ("ascending", "descending"):
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == direction
        shown = table.locator("td.late").all_inner_texts()
        late = [_seconds(each) for each in shown if each]
        assert late == sorted(late, reverse=direction == "descending")
        assert len(set(late)) > 5
        assert shown[len(late) :] == [""] * (len(shown) - len(late)) != []


def _seconds(text: str) -> float:
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    parts = text.split()
    return sum(float(n) * units[u] for n, u in zip(parts[::2], parts[1::2], strict=True))


def test_a_row_unfolds_to_its_times(opened: Open) -> None:
    report = opened("suning")
    table = report.table("violations")
    row = table.locator("tr.row").first
    row.click()
    inside = table.locator("tr.opened + tr")
    assert "2026-11-20 17:45:02" in inside.inner_text()
    assert "not yet, or never" in inside.inner_text()
    row.press("Enter")
    assert table.locator("tr.opened").count() == 0


def test_a_card_leads_to_all_its_cases(opened: Open) -> None:
    report = opened("suning")
    report.page.locator("button.all").first.click()
    table = report.table("violations")
    assert table.locator("output").inner_text() == "15 of 15"


def test_the_parts_of_a_chart_tell_what_they_are(opened: Open) -> None:
    report = opened("suning")
    card = report.page.locator("article").first
    assert card.locator("svg title").first.text_content()
    assert "missed" in (card.locator(".cell.deep").first.get_attribute("title") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(opened: Open, scheme: str) -> None:
    report = opened("suning", scheme=scheme)
    colours = report.page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    ink, page = (_lightness(each) for each in colours)
    assert (max(ink, page) + 0.05) / (min(ink, page) + 0.05) > 7
    assert (page > ink) == (scheme == "light")


def _lightness(colour: str) -> float:
    """Relative luminance of `rgb(r, g, b)`."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_on_paper_everything_is_unfolded_and_folds_again(opened: Open) -> None:
    report = opened("kuaishou")
    folded = "document.querySelectorAll('details:not([open])').length"
    before = report.page.evaluate(folded)
    report.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert report.page.evaluate(folded) == 0
    report.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert report.page.evaluate(folded) == before > 0
    assert report.page.pdf().startswith(b"%PDF")

"""The derived columns of listings."""

from __future__ import annotations

import pytest

from tests.derived.tables import derived


def test_a_title_that_another_listing_of_the_shop_has() -> None:
    listings = """shop | listing_id | sku | title
        甲 | L1 | a | 碗
        甲 | L1 | b | 碗
        甲 | L2 | a | 盘
        甲 | L3 | a | 盘
        甲 | L4 | a | 盘 大
        乙 | L5 | a | 碗
        甲 | L6 | a |
        甲 | L7 | a |"""
    repeated = derived("listings.title_repeated", listings=listings)
    assert repeated == [False, False, True, True, False, False, None, None]


def test_what_shipping_costs_against_the_price() -> None:
    listings = """listing_id | price | shipping_fee
        L1 | 5 | 10
        L2 | 5 | 10.01
        L3 | 5 | 0
        L4 | 0 | 10
        L5 | | 10
        L6 | 5 |"""
    ratios = derived("listings.shipping_fee_to_price", listings=listings)
    assert ratios == [2, 1001 / 500, 0, None, None, None]


def test_a_price_against_its_category() -> None:
    listings = """shop | listing_id | category | price
        甲 | L1 | 碗 | 1
        甲 | L2 | 碗 | 10
        甲 | L3 | 碗 | 12
        甲 | L4 | 碗 |
        甲 | L5 | 盘 | 1
        甲 | L6 | 盘 | 2
        乙 | L7 | 碗 | 7
        甲 | L8 | | 7
        甲 | L9 | 勺 | 0"""
    ratios = derived("listings.price_to_category_median", listings=listings)
    assert ratios == [0.1, 1, 1.2, None, 2 / 3, 4 / 3, 1, None, None]


def test_a_price_against_the_other_skus() -> None:
    listings = """shop | listing_id | sku | price
        甲 | L1 | a | 1
        甲 | L1 | b | 10
        甲 | L1 | c | 20
        甲 | L1 | d | 20
        甲 | L1 | e |
        甲 | L2 | a | 3
        甲 | L3 | a | 3
        甲 | L3 | b | 4
        乙 | L3 | c | 5
        甲 | L4 | a | 0
        甲 | L4 | b | 5"""
    ratios = derived("listings.price_to_sku_median", listings=listings)
    assert ratios == [
        *(1 / 20, 10 / 20, 20 / 10, 20 / 10, None),
        *(None, 3 / 4, 4 / 3, None, 0, None),
    ]


def test_the_median_of_an_even_number_of_skus_is_between_them() -> None:
    listings = "listing_id | sku | price\nL1 | a | 1\nL1 | b | 10\nL1 | c | 13"
    ratios = derived("listings.price_to_sku_median", listings=listings)
    assert ratios == [100 / 1150, 1000 / 700, 1300 / 550]


@pytest.mark.parametrize(
    ("column", "headers"),
    [
        ("title_repeated", "listing_id | sku | price"),
        ("shipping_fee_to_price", "listing_id | price"),
        ("shipping_fee_to_price", "listing_id | shipping_fee"),
        ("price_to_category_median", "listing_id | price"),
        ("price_to_category_median", "listing_id | category"),
        ("price_to_sku_median", "listing_id | price"),
        ("price_to_sku_median", "listing_id | sku"),
    ],
)
def test_what_the_export_lacks_is_not_guessed(column: str, headers: str) -> None:
    assert derived(f"listings.{column}", listings=headers) is None

"""Halves go up, in every number that is read: 25 of 40 is 63%, and a mean of 2.25 is 2.3."""

import re
from fractions import Fraction
from math import floor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analytics
from analytics.statistics.rounding import column_halves_up, halves_up
from analytics.words.numbers import mean_text, percent

# Python rounds halves to even here, and binary makes halves of what is none.
FLOAT_FORMAT = re.compile(r":,?\.[12]f\}|round\([^()]*\)\)?\}")


@given(st.integers(0, 2_000), st.integers(1, 2_000), st.integers(0, 3))
def test_the_nearest_number_halves_up(over: int, under: int, decimals: int) -> None:
    exact = floor(Fraction(over, under) * 10**decimals + Fraction(1, 2)) / 10**decimals
    assert halves_up(over / under, decimals) == pytest.approx(exact)
    assert halves_up(-over / under, decimals) == pytest.approx(-exact)
    shares = pl.DataFrame({"over": [over], "under": [under]})
    rounded = shares.select(column_halves_up(pl.col("over") / pl.col("under"), decimals)).item()
    assert rounded == pytest.approx(exact)


@pytest.mark.parametrize(("over", "under", "text"), [(25, 40, "63%"), (5, 8, "63%"), (57, 200, "29%"), (1, 40, "3%")])
def test_a_percentage(over: int, under: int, text: str) -> None:
    assert percent(over / under) == text


@pytest.mark.parametrize(("value", "text"), [(2.25, "2.3"), (2.35, "2.4"), (0.05, "0.1"), (1234.25, "1,234.3")])
def test_a_mean(value: float, text: str) -> None:
    assert mean_text(value) == text


def test_no_sentence_rounds_by_itself() -> None:
    """What is read is rounded by words/numbers.py and rounding.py alone: else one mean shows as 2.2 and as 2.3."""
    house = Path(analytics.__file__).parent
    met = [
        f"{file.relative_to(house)}: {line.strip()}"
        for file in house.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if FLOAT_FORMAT.search(line)
    ]
    assert met == []

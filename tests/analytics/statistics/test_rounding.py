"""Halves go up, in every number that is read: 25 of 40 is 63%, and a mean of 2.25 is 2.3."""

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.rounding import column_halves_up, halves_up
from analytics.words.numbers import mean_text, percent

HOUSE = Path(__file__).parents[3]
# What works out, draws or invents, and puts no figure into words: places of pixels, points on maps, invented children.
NOT_READ = (
    "analytics/casework/coincidence.py",
    "analytics/charts/funnel.py",
    "analytics/charts/picture.py",
    "analytics/charts/strip.py",
    "analytics/casework/case_charts.py",
    "analytics/statistics/drivers.py",
    "analytics/statistics/over_dispersion.py",
    "analytics/statistics/rounding.py",
    "data/demo",
    "geo",
)
# Numbers that were rounded by halves_up before, or are whole: written with the decimals that they have.
ROUNDED_BEFORE = {"decimals"}


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


def test_nothing_that_is_read_rounds_by_itself() -> None:
    """Words, cells and labels are rounded by rounding.py alone: Python takes halves to even, so 2.25 would be 2.2."""
    met = [
        f"{file.relative_to(HOUSE).as_posix()}:{line}"
        for room in ("analytics", "pages", "cli", "data", "geo")
        for file in (HOUSE / room).rglob("*.py")
        if not file.relative_to(HOUSE).as_posix().startswith(NOT_READ)
        for line in roundings(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert met == []


@pytest.mark.parametrize(
    ("code", "is_met"),
    [
        ("round(mean, 1)", True),
        ("f'{share:.0%}'", True),
        ("f'{mean:,.1f}'", True),
        ("'{:.1f}'.format(mean)", True),
        ("format(mean, '.1f')", True),
        ("'%.1f' % mean", True),
        ("f'{low:,.{decimals}f}'", False),
        ("f'{count:,}'", False),
        ("halves_up(mean, 1)", False),
        ("{'tickformat': '.0%'}", False),
    ],
)
def test_what_counts_as_rounding(code: str, is_met: bool) -> None:
    assert bool(list(roundings(ast.parse(code)))) is is_met


def roundings(code: ast.AST) -> Iterator[int]:
    """The lines that round a number, or write one with so many decimals."""
    for node in ast.walk(code):
        match node:
            case ast.Call(func=ast.Name(id="round")):
                yield node.lineno
            case ast.Call(func=ast.Name(id="format"), args=[_, ast.Constant(value=str(spec))]) if has_decimals(spec):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str(text)))) if has_decimals(text):
                yield node.lineno
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()) if has_decimals(text):
                yield node.lineno
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=values)):
                written = "".join(part.value for part in values if isinstance(part, ast.Constant))
                names = {each.id for part in values for each in ast.walk(part) if isinstance(each, ast.Name)}
                if not names & ROUNDED_BEFORE and has_decimals(written):
                    yield node.lineno


def has_decimals(spec: str) -> bool:
    """Whether a format rounds: ".1f", ",.0f", ".0%", ".2g"."""
    return bool(re.search(r"\.\d?[efg%]", spec))

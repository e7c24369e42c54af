"""Rounding as people are taught it: halves go up, away from nought."""

from math import copysign, floor
from typing import Final

import polars as pl

# Of 57 of 200 binary makes 28.499999999999996: it is a half when it is one to so many decimals.
DECIMALS_OF_A_HALF: Final = 6


def halves_up(value: float, decimals: int = 0) -> float:
    """The nearest number with so many decimals: 62.5 is 63, 2.25 is 2.3 and -0.5 is -1."""
    scaled = round(abs(value) * 10**decimals, DECIMALS_OF_A_HALF)
    return copysign(floor(scaled + 0.5) / 10**decimals, value)


def whole_percent(share: float) -> int:
    """The nearest whole percentage, halves up."""
    return int(halves_up(share * 100))


def decimal_text(value: float, decimals: int) -> str:
    """The number as it is read: "2.3", "1,234.25"."""
    return f"{halves_up(value, decimals):,.{decimals}f}"


def column_halves_up(values: pl.Expr, decimals: int) -> pl.Expr:
    """The same of a column of numbers that are not below nought; null stays null."""
    scaled: pl.Expr = (values * 10**decimals).round(DECIMALS_OF_A_HALF)
    return (scaled + 0.5).floor().truediv(10**decimals)

"""Rates and relative rates: from shown counts alone, with exact intervals, and none without a child population."""

from datetime import date

from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.measuring.shapes import Rate
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.presenting.presenter import presenter_of
from analytics.statistics.intervals import poisson, rate_ratio
from analytics.words.columns import with_relative_rates
from analytics.words.numbers import rate_text
from data.settings import Population, Settings

YEAR = Period(date(2025, 4, 1), date(2026, 4, 1), PeriodKind.FINANCIAL_YEAR)
RATE = indicators(Settings(population=Population(aged_10_to_17=61_400, looked_after=980)))["rate-per-10000"]
POPULATIONS = {"white": 36_000, "mixed": 6_000, "black": 5_000}


def row(category: str, numerator: int | None, denominator: int | None) -> Row:
    share = numerator / denominator if numerator is not None and denominator else None
    return Row("", category, numerator, denominator, share, Shown.SHOWN if share is not None else Shown.HIDDEN, YEAR)


def table(*rows: Row) -> Table:
    return Table("rate-per-10000", Unit.CHILD, "", rows, Protection(Audience.BOARD, ""))


def test_a_rate_is_for_each_ten_thousand_with_the_exact_interval_of_its_count():
    rows = table(row("aged-10-17", 377, 61_400), row("looked-after", None, 980))
    shown = presenter_of(RATE).columns(rows, "few")
    low, high = poisson(377, 61_400)
    assert shown["For each 10,000"] == ["61.4", ""]
    assert shown["95% interval"] == [f"{low * 10_000:.1f} to {high * 10_000:.1f}", ""]
    assert shown["Children"] == ["377", "hidden"]


def test_a_rate_is_said_of_what_it_is_of():
    text = presenter_of(RATE).sentence(table(row("aged-10-17", 377, 61_400), row("looked-after", None, 980)))
    assert text == "61.4 children for each 10,000 children aged 10 to 17."


def test_a_rate_of_a_hundred_or_more_has_no_decimals():
    assert isinstance(RATE, Rate)
    told = [rate_text(count / 10_000, RATE) for count in (99.94, 99.95, 100.4, 612.24, 3061.2)]
    assert told == ["99.9", "100", "100", "612", "3,061"]


def test_groups_are_compared_with_the_largest_of_the_population():
    rows = [row("white", 200, 377), row("mixed", 60, 377), row("black", None, 377), row("unknown", 12, 377)]
    shown = with_relative_rates({}, rows, POPULATIONS)["Times the rate of White children"]
    low, high = rate_ratio(60, 6_000, 200, 36_000)
    assert shown == ["1", f"1.8 ({low:.1f} to {high:.1f})", "", ""]


def test_with_the_largest_group_hidden_nothing_is_compared():
    rows = [row("white", None, 377), row("mixed", 60, 377)]
    assert with_relative_rates({"Children": []}, rows, POPULATIONS) == {"Children": []}

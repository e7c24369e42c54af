"""Headline figures and sentences: every number from the published table, and no sentence where one is hidden."""

from datetime import date, datetime

import polars as pl
import pytest

from analytics.download import card_csv
from analytics.headlines import figure_of, headline, spread
from analytics.model import Audience, Period, PeriodKind, Unit, periods_between
from analytics.published import PUBLISHED_SCHEMA, Protection, Published, Shown
from analytics.registry import indicators
from analytics.sources import Part, View
from data.settings import demonstration_settings

KNOWN = indicators(demonstration_settings())
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)


WHOLE = Part()


def published_row(
    slug: str, numerator: int | None, denominator: int | None = None, **other: object
) -> dict[str, object]:
    period = other.pop("period", QUARTER)
    assert isinstance(period, Period)
    share = numerator / denominator if numerator is not None and denominator else None
    return {
        "slug": slug,
        "unit": "episode",
        "period_kind": period.kind.value,
        "period_start": period.start,
        "period_end": period.end,
        "breakdown": "",
        "group": "",
        "category": "",
        "numerator": numerator,
        "denominator": denominator,
        "share": share,
        "shown": Shown.SHOWN if numerator is not None else Shown.HIDDEN,
    } | other


def view(*rows: dict[str, object], part: Part = WHOLE) -> View:
    frame = pl.DataFrame(list(rows), schema=PUBLISHED_SCHEMA)
    made_safe = Protection(Audience.BOARD, "Counts of 1 to 5 children are hidden.")
    return View(Published(frame, made_safe, datetime(2026, 10, 5, 7, 30), "000017"), QUARTER, part)


def in_time(*rows: dict[str, object]):
    return figure_of(view(*rows), KNOWN["interview-in-time"], "In time", Unit.EPISODE)


def test_a_share_is_a_percentage_with_what_it_is_of():
    shown = in_time(
        published_row("interview-in-time", 141, 329),
        published_row("interview-in-time", 190, 327, period=QUARTER.earlier(3)),
        published_row("interview-in-time", 192, 320, period=QUARTER.earlier(12)),
    )
    assert (shown.figure, shown.of) == ("43%", "141 of 329 episodes")
    assert shown.compared == ("last quarter 58% (190)", "a year before 60% (192)")


def test_a_count_is_a_count():
    shown = figure_of(
        view(published_row("missing-episodes", 1412)), KNOWN["missing-episodes"], "Episodes", Unit.EPISODE
    )
    assert (shown.figure, shown.of, shown.compared) == ("1,412", "", ())


def test_a_mean_has_one_decimal_and_is_no_percentage():
    shown = figure_of(
        view(published_row("episodes-per-child", 546, 145)), KNOWN["episodes-per-child"], "Per child", Unit.EPISODE
    )
    assert (shown.figure, shown.of) == ("3.8", "546 episodes, 145 children")


def test_hidden_is_said_and_hidden_comparisons_are_left_out():
    shown = in_time(
        published_row("interview-in-time", None),
        published_row("interview-in-time", None, period=QUARTER.earlier(3)),
    )
    assert (shown.figure, shown.of, shown.compared) == ("hidden", "", ())


def test_a_count_of_a_hidden_number_has_no_percentage():
    shown = in_time(published_row("interview-in-time", 141))
    assert (shown.figure, shown.of) == ("141", "of a number that is hidden")


def test_none_due_is_not_nought_per_cent():
    shown = in_time(published_row("interview-in-time", 0, 0, shown=Shown.NONE_DUE))
    assert (shown.figure, shown.of) == ("none due", "")


@pytest.mark.parametrize(("hidden_month", "points"), [(None, 9), (4, 0)])
def test_a_series_with_a_hidden_month_is_not_drawn_as_if_it_had_none(hidden_month: int | None, points: int):
    months = periods_between(date(2026, 1, 1), date(2026, 10, 1), PeriodKind.MONTH)
    rows = [
        published_row("missing-episodes", None if month.start.month == hidden_month else 100, period=month)
        for month in months
    ]
    shown = figure_of(
        view(published_row("missing-episodes", 300), *rows), KNOWN["missing-episodes"], "Episodes", Unit.EPISODE
    )
    assert len(shown.trend) == points


def test_the_headline_compares_with_the_quarter_and_the_year_before():
    said = headline(
        view(
            published_row("missing-episodes", 412),
            published_row("children-missing", 168, unit="child"),
            published_row("missing-episodes", 398, period=QUARTER.earlier(3)),
            published_row("missing-episodes", 515, period=QUARTER.earlier(12)),
        )
    )
    assert said == (
        "412 missing episodes by 168 children in July to September 2026: "
        "up from 398 the quarter before (a rise of 4%); down from 515 the year before (a fall of 20%)."
    )


def test_a_headline_whose_number_is_hidden_gives_none():
    said = headline(view(published_row("missing-episodes", None), published_row("children-missing", 3, unit="child")))
    assert not any(character.isdigit() for character in said)


def test_groups_are_compared_by_the_lowest_and_the_highest_and_never_by_not_recorded():
    table = view(
        published_row("interview-in-time", 81, 295, breakdown="setting", group="care"),
        published_row("interview-in-time", 145, 237, breakdown="setting", group="home"),
        published_row("interview-in-time", 0, 11, breakdown="setting", group="unknown"),
    ).published.table("interview-in-time", Unit.EPISODE, QUARTER, "setting")
    assert spread(table) == "Lowest: In care, 81 of 295 (27%). Highest: At home, 145 of 237 (61%)."


def test_a_download_names_its_part_its_snapshot_and_its_protection():
    seen = view(
        published_row("interview-in-time", 81, 295, breakdown="setting", group="care"), part=Part("setting", "care")
    )
    lines = card_csv(seen.table("interview-in-time", Unit.EPISODE), seen, "").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('interview-in-time,episode,2026-07-01,2026-10-01,setting,care,"",81,295,')
    assert "2026-10-05 07:30,000017,Counts of 1 to 5 children are hidden." in lines[1]


def test_no_two_downloads_are_the_same_so_no_address_can_be_guessed():
    seen = view(published_row("missing-episodes", 412))
    table = seen.table("missing-episodes", Unit.EPISODE)
    assert card_csv(table, seen, "") != card_csv(table, seen, "")


def test_a_download_cannot_run_in_a_spreadsheet():
    seen = view(published_row("police-area", 9, 12, category="=HYPERLINK(1)"))
    assert ",'=HYPERLINK(1)," in card_csv(seen.table("police-area", Unit.EPISODE), seen, "").decode("utf-8-sig")

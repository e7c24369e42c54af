"""Headline figures and sentences: every number from the published table, and no sentence where one is hidden."""

from dataclasses import replace
from datetime import date, datetime
from math import isnan

import polars as pl
import pytest

from analytics.cards.answer import answer
from analytics.cards.card import Card, Scope
from analytics.cards.headlines import Reading, Tile, figure_of, figures_of, unusual_first
from analytics.cards.leading import figure_said, headline, page_sentence, usual_sentence
from analytics.cards.themes import A_DAY
from analytics.disclosure.published import PUBLISHED_SCHEMA, Shown
from analytics.exports.download import card_csv
from analytics.indicators.registry import indicators
from analytics.measuring.groupings import Grouping
from analytics.model import Audience, Period, PeriodKind, Unit, periods_between
from analytics.presenting.presenter import presenter_of
from analytics.views.view import Part, View
from analytics.words.numbers import change_of_share
from data.settings import Change, demonstration_settings
from tests.builders import through_the_gate

SETTINGS = demonstration_settings()
KNOWN = indicators(SETTINGS)
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


def scope(*rows: dict[str, object], part: Part = WHOLE, changes: tuple[Change, ...] = ()) -> Scope:
    """What is published, and the changes of practice that the settings name."""
    return Scope(view(*rows, part=part), KNOWN, SETTINGS.model_copy(update={"changes": changes}))


def view(*rows: dict[str, object], part: Part = WHOLE) -> View:
    frame = pl.DataFrame(list(rows), schema=PUBLISHED_SCHEMA)
    published = through_the_gate(frame, as_of=datetime(2026, 10, 5, 7, 30), snapshot="000017")
    return View(published, QUARTER, part)


IN_TIME = Tile("interview-in-time", "In time")
EPISODES = Tile("missing-episodes", "Episodes")


def in_time(*rows: dict[str, object]):
    return figure_of(scope(*rows), IN_TIME)


def quarters(*values: int | None, slug: str = "missing-episodes", of: int | None = None) -> list[dict[str, object]]:
    """A row for each quarter up to QUARTER, oldest first."""
    first = len(values) - 1
    return [
        published_row(slug, value, of, period=QUARTER.earlier(3 * (first - place)))
        for place, value in enumerate(values)
    ]


def test_a_share_is_a_percentage_with_what_it_is_of():
    shown = in_time(
        published_row("interview-in-time", 141, 329),
        published_row("interview-in-time", 190, 327, period=QUARTER.earlier(3)),
        published_row("interview-in-time", 192, 320, period=QUARTER.earlier(12)),
    )
    assert (shown.figure, shown.of) == ("43%", "141 of 329 episodes")
    assert shown.compared == ("190 of 327 (58%) last quarter", "192 of 320 (60%) a year before")
    assert shown.standing == ""


def test_a_count_is_a_count():
    shown = figure_of(scope(published_row("missing-episodes", 1412)), EPISODES)
    assert (shown.figure, shown.of, shown.compared) == ("1,412", "", ())


def test_a_mean_has_one_decimal_and_is_no_percentage():
    per_child = Tile("episodes-per-child", "Per child")
    shown = figure_of(scope(published_row("episodes-per-child", 546, 145)), per_child)
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


def test_a_trend_has_a_gap_where_a_month_is_hidden():
    months = periods_between(date(2026, 1, 1), date(2026, 10, 1), PeriodKind.MONTH)
    rows = [
        published_row("missing-episodes", None if month.start.month == 4 else 100, period=month) for month in months
    ]
    shown = figure_of(scope(published_row("missing-episodes", 300), *rows), EPISODES)
    assert len(shown.trend) == 9
    assert [place for place, value in enumerate(shown.trend) if isnan(value)] == [3]


def test_a_series_that_is_mostly_hidden_has_no_trend():
    assert figure_of(scope(*quarters(400, None, None, 410, None, None, 420)), EPISODES).trend == ()


# Quarters that move by ten, less than chance lets them: what is usual is what chance brings, and its season.
LEVEL = (400, 390, 400, 390, 400, 390, 400, 390, 400, 390, 400, 390)


def test_a_figure_within_its_range_is_similar_to_those_before():
    shown = figure_of(scope(*quarters(*LEVEL, 400)), EPISODES)
    assert (shown.standing, shown.is_unusual) == ("usual range 336 to 468", False)
    assert shown.compared == ("similar to 390 last quarter and 400 a year before",)


def test_a_figure_beyond_its_range_is_compared_in_counts_and_comes_first():
    rows = [*quarters(*LEVEL, 400), *quarters(*[60, 58] * 6, 30, slug="interview-in-time", of=100)]
    first, second = unusual_first(figures_of(scope(*rows), (EPISODES, IN_TIME)))
    assert (first.title, first.is_unusual, second.title) == ("In time", True, "Episodes")
    assert first.standing.startswith("below its usual range, ")
    assert first.compared == ("58 of 100 (58%) last quarter", "60 of 100 (60%) a year before")


def test_the_headline_begins_with_what_is_unusual():
    rows = [*quarters(*LEVEL, 400), *quarters(*[60, 58] * 6, 30, slug="interview-in-time", of=100)]
    seen = scope(*rows, published_row("children-missing", 168, unit="child"))
    text = headline(seen)
    assert text == (
        "30 of 100 returns (30%) had an interview within 72 hours in July to September 2026, below the usual range of "
        "44% to 73%. That is down from 58 of 100 (58%) the quarter before (a fall of 28 percentage points). It is down "
        "from 60 of 100 (60%) the year before (a fall of 30 percentage points). "
        "400 missing episodes by 168 children in July to September 2026, within the usual range of 336 to 468. "
        "That is similar to 390 the quarter before and 400 the year before."
    )


def test_figures_from_before_recording_changed_are_named_so_and_have_no_percentage():
    seen = scope(*quarters(*LEVEL, 600), changes=(Change(at=date(2026, 7, 1), what="New system"),))
    assert figure_of(seen, EPISODES).compared == (
        "390 last quarter, before recording changed",
        "400 a year before, before recording changed",
    )
    text = headline(seen)
    assert text.endswith(
        "There were 390 the quarter before (before recording changed) and 400 the year before (before recording "
        "changed)."
    )
    assert "%" not in text


def test_a_period_that_is_not_over_is_compared_with_no_range():
    rows = quarters(*LEVEL, 90)
    seen = scope(*rows)
    published = replace(seen.view.published, as_of=datetime(2026, 8, 3, 7, 30))
    early = replace(seen, view=replace(seen.view, published=published))
    shown = figure_of(early, EPISODES)
    assert (shown.standing, shown.is_unusual) == ("", False)
    assert headline(early).startswith("90 missing episodes in July to September 2026 so far.")


def test_a_difference_that_cannot_be_tested_is_no_rise_and_no_fall():
    text = headline(
        scope(
            published_row("missing-episodes", 412),
            published_row("children-missing", 168, unit="child"),
            published_row("missing-episodes", 398, period=QUARTER.earlier(3)),
            published_row("missing-episodes", 515, period=QUARTER.earlier(12)),
        ),
    )
    assert text == (
        "412 missing episodes by 168 children in July to September 2026. There were 398 the quarter before and 515 the "
        "year before."
    )


def test_a_headline_whose_number_is_hidden_gives_none():
    seen = scope(published_row("missing-episodes", None), published_row("children-missing", 3, unit="child"))
    text = headline(seen)
    assert not any(character.isdigit() for character in text)


# The one message of a page


def test_the_message_of_a_page_is_a_share_beside_what_is_usual_and_what_it_was():
    seen = scope(*quarters(*[60, 58] * 6, 30, slug="interview-in-time", of=100))
    assert page_sentence(seen, IN_TIME) == (
        "30 of 100 returns (30%) had an interview within 72 hours in July to September 2026, "
        "below the usual range of 44% to 73%. "
        "That is down from 58 of 100 (58%) the quarter before (a fall of 28 percentage points). "
        "It is down from 60 of 100 (60%) the year before (a fall of 30 percentage points)."
    )


def test_a_message_within_the_usual_range_is_similar_to_those_before():
    seen = scope(*quarters(*[60, 58] * 6, 59, slug="interview-in-time", of=100))
    assert page_sentence(seen, IN_TIME).endswith(
        "similar to 58 of 100 (58%) the quarter before and 60 of 100 (60%) the year before."
    )


def test_percentage_points_are_those_of_the_percentages_that_are_read_and_need_a_base_of_twenty():
    def compared(n: int, of: int, before: int, of_before: int) -> str:
        rows = (published_row("interview-in-time", *pair) for pair in ((n, of), (before, of_before)))
        table = view(*rows).table("interview-in-time", Unit.EPISODE)
        return change_of_share(*table.rows, "the quarter before")

    # 42.4 and 41.6% are both read as 42%, and 41.4 as 41%: a point, whatever the decimals say.
    assert compared(416, 1000, 424, 1000) == "the same percentage as the quarter before, 424 of 1,000 (42%)"
    assert (
        compared(416, 1000, 414, 1000) == "up from 414 of 1,000 (41%) the quarter before (a rise of 1 percentage point)"
    )
    assert compared(10, 20, 5, 20) == "up from 5 of 20 (25%) the quarter before (a rise of 25 percentage points)"
    assert compared(10, 20, 5, 19) == "up from 5 of 19 (26%) the quarter before"


def test_a_page_whose_number_or_whole_is_hidden_has_no_message():
    for row in (published_row("interview-in-time", None), published_row("interview-in-time", 141)):
        assert page_sentence(scope(row), IN_TIME) == ""
    hidden_before = published_row("interview-in-time", 190, period=QUARTER.earlier(3))
    text = page_sentence(scope(published_row("interview-in-time", 141, 329), hidden_before), IN_TIME)
    assert text == "141 of 329 returns (43%) had an interview within 72 hours in July to September 2026."


def test_a_part_of_several_has_the_sentence_that_its_page_gives():
    girls = Tile("sex", "", Unit.CHILD, "F", "{n} of {of} children ({percent}) were girls")
    seen = scope(published_row("sex", 98, 168, unit="child", category="F"))
    assert page_sentence(seen, girls) == "98 of 168 children (58%) were girls in July to September 2026."


def test_a_message_of_a_look_back_says_how_far_it_looks_back():
    never = Tile("missing-and-absent", "", Unit.CHILD, "none", "{n} of {of} ({percent}) were never absent")
    seen = scope(published_row("missing-and-absent", 221, 376, unit="child", category="none"))
    assert page_sentence(seen, never) == "221 of 376 (59%) were never absent in October 2025 to September 2026."


def test_groups_are_compared_by_the_lowest_and_the_highest_and_never_by_not_recorded():
    table = view(
        published_row("interview-in-time", 81, 295, breakdown="setting", group="care"),
        published_row("interview-in-time", 145, 237, breakdown="setting", group="home"),
        published_row("interview-in-time", 0, 11, breakdown="setting", group="unknown"),
    ).published.table("interview-in-time", Unit.EPISODE, QUARTER, "setting")
    assert (
        presenter_of(KNOWN[table.slug]).sentence_by_group(table, ())
        == "Lowest: In care, 81 of 295 (27%). Highest: At home, 145 of 237 (61%)."
    )


def test_a_download_names_its_part_its_snapshot_and_its_protection():
    seen = scope(
        published_row("interview-in-time", 81, 295, breakdown="setting", group="care"), part=Part("setting", "care")
    )
    lines = card_csv(answer(seen, Card("interview-in-time"))).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('interview-in-time,episode,2026-07-01,2026-10-01,setting,care,"",81,295,')
    assert "2026-10-05 07:30,000017,Counts of 1 to 5 children are hidden." in lines[1]


def test_no_two_downloads_are_the_same_so_no_address_can_be_guessed():
    answered = answer(scope(published_row("missing-episodes", 412)), Card("missing-episodes"))
    assert card_csv(answered) != card_csv(answered)


def test_a_download_cannot_run_in_a_spreadsheet():
    seen = scope(published_row("police-area", 9, 12, category="=HYPERLINK(1)"))
    assert ",'=HYPERLINK(1)," in card_csv(answer(seen, Card("police-area"))).decode("utf-8-sig")


STEADY = (100, 110) * 7
USUAL = "what is usual here for a quarter"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((*STEADY, 105), "usual here for a quarter."),
        ((*STEADY, 300), f"above {USUAL}."),
        ((*STEADY, 1), f"below {USUAL}."),
        # Nine in a row on one side of the mean are no chance, though each is within.
        ((*STEADY, *[118] * 9), f"within {USUAL}, but one of 9 in a row that are above the mean."),
    ],
)
def test_in_public_it_is_said_whether_a_number_is_normal_and_no_range(values: tuple[int, ...], said: str):
    assert usual_sentence(scope(*quarters(*values))) == f"The number is {said}"


def test_of_few_quarters_or_a_hidden_one_nobody_can_say_what_is_normal():
    assert usual_sentence(scope(*quarters(*STEADY[:8]))) == ""
    assert usual_sentence(scope(*quarters(*STEADY, None))) == ""


def test_what_a_board_reads_with_those_still_missing_is_called_so():
    rows = [published_row("duration-hours", 206, 547, category="over-24-or-still")]
    grouping = Grouping(
        Audience.BOARD, "duration-hours", "", date(2026, 4, 1), 5, (PeriodKind.QUARTER,), categories="168-or-still"
    )
    told = scope(*rows)
    told = replace(told, view=replace(told.view, published=replace(told.view.published, groupings=(grouping,))))
    shown = figure_of(told, A_DAY)
    assert (shown.title, shown.figure) == ("Missing 24 hours or more, or still missing", "38%")
    words = "206 of 547 missing episodes (38%) lasted 24 hours or more, or have not ended"
    assert figure_said(Reading(told, A_DAY), told.view.table("duration-hours", Unit.EPISODE).rows[0]) == words
    exact = scope(published_row("duration-hours", 203, 547, category="over-24"))
    assert figure_of(exact, A_DAY).title == "Missing 24 hours or more"

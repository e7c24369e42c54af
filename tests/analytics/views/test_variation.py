"""What is normal for a series (I35): which rows count, where a phase begins, and how it is said."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import floor

import pytest

from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.model import Audience, Period, PeriodKind, Unit, periods_between
from analytics.presenting.presenter import presenter_of
from analytics.statistics.xmr import Direction, Kind, Limits
from analytics.views.variation import Form, Variation, latest_at, normal_variation, with_last_as
from analytics.words import columns as tables
from analytics.words.numbers import number
from analytics.words.range_words import (
    ends_that_tell,
    range_definition,
    range_words,
    series_sentence,
    standing_in_table,
    unusual_words,
)
from data.settings import Change, demonstration_settings

KNOWN = indicators(demonstration_settings())
MONTHS = list(periods_between(date(2025, 1, 1), date(2027, 1, 1), PeriodKind.MONTH))
# Wheeler's first check series: mean 56.6, limits 48.1 and 65.0.
STEP = (48, 52, 49, 55, 47, 51, 53, 50, 48, 54, 60, 61, 62, 63, 64, 65, 66, 70)
# Mean 50.5, a moving range of 7: they vary less than chance brings, so their limits are of Poisson counts, 26 and 79.
# With 90 after them (that leap is screened): 28 and 82.
STEADY = (47, 54) * 8
SHIFTED = Change(at=date(2026, 2, 10), what="Police began to record absences as missing")


def count_row(value: int | None, period: Period, shown: Shown = Shown.SHOWN) -> Row:
    return Row("", "", value, None, None, shown if value is not None else Shown.HIDDEN, period)


def counts(*values: int | None, changes: Sequence[Change] = ()) -> Variation:
    rows = tuple(count_row(value, month) for value, month in zip(values, MONTHS, strict=False))
    return of(rows, changes)


def of(rows: tuple[Row, ...], changes: Sequence[Change] = (), slug: str = "missing-episodes") -> Variation:
    return normal_variation(Table(slug, Unit.EPISODE, "", rows, Protection(Audience.BOARD, "")), KNOWN[slug], changes)


def shares(*values: int, of_each: int = 200) -> Variation:
    rows = (
        Row("", "", value, of_each, value / of_each, Shown.SHOWN, month)
        for value, month in zip(values, MONTHS, strict=False)
    )
    return of(tuple(rows), slug="interview-in-time")


def quarter(first_month: int, year: int = 2026) -> Period:
    start = date(year, first_month, 1)
    return Period(start, date(year, first_month + 3, 1), PeriodKind.QUARTER)


# Which rows count


def test_thirteen_months_have_limits_and_twelve_their_median():
    assert counts(*STEP[:13]).phases[0].limits is not None
    few = counts(*STEP[:12]).phases[0]
    assert (few.limits, few.median) == (None, 51.5)


def test_hidden_and_unsupplied_months_are_left_out_and_not_taken_for_nought():
    whole = counts(*STEADY).phases[0]
    with_gaps = of(
        (
            *(count_row(value, month) for value, month in zip(STEADY[:7], MONTHS, strict=False)),
            count_row(None, MONTHS[7]),
            Row("", "", None, None, None, Shown.NOT_SUPPLIED, MONTHS[8]),
            *(count_row(value, month) for value, month in zip(STEADY[7:], MONTHS[9:], strict=False)),
        )
    )
    phase = with_gaps.phases[0]
    assert phase.limits == whole.limits
    assert phase.known == (*range(7), *range(9, 18))
    assert "Left out of the range: 1 hidden; September 2025, not supplied." in series_sentence(with_gaps, MONTHS[17])


def test_signals_stand_at_the_places_of_their_rows():
    values = (*STEADY[:4], None, *STEADY[4:], 90)
    outside = [signal for signal in counts(*values).phases[0].signals if signal.kind is Kind.OUTSIDE]
    assert [(signal.places, signal.direction) for signal in outside] == [((17,), Direction.UP)]


def test_limits_are_such_as_a_value_can_reach():
    assert counts(*(0, 9) * 8).phases[0].limits.lower == 0
    assert shares(*(190, 199) * 8).phases[0].limits.upper == 1


def test_an_empty_series_has_nothing_to_say():
    nothing = of(())
    assert nothing.place_of(MONTHS[0]) is None
    assert series_sentence(nothing, MONTHS[0]) == ""


# Changes of practice


def test_a_change_begins_a_phase_with_limits_of_its_own():
    changed = counts(*STEADY[:13], *(value + 100 for value in STEADY[:11]), changes=(SHIFTED,))
    assert [(phase.first, phase.last, len(phase.changes)) for phase in changed.phases] == [(0, 12, 0), (13, 23, 1)]
    assert changed.phases[0].limits == counts(*STEADY[:13]).phases[0].limits
    assert changed.phases[1].median == 147
    assert changed.signals_at(13) == ()


def test_a_change_concerns_its_indicators_alone():
    other = SHIFTED.model_copy(update={"indicators": ("children-missing",)})
    named = SHIFTED.model_copy(update={"indicators": ("missing-episodes",)})
    assert len(counts(*STEADY, changes=(other,)).phases) == 1
    assert len(counts(*STEADY, changes=(named,)).phases) == 2


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 20), date(2027, 5, 1)])
def test_a_change_before_the_series_or_after_it_divides_nothing(day: date):
    assert len(counts(*STEADY, changes=(Change(at=day, what="x"),)).phases) == 1


def test_what_changed_is_said_and_nothing_is_compared_across_it():
    changed = counts(*STEADY, changes=(SHIFTED,))
    text = series_sentence(changed, MONTHS[15])
    assert text.startswith("3 months are too few for a normal range: 13 are needed.")
    assert "Recording changed in February 2026: Police began to record absences as missing." in text
    assert changed.is_before_change(15, 3)


# Words


def test_a_month_within_says_so_and_a_quarter_says_it_of_each():
    steady = counts(*STEADY)
    assert series_sentence(steady, MONTHS[15]) == "Within its normal range of 26 to 79 a month."
    assert series_sentence(steady, quarter(1)) == "Each month was within its normal range of 26 to 79 a month."


def test_a_month_beyond_is_named_with_its_figure():
    assert (
        series_sentence(counts(*STEADY, 90), MONTHS[16])
        == "Above its normal range of 28 to 82 a month: 90 in May 2026."
    )


def test_a_share_beyond_is_named_with_its_n_of_n():
    text = series_sentence(shares(*(120, 124) * 8, 80), MONTHS[16])
    assert text == "Below its normal range of 47% to 73%: 80 of 200 (40%) in May 2026."


def test_a_run_and_a_trend_are_said_of_the_months_that_they_touch():
    run = counts(*(50, 47, 49, 48, 52, 47, 50, 46, 49, 51, 47, 48, 50, 49, 47, 48), *(56, 58) * 4)
    assert "8 months in a row were above the mean of 51, to December 2026." in series_sentence(run, MONTHS[23])
    assert "in a row" not in series_sentence(run, MONTHS[3])
    trend = counts(*STEADY, 46, 47, 48, 49, 50, 51, 52)
    assert "7 months in a row each rose, to November 2026." in series_sentence(trend, MONTHS[22])


def test_a_run_chart_names_its_median():
    few = counts(*STEP[:12])
    assert series_sentence(few, MONTHS[11]) == (
        "12 months are too few for a normal range: 13 are needed. Their median is 52."
    )


def test_how_one_figure_stands():
    seen = counts(*STEADY, 90)
    assert (unusual_words(seen, 15), unusual_words(seen, 16)) == ("", "above the normal range")
    assert (standing_in_table(seen, 15), standing_in_table(seen, 16)) == ("within", "above")
    assert standing_in_table(counts(*STEP[:12]), 11) == ""


def test_what_is_unusual_is_always_said_also_where_no_range_is_known():
    few = counts(10, 11, 12, 10, 11, 12, 50, 51, 52, 50, 51, 52)
    assert few.phase_at(11).limits is None
    odd = [place for place in range(12) if few.signals_at(place)]
    assert odd
    for place in odd:
        assert "in a row" in unusual_words(few, place)


def test_one_month_is_too_few():
    assert series_sentence(counts(50), MONTHS[0]).startswith("1 month is too few for a normal range")


def test_nothing_is_called_good_or_bad_and_no_cause_is_named():
    for seen in (counts(*STEP), counts(*STEADY, 90), shares(*(120, 124) * 8, 80)):
        place = len(seen.rows) - 1
        text = f"{series_sentence(seen, MONTHS[place])} {unusual_words(seen, place)}"
        assert not re.search(r"better|worse|good|bad|improv|because|due to|target", text)


@pytest.mark.parametrize(
    "values",
    [(*STEADY, 90), (200, 180) * 9, (10, 12, 8, 11, 9, 10, 13, 9, 11, 12, 10, 9, 11, 60), tuple(range(30, 54))],
)
@pytest.mark.parametrize("series", [counts, shares])
def test_a_figure_as_it_is_read_lies_on_the_side_of_its_range_that_the_words_say(values, series):
    seen = series(*values)
    low, high = (float(end.strip("%").replace(",", "")) for end in range_words(seen, seen.phases[0]).split(" to "))
    for place, row in enumerate(seen.rows):
        shown = row.numerator if row.share is None else floor(round(row.share * 100, 6) + 0.5)
        word = standing_in_table(seen, place)
        assert {"above": shown > high, "below": shown < low}.get(word, low <= shown <= high)


def test_a_range_that_whole_percentages_cannot_tell_has_a_decimal():
    # A figure of 49.75% is below a limit of 50.17%: as whole percentages both are 50%.
    seen = shares(*(1083, 1101) * 8, 995, of_each=2000)
    assert range_words(seen, seen.phases[0]) == "50.2% to 58.5%"
    assert unusual_words(seen, 16) == "below the normal range"


def test_a_limit_moves_out_to_a_figure_that_is_read_as_beyond_it():
    # 58.5% lies within a limit of 58.52% and is read as 59%; 49.75% lies below 50.17%, which needs a decimal.
    assert ends_that_tell([0.585, 0.4975], Limits(0.543, 0.5017, 0.5852), Form.SHARE) == (50.2, 59.0, 1)


def test_numbers_too_small_to_tell_say_so_and_have_their_median():
    few = counts(*(0, 1, 0, 0, 2, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 3))
    assert few.phases[0].limits is None
    assert few.phases[0].signals == ()
    assert series_sentence(few, MONTHS[15]) == (
        "The numbers of these 16 months are too small to tell a normal range: 1 a month or more are needed. "
        "Their median is 0."
    )
    rare = shares(*(2, 3) * 8, of_each=30)
    assert series_sentence(rare, MONTHS[15]) == (
        "The numbers of these 16 months are too small to tell a normal range: 5 of either kind a month or more are "
        "needed. Their median is 8%."
    )


def test_a_series_that_moved_once_is_not_outside_its_own_range():
    once = counts(*([5] * 8 + [10] + [5] * 6))
    assert [standing_in_table(once, place) for place in range(15)] == ["within"] * 8 + ["above"] + ["within"] * 6
    assert range_words(once, once.phases[0]) == "3 to 7"
    step = counts(*([5] * 10 + [6] * 10))
    assert range_words(step, step.phases[0]) == "5 to 6"
    assert [standing_in_table(step, place) for place in (0, 19)] == ["run below", "run above"]


def test_the_table_names_the_range_and_what_is_unusual_in_the_words_of_the_chart():
    seen = counts(*STEADY, 90)
    table = Table("missing-episodes", Unit.EPISODE, "", seen.rows, Protection(Audience.BOARD, ""))
    columns = tables.by_period(table, "few", seen)
    assert columns["Period"][:2] == ["May\N{NO-BREAK SPACE}2026", "Apr\N{NO-BREAK SPACE}2026"]
    assert columns["Episodes"][0] == number(90)
    assert columns["Normal range 28 to 82"][:2] == ["above", "within"]


def test_a_table_of_two_phases_names_the_range_of_each():
    seen = counts(*STEADY[:13], *STEADY[:5], changes=(SHIFTED,))
    table = Table("missing-episodes", Unit.EPISODE, "", seen.rows, Protection(Audience.BOARD, ""))
    assert tables.by_period(table, "few", seen)["Normal range"][4:6] == ["", "within 26 to 79"]


def test_a_table_without_a_range_has_no_empty_columns():
    seen = counts(*STEP[:4])
    table = Table("missing-episodes", Unit.EPISODE, "", seen.rows, Protection(Audience.BOARD, ""))
    assert list(tables.by_period(table, "few", seen)) == ["Period", "Episodes"]


def test_the_definition_says_how_the_range_was_found():
    text = range_definition(counts(*STEADY))
    assert text.startswith("26 to 79 a month, mean 51: as far from the mean as a month lies while nothing changes")
    assert "about 3.3 times the mean change from one month to the next" in text
    assert "16 months, January 2025 to April 2026" in text


def test_shares_of_groups_have_their_interval_and_hidden_ones_none():
    rows = (
        Row("care", "", 81, 263, 81 / 263, Shown.SHOWN, MONTHS[0]),
        Row("home", "", None, None, None, Shown.HIDDEN, MONTHS[0]),
        Row("unknown", "", 0, 0, None, Shown.NONE_DUE, MONTHS[0]),
    )
    table = Table("interview-in-time", Unit.EPISODE, "setting", rows, Protection(Audience.BOARD, ""))
    columns = presenter_of(KNOWN["interview-in-time"]).columns_by_group(table, "few")
    assert columns["95% interval"] == ["26% to 37%", "", ""]


def test_a_last_row_is_judged_by_those_before_it_and_says_so():
    below = shares(*[120] * 6, *[124] * 6, 116, 60)
    assert unusual_words(below, 13) == "below the normal range"
    judged = with_last_as(below, latest_at(below, 13))
    assert unusual_words(judged, 13) == "below the usual range"
    assert series_sentence(judged, MONTHS[13]).startswith("Below its usual range of ")
    within = with_last_as(below, replace(latest_at(below, 13), direction=None))
    assert unusual_words(within, 13) == ""
    assert series_sentence(within, MONTHS[13]).startswith("Within its usual range of ")
    assert "The last month is judged by those before it alone" in range_definition(within)
    run = with_last_as(below, replace(latest_at(below, 13), run=3))
    assert [signal.places for signal in run.signals_at(13)] == [(11, 12, 13)]

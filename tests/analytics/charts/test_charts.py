"""What a chart holds, how it is drawn, and what it never gives away."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from analytics.charts import builders, theme
from analytics.charts.builders import Message
from analytics.charts.chart import Chart, Kind
from analytics.charts.figure import figure, specification
from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.model import Audience, Period, PeriodKind, Unit, periods_between
from analytics.presenting.presenter import presenter_of
from analytics.views.variation import normal_variation
from data.settings import Change, demonstration_settings

KNOWN = indicators(demonstration_settings())
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
MESSAGE = Message(
    "Half return within 11 hours.", "Hours missing, July to September 2026.", "Missing episodes", "fewer than 8"
)


def checked(chart: Chart) -> go.Figure:
    """The chart as Plotly reads it, every value looked at."""
    return go.Figure(specification(chart, theme.LIGHT))


def row(
    numerator: int | None = None,
    denominator: int | None = None,
    *,
    category: str = "",
    group: str = "",
    shown: Shown = Shown.SHOWN,
    period: Period = QUARTER,
) -> Row:
    share = numerator / denominator if numerator is not None and denominator else None
    return Row(group, category, numerator, denominator, share, shown, period)


def table(slug: str, *rows: Row, breakdown: str = "", unit: Unit = Unit.EPISODE) -> Table:
    return Table(slug, unit, breakdown, rows, Protection(Audience.BOARD, ""))


def drawn(slug: str, *rows: Row, unit: Unit = Unit.EPISODE) -> Chart:
    """The chart of an indicator's whole."""
    chart = presenter_of(KNOWN[slug]).chart(table(slug, *rows, unit=unit), MESSAGE)
    assert chart
    return chart


def by_group(slug: str, groups: tuple[str, ...], *rows: Row, unit: Unit = Unit.EPISODE) -> Chart:
    """The chart of an indicator's groups."""
    chart = presenter_of(KNOWN[slug]).chart_by_group(
        table(slug, *rows, breakdown="setting", unit=unit), MESSAGE, groups
    )
    assert chart
    return chart


def hours() -> Chart:
    rows = (
        row(128, 405, category="0-8"),
        row(category="168+", shown=Shown.HIDDEN),
        row(2, 405, category="time-not-recorded"),
        row(97, 405, category="over-24"),
    )
    return drawn("duration-hours", *rows)


def shares() -> Chart:
    rows = (
        row(141, 329, group="care"),
        row(120, 122, group="home"),
        row(group="unknown", shown=Shown.HIDDEN),
        row(0, 0, group="unknown", shown=Shown.NONE_DUE),
    )
    return by_group("interview-in-time", (), *rows)


def grouped() -> Chart:
    rows = [
        row(count, total, category=colour, group=group)
        for group, total, counts in (("care", 119, (102, 8, 9)), ("home", 66, (39, 17, 10)))
        for colour, count in zip(("red", "amber", "green"), counts, strict=True)
    ]
    return by_group("triage", ("care", "home"), *rows, unit=Unit.CHILD)


def months() -> Chart:
    periods = list(periods_between(date(2025, 1, 1), date(2026, 10, 1), PeriodKind.MONTH))
    rows = [row(100 + place, period=period) for place, period in enumerate(periods)]
    rows[3] = row(shown=Shown.NOT_SUPPLIED, period=periods[3])
    rows[7] = row(shown=Shown.HIDDEN, period=periods[7])
    rows[8] = row(shown=Shown.HIDDEN, period=periods[8])
    return line_of(rows, periods[-1])


def line_of(rows: list[Row], focus: Period, changes: tuple[Change, ...] = ()) -> Chart:
    series = table("missing-episodes", *rows)
    return builders.line(series, MESSAGE, focus, normal_variation(series, KNOWN["missing-episodes"], changes))


def steady_months(*values: int) -> list[Row]:
    periods = periods_between(date(2025, 1, 1), date(2027, 1, 1), PeriodKind.MONTH)
    return [row(value, period=period) for value, period in zip(values, periods, strict=False)]


def concentration() -> Chart:
    rows = [row(164, 245, category="5"), row(category="10%", shown=Shown.HIDDEN)]
    rows += [row(200 + tenth, 245, category=f"{tenth}0%") for tenth in range(2, 10)]
    return drawn("top-children", *rows)


EVERY_KIND = [hours, shares, grouped, months, concentration]


def words_in(drawn: go.Figure) -> str:
    """Everything that a reader can see or hover over."""
    return str(drawn.to_plotly_json())


def test_a_bar_says_its_count_and_its_share():
    assert [mark.text for mark in hours().marks] == ["128 (32%)", "hidden", "2 (under 1%)"]


def test_labels_are_words_not_codes():
    assert [mark.label for mark in hours().marks] == ["Under 8 hours", "7 days or more", "Time not recorded"]
    assert [series.name for series in grouped().series] == ["In care", "At home"]


def test_a_sum_of_bars_is_not_a_bar_beside_them():
    assert "24 hours or more" not in [mark.label for mark in hours().marks]


def test_a_group_with_none_due_has_no_bar_and_is_not_nought_per_cent():
    assert [mark.text for mark in shares().marks] == ["141 of 329 (43%)", "120 of 122 (98%)", "hidden"]


def test_too_few_for_the_public_is_said_in_the_policys_words():
    few = drawn("sex", row(category="F", shown=Shown.FEW), unit=Unit.CHILD)
    assert [(mark.value, mark.text) for mark in few.marks] == [(None, "fewer than 8")]


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_what_is_hidden_has_no_value_in_the_chart(chart):
    assert all(mark.value is None for mark in chart().marks if mark.text in ("hidden", "not supplied"))
    assert any(mark.value is None for mark in chart().marks) or chart is grouped


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
@pytest.mark.parametrize("chart", EVERY_KIND)
def test_plotly_accepts_every_kind_in_both_themes(chart, palette):
    accepted = go.Figure(specification(chart(), palette)).to_plotly_json()
    drawn = figure(chart(), palette).to_dict()
    assert accepted["data"] == drawn["data"]
    assert accepted["layout"] | {"template": None} == drawn["layout"] | {"template": None}


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_a_drawn_chart_holds_every_label_and_every_word_of_its_marks(chart):
    drawn = words_in(figure(chart())).replace("<br>", " ")
    built = chart()
    shown_in_full = built.marks if built.kind in (Kind.BARS, Kind.SHARES) else ()
    for mark in shown_in_full:
        assert mark.label in drawn
        assert mark.text in drawn


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_hovering_says_nothing_that_the_marks_do_not(chart):
    texts = {text for mark in chart().marks for text in (mark.label, mark.text, mark.unusual)}
    for trace in checked(chart()).data:
        assert trace.hovertemplate is None
        assert trace.customdata is None
        if trace.hoverinfo != "skip":
            assert all(any(text in hover for text in texts) for hover in trace.hovertext)


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_no_text_is_turned_and_axes_begin_at_nought(chart):
    layout = checked(chart()).layout
    assert layout.xaxis.tickangle in (0, None)
    assert layout.yaxis.tickangle in (0, None)
    assert layout.yaxis.title.text is None
    values = layout.xaxis if chart in (hours, shares, grouped) else layout.yaxis
    assert values.range[0] == 0


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_at_most_ten_gridlines(chart):
    layout = checked(chart()).layout
    for axis in (layout.xaxis, layout.yaxis):
        if axis.showgrid is not False and axis.type != "category" and axis.visible is not False:
            assert len(axis.tickvals or ()) <= 10
            assert axis.tickvals or axis.nticks <= 10


def line_through(drawn: dict[str, Any]) -> dict[str, Any]:
    """The trace that is the line itself, apart from the mean behind it and the points on it."""
    return next(trace for trace in drawn["data"] if trace["mode"] == "lines+markers")


def words_of(drawn: dict[str, Any]) -> list[str]:
    return [note["text"] for note in drawn["layout"]["annotations"]]


def test_a_gap_in_a_line_is_a_gap_and_says_why():
    drawn = specification(months(), theme.LIGHT)
    line = line_through(drawn)
    assert line["connectgaps"] is False
    assert [line["y"][place] for place in (3, 7, 8)] == [None, None, None]
    assert words_of(drawn).count("hidden") == 1
    assert words_of(drawn).count("not supplied") == 1
    shades = [shape for shape in drawn["layout"]["shapes"] if shape["fillcolor"] == theme.LIGHT.gap]
    # Over the values of the axis: over parts of the plot Plotly would lay it under the band.
    assert [(shade["y1"], "yref" in shade) for shade in shades] == [(drawn["layout"]["yaxis"]["range"][1], False)] * 2


STEADY = (50, 52, 49, 51, 48, 50, 53, 49, 51, 50, 52, 48, 51, 50, 49, 52)


def test_what_is_normal_is_a_band_around_a_line_and_both_are_named():
    chart = line_of(steady_months(*STEADY), QUARTER)
    drawn = specification(chart, theme.LIGHT)
    bands = [shape for shape in drawn["layout"]["shapes"] if shape["fillcolor"] == theme.LIGHT.band]
    assert [(round(band["y0"], 2), round(band["y1"], 2)) for band in bands] == [(42.39, 58.23)]
    assert "normal range 43 to 58, mean 50" in words_of(drawn)
    assert drawn["data"][0]["y"] == [50.3125, 50.3125]
    assert "Normal range 43 to 58, mean 50." in chart.alt


def test_a_point_beyond_a_limit_has_another_shape_another_colour_and_its_value():
    drawn = specification(line_of(steady_months(*STEADY, 90), QUARTER), theme.LIGHT)
    beyond = [trace for trace in drawn["data"] if trace.get("marker", {}).get("color") == theme.LIGHT.accent]
    assert [(trace["x"], trace["y"], trace["marker"]["symbol"]) for trace in beyond] == [([16], [90], "diamond")]
    assert "<b>90</b>" in words_of(drawn)
    assert any("◆" in text for text in words_of(drawn))


def test_a_pattern_within_the_limits_is_an_open_shape():
    chart = line_of(steady_months(*STEADY, *([53] * 7)), QUARTER)
    drawn = specification(chart, theme.DARK)
    opened = [trace for trace in drawn["data"] if trace.get("marker", {}).get("symbol") == "diamond"]
    assert [(trace["x"], trace["marker"]["color"]) for trace in opened] == [(list(range(15, 23)), theme.DARK.band)]
    assert "◇ pattern" in words_of(drawn)
    assert "Unusual: Apr 2026, one of 8 months in a row above the mean" in chart.alt


def test_the_words_of_the_range_keep_off_the_value_of_a_point_above_it():
    def words(*values: int) -> dict[str, Any]:
        notes = specification(line_of(steady_months(*values), QUARTER), theme.LIGHT)["layout"]["annotations"]
        return next(note for note in notes if note["text"].startswith("normal range"))

    assert words(*STEADY, 50)["xanchor"] == "left"
    assert words(90, *STEADY)["xanchor"] == "right"
    both = words(90, *STEADY, 90)
    assert (both["y"], both["yshift"]) == (90, 24)


def test_a_change_of_practice_is_a_labelled_line_and_begins_a_range_of_its_own():
    change = Change(at=date(2026, 2, 10), what="New system")
    chart = line_of(steady_months(*STEADY, 80, 82), QUARTER, (change,))
    drawn = specification(chart, theme.LIGHT)
    lines = [shape for shape in drawn["layout"]["shapes"] if shape["type"] == "line"]
    assert [shape["x0"] for shape in lines] == [12.5]
    assert "recording<br>changed here" in words_of(drawn)
    assert [(band.first, band.last, band.high is None) for band in chart.bands] == [(0, 12, False), (13, 17, True)]


def test_a_series_too_short_for_limits_has_its_median():
    drawn = specification(line_of(steady_months(*STEADY[:9]), QUARTER), theme.LIGHT)
    assert "median 50" in words_of(drawn)
    assert "shapes" not in drawn["layout"]


def test_values_beyond_a_limit_that_stand_close_are_not_written_over_one_another():
    drawn = specification(line_of(steady_months(*STEADY, 90, 92), QUARTER), theme.LIGHT)
    assert "<b>92</b>" in words_of(drawn)
    assert "<b>90</b>" not in words_of(drawn)


def test_the_focus_says_its_value_and_is_larger():
    rows = steady_months(*STEADY)
    drawn = specification(line_of(rows, rows[3].period), theme.LIGHT)
    larger = [trace for trace in drawn["data"] if trace["mode"] == "markers"]
    assert [(trace["x"], trace["y"], trace["marker"]["size"] > 7) for trace in larger] == [([3], [51], True)]
    assert "<b>51</b>" in words_of(drawn)


def test_the_curve_begins_at_nothing_ends_at_everything_and_names_what_is_hidden():
    drawn = specification(concentration(), theme.LIGHT)
    points = drawn["data"][1]
    assert (points["x"][0], points["y"][0]) == (0, 0)
    assert (points["x"][-1], points["y"][-1]) == (1, 1)
    assert "10% hidden" in [note["text"] for note in drawn["layout"]["annotations"]]
    assert "164" not in str(drawn)


def test_of_many_districts_the_largest_are_drawn_and_not_recorded_comes_last():
    rows = [row(place, 500, category=f"B{place}") for place in range(1, 30)] + [row(3, 500, category="unknown")]
    chart = drawn("postcode-district", *rows)
    labels = [mark.label for mark in chart.marks]
    assert labels[0] == "B29"
    assert labels[-1] == "Not recorded"
    assert len(labels) == builders.MOST_BARS


def test_ages_are_names_on_their_axis():
    chart = drawn("age", row(3, 9, category="15"), unit=Unit.CHILD)
    assert checked(chart).layout.yaxis.type == "category"


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_the_text_alternative_says_the_kind_the_message_and_the_marks(chart):
    alt = chart().alt
    assert MESSAGE.title in alt
    assert MESSAGE.subtitle in alt
    assert chart().marks[0].label in alt
    assert "hidden" in alt or "not shown" in alt or chart is grouped


def test_the_text_alternative_of_a_long_line_says_its_ends_and_extremes():
    assert "first Jan 2025, 100; last Sep 2026, 120; lowest Jan 2025, 100; highest Sep 2026, 120" in months().alt
    assert "3 of 21 not shown" in months().alt

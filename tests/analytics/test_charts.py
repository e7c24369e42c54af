"""What a chart holds, how it is drawn, and what it never gives away."""

from datetime import date

import plotly.graph_objects as go
import pytest

from analytics.charts import builders, theme
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.charts.figure import figure, specification
from analytics.model import Audience, Period, PeriodKind, Unit, periods_between
from analytics.published import Protection, Row, Shown, Table
from analytics.registry import indicators
from data.settings import demonstration_settings

KNOWN = indicators(demonstration_settings())
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
MESSAGE = Message(
    "Half return within 11 hours.", "Hours missing, July to September 2026.", "Missing episodes", "fewer than 8"
)


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


def hours() -> Chart:
    rows = (
        row(128, 405, category="0-8"),
        row(category="168+", shown=Shown.HIDDEN),
        row(2, 405, category="time-not-recorded"),
        row(97, 405, category="over-24"),
    )
    return builders.category_bars(table("duration-hours", *rows), MESSAGE, KNOWN["duration-hours"])


def shares() -> Chart:
    rows = (
        row(141, 329, group="care"),
        row(120, 122, group="home"),
        row(group="unknown", shown=Shown.HIDDEN),
        row(0, 0, group="unknown", shown=Shown.NONE_DUE),
    )
    return builders.share_bars(table("interview-in-time", *rows, breakdown="setting"), MESSAGE)


def grouped() -> Chart:
    rows = [
        row(count, total, category=colour, group=group)
        for group, total, counts in (("care", 119, (102, 8, 9)), ("home", 66, (39, 17, 10)))
        for colour, count in zip(("red", "amber", "green"), counts, strict=True)
    ]
    return builders.grouped_bars(
        table("triage", *rows, breakdown="setting", unit=Unit.CHILD), MESSAGE, KNOWN["triage"], ("care", "home")
    )


def months() -> Chart:
    periods = list(periods_between(date(2025, 1, 1), date(2026, 10, 1), PeriodKind.MONTH))
    rows = [row(100 + place, period=period) for place, period in enumerate(periods)]
    rows[3] = row(shown=Shown.NOT_SUPPLIED, period=periods[3])
    rows[7] = row(shown=Shown.HIDDEN, period=periods[7])
    rows[8] = row(shown=Shown.HIDDEN, period=periods[8])
    return builders.line_of_counts(table("missing-episodes", *rows), MESSAGE, periods[-1])


def concentration() -> Chart:
    rows = [row(164, 245, category="5"), row(category="10%", shown=Shown.HIDDEN)]
    rows += [row(200 + tenth, 245, category=f"{tenth}0%") for tenth in range(2, 10)]
    return builders.curve(table("top-children", *rows), MESSAGE)


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
    few = builders.category_bars(
        table("sex", row(category="F", shown=Shown.FEW), unit=Unit.CHILD), MESSAGE, KNOWN["sex"]
    )
    assert [(mark.value, mark.text) for mark in few.marks] == [(None, "fewer than 8")]


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_what_is_hidden_has_no_value_in_the_chart(chart):
    assert all(mark.value is None for mark in chart().marks if mark.text in ("hidden", "not supplied"))
    assert any(mark.value is None for mark in chart().marks) or chart is grouped


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
@pytest.mark.parametrize("chart", EVERY_KIND)
def test_plotly_accepts_every_kind_in_both_themes(chart, palette):
    checked = go.Figure(specification(chart(), palette)).to_plotly_json()
    drawn = figure(chart(), palette).to_plotly_json()
    assert checked["data"] == drawn["data"]
    assert checked["layout"] | {"template": None} == drawn["layout"] | {"template": None}


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_a_drawn_chart_holds_every_label_and_every_word_of_its_marks(chart):
    drawn = words_in(figure(chart())).replace("<br>", " ")
    built = chart()
    shown_in_full = built.marks if built.kind in ("bars", "shares") else ()
    for mark in shown_in_full:
        assert mark.label in drawn
        assert mark.text in drawn


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_hovering_says_nothing_that_the_marks_do_not(chart):
    texts = {text for mark in chart().marks for text in (mark.label, mark.text)}
    for trace in figure(chart()).data:
        assert trace.hovertemplate is None
        assert trace.customdata is None
        if trace.hoverinfo != "skip":
            assert all(any(text in hover for text in texts) for hover in trace.hovertext)


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_no_text_is_turned_and_axes_begin_at_nought(chart):
    layout = figure(chart()).layout
    assert layout.xaxis.tickangle in (0, None)
    assert layout.yaxis.tickangle in (0, None)
    assert layout.yaxis.title.text is None
    values = layout.xaxis if chart in (hours, shares, grouped) else layout.yaxis
    assert values.range[0] == 0


@pytest.mark.parametrize("chart", EVERY_KIND)
def test_at_most_ten_gridlines(chart):
    layout = figure(chart()).layout
    for axis in (layout.xaxis, layout.yaxis):
        if axis.showgrid is not False and axis.type != "category" and axis.visible is not False:
            assert len(axis.tickvals or ()) <= 10
            assert axis.tickvals or axis.nticks <= 10


def test_a_gap_in_a_line_is_a_gap_and_says_why():
    drawn = specification(months(), theme.LIGHT)
    assert drawn["data"][0]["connectgaps"] is False
    assert [drawn["data"][0]["y"][place] for place in (3, 7, 8)] == [None, None, None]
    said = [note["text"] for note in drawn["layout"]["annotations"]]
    assert said.count("hidden") == 1
    assert said.count("not supplied") == 1
    assert len(drawn["layout"]["shapes"]) == 2


def test_the_focus_says_its_value_and_differs_in_shape_as_well_as_colour():
    drawn = specification(months(), theme.LIGHT)
    accent = drawn["data"][1]
    assert accent["marker"]["symbol"] == "diamond"
    assert accent["y"] == [120]
    assert "<b>120</b>" in [note["text"] for note in drawn["layout"]["annotations"]]


def test_the_curve_begins_at_nothing_ends_at_everything_and_names_what_is_hidden():
    drawn = specification(concentration(), theme.LIGHT)
    points = drawn["data"][1]
    assert (points["x"][0], points["y"][0]) == (0, 0)
    assert (points["x"][-1], points["y"][-1]) == (1, 1)
    assert "10% hidden" in [note["text"] for note in drawn["layout"]["annotations"]]
    assert "164" not in str(drawn)


def test_of_many_districts_the_largest_are_drawn_and_not_recorded_comes_last():
    rows = [row(place, 500, category=f"B{place}") for place in range(1, 30)] + [row(3, 500, category="unknown")]
    chart = builders.category_bars(table("postcode-district", *rows), MESSAGE, KNOWN["postcode-district"])
    labels = [mark.label for mark in chart.marks]
    assert labels[0] == "B29"
    assert labels[-1] == "Not recorded"
    assert len(labels) == builders.MOST_BARS


def test_ages_are_names_on_their_axis():
    chart = builders.category_bars(table("age", row(3, 9, category="15"), unit=Unit.CHILD), MESSAGE, KNOWN["age"])
    assert figure(chart).layout.yaxis.type == "category"


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

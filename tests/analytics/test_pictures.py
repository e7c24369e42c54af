"""A chart's picture and its figure hold the same marks and say the same words."""

import re
from datetime import date, datetime, timedelta

import pytest

from analytics.casework.changes import Weekly
from analytics.casework.charts import bars_of, line_of, strip
from analytics.casework.rows import end_of
from analytics.casework.week import Gone
from analytics.charts import figure as plotly
from analytics.charts import picture, theme
from analytics.charts.chart import Chart
from analytics.charts.picture import Size
from analytics.statistics.xmr import Limits

SUNDAY = date(2026, 10, 4)
SIZE = Size(400, 150)
AS_OF = end_of(SUNDAY)


def weeks(this: int = 61) -> Chart:
    values = (*range(30, 55), this)
    sundays = tuple(SUNDAY - timedelta(weeks=25 - place) for place in range(26))
    return line_of(Weekly("Missing episodes", sundays, values, Limits(42.0, 25.2, 58.7)))


def days() -> Chart:
    gone = [
        Gone("missing", datetime(2026, 10, 1)),
        Gone("missing", datetime(2026, 9, 1)),
        Gone("away", datetime(2026, 8, 1)),
    ]
    return strip(gone, AS_OF, "Two missing and one away")


CHARTS = {
    "bars": bars_of("Two of three", "Number", {"Under 8 hours": 2, "A longer name of a band": 0, "7 days or more": 11}),
    "line": weeks(),
    "strip": days(),
}


def words(svg: str) -> set[str]:
    return {re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg)}


def rows_of(spec: dict) -> list[dict]:
    """What is drawn: the longest list of data."""
    return max((layer["data"]["values"] for layer in spec["layer"]), key=len)


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_both_renderers_draw_the_same_number_of_marks(chart: Chart):
    figured = plotly.specification(chart, theme.LIGHT)["data"]
    points = sum(len(trace["x"]) for trace in figured if trace.get("hoverinfo") != "skip" or trace["type"] == "bar")
    assert points == len(chart.marks) == len(rows_of(picture.specification(chart, SIZE)))


def test_bars_say_their_names_and_their_numbers():
    said = words(picture.svg(CHARTS["bars"], Size(190)))
    assert {"Under 8 hours", "A longer name of a band", "7 days or more", "2", "0", "11"} <= said
    figured = plotly.specification(CHARTS["bars"], theme.LIGHT)["data"][0]
    assert [name.replace("<br>", " ") for name in figured["y"]] == [mark.label for mark in CHARTS["bars"].marks]


def test_a_line_says_its_last_value_its_dates_and_what_is_usual_in_whole_numbers_that_lie_within():
    said = words(picture.svg(CHARTS["line"], SIZE))
    assert {"61", "4 Oct", "Upper limit 58", "Mean 42", "Lower limit 26"} <= said
    assert "Usual range 26 to 58, mean 42" in CHARTS["line"].alt


@pytest.mark.parametrize(("this", "is_beyond"), [(61, True), (24, True), (50, False), (58, False), (59, True)])
def test_a_week_beyond_what_is_usual_has_a_shape_of_its_own_in_both(this: int, is_beyond: bool):
    shapes = {row["shape"] for row in rows_of(picture.specification(weeks(this), SIZE))}
    assert (shapes == {"circle", "diamond"}) is is_beyond
    assert ("Unusual" in weeks(this).alt) is is_beyond


def test_a_strip_keeps_a_line_for_what_did_not_happen_and_says_how_long_ago():
    said = words(picture.svg(CHARTS["strip"], Size(250)))
    assert {"Missing", "Absent", "Away", "90 days ago", "now"} <= said


def test_pictures_ask_for_nothing_from_outside_and_name_the_shipped_font():
    svg = picture.svg(CHARTS["line"], SIZE)
    assert "Liberation Sans" in svg
    assert re.findall(r"https?://(?!www\.w3\.org)", svg) == []
    assert picture.png(CHARTS["line"], SIZE)[:4] == b"\x89PNG"

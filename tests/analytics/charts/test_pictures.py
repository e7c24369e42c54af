"""A chart's picture and its figure hold the same marks and say the same words."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from analytics.casework.case_charts import bars_of, line_of, strip
from analytics.casework.changes import Weekly
from analytics.casework.rows import end_of
from analytics.casework.week import Gone
from analytics.charts import figure as plotly
from analytics.charts import picture, theme
from analytics.charts.bars import ROOM_BESIDE_SHARES
from analytics.charts.chart import Band, Chart, Format, Kind, Mark, Series
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
        Gone("missing", datetime(2026, 10, 1), is_open=True),
        Gone("missing", datetime(2026, 9, 1)),
        Gone("away", datetime(2026, 8, 1)),
    ]
    return strip(gone, AS_OF, "Two missing and one away")


def side_by_side() -> Chart:
    """Two series of bars, one of them hidden in part, with a name that takes two lines."""
    names = ("Under 8 hours", "Independent or unregulated")
    return Chart(
        Kind.BARS,
        "Two beside two",
        "Invented.",
        "Children",
        (
            Series("In care", tuple(Mark(name, 7.0, "7 (70%)") for name in names)),
            Series("At home", (Mark(names[0], 3.0, "3 (30%)"), Mark(names[1], None, "hidden"))),
        ),
    )


def shares() -> Chart:
    marks = (Mark("In care", 0.6, "60 of 100 (60%)"), Mark("At home", None, "hidden"))
    return Chart(Kind.SHARES, "Six of ten", "Invented.", "Returns", (Series("", marks),), Format.SHARE)


def share_over_time() -> Chart:
    marks = tuple(Mark(f"Month {n}", 0.5 + n / 100, f"{50 + n} of 100") for n in range(13))
    band = Band(0, 12, "normal range 45% to 70%, mean 56%", 0.56, 0.45, 0.7)
    return Chart(Kind.LINE, "Rising", "Invented.", "Percentage", (Series("", marks),), Format.SHARE, bands=(band,))


def of(kind: Kind, *series: Series, form: Format = Format.COUNT, bands: tuple[Band, ...] = ()) -> Chart:
    return Chart(kind, "Four more", "Invented.", "Children", series, form, bands=bands)


def stacked() -> Chart:
    """Two areas by three bands, one of them hidden, one too short for its number."""
    once = Series("Once", (Mark("North", 20.0, "20"), Mark("South of the river, and beyond", 7.0, "7")))
    twice = Series("Twice", (Mark("North", 12.0, "12"), Mark(once.marks[1].label, None, "hidden")))
    more = Series("More often", (Mark("North", 108.0, "108"), Mark(once.marks[1].label, 1.0, "1")))
    return of(Kind.STACKED, once, twice, more)


def curve() -> Chart:
    tenths = (("0%", 0.0), ("10%", 0.6), ("20%", None), ("100%", 1.0))
    marks = tuple(Mark(label, share, "hidden" if share is None else f"{share:.0%}") for label, share in tenths)
    return of(Kind.CURVE, Series("", marks), form=Format.SHARE)


def waterfall() -> Chart:
    steps = (("Usual", 60.0, "60"), ("North", -30.0, "−30"), ("South", 4.0, "+4"), ("Now", 34.0, "34"))
    return of(Kind.WATERFALL, Series("", tuple(Mark(*step) for step in steps)))


def columns() -> Chart:
    first, others = (tuple(Mark(f"{many}", float(many), f"{many} times") for many in each) for each in ((9, 7), (4, 1)))
    return of(Kind.COLUMNS, Series("Two", first), Series("All others", others))


def children() -> Chart:
    """Two children; the first was absent a day after going missing, which has a ring."""
    day = SUNDAY.toordinal()
    missing = Series("Missing", (Mark("A1", day + 0.25, "missing"), Mark("B2", day + 20.5, "missing")))
    absent = (Mark("A1", day + 1.25, "absent"),)
    gap = Band(day + 5, day + 9, "no absences supplied")
    return of(Kind.CHILDREN, missing, Series("Absent", absent), Series("Near in time", absent), bands=(gap,))


def links() -> Chart:
    pairs = (("A1", "B2", 3.0), ("B2", "C3", 1.0))
    return of(Kind.LINKS, *(Series(f"{a} and {b}", (Mark(a, n, ""), Mark(b, n, ""))) for a, b, n in pairs))


# What a report has as a table: a page draws it, and whoever wants it takes it as a file.
BESIDE_REPORTS = {each.kind: each for each in (stacked(), curve(), waterfall(), columns(), children(), links())}
CHARTS = {
    "bars": bars_of("Two of three", "Number", {"Under 8 hours": 2, "A longer name of a band": 0, "7 days or more": 11}),
    "line": weeks(),
    "strip": days(),
    "side by side": side_by_side(),
    "shares": shares(),
    "share over time": share_over_time(),
}


def words(svg: str) -> set[str]:
    """What is written; a name in two lines is one."""
    result = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return {" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in result}


def rows_of(spec: dict) -> list[dict]:
    """What is drawn: the longest list of data."""
    return max((layer["data"]["values"] for layer in spec["layer"]), key=len)


def points_of(spec: dict) -> list[dict]:
    """The points of every layer of them."""
    return [row for layer in spec["layer"] if layer["mark"]["type"] == "point" for row in layer["data"]["values"]]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_both_renderers_draw_the_same_number_of_marks(chart: Chart):
    figured = plotly.specification(chart, theme.LIGHT)["data"]
    points = sum(len(trace["x"]) for trace in figured if trace.get("hoverinfo") != "skip" or trace["type"] == "bar")
    if chart.kind is Kind.SHARES:
        points /= 2  # each bar and the track that it lies on
    drawn = picture.specification(chart, SIZE)
    assert points == len(chart.marks) == len(points_of(drawn) if chart.kind is Kind.STRIP else rows_of(drawn))


def test_bars_say_their_names_and_their_numbers():
    text = words(picture.svg(CHARTS["bars"], Size(190)))
    assert {"Under 8 hours", "A longer name of a band", "7 days or more", "2", "0", "11"} <= text
    figured = plotly.specification(CHARTS["bars"], theme.LIGHT)["data"][0]
    assert [name.replace("<br>", " ") for name in figured["y"]] == [mark.label for mark in CHARTS["bars"].marks]


def test_series_side_by_side_have_a_key_and_a_word_where_there_is_no_number():
    text = words(picture.svg(CHARTS["side by side"], SIZE))
    assert {"In care", "At home", "Under 8 hours", "7 (70%)", "3 (30%)", "hidden"} <= text
    assert len({row["series"] for row in rows_of(picture.specification(CHARTS["side by side"], SIZE))}) == 2


def test_shares_are_drawn_on_one_scale_whatever_the_largest():
    along = picture.specification(shares(), SIZE)["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert along == [0, ROOM_BESIDE_SHARES]
    assert {"60 of 100 (60%)", "hidden"} <= words(picture.svg(shares(), SIZE))


def test_a_share_over_time_says_its_last_share_and_what_is_normal_as_percentages():
    text = words(picture.svg(share_over_time(), SIZE))
    assert {"62%", "normal range 45% to 70%, mean 56%", "60%"} <= text
    assert "Mean 1" not in text


def test_a_narrow_picture_says_what_is_usual_in_one_line():
    assert CHARTS["line"].bands[0].name in words(picture.svg(CHARTS["line"], Size(250, 120)))


def test_a_line_says_its_last_value_its_dates_and_what_is_usual_in_whole_numbers_that_lie_within():
    text = words(picture.svg(CHARTS["line"], SIZE))
    assert {"61", "4 Oct", "Upper limit 58", "Mean 42", "Lower limit 26"} <= text
    assert "Usual range 26 to 58, mean 42" in CHARTS["line"].alt


@pytest.mark.parametrize(("this", "is_beyond"), [(61, True), (24, True), (50, False), (58, False), (59, True)])
def test_a_week_beyond_what_is_usual_has_a_shape_of_its_own_in_both(this: int, is_beyond: bool):
    marks = [layer["mark"] for layer in picture.specification(weeks(this), SIZE)["layer"]]
    assert ({mark.get("shape") for mark in marks if mark["type"] == "point"} == {"circle", "diamond"}) is is_beyond
    assert ("Unusual" in weeks(this).alt) is is_beyond


def test_a_gap_says_why_and_a_change_of_recording_is_marked_in_both():
    chart = share_over_time()
    marks = (*chart.marks[:3], Mark("Month 3", None, "not supplied"), *chart.marks[4:])
    bands = (replace(chart.bands[0], last=7), Band(8, 12, "median 60%", 0.6, is_new=True))
    chart = replace(chart, series=(Series("", marks),), bands=bands)
    assert {"not supplied", "recording", "changed here"} <= set(re.findall(r">([^<>]+)<", picture.svg(chart, SIZE)))
    figured = plotly.specification(chart, theme.LIGHT)["layout"]["annotations"]
    assert {"not supplied", "recording<br>changed here"} <= {note["text"] for note in figured}


def test_the_last_label_of_a_time_axis_is_always_named_and_none_lies_on_another():
    for many in range(1, 40):
        labels = [f"Jul-Sep {1990 + place}" for place in range(many)]
        series = Series("", tuple(Mark(label, 1.0, "1") for label in labels))
        chart = Chart(Kind.LINE, "Even", "Invented.", "Returns", (series,))
        named = picture.specification(chart, Size(250, 120))["layer"][0]["encoding"]["x"]["axis"]["values"]
        assert named[-1] == many - 1
        assert all((later - place) * 250 / many > 60 for place, later in pairwise(named))


def test_a_strip_keeps_a_line_for_what_did_not_happen_and_says_how_long_ago():
    text = words(picture.svg(CHARTS["strip"], Size(250)))
    assert {"Missing", "Absent", "Away", "90 days ago", "now"} <= text


@pytest.mark.parametrize("letter", ["\x00", "\x1f", "\x0b", "\x7f", "\ufffe"])
def test_a_character_that_xml_has_not_is_a_space_and_does_not_end_the_process(letter: str):
    chart = bars_of("Two", "Number", {f"A{letter}B": 2})
    assert "A B" in words(picture.svg(chart, SIZE))
    assert picture.png(chart, SIZE)[:4] == b"\x89PNG"


def test_pictures_ask_for_nothing_from_outside_and_name_the_shipped_font():
    svg = picture.svg(CHARTS["line"], SIZE)
    assert "Liberation Sans" in svg
    assert re.findall(r"https?://(?!www\.w3\.org)", svg) == []
    assert picture.png(CHARTS["line"], SIZE)[:4] == b"\x89PNG"


def test_what_is_not_over_is_a_bar_to_now_in_both_and_from_the_edge_where_it_is_older():
    gone = [Gone("missing", datetime(2026, 3, 1), is_open=True), Gone("missing", datetime(2026, 9, 1))]
    chart = strip(gone, AS_OF, "One not over")
    bars = [shape for shape in plotly.specification(chart, theme.LIGHT)["layout"]["shapes"] if shape["type"] == "line"]
    assert [(bar["x0"], bar["x1"], bar["y0"]) for bar in bars] == [(90, 0, 0)]
    assert "not over" in chart.alt
    over = replace(chart, series=tuple(replace(each, marks=each.marks[1:]) for each in chart.series))
    drawn, without = (picture.svg(item, SIZE).count("mark-rule") for item in (chart, over))
    assert drawn == without + 1


def test_there_is_a_picture_of_every_kind_that_a_page_draws_and_of_each_a_test():
    tested = {chart.kind for chart in CHARTS.values()} | set(BESIDE_REPORTS)
    assert set(Kind) == set(picture.ON_PAPER) == set(plotly.ON_PAGE) == tested
    assert not any(picture.is_drawn(chart) for chart in BESIDE_REPORTS.values())


# Of each kind, what its picture says; a number for which its part has no room is in the table.
SAID = {
    Kind.STACKED: ({"North", "South of the river, and beyond", "Once", "More often", "20", "12", "108", "7"}, {"1"}),
    Kind.CURVE: ({"Share of episodes", "10% of children: 60% of episodes", "20% hidden", "25%", "100%"}, set()),
    Kind.WATERFALL: ({"Usual", "North", "South", "Now", "60", "\N{MINUS SIGN}30", "+4", "34"}, set()),
    Kind.COLUMNS: ({"9", "7", "4", "1", "Two end here"}, set()),
    Kind.CHILDREN: (
        {"A1", "B2", "4 Oct", "Square: missing. Diamond: absent. Ring: near in time. Shaded: no absences supplied."},
        set(),
    ),
    Kind.LINKS: ({"A1", "B2", "C3"}, set()),
}


@pytest.mark.parametrize("kind", list(SAID))
def test_a_picture_of_any_kind_says_its_names_and_its_numbers(kind: Kind):
    text = picture.svg(BESIDE_REPORTS[kind], Size(460), "Exampleshire")
    said, unsaid = SAID[kind]
    assert said <= words(text)
    assert not unsaid & words(text)
    assert "Four more" in words(text)


def bars_drawn(spec: dict) -> list[tuple[str, float, float]]:
    """Each bar that has a length: its label, and from where to where it reaches."""
    rows = [row for layer in spec["layer"] if layer["mark"]["type"] == "bar" for row in layer["data"]["values"]]
    reach = [(row["label"], row["start"], row.get("value", row["end"])) for row in rows]
    return [each for each in reach if each[1] != each[2]]


def test_parts_and_steps_begin_where_the_one_before_ended():
    south = "South of the river,\nand beyond"
    assert bars_drawn(picture.specification(stacked(), SIZE)) == [
        ("North", 0, 20), (south, 0, 7), ("North", 20, 32), ("North", 32, 140), (south, 7, 8)
    ]  # fmt: skip
    steps = bars_drawn(picture.specification(waterfall(), SIZE))
    assert sorted(steps) == [("North", 30, 60), ("Now", 0, 34), ("South", 30, 34), ("Usual", 0, 60)]


def test_a_picture_of_children_and_of_links_has_a_point_for_each_mark_and_name():
    assert len(points_of(picture.specification(children(), SIZE))) == len(children().marks)
    assert len(points_of(picture.specification(links(), SIZE))) == 3


def test_words_at_a_side_of_the_plot_stand_there():
    above = next(
        layer
        for layer in picture.specification(curve(), SIZE)["layer"]
        if layer["mark"].get("text") == ["Share of episodes"]
    )
    assert above["encoding"]["x"] == {"value": {"expr": "width * 0.0"}}
    assert above["encoding"]["y"] == {"value": {"expr": "height * 0.0"}}

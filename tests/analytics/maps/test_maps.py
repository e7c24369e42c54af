"""Maps of areas: every area has its number or says why not, and what no map can show stands beside it."""

import json
import time
from datetime import date

import plotly.graph_objects as go

from analytics.charts import theme
from analytics.charts.chart import Mark
from analytics.charts.times import NOT_SAID, once_or_more
from analytics.disclosure.published import Protection, Row, Shown, Table
from analytics.indicators.registry import indicators
from analytics.maps.area_map import area_map, edges_of, map_figure, map_specification, rate_map, step_names, step_of
from analytics.maps.where import area_columns, beside_of, listed_areas, populations_of, rate_sentence, with_rates
from analytics.measuring.shapes import MoreThan
from analytics.model import Audience, Period, Unit
from analytics.statistics.intervals import poisson
from data.settings import Population, Settings
from geo.districts import district_ground, districts_of
from tests.analytics.charts.test_charts import MESSAGE

YEAR = Period(date(2025, 4, 1), date(2026, 4, 1))
GROUND = district_ground(frozenset({"B23", "B24", "B33"}))


def row(category: str, count: int | None, of: int | None = 100, group: str = "") -> Row:
    share = count / of if count is not None and of else None
    return Row(group, category, count, of, share, Shown.SHOWN if count is not None else Shown.HIDDEN, YEAR)


def table(*rows: Row, slug: str = "postcode-district", unit: Unit = Unit.CHILD, breakdown: str = "") -> Table:
    return Table(slug, unit, breakdown, rows, Protection(Audience.BOARD, "Board view."))


def drawn(*rows: Row, unit: Unit = Unit.CHILD, slug: str = "postcode-district"):
    areas = table(row("Out of area", 9), slug="police-area")
    counted = table(*rows, unit=unit, slug=slug)
    return area_map(counted, GROUND, ("Title.", "Subtitle."), beside_of(counted, areas, GROUND.codes))


def test_every_area_has_its_number_and_an_area_of_no_row_has_nought():
    chart = drawn(row("B23", 12), row("B33", None), row("unknown", 7))
    assert chart.areas == (Mark("B23", 12, "12"), Mark("B24", 0, "0"), Mark("B33", None, "hidden"))


def test_out_of_area_and_not_recorded_stand_beside_the_map():
    chart = drawn(row("B23", 12), row("DE1", 9), row("unknown", 7))
    assert chart.beside == (Mark("Out of area", 9, "9 (9%)"), Mark("Not recorded", 7, "7 (7%)"))
    assert "Not on the map: Out of area, 9 (9%); Not recorded, 7 (7%)." in chart.alt


def test_episodes_outside_add_up_and_children_outside_are_named_because_they_do_not():
    rows = (row("B23", 12), row("DE1", 9), row("DE23", 6), row("CR0", None))
    result = "postcode-district-found"
    assert drawn(*rows, unit=Unit.EPISODE, slug=result).beside == (Mark("Out of area", 15, "15 or more"),)
    assert drawn(*rows, slug=result).beside == (Mark("Out of area", None, "DE1 9, DE23 6, 1 more district"),)


def test_a_hidden_area_has_no_number_anywhere_in_what_a_browser_is_sent():
    spec = map_specification(drawn(row("B23", 12), row("B24", 8), row("B33", None)), GROUND, theme.LIGHT)
    words = [text for trace in spec["data"] if trace["mode"] == "text" for text in trace["text"]]
    assert words == ["B23<br><b>12</b>", "B24<br><b>8</b>", "B33<br><b>[c]</b>"]
    assert "[c] hidden" in [trace["name"] for trace in spec["data"] if trace.get("name")]


def test_an_area_that_is_counted_with_all_others_is_not_called_hidden():
    spec = map_specification(drawn(row("B23", 12), row("B24", 8), row("others", 30)), GROUND, theme.LIGHT)
    words = [text for trace in spec["data"] if trace["mode"] == "text" for text in trace["text"]]
    assert words[-1] == "B33<br><b></b>"
    names = [trace["name"] for trace in spec["data"] if trace.get("name")]
    assert "Counted with all others" in names
    assert "[c] hidden" not in names


def test_plotly_accepts_a_map_as_it_is_written():
    spec = map_specification(drawn(row("B23", 12), row("B24", 8), row("B33", None)), GROUND, theme.LIGHT)
    assert len(go.Figure(spec).data) == len(spec["data"])


def test_steps_begin_at_round_numbers_and_hold_every_value():
    edges = edges_of([6, 7, 8, 9, 12, 15, 22, 23, 25, 27, 35, 43, 55], 4)
    assert edges == (1, 8, 20, 25)
    assert step_names(edges, 55) == ["1 to 7", "8 to 19", "20 to 24", "25 or more"]
    assert [step_of(value, edges) for value in (0, None, 1, 7, 8, 25, 400)] == [None, None, 0, 0, 1, 3, 3]
    assert edges_of([], 4) == (1,)
    assert edges_of([3, 3, 3], 4) == (1, 3)


def test_a_map_of_birmingham_is_made_within_a_second_and_weighs_less_than_400_kilobytes():
    began = time.perf_counter()
    ground = district_ground.__wrapped__(districts_of("E08000025"))
    chart = area_map(table(row("B23", 12)), ground, ("Title.", "Subtitle."), [])
    sent = json.dumps(map_figure(chart, ground, theme.LIGHT).to_dict())
    assert time.perf_counter() - began < 1
    assert len(sent) < 400_000
    assert len(json.loads(sent)["data"]) >= 3


def test_the_table_ranks_by_children_and_ends_with_what_no_map_shows():
    episodes = table(row("B23", 40), row("B33", 20), row("DE1", 9), row("unknown", 3), unit=Unit.EPISODE)
    children = table(row("B23", 7), row("B33", 12), row("DE1", None), row("unknown", 2))
    columns = area_columns([episodes, children], GROUND.codes)
    assert columns["Area"] == ["B33", "B23", "DE1", "Not recorded"]
    assert columns["Episodes"] == ["20", "40", "9", "3"]
    assert columns["Children"] == ["12", "7", "hidden", "2"]


POPULATIONS = {"B23": 3_000, "B24": 1_500, "B33": 4_000}


def test_a_rate_is_the_count_for_each_10000_who_live_there_and_a_hidden_count_has_none():
    counted = table(row("B23", 12), row("B33", None), row("DE1", 9))
    chart = rate_map(counted, GROUND, ("Title.", "Subtitle."), [], POPULATIONS)
    assert chart.areas == (Mark("B23", 40, "40"), Mark("B24", 0, "0"), Mark("B33", None, "hidden"))
    text = rate_sentence(counted, POPULATIONS)
    assert text == (
        "B23: 40 children for each 10,000 children aged 10 to 17, the highest rate, of those that are not hidden "
        "(12, where 3,000 live)."
    )
    listed = listed_areas(counted, GROUND.codes)
    columns = with_rates({"Area": listed}, counted, POPULATIONS, listed)
    low, high = poisson(12, 3_000)
    assert columns["95% interval"] == [f"{round(low * 10_000)} to {round(high * 10_000)}", "", ""]
    assert columns["For each 10,000 aged 10 to 17"] == ["40", "", ""]


def test_a_police_area_has_a_population_only_where_all_of_its_districts_have():
    settings = Settings(
        areas={"North": ("B23", "B24"), "East": ("B33", "B34")}, population=Population(areas=POPULATIONS)
    )
    assert populations_of(settings) == {"North": 4_500, **POPULATIONS}


def test_where_the_split_is_hidden_a_bar_says_so_and_shows_all_children():
    indicator = indicators(Settings())["missing-more-than-once"]
    assert isinstance(indicator, MoreThan)
    rows = (row("", 6, 20, "B23"), row("", None, 9, "B24"), row("", None, None, "B33"))
    chart = once_or_more(table(*rows, breakdown="district"), MESSAGE, indicator)
    assert {series.name: [mark.value for mark in series.marks] for series in chart.series} == {
        NOT_SAID: [0, 9],
        "Once": [14, None],
        "More than once": [6, None],
    }

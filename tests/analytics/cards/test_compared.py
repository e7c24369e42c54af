"""Ours beside others: by official figures alone, and different only where authorities do not differ so much."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from analytics.cards.compared import (
    QUESTIONS,
    Area,
    Question,
    compared,
    compared_chart,
    compared_funnel,
    compared_message,
    compared_sentence,
    compared_table,
    funnel_among,
    latest_year,
    year_of,
)
from analytics.charts.funnel import APART, funnel_specification, greatest_value, heights_apart, named_dots
from analytics.charts.theme import LIGHT
from analytics.statistics.over_dispersion import Funnel
from analytics.views.benchmarks import BENCHMARK_SCHEMA, benchmarks
from analytics.words.symbols import MEANINGS, symbol_words
from data.formats.official import SYMBOLS
from data.settings import Council
from data.snapshots import Store
from data.warehouse import Warehouse, warehouse, write_tables
from tests.data.builders import SHARED, load_files

OFFICIAL = SHARED / "samples" / "official-statistics" / "la_missing_or_away_2020_to_2024.csv"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not beside the repository")

SHARE, EACH, AWAY = QUESTIONS
OURS, NEXT = "E08000032", "E08000033"


def figures(**ours: int | None) -> pl.DataFrame:
    """Thirty authorities, of which about a tenth are missing; ours and a neighbour among them; England."""
    rows = []
    for place in range(30):
        code = f"E080000{place + 10}"
        values = {"children_looked_after": 1000, "children_missing": 90 + place % 20, "missing_incidents": 600}
        values |= {"children_away": 40}
        if code == OURS:
            values |= ours
        rows += [(code, f"Authority {place}", "authority", measure, value) for measure, value in values.items()]
    nation = {"children_looked_after": 30_000, "children_missing": 3_000, "missing_incidents": 18_000}
    rows += [("E92000001", "England", "country", measure, value) for measure, value in nation.items()]
    made = [
        (2024, code, name, level, measure, value, "c" if value is None else "known")
        for code, name, level, measure, value in rows
    ]
    return pl.DataFrame(made, schema=BENCHMARK_SCHEMA, orient="row")


def test_ours_comes_first_then_neighbours_then_the_nation():
    areas = compared(figures(children_missing=100), SHARE, 2024, OURS, [NEXT, "E09999999"]).areas
    assert [area.name for area in areas] == ["Authority 22", "Authority 23", "England"]
    assert areas[0] == Area("Authority 22", 100, 1000, "like other authorities")
    assert areas[-1].standing == ""


@pytest.mark.parametrize(
    ("missing", "standing"),
    [(100, "like other authorities"), (300, "higher than others of its size"), (20, "lower than others of its size")],
)
def test_t26_more_missing_than_neighbours_is_said_only_beyond_what_authorities_differ_by(missing: int, standing: str):
    assert compared(figures(children_missing=missing), SHARE, 2024, OURS, []).areas[0].standing == standing


def test_a_hidden_figure_is_shown_as_its_symbol_and_stands_nowhere():
    among = compared(figures(children_missing=None), SHARE, 2024, OURS, [NEXT])
    assert among.ours == Area("Authority 22", None, 1000, count_symbol="c")
    assert compared_table(among, SHARE)["Children missing"][0] == "c (confidential)"
    assert compared_table(among, SHARE)["Percentage"][0] == ""
    assert compared_sentence(among, SHARE).startswith("In 2023-24: Authority 22 c (confidential); 1 neighbour average")
    # No bar: a symbol is never a nought.
    assert (compared_chart(among, SHARE).marks[0].value, among.rank) == (None, "")


@pytest.mark.parametrize(("symbol", "words"), [(symbol, f"{symbol} ({said})") for symbol, said in MEANINGS.items()])
def test_every_symbol_has_its_meaning_beside_it(symbol: str, words: str):
    is_ours = (pl.col("area_code") == OURS) & (pl.col("measure") == "children_missing")
    held = figures(children_missing=None).with_columns(status=pl.when(is_ours).then(pl.lit(symbol)).otherwise("status"))
    assert compared_table(compared(held, SHARE, 2024, OURS, []), SHARE)["Children missing"][0] == words


def test_every_symbol_that_is_read_has_a_meaning_and_x_was_confidential_too_once():
    assert set(MEANINGS) == set(SYMBOLS)
    assert symbol_words("x", 2017) == "x (confidential, or not available)"
    assert symbol_words("x", 2024) == "x (not available)"
    assert symbol_words("", 2024) == "not known"


def test_the_sentence_has_the_numbers_of_the_table():
    among = compared(figures(children_missing=100), SHARE, 2024, OURS, [])
    assert compared_sentence(among, SHARE) == (
        "In 2023-24: Authority 22 100 of 1,000 (10%), like other authorities; England 3,000 of 30,000 (10%)."
    )
    each = compared(figures(children_missing=100), EACH, 2024, OURS, [])
    assert compared_table(each, EACH)["Each"][0] == "6.0"
    assert [mark.value for mark in compared_chart(each, EACH).marks] == [6.0, 6.0]


# Authorities 10 to 19 by code have 90 to 99 of a thousand children missing.
TEN = [f"E080000{place + 10}" for place in range(10)]


@pytest.mark.parametrize(
    ("missing", "rank"),
    [
        (120, "highest of 11"),
        (98, "level 2nd highest of 11"),
        (99, "level highest of 11"),
        (90, "level 10th highest of 11"),
        (30, "lowest of 11"),
    ],
)
def test_our_rank_and_the_average_stand_in_the_sentence_and_the_table(missing: int, rank: str):
    among = compared(figures(children_missing=missing), SHARE, 2024, OURS, TEN)
    assert among.average == pytest.approx(0.0945)
    table = compared_table(among, SHARE)
    assert table["Among its neighbours"] == [rank, *[""] * 12]
    assert (table["Area"][11], table["Percentage"][11]) == ("Average of 10 neighbours", "9%")
    sentence = compared_sentence(among, SHARE)
    assert f"{rank} with its neighbours; 10 neighbours average 9%; England" in sentence
    assert compared_chart(among, SHARE).marks[11].value == among.average


def test_neighbours_without_a_number_are_in_no_average_and_no_rank():
    is_silent = pl.col("area_code").is_in(TEN[:3]) & (pl.col("measure") == "children_missing")
    held = figures(children_missing=98).with_columns(
        value=pl.when(~is_silent).then("value"),
        status=pl.when(is_silent).then(pl.lit("k")).otherwise("status"),
    )
    among = compared(held, SHARE, 2024, OURS, TEN)
    assert (among.who_averages, among.rank) == ("7 of 10 neighbours", "level 2nd highest of 8")
    assert among.average == pytest.approx((93 + 94 + 95 + 96 + 97 + 98 + 99) / 7_000)
    nobody = compared(held, SHARE, 2024, OURS, TEN[:3])
    assert (nobody.average, nobody.rank) == (None, "")


def test_an_authority_with_a_new_code_is_known_by_its_name():
    """As when a boundary moves: York by a code that these statistics do not have."""
    named = figures().with_columns(
        area_name=pl.when(pl.col("area_code") == NEXT).then(pl.lit("York")).otherwise("area_name")
    )
    assert [area.name for area in compared(named, SHARE, 2024, OURS, ["E06000014"]).neighbours] == ["York"]


def test_the_page_says_how_we_stand_in_every_question_of_the_newest_year():
    text = compared_message(figures(children_missing=300), OURS)
    assert text == (
        "Authority 22, 2023-24: children missing, higher than others of its size; "
        "incidents for each child missing, lower than others of its size; children away, like other authorities."
    )
    assert compared_message(figures(children_missing=None, children_away=None), OURS) == ""
    assert compared_message(figures(), "E09999999") == ""
    assert compared_message(BENCHMARK_SCHEMA.to_frame(), OURS) == ""


@pytest.mark.parametrize(
    ("missing", "words"),
    [(3_000, "England 10%"), (3_900, "All authorities 10%, England 13%"), (None, "All authorities 10%")],
)
def test_the_line_of_a_funnel_is_the_nations_only_where_it_is_read_so(missing: int | None, words: str):
    is_nations = (pl.col("level") == "country") & (pl.col("measure") == "children_missing")
    changed = figures().with_columns(value=pl.when(is_nations).then(pl.lit(missing)).otherwise("value"))
    held = changed.filter(pl.col("value").is_not_null())
    chart = compared_funnel(held, SHARE, 2024, OURS, [])
    assert chart is not None
    assert chart.nation == words


def test_with_few_authorities_nothing_is_called_different():
    few = figures(children_missing=300).filter(pl.col("area_code").is_in([OURS, NEXT, "E92000001"]))
    assert compared(few, SHARE, 2024, OURS, [NEXT]).areas[0].standing == ""


def test_the_latest_year_is_one_with_both_figures():
    older = figures().with_columns(year=pl.lit(2023, pl.Int32))
    newer = figures().filter(measure="children_missing")
    assert latest_year(pl.concat([older, newer]), SHARE) == 2023
    assert latest_year(newer, SHARE) is None


def test_a_file_without_official_statistics_has_none(tmp_path: Path):
    write_tables(tmp_path / "a.duckdb", {"other": pl.DataFrame({"x": [1]})})
    write_tables(tmp_path / "b.duckdb", {"benchmark": figures()})
    for name, many in (("a", 0), ("b", figures().height)):
        file = Warehouse(tmp_path / f"{name}.duckdb")
        assert benchmarks(file).height == many
        assert benchmarks(file).schema == BENCHMARK_SCHEMA
        file.close()


# The published figures


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The official figures of 2020 to 2024, loaded as any council would load them."""
    store = Store(tmp_path_factory.mktemp("official") / "store")
    load_files(store, [OFFICIAL], None)
    live = store.current()
    assert live is not None
    return benchmarks(warehouse(live.episodes))


BIRMINGHAM, BRADFORD, CROYDON, DERBY = "E08000025", "E08000032", "E09000008", "E06000015"


@needs_shared
def test_t26_bradford_beside_its_neighbours_and_england_as_published(published: pl.DataFrame):
    assert latest_year(published, SHARE) == 2024
    areas = compared(published, SHARE, 2024, BRADFORD, [DERBY, BIRMINGHAM]).areas
    assert [(area.name, area.count) for area in areas[:3]] == [("Bradford", 201), ("Birmingham", 281), ("Derby", 70)]
    assert areas[-1].name == "England"
    each = compared(published, EACH, 2024, BIRMINGHAM, []).areas
    # The paper prints 7.3 incidents a child.
    assert (each[0].count, each[0].of, f"{each[0].value:.1f}") == (2039, 281, "7.3")


@needs_shared
def test_a_plain_funnel_would_call_a_fifth_of_england_unusual_and_the_wider_one_few(published: pl.DataFrame):
    of_year = year_of(published, 2024)
    normal = funnel_among(of_year, SHARE)
    assert normal is not None
    pairs = [pair for code in of_year.authorities() if (pair := of_year.pair(code, SHARE))]
    plain = replace(normal, dispersion=1.0)
    squares = [((count / of - plain.centre) / plain.deviation(of)) ** 2 for count, of in pairs]
    # 7.3 times as much as chance; by all but the outermost tenths, by which limits are not to be widened, 6.8.
    assert sum(squares) / len(squares) == pytest.approx(7.3, abs=0.05)
    assert normal.dispersion == pytest.approx(6.8, abs=0.05)
    assert beyond(plain, pairs) / len(pairs) == pytest.approx(0.2, abs=0.05)
    assert beyond(normal, pairs) == 1


def beyond(funnel: Funnel, pairs: list[tuple[int, int]]) -> int:
    """How many authorities lie outside the limits."""
    return sum(not low <= count / of <= high for count, of in pairs for low, high in [funnel.limits(of)])


@needs_shared
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.counted)
def test_the_funnel_holds_every_authority_once_and_the_numbers_of_the_table(published: pl.DataFrame, asked: Question):
    neighbours = [BIRMINGHAM, DERBY, CROYDON]
    chart = compared_funnel(published, asked, 2024, BRADFORD, neighbours)
    assert chart is not None
    of_year = year_of(published, 2024)
    named = named_dots(chart)
    # What an authority did not return, or what is hidden, is no dot.
    derby = ["Derby"] if of_year.pair(DERBY, asked) else []
    assert [dot.name for dot in named] == ["Bradford", "Birmingham", "Croydon", *derby]
    assert len(chart.others) + len(named) == sum(
        of_year.pair(code, asked) is not None for code in of_year.authorities()
    )
    table = compared_table(compared(published, asked, 2024, BRADFORD, neighbours), asked)
    assert [f"{dot.size:,.0f}" for dot in named] == table[asked.things][: len(named)]
    text = " ".join(note["text"] for note in funnel_specification(chart, LIGHT)["layout"]["annotations"])
    assert all(dot.name in text and dot.name in chart.alt for dot in named)


@needs_shared
def test_names_in_the_funnel_stand_apart_and_inside_the_frame(published: pl.DataFrame):
    codes = [code for code in year_of(published, 2024).authorities() if code.startswith("E080")][:10]
    chart = compared_funnel(published, SHARE, 2024, BRADFORD, codes)
    assert chart is not None
    heights = sorted(height for _, height in heights_apart(named_dots(chart), greatest_value(chart), 0.1))
    assert all(above - below >= APART - 1e-9 for below, above in pairwise(heights))
    assert 0 < heights[0] < heights[-1] < 1


@needs_shared
def test_bradford_among_the_ten_of_the_published_model(published: pl.DataFrame):
    ten = Council(authority=BRADFORD).compared_with
    among = compared(published, SHARE, 2024, BRADFORD, ten)
    assert [area.name for area in among.neighbours] == [
        "Birmingham", "Blackburn with Darwen", "Bolton", "Derby", "Kirklees", "Oldham", "Rochdale",
        "Sandwell", "Sheffield", "Walsall",
    ]  # fmt: skip
    values = [area.count / area.of for area in among.neighbours if area.count is not None and area.of]
    assert among.average == pytest.approx(sum(values) / len(values))
    assert among.rank.endswith(f"of {len(values) + 1}")

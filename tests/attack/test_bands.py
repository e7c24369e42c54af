"""The banded truth: what each reader reads where a side of a comparison must be hidden, and what a stranger learns."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analytics.cards.answer import answer
from analytics.cards.card import Card, Scope
from analytics.charts import figure, picture, theme
from analytics.disclosure.auditing.audit import Auditor, Interval, said_by
from analytics.disclosure.bands import band_of, with_bands
from analytics.disclosure.gate import published_in
from analytics.disclosure.policy import Threshold, policy_for
from analytics.disclosure.published import BANDS, PUBLISHED_SCHEMA, Shown
from analytics.disclosure.small_numbers import bands_of_enough, whole_comparisons
from analytics.exports.export import published_export
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import SETTING
from analytics.model import Audience, Selection, Unit
from analytics.presenting.shares import share_in_words, wording_of
from analytics.releases.board_audit import board_auditor
from analytics.releases.read import Released, read
from analytics.releases.release import Approval, approve, prepare
from analytics.releases.summary import scope_of
from analytics.reports.quarterly import quarterly_report
from analytics.reports.quarterly_book import lines_of
from analytics.views.view import Part, board_view, coordinator_view
from data.audit_log import Actor
from data.settings import Settings
from data.snapshots import Store
from tests.analytics.cards.test_headlines import published_row
from tests.attack.attackers_rules import OF_ONE_PAPER, held_of
from tests.attack.random_stores import AS_OF, council, dense, loaded
from tests.attack.second_audit import PERCENTAGES, Range, said_in, second_audit
from tests.attack.test_second_audit import figure as figure_of
from tests.attack.test_second_audit import table
from tests.bradford import QUARTER, SETTINGS, bradford
from tests.builders import through_the_gate
from tests.sizes import few_or_many

NAME = "2026-27-Q1"
CARD = Card("interview-in-time", by=SETTING, title="In care and at home")
POLICY = policy_for(Audience.BOARD, SETTINGS)
THIRD, NEARLY_ALL = Shown.A_THIRD.value, Shown.NEARLY_ALL.value


def release(store: Store, name: str = NAME) -> Released:
    """A release of the quarter that the public reads."""
    prepare(store, name, SETTINGS, by=Actor("A. Co-ordinator"))
    approved = approve(store, name, Approval(Actor("B. Director"), SETTINGS.releases.approvers[0], "To read"), SETTINGS)
    return read(approved)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return bradford(tmp_path_factory.mktemp("bradford"))


@pytest.fixture(scope="module")
def released(store: Store) -> Released:
    return release(store)


@pytest.fixture(scope="module")
def board(store: Store) -> Scope:
    return Scope(board_view(store.live(), SETTINGS, QUARTER, Part()), indicators(SETTINGS), SETTINGS)


# What is read


def test_a_co_ordinator_reads_both_numbers(store: Store) -> None:
    view = coordinator_view(store.live(), SETTINGS, Selection(QUARTER, AS_OF), ["interview-in-time"], by=[SETTING])
    answered = answer(Scope(view, indicators(SETTINGS), SETTINGS), CARD)
    assert answered.sentence == "Lowest: In care, 114 of 357 (32%). Highest: At home, 328 of 335 (98%)."


def test_a_board_reads_both_sides_in_bands_in_sentence_table_and_chart(board: Scope) -> None:
    answered = answer(board, CARD)
    assert answered.sentence == "In care: about a third (30% to 40%) of 357. At home: 95% or more of 335."
    assert answered.period == QUARTER
    columns = answered.columns
    assert columns["Episodes"][:2] == ["hidden", "hidden"]
    assert columns["Of"][:2] == ["357", "335"]
    assert columns["Percentage"][:2] == [THIRD, NEARLY_ALL]
    assert columns["95% interval"][:2] == ["", ""]
    assert answered.chart
    marks = answered.chart.marks[:2]
    assert [(mark.low, mark.value, mark.text) for mark in marks] == [
        (0.3, 0.4, f"{THIRD} of 357"),
        (0.95, 1.0, f"{NEARLY_ALL} of 335"),
    ]
    over_time = answer(board, replace(CARD, over_time=True)).columns
    assert [cells[0] for cells in over_time.values()][1:3] == [f"{THIRD} of 357", f"{NEARLY_ALL} of 335"]


def test_the_public_reads_both_sides_too_and_not_the_flattering_half(released: Released) -> None:
    answered = answer(scope_of(released), CARD)
    assert answered.sentence == "In care: about a third (30% to 40%) of 355. At home: 95% or more of 335."
    assert answered.columns["Percentage"][:2] == [THIRD, NEARLY_ALL]


def test_exports_and_the_quarterly_report_say_the_same(store: Store) -> None:
    rows = published_export(store.live(), SETTINGS, QUARTER, ["interview-in-time"])
    of_setting = rows.filter(breakdown="setting", period_start=QUARTER.start).sort("group")
    numbers = of_setting.select("group", "numerator", "denominator", "share", "shown").rows()[:2]
    assert numbers == [("care", None, 357, None, THIRD), ("home", None, 335, None, NEARLY_ALL)]
    report = quarterly_report(store.live(), SETTINGS, QUARTER, AS_OF)
    items = [item for section in report.sections for item in section.items]
    (item,) = [item for item in items if item.question == "Are interviews in time, in care and at home?"]
    assert item.said.startswith("In care: about a third (30% to 40%) of 357. At home: 95% or more of 335.")
    assert item.answer
    assert [line[-1] for line in lines_of(item.answer)[1:3]] == [THIRD, NEARLY_ALL]
    assert item.chart
    # A range is drawn from where it begins, on a page and on paper.
    (track, ranges) = (
        trace for trace in figure.specification(item.chart, theme.LIGHT)["data"] if trace["type"] == "bar"
    )
    assert (track["x"][:2], ranges["base"][:2]) == ([1, 1], [0.3, 0.95])
    assert ranges["x"][:2] == pytest.approx([0.1, 0.05])
    bars = picture.specification(item.chart, picture.Size(150))["layer"][1]
    assert [(row["start"], row["value"]) for row in bars["data"]["values"][:2]] == [(0.3, 0.4), (0.95, 1.0)]
    assert bars["encoding"]["x2"] == {"field": "start"}


def test_a_stranger_with_both_papers_learns_nothing(store: Store, released: Released) -> None:
    assert released
    held = held_of(store, SETTINGS)
    assert {attack.__name__: attack(held) for attack in OF_ONE_PAPER if attack(held)} == {}


def test_the_exact_audit_reads_bands_as_hidden_numbers(store: Store) -> None:
    published = published_in(store.live().published)
    said = said_by(published, POLICY, SETTINGS)
    audit = board_auditor(store.live())(said, closely=True)
    assert audit.passed
    bands = {dict(item.groups)["setting"]: audit.hidden[item] for item, told in said.items() if told.is_band}
    # 442 in time of all: 328 at home leave 114 in care.
    assert {name: (told.least, told.most) for name, told in bands.items()} == {"care": (108, 123), "home": (319, 334)}


# The bands themselves


def test_every_share_lies_in_one_band_and_both_audits_read_it_alike() -> None:
    ends = list(BANDS.values())
    assert [band.low for band in ends] == [0, *(band.high for band in ends[:-1])]
    assert ends[-1].high == 100
    assert list(PERCENTAGES) == [word.value for word in BANDS]
    counted = pl.DataFrame({"n": range(258), "of": 257})
    words = counted.select(band=band_of(pl.col("n"), pl.col("of")))["band"].to_list()
    for number, word in enumerate(words):
        row = published_row("interview-in-time", None, 257)
        rows = pl.DataFrame([{**row, "shown": word}], schema=PUBLISHED_SCHEMA)
        (mine,) = [told for told in said_by(through_the_gate(rows), POLICY, SETTINGS).values() if told.is_band]
        (theirs,) = [told for told in said_in(rows, SETTINGS).values() if told.is_word]
        assert (mine.least, mine.most) == (theirs.least, theirs.most)
        assert mine.least <= max(number, 1) <= mine.most


@pytest.mark.parametrize(
    ("word", "base", "is_said"),
    [
        # 5% of 159 are 7 others at the most: fewer than the 5 and three more that must be left.
        (NEARLY_ALL, 159, False),
        (NEARLY_ALL, 160, True),
        ("under 5%", 160, False),
        ("under 5%", 162, True),
        # 10, 11 and 12 of 30, or 12 to 17: more than five numbers.
        (THIRD, 30, False),
        (Shown.A_HALF.value, 30, True),
        (Shown.A_HALF.value, 12, False),
    ],
)
def test_a_band_is_said_of_a_base_that_is_large_enough(word: str, base: int, *, is_said: bool) -> None:
    ruled = bands_of_enough(pl.DataFrame({"band": [word], "denominator": [base]}), Threshold(5))
    assert (ruled.rows["band"].to_list(), ruled.hidden) == (([word], 0) if is_said else ([None], 1))


def rows_of(*sides: tuple[str, int | None, int | None, str], by: str = "setting") -> pl.DataFrame:
    """Rows of interviews in time in the quarter."""
    made = [
        published_row("interview-in-time", number, of, breakdown=by, group=group, period=QUARTER) | {"shown": word}
        for group, number, of, word in sides
    ]
    return pl.DataFrame(made, schema=PUBLISHED_SCHEMA)


HIDDEN = rows_of(("care", None, 357, "hidden"), ("home", None, 335, "hidden"))
TRUE = rows_of(("care", 114, 357, "shown"), ("home", 328, 335, "shown"))


def test_bands_that_are_not_safe_are_not_said_and_then_neither_side_is() -> None:
    assert with_bands(HIDDEN, TRUE, POLICY, SETTINGS, lambda _: False)["shown"].to_list() == ["hidden", "hidden"]
    assert with_bands(HIDDEN, TRUE, POLICY, SETTINGS, lambda _: True)["shown"].to_list() == [THIRD, NEARLY_ALL]
    small = rows_of(("care", None, 357, "hidden"), ("home", None, 35, "hidden"))
    true = rows_of(("care", 114, 357, "shown"), ("home", 33, 35, "shown"))
    said = with_bands(small, true, POLICY, SETTINGS, lambda _: True)
    assert said["shown"].to_list() == ["not said alone", "hidden"]
    assert said["numerator"].to_list() == [None, None]


def test_one_table_is_said_where_another_is_not() -> None:
    child = pl.lit("child").alias("unit")
    both, true = (pl.concat([rows, rows.with_columns(child)]) for rows in (HIDDEN, TRUE))

    def is_safe(rows: pl.DataFrame) -> bool:
        return rows.filter(unit="child")["shown"].to_list() == ["hidden", "hidden"]

    said = with_bands(both, true, POLICY, SETTINGS, is_safe)
    assert said["shown"].to_list() == [THIRD, NEARLY_ALL, "hidden", "hidden"]


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ([("care", 114, 357, "shown"), ("home", None, None, "hidden")], ["not said alone", "hidden"]),
        # Nought alone misleads as well.
        ([("care", 0, 357, "shown"), ("home", None, 40, "hidden")], ["not said alone", "hidden"]),
        ([("care", 114, 357, "shown"), ("not_in_care", None, 40, "hidden")], ["not said alone", "hidden"]),
        ([("care", 114, 357, "shown"), ("unknown", None, 40, "hidden")], ["shown", "hidden"]),
        ([("care", 114, 357, "shown"), ("home", None, 335, NEARLY_ALL)], ["shown", NEARLY_ALL]),
        ([("care", 114, 357, "shown"), ("home", 0, 0, "none due")], ["shown", "none due"]),
        ([("care", None, 357, THIRD), ("home", None, 40, "hidden")], ["not said alone", "hidden"]),
    ],
)
def test_no_half_of_a_comparison_is_said(sides: list[tuple[str, int, int, str]], words: list[str]) -> None:
    ruled = whole_comparisons(rows_of(*sides), ["interview-in-time"])
    assert ruled.rows["shown"].to_list() == words
    assert ruled.rows.filter(pl.col("shown") == "not said alone")["numerator"].null_count() == ruled.hidden


def test_every_share_has_a_sentence_for_a_band() -> None:
    row = published_row("interview-in-time", None, 357) | {"shown": THIRD}
    band = through_the_gate(pl.DataFrame([row], schema=PUBLISHED_SCHEMA)).table("interview-in-time", Unit.EPISODE)
    for slug, item in indicators(SETTINGS).items():
        if item.definition.says and "{percent}" in item.definition.says:
            for unit in item.definition.units:
                said = share_in_words(band.rows[0], wording_of(item, unit))
                assert "about a third (30% to 40%)" in said.lower(), slug
                assert "()" not in said


# What a stranger tries


def test_both_audits_find_what_a_band_gives_away() -> None:
    """A band that leaves two numbers, though both are more than a few; with a third one it is safe."""
    counts = {("", "F"): 30, ("", "M"): 8, ("", "unknown"): 0}
    rows = table("sex", "episode", counts)
    assert second_audit(said_in(rows, Settings()), settings=Settings(), few=5).is_clean
    few = figure_of("episode", "missing", sex="M")
    narrow = {few: Range(7, 8, is_word=True)}
    assert dict(second_audit(narrow, settings=Settings(), few=5).leaks) == {few: Range(7, 8)}
    exact = through_the_gate(rows)
    auditor = Auditor(exact, 5, Settings())
    (mine,) = [item for item in auditor.truth if dict(item.groups).get("sex") == "M"]
    assert set(auditor({mine: Interval(7, 8, is_band=True)}).given_away) == {mine}
    assert auditor({mine: Interval(7, 9, is_band=True)}).passed
    assert auditor({mine: Interval(7, 8)}).passed


def test_a_number_beside_a_band_is_a_number() -> None:
    band, hidden = Interval(319, 334, is_band=True), Interval(1, float("inf"))
    assert band.and_also(hidden) == hidden.and_also(band) == band
    assert band.and_also(Interval(328, 328)) == Interval(328, 328)
    assert band.and_also(Interval(326, 330)) == Interval(326, 330)
    assert band.and_also(Interval(100, 330, is_band=True)) == Interval(319, 330, is_band=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(few_or_many(1, 60)))
def test_a_stranger_learns_nothing_of_councils_whose_shares_are_in_bands(seed: int, tmp_path: Path) -> None:
    """So many children that bands are wide enough, and groups so rare that shares are hidden."""
    made = replace(dense(council(seed)), children=200 + 20 * (seed % 8), rarity=(0.15, 0.3, 0.5)[seed % 3])
    held = held_of(loaded(tmp_path, made), SETTINGS)
    assert {attack.__name__: attack(held) for attack in OF_ONE_PAPER if attack(held)} == {}

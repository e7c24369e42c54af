"""Every rule about small numbers: where it begins and ends, and that it is listed, in words, and used."""

import ast
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.disclosure import small_numbers
from analytics.disclosure.policy import Policy, Threshold, policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published, Row, Shown
from analytics.disclosure.small_numbers import (
    RULES,
    Rule,
    all_but_few,
    counted_as_one_child,
    districts_shown,
    few_in_public,
    is_steady,
    numbers_of_few,
    pairs_of_enough,
    parts_without_words_of_few,
    rounded_numbers,
    rows_of_a_chart,
    rows_of_few,
    rows_of_files,
    senders_of_few,
    shares_of_large_bases,
    sizes_of_few,
    without_names_of_few,
    without_words_of_few,
)
from analytics.maps.flows import Flow
from analytics.model import Audience, Period, PeriodKind, Unit
from data.settings import demonstration_settings
from tests.builders import through_the_gate

ROOT = Path(__file__).parents[3]
SETTINGS = demonstration_settings()
BOARD, PUBLIC = policy_for(Audience.BOARD, SETTINGS), policy_for(Audience.SCRUTINY, SETTINGS)
FIVE, NOTHING = Threshold(5), Threshold(0)
START, END = date(2026, 7, 1), date(2026, 10, 1)
QUARTER = Period(START, END, PeriodKind.QUARTER)


def rule_names() -> set[str]:
    return {name for name, value in vars(small_numbers).items() if isinstance(value, Rule)}


def test_every_rule_is_listed_once():
    listed = [rule.name for rule in RULES]
    assert len(set(listed)) == len(listed) == len(rule_names())
    assert {id(rule) for rule in RULES} == {id(getattr(small_numbers, name)) for name in rule_names()}


def test_every_rule_is_what_some_code_answers_with():
    """Beside its own line and the list; of steady percentages `is_steady` is the answer."""
    used: list[str] = []
    for path in (ROOT / "analytics" / "disclosure").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call | ast.Dict):
                parts = node.args if isinstance(node, ast.Call) else node.keys
                used += [part.id for part in parts if isinstance(part, ast.Name)]
    assert rule_names() - set(used) == {"STEADY_PERCENT"}


@pytest.mark.parametrize("policy", [BOARD, PUBLIC], ids=["board", "public"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_in_a_sentence_what_it_hides(rule: Rule, policy: Policy):
    words = rule.in_words(policy)
    assert words[0].isupper()
    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_documentation_has_the_sentence_of_every_rule(rule: Rule):
    text = " ".join((ROOT / "docs" / "small-numbers.md").read_text(encoding="utf-8").split())
    assert any(rule.in_words(policy) in text for policy in (BOARD, PUBLIC)), rule.in_words(BOARD)


@pytest.mark.parametrize(("children", "is_few"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_few_are_one_to_five(children: int, is_few: bool):
    assert FIVE.hides(children) is is_few
    assert FIVE.allows(children) is (children > 5)
    ruled = numbers_of_few(pl.DataFrame({"children": [children]}), FIVE)
    assert (ruled.rows["is_hidden"].to_list(), ruled.hidden) == ([is_few], int(is_few))


def test_a_threshold_of_nought_hides_nothing():
    assert NOTHING.hides_nothing
    assert not any(map(NOTHING.hides, range(9)))
    assert numbers_of_few(pl.DataFrame({"children": range(9)}), NOTHING).hidden == 0


@pytest.mark.parametrize(("count", "is_few"), [(0, True), (7, True), (8, False)])
def test_in_public_nought_is_as_few_as_seven(count: int, is_few: bool):
    ruled = few_in_public(pl.DataFrame({"count": [count]}), PUBLIC.threshold)
    assert (ruled.rows["is_few"].to_list(), ruled.hidden) == ([is_few], int(is_few))


@pytest.mark.parametrize(("unit", "largest", "children"), [("episode", 6, 1), ("episode", 5, 9), ("child", 6, 9)])
def test_a_number_that_is_mostly_one_childs_counts_as_one_child(unit: str, largest: int, children: int):
    cells = pl.DataFrame({"unit": [unit], "count": [10], "largest": [largest], "children": [9]})
    ruled = counted_as_one_child(cells, PUBLIC)
    assert (ruled.rows["children"].item(), ruled.hidden) == (children, int(children == 1))


@pytest.mark.parametrize(("number", "nearest"), [(8, 10), (12, 10), (13, 15), (15, 15), (None, None)])
def test_public_numbers_are_rounded_to_the_nearest_five(number: int | None, nearest: int | None):
    rows = pl.DataFrame({"numerator": [number], "denominator": [100]}, schema={"numerator": int, "denominator": int})
    ruled = rounded_numbers(rows, PUBLIC)
    assert ruled.rows.row(0) == (nearest, 100)
    assert ruled.hidden == (number != nearest)


@pytest.mark.parametrize(("base", "share"), [(20, None), (25, 0.4), (None, None)])
def test_a_percentage_is_given_on_a_base_that_was_large_enough_before_it_was_rounded(base: int | None, share: float):
    rows = pl.DataFrame({"numerator": [10], "denominator": [base]}, schema={"numerator": int, "denominator": int})
    assert shares_of_large_bases(rows, PUBLIC).rows["share"].item() == share


def test_a_size_of_five_is_not_published():
    ruled = sizes_of_few(pl.DataFrame({"children": [0, 1, 5, 6]}), FIVE)
    assert (ruled.rows["children"].to_list(), ruled.hidden) == ([6], 3)


@pytest.mark.parametrize(
    ("missing", "size", "is_told"),
    [(29, 30, False), (25, 30, False), (24, 30, True), (30, 30, False), (5, 5, False)],
)
def test_all_but_a_few_are_as_few(missing: int, size: int, is_told: bool):
    rows = pl.DataFrame({"numerator": [missing], "children": [size], "shown": ["shown"]})
    told = (missing, size, "shown") if is_told else (None, None, "hidden")
    ruled = all_but_few(rows, FIVE)
    assert (ruled.rows.row(0), ruled.hidden) == (told, int(not is_told))


def test_a_row_without_a_number_keeps_its_word_for_that():
    rows = pl.DataFrame({"numerator": [None], "children": [30], "shown": ["not supplied"]})
    rows = rows.cast({"numerator": pl.Int64})
    ruled = all_but_few(rows, FIVE)
    assert (ruled.rows.row(0), ruled.hidden) == ((None, None, "not supplied"), 0)


def rows_of(*rows: tuple[str, str, str, str, int | None]) -> pl.DataFrame:
    """Published rows of children: slug, breakdown, group, category and number."""
    full = [
        (slug, "child", "quarter", START, END, by, group, category, number, None, None, "shown" if number else "hidden")
        for slug, by, group, category, number in rows
    ]
    return pl.DataFrame(full, schema=PUBLISHED_SCHEMA, orient="row")


def published(*rows: tuple[str, str, str, str, int | None]) -> Published:
    return through_the_gate(rows_of(*rows))


def test_a_provider_that_shows_nobody_has_no_name():
    provider = [("missing-children", "provider", name, "", number) for name, number in (("A. Person", None), ("B", 9))]
    ruled = without_words_of_few(published(*provider, ("missing-children", "", "", "", None)), SETTINGS)
    assert (ruled.rows.rows["group"].to_list(), ruled.hidden) == (["B", ""], 1)
    parts = parts_without_words_of_few(rows_of(*provider))
    assert (parts.rows["group"].to_list(), parts.hidden) == (["B"], 1)


def test_all_others_are_no_source_s_own_word_and_stay_though_they_show_nobody():
    """Without their row the areas that are named would seem to be all there are."""
    areas = [("police-area", "", "", area, None) for area in ("North", "others", "elsewhere-or-unknown", "A. Person")]
    kept = without_words_of_few(published(*areas, ("missing-children", "provider", "others", "", None)), SETTINGS).rows
    assert kept.rows["category"].to_list() == ["North", "others", "elsewhere-or-unknown", ""]


def test_an_area_that_only_the_records_name_is_not_in_a_release_that_says_no_number_of_it():
    rows = [("police-area", "", "", area, number) for area, number in (("Elsewhere", None), ("Farther", 12))]
    ruled = without_names_of_few(published(*rows), SETTINGS)
    assert (ruled.rows.rows["category"].to_list(), ruled.hidden) == (["Farther"], 1)


def test_in_public_what_is_counted_together_has_its_name_whoever_is_counted():
    """As every category that is known: that it stands there tells of nobody."""
    rows = [
        ("police-area", "", "", "elsewhere-or-unknown", None),
        ("missing-episodes", "setting", "not_in_care", "", None),
        ("missing-episodes", "ethnicity", "others", "", None),
    ]
    assert without_names_of_few(published(*rows), SETTINGS).rows.rows.height == 3


def test_rows_of_few_children_are_as_hidden_as_few_rows():
    counted = pl.DataFrame({"system": ["s"] * 3, "rule": ["a", "b", "c"], "rows": [40, 40, 3]})
    behind = pl.DataFrame({"system": ["s"] * 2, "rule": ["a", "b"], "children": [5, 6]})
    ruled = rows_of_few(counted, behind, FIVE)
    assert ruled.rows.rows() == [("s", "b", 40), ("s", "a", None), ("s", "c", None)]
    assert ruled.hidden == 2


@pytest.mark.parametrize(("threshold", "told"), [(FIVE, [0, None]), (NOTHING, [0, 900])])
def test_of_a_file_it_is_told_whether_it_has_rows(threshold: Threshold, told: list[int | None]):
    assert rows_of_files(pl.DataFrame({"rows_in": [0, 900]}), threshold).rows["rows_in"].to_list() == told


def test_a_sender_of_few_children_or_of_none_has_another_name():
    systems = pl.DataFrame({"system": ["police", "Z. Person", "none", "many"], "children": [2, 5, 0, 6]})
    ruled = senders_of_few(systems, ["police"], FIVE)
    assert ruled.rows == {"Z. Person": "another_source_1", "none": "another_source_2"}
    assert ruled.hidden == 2
    assert senders_of_few(systems, ["police"], NOTHING).rows == {}


def test_a_district_without_a_number_has_no_hotspot():
    rows = [("postcode-district", "", "", district, number) for district, number in (("B1", 9), ("B2", None))]
    ruled = districts_shown(published(*rows).table("postcode-district", Unit.CHILD, QUARTER))
    assert (ruled.rows, ruled.hidden) == (frozenset({"B1"}), 1)


def test_a_pair_of_districts_of_five_children_is_not_drawn():
    pairs = [Flow("B1", "B2", episodes=30, children=children) for children in (5, 6)]
    ruled = pairs_of_enough(pairs, FIVE)
    assert (ruled.rows, ruled.hidden) == ((pairs[1],), 1)


@pytest.mark.parametrize(("base", "is_it"), [(19, False), (20, True)])
def test_a_percentage_of_twenty_is_steady(base: int, is_it: bool):
    assert is_steady(base) is is_it


@pytest.mark.parametrize(("hidden", "of", "is_drawn"), [(0, 3, True), (1, 5, True), (1, 4, False), (2, 6, False)])
def test_a_chart_of_which_a_quarter_is_hidden_is_not_drawn(hidden: int, of: int, is_drawn: bool):
    shown = [Shown.HIDDEN] * hidden + [Shown.SHOWN] * (of - hidden)
    rows = tuple(Row("", str(place), None, 50, None, how, QUARTER) for place, how in enumerate(shown))
    # What is not recorded is no bar that anybody looks for.
    rows = (*rows, Row("", "unknown", None, 50, None, Shown.HIDDEN, QUARTER))
    assert bool(rows_of_a_chart(rows).rows) == is_drawn

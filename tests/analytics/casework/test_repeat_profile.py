"""Who the repeat children are: Croydon's twenty beside all others, the histogram, and stores with hardly anybody."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from analytics.casework.repeat_profile import (
    Chosen,
    Profile,
    Source,
    by_times,
    histogram,
    histogram_columns,
    longest_columns,
    members,
    on_offer,
    one_by_one,
    profile,
    profile_chart,
    profile_columns,
    profile_sentence,
    ranked_columns,
    share_sentence,
)
from analytics.charts.figure import specification
from analytics.charts.theme import LIGHT
from analytics.indicators.registry import indicators
from analytics.measuring.coverage import COVERAGE_SCHEMA
from analytics.measuring.measure import prepared
from analytics.measuring.recorded import NO_SYSTEM, PREFIX
from analytics.model import Period, PeriodKind, Selection
from data.settings import Bands, Counting, Settings
from tests.builders import AS_OF, Row, child_report, facts_of, report

YEAR = Period(date(2026, 1, 1), date(2026, 10, 1), PeriodKind.ANY)
SETTINGS = Settings()
START = datetime(2026, 1, 2, 10)
TOP_TWENTY = Chosen(many=20)


def episodes(child: str, many: int, **same: object) -> list[Row]:
    """So many missing episodes of a child, one after the other."""
    starts = [START + timedelta(hours=9 * number) for number in range(many)]
    return [report(child, start, start + timedelta(hours=1), **same) for start in starts]


def source_of(rows: Sequence[Row], children: Sequence[Row] = (), *, lacking: Sequence[str] = ()) -> Source:
    """What a profile of these rows is measured of; `lacking` fields were never recorded."""
    months = [date(2026, month, 1) for month in range(1, 11)]
    covered = [("police", "missing", month, True) for month in months]
    covered += [(NO_SYSTEM, f"{PREFIX}{field}", month, False) for month in months for field in lacking]
    return Source(
        prepared(facts_of(rows, children), AS_OF),
        Selection(YEAR, AS_OF),
        YEAR,
        pl.DataFrame(covered, schema=COVERAGE_SCHEMA, orient="row"),
        SETTINGS,
        indicators(SETTINGS),
    )


def croydon() -> Source:
    """425 children, 1,000 episodes: twenty had 410, and were 95% exploited, 80% in care, 85% not white, 75% 17."""
    rows, children = [], []
    for number in range(20):
        name = f"often {number:02}"
        lives = {"setting": "care", "placement": "independent"} if number < 16 else {"setting": "home"}
        flags = [*(["cce"] if number != 19 else []), *(["uasc"] if number in (0, 1, 2) else [])]
        age, ethnicity = 17 if number < 15 else 15, "BCRB" if number < 17 else "WBRI"
        rows += episodes(name, 21 if number < 10 else 20, flags=flags, age_at_start=age, **lives)
        children.append(child_report(name, sex="F" if number < 11 else "M", ethnic_code=ethnicity))
    for number in range(405):
        name = f"other {number:03}"
        flags, ethnicity = ["cse"] if number < 86 else [], "WBRI" if number < 100 else "AIND"
        rows += episodes(name, 2 if number < 185 else 1, flags=flags, setting="care" if number < 118 else "home")
        children.append(child_report(name, sex="F" if number < 200 else "M", ethnic_code=ethnicity))
    return source_of(rows, children)


@pytest.fixture(scope="module")
def paper() -> tuple[Source, Profile]:
    source = croydon()
    return source, profile(source, by_times(source.facts), TOP_TWENTY)


def test_the_top_twenty_made_41_percent(paper: tuple[Source, Profile]):
    ranked = by_times(paper[0].facts)
    assert (ranked.height, ranked["times"].sum()) == (425, 1_000)
    assert share_sentence(ranked, TOP_TWENTY) == (
        "The 20 children who went most often had 410 of 1,000 missing episodes (41%)."
    )
    assert share_sentence(ranked, Chosen(times=21)) == (
        "10 children went 21 times or more, and had 210 of 1,000 missing episodes (21%)."
    )
    assert share_sentence(ranked, Chosen(times=50)) == "No child went missing 50 times or more."


def test_croydons_twenty_beside_all_others(paper: tuple[Source, Profile]):
    columns = profile_columns(paper[1])
    told = {
        (name, *numbers)
        for name, *numbers in zip(columns["Children"], columns["Top 20 (20)"], columns["All others (405)"], strict=True)
    }
    assert {
        ("Any exploitation", "19 of 20 (95%)", "86 of 405 (21%)"),
        ("In care", "16 of 20 (80%)", "118 of 405 (29%)"),
        ("Unaccompanied, seeking asylum", "3 of 20 (15%)", "0 of 405 (0%)"),
        ("Unaccompanied, of those in care", "3 of 16 (19%)", "0 of 118 (0%)"),
        ("Global majority", "17 of 20 (85%)", "305 of 405 (75%)"),
        ("Girls", "11 of 20 (55%)", "200 of 405 (49%)"),
        ("Aged 17", "15 of 20 (75%)", "0 of 405 (0%)"),
        ("Independent or unregulated", "16 of 16 (100%)", "0 of 118 (0%)"),
    } <= told
    # An attribute is named once, in front of its first line.
    assert columns["About"][0] == "Risks marked"
    assert columns["About"].count("Risks marked") == 1


def test_it_says_where_they_differ_most(paper: tuple[Source, Profile]):
    source, described = paper
    assert profile_sentence(described, source) == (
        "They differ most from all others in: aged 16 to 17, 75% against 0%; any exploitation, 95% against 21%; "
        "in care, 80% against 29%."
    )
    chart = profile_chart(described, source)
    assert [series.name for series in chart.series] == ["Top 20", "All others"]
    assert {mark.label: mark.text for mark in chart.series[0].marks}["Any exploitation"] == "19 of 20 (95%)"


def test_what_nobody_recorded_is_no_nought():
    rows = [*episodes("A", 21), *episodes("B", 1)]
    source = source_of(rows, lacking=("flags", "exploitation", "uasc"))
    described = profile(source, by_times(source.facts), Chosen(many=1))
    columns = profile_columns(described)
    told = dict(zip(columns["Children"], columns["Top 1 (1)"], strict=True))
    assert told["Any exploitation"] == "Not recorded"
    assert "Any exploitation" not in profile_sentence(described, source)
    assert told["Not recorded"] == "1 of 1 (100%)"  # sex, ethnicity, age: the column is there, and blank


def test_of_those_who_went_equally_often_the_latest_are_taken():
    rows = [*episodes("A", 2), report("B", "2026-05-01 10:00", "2026-05-01 11:00"), *episodes("C", 1)]
    ranked = by_times(prepared(facts_of(rows), AS_OF))
    assert members(ranked, Chosen(many=2))["child"].to_list() == [1, 2]
    assert "began last" in Chosen(many=2).rule
    assert Chosen(times=2).rule == ""


def test_four_children_have_nobody_to_be_compared_with_and_none_have_nothing():
    source = source_of([row for child in "ABCD" for row in episodes(child, 1)])
    ranked = by_times(source.facts)
    described = profile(source, ranked, TOP_TWENTY)
    assert (described.group, described.others) == (4, 0)
    assert profile_sentence(described, source) == "There is no other child missing in this time to compare them with."
    assert set(profile_columns(described)["All others (0)"]) <= {"0"}
    assert specification(one_by_one(ranked, TOP_TWENTY, {1: "a", 2: "b", 3: "c", 4: "d"}, YEAR), LIGHT)
    nobody = by_times(source.facts.clear())
    assert share_sentence(nobody, TOP_TWENTY) == "No child went missing in this time."
    assert histogram_columns(nobody) == {"Missing": [], "Children": [], "Their episodes": []}
    assert histogram(nobody, YEAR).title == "No child went missing."


def test_absences_are_no_missing_episodes():
    rows = [*episodes("A", 3, category="absent"), *episodes("B", 1)]
    assert by_times(prepared(facts_of(rows), AS_OF))["times"].to_list() == [1]


def test_a_histogram_has_a_column_for_every_number_those_of_nobody_too():
    rows = [*episodes("A", 5), *episodes("B", 1), *episodes("C", 1), *episodes("D", 2)]
    ranked = by_times(prepared(facts_of(rows), AS_OF))
    chart = histogram(ranked, YEAR)
    assert [(mark.label, mark.value) for mark in chart.marks] == [("1", 2), ("2", 1), ("3", 0), ("4", 0), ("5", 1)]
    assert chart.title == "2 children went missing once; the most was 5 times."
    assert histogram_columns(ranked) == {
        "Missing": ["Once", "2 times", "5 times"],
        "Children": ["2", "1", "1"],
        "Their episodes": ["2", "2", "5"],
    }
    layout = specification(chart, LIGHT)["layout"]
    assert [shape["y1"] for shape in layout["shapes"]] == [2, 1, 0, 0, 1]
    assert [note["text"] for note in layout["annotations"]] == ["2", "1", "0", "0", "1"]


def test_one_column_a_child_with_the_group_apart():
    rows = [*episodes("A", 5), *episodes("B", 1), *episodes("C", 3)]
    ranked = by_times(prepared(facts_of(rows), AS_OF))
    names = {1: "AA", 2: "BB", 3: "CC"}
    chart = one_by_one(ranked, Chosen(times=3), names, YEAR)
    assert [(series.name, [mark.text for mark in series.marks]) for series in chart.series] == [
        ("3 times or more", ["AA: 5 times", "CC: 3 times"]),
        ("All others", ["BB: once"]),
    ]
    assert ranked_columns(ranked, Chosen(times=3), names)["Child"] == ["AA", "CC"]
    drawn = specification(chart, LIGHT)
    assert [shape["type"] for shape in drawn["layout"]["shapes"]] == ["rect", "rect", "line", "rect"]
    assert drawn["data"][0]["hovertext"] == ["AA: 5 times", "CC: 3 times", "BB: once"]


def test_children_by_the_longest_of_their_episodes():
    rows = [
        report("A", "2026-04-01 10:00", "2026-04-01 12:00"),
        report("A", "2026-05-01 10:00", "2026-05-05 22:00", setting="care", placement="foster"),
        report("B", "2026-04-01 10:00", "2026-04-03 10:00", setting="home"),
        report("B", "2026-09-01 10:00", None),  # still missing: how long is not known yet
        report("C", "2026-04-01", "2026-06-01"),  # dates alone
        report("D", "2026-04-01 10:00", "2026-06-01 10:00", category="absent"),
    ]
    listed = longest_columns(prepared(facts_of(rows), AS_OF), {1: "AA", 2: "BB", 3: "CC", 4: "DD"})
    assert listed["Child"] == ["AA", "BB"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in listed["Longest"]] == ["4 days 12 h", "2 days"]
    assert listed["Lives"] == ["Foster care", "At home"]


def test_the_groups_on_offer_follow_the_settings():
    assert [chosen.name for chosen in on_offer(SETTINGS)] == [
        "Top 20", "Top 10", "Top 5", "Top 3", "20 times or more", "4 times or more", "2 times or more",
    ]  # fmt: skip
    own = Settings(counting=Counting(top=(15,), persistent_more_than=1), bands=Bands(repeat=(1, 2)))
    assert [chosen.name for chosen in on_offer(own)] == ["Top 15", "2 times or more"]

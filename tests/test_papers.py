"""`docs/papers.md`: every row has a page and a test that are there, and the numbers that no other test holds."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.main import get_command

from analytics.casework.repeat_profile import Chosen, by_times, profile, profile_columns, share_sentence
from analytics.disclosure.published import Shown
from analytics.indicators.registry import indicators
from analytics.model import Unit
from analytics.presenting.presenter import presenter_of
from cli import app
from data.settings import Bands, Settings, TriageRule
from pages.common.frame import ENTRIES
from tests.analytics.casework.test_repeat_profile import episodes as many_of
from tests.analytics.casework.test_repeat_profile import source_of
from tests.builders import child_report, report
from tests.test_published_figures import (
    PERIOD,
    START,
    Cell,
    cells,
    episodes,
    in_bands,
    interviewed,
    published,
    some,
    spread,
)

ROOT = Path(__file__).parents[1]
PAPERS = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in PAPERS.splitlines() if re.match(r"\| \d+ \|", line)
]
PAGES = "\n".join(
    path.read_text(encoding="utf-8") for folder in ("pages", "analytics") for path in (ROOT / folder).rglob("*.py")
)
TITLES = {entry.title for entries in ENTRIES.values() for entry in entries}
EXACT, PARTLY, NOT = "E", "P", "N"
CHILD = Unit.CHILD
TESTS = r"`(tests/[\w/]+\.py)::(\w+)`"


def commands() -> set[str]:
    """ "missing report monthly", and every other command that there is."""
    groups = [("missing", get_command(app))]
    names = set()
    while groups:
        name, group = groups.pop()
        names.add(name)
        groups += [(f"{name} {part}", command) for part, command in getattr(group, "commands", {}).items()]
    return names


def test_all_ninety_rows_are_there_and_are_counted_at_the_top():
    assert [int(row[0]) for row in ROWS] == list(range(1, 91))
    counted = Counter(row[4] for row in ROWS)
    assert set(counted) == {EXACT, PARTLY, NOT}
    assert f"**E {counted[EXACT]} · P {counted[PARTLY]} · N {counted[NOT]}, of 90.**" in PAPERS


def test_every_place_that_a_row_names_is_there():
    known, missing = commands(), []
    for number, _, places, read_by, *_ in ROWS:
        for place in filter(None, places.split("; ")):
            page, _, card = place.partition(" › ")
            is_there = place.strip("`") in known if place.startswith("`") else page in TITLES
            if not is_there or (card and f'"{card}"' not in PAGES):
                missing.append((number, place))
        assert bool(places) == bool(read_by)
        assert set(read_by.split()) <= {"C", "B", "P"}
    assert missing == []


def test_every_exact_row_is_held_by_a_test_and_every_other_has_its_reason():
    for number, _, places, _, verdict, held in ROWS:
        tests = re.findall(TESTS, held)
        assert tests or verdict != EXACT, number
        assert places or verdict == NOT, number
        assert verdict == EXACT or re.sub(TESTS, "", held).strip(), number
        for file, name in tests:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (number, name)


# The numbers of rows that nothing else holds


def triaged(colours: dict[str, int], prefix: str = "") -> list[dict[str, object]]:
    return [row for colour, many in colours.items() for row in some(many, f"{prefix}{colour}", triage=colour)]


@pytest.mark.parametrize(("red", "others", "wanted"), [(102, 84, "55%"), (141, 44, "76%")])
def test_row_5_red_was_54_8_percent_and_then_more(red: int, others: int, wanted: str):
    assert cells("triage", triaged({"red": red, "amber": others}), CHILD)["red"].percent == wanted


@pytest.mark.parametrize(("offered", "wanted"), [(121, "86%"), (65, "46%")])
def test_row_10_interviews_were_offered_to_86_percent_of_red_and_then_46(offered: int, wanted: str):
    rows = some(offered, "seen", triage="red", outcome="accepted_completed", completed="2026-04-03 10:00")
    rows += some(141 - offered, "not", triage="red", outcome="not_offered_other") + some(44, "others", triage="green")
    assert cells("interview-offered", rows, Unit.EPISODE, "triage")["red", ""].percent == wanted


def test_row_7_interviews_are_offered_and_completed_by_sex():
    rows = interviewed({"accepted_completed": 77, "declined_child": 23})
    children = [child_report(row["child_id"], sex="F" if number < 74 else "M") for number, row in enumerate(rows)]
    sexes = cells("interview-completed", rows, Unit.EPISODE, "sex", children=children)
    assert (sexes["F", ""], sexes["M", ""]) == (Cell(74, 74), Cell(3, 26))


def test_row_13_triage_beside_its_rule_is_read_for_boys_and_for_girls():
    # One episode and a risk of sexual exploitation: the rule says red of both, and boys are triaged green.
    rows = some(20, "F", flags=["cse"], triage="red") + some(20, "M", flags=["cse"], triage="green")
    children = [child_report(row["child_id"], sex=row["child_id"][0]) for row in rows]
    settings = Settings(triage=TriageRule(red_flags=("cse",)))
    by_sex = cells("triage-mismatch", rows, Unit.EPISODE, "sex", children=children, settings=settings)
    assert by_sex == {("M", ""): Cell(20, 20)}


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [({"WBRI": 51, "APKN": 19, "BCRB": 17, "OOTH": 10, "NOBT": 3}, "46%"), ({"WBRI": 3, "BCRB": 17}, "85%")],
)
def test_row_15_the_global_majority_is_one_number(sizes: dict[str, int], wanted: str):
    rows = [row for code, many in sizes.items() for row in some(many, code)]
    children = [child_report(f"{code} {n}", ethnic_code=code) for code, many in sizes.items() for n in range(many)]
    assert cells("global-majority", rows, CHILD, children=children)[""].percent == wanted


def test_a_council_that_groups_ethnicity_otherwise_is_not_told_too_much():
    settings = Settings(ethnic_groups={"british": ("WBRI",), "european": ("WOTH", "MOTH"), "black": ("BCRB",)})
    rows = some(4, "WBRI") + some(4, "MOTH") + some(4, "BCRB")
    children = [child_report(row["child_id"], ethnic_code=row["child_id"][:4]) for row in rows]
    assert cells("global-majority", rows, CHILD, children=children, settings=settings)[""] == Cell(4, 12)


def test_row_77_interviews_of_children_placed_out_of_area_stand_beside_those_in_it():
    care = {"setting": "care", "placement": "foster"}
    rows = [
        row | {"child_id": f"in {row['child_id']}"} for row in interviewed({"declined_child": 9}, in_area="in", **care)
    ]
    rows += interviewed({"not_offered_other": 6, "declined_child": 2}, in_area="out", **care)
    by_area = cells("interview-offered", rows, Unit.EPISODE, "in_area")
    assert (by_area["in", ""], by_area["out", ""]) == (Cell(9, 9), Cell(2, 8))


def test_row_18_whether_interviews_are_offered_in_care_is_read_beside_home():
    rows = interviewed({"not_offered_other": 100, "declined_child": 19}, setting="care")
    rows += [
        row | {"child_id": f"home {row['child_id']}"} for row in interviewed({"declined_child": 66}, setting="home")
    ]
    assert cells("interview-offered", rows, Unit.EPISODE, "setting") == {
        ("care", ""): Cell(19, 119), ("home", ""): Cell(66, 66),
    }  # fmt: skip


def test_row_22_81_percent_were_within_10_miles_and_88_within_20():
    miles = {2.0: 268, 7.0: 101, 12.0: 30, 25.0: 11, 50.0: 5, 90.0: 6}
    rows = [
        row for far, many in miles.items() for row in some(many, str(far), distance_miles=far, distance_status="known")
    ]
    rows += some(33, "declined", distance_status="declined")
    result = cells("distance", rows)
    assert (result["within-10"], result["within-20"]) == (Cell(369, 454), Cell(399, 454))
    # The paper has 89% "in the region": its own bands give 88.
    assert (result["within-10"].percent, result["within-20"].percent) == ("81%", "88%")
    told = published("distance", rows).table("distance", Unit.EPISODE, PERIOD)
    assert presenter_of(indicators(Settings())["distance"]).sentence(told) == (
        "Under 10 miles: 369 of 454 (81%); under 20 miles: 399 of 454 (88%)."
    )


def test_sums_of_distances_follow_the_bands_of_the_settings():
    kept = {edges: Settings(bands=Bands(distance_miles=edges)) for edges in ((10, 20), (5, 20), (3, 7))}
    names = {edges: indicators(settings)["distance"].rolled_up() for edges, settings in kept.items()}
    # "Under 10 miles" is a band of its own there, or cuts one.
    assert names == {(10, 20): ("within-20",), (5, 20): ("within-20",), (3, 7): ()}


def test_row_24_half_were_back_within_16_hours_and_overnight_is_a_question_of_its_own():
    back = {"by day": (198, 5), "by night": (138, 15), "days later": (318, 60)}
    rows = [
        report(f"{name} {n}", START, START + timedelta(hours=long))
        for name, (many, long) in back.items()
        for n in range(many)
    ]
    result = cells("duration-hours", rows)
    within_16 = Cell(sum(result[band].numerator or 0 for band in ("0-8", "8-16")), 654)
    assert (within_16.numerator, within_16.percent) == (336, "51%")
    # Of those within 16 hours 138 were away overnight: hours alone do not tell.
    assert cells("overnight", rows)[""] == Cell(138 + 318, 654)


def test_row_86_risks_that_the_papers_name_are_rows_of_their_own():
    risks = ("radicalisation", "trafficking", "gangs", "substance", "domestic_abuse", "disability")
    rows = [row for place, risk in enumerate(risks) for row in some(place + 1, risk, flags=[risk])]
    rows += some(3, "late home", flags=["late_home"])
    result = cells("flags", rows, CHILD)
    assert {risk: result[risk].numerator for risk in risks} == dict(zip(risks, range(1, 7), strict=True))
    assert (result["exploitation"], result["other_flag"]) == (Cell(5, 24), Cell(3, 24))


def test_risks_that_no_file_has_are_in_the_table_and_not_among_the_bars():
    table = published("flags", some(9, "gangs", flags=["gangs"]), CHILD).table("flags", CHILD, PERIOD)
    unsaid = tuple(
        replace(row, numerator=None, share=None, shown=Shown.NOT_RECORDED) if row.category == "weapons" else row
        for row in table.rows
    )
    presenter = presenter_of(indicators(Settings())["flags"])
    categories = [row.category for row in table.rows]
    drawn = [row.category for row in presenter.parts(unsaid)]
    assert drawn == [category for category in categories if category != "weapons"]
    assert any("Weapons" in column for column in presenter.columns(replace(table, rows=unsaid), "few").values())
    # Where none is told of, the chart says so of each.
    nothing = [row for row in unsaid if row.is_unsaid]
    assert presenter.parts(nothing) == nothing


def test_row_27_persistent_is_more_than_three():
    rows = episodes(in_bands({1: 214, 3: 29, 4: 28, 6: 39, 9: 51, 20: 49}))
    assert cells("persistent-children", rows, CHILD)[""] == Cell(167, 410)


def test_row_28_the_top_three_had_34_episodes_all_from_care():
    care = {"setting": "care", "placement": "other_residential"}
    rows = [row for child, many in (("a", 12), ("b", 11), ("c", 11)) for row in many_of(child, many, **care)]
    rows += [row for n in range(20) for row in many_of(f"other {n}", 2, setting="home")]
    source, top = source_of(rows), Chosen(many=3)
    ranked = by_times(source.facts)
    assert share_sentence(ranked, top).startswith("The 3 children who went most often had 34 of 74 missing episodes")
    columns = profile_columns(profile(source, ranked, top))
    assert columns["Top 3 (3)"][columns["Children"].index("In care")] == "3 of 3 (100%)"


def test_row_37_bradfords_692_episodes_of_290_children():
    rows = episodes(spread("care", 357, 62), setting="care") + episodes(spread("home", 335, 228), setting="home")
    assert cells("missing-episodes", rows)[""] == Cell(692)
    assert cells("children-missing", rows, CHILD)[""] == Cell(290)
    by_episodes, by_children = cells("home-or-care", rows), cells("home-or-care", rows, CHILD)
    assert (by_episodes["care"], by_children["care"]) == (Cell(357, 692), Cell(62, 290))
    assert (by_episodes["care"].percent, by_children["care"].percent) == ("52%", "21%")


def test_row_49_134_in_care_are_32_percent_of_425():
    rows = some(134, "care", setting="care") + some(291, "home", setting="home")
    # 134 of 425 are 31.5%: the paper has 31%, we round halves up.
    assert cells("home-or-care", rows, CHILD)["care"].percent == "32%"


def test_row_52_93_percent_were_offered_and_49_completed():
    rows = interviewed({"accepted_completed": 490, "declined_child": 440, "not_offered_other": 70})
    assert cells("interview-offered", rows)[""] == Cell(930, 1000)
    assert cells("interview-completed-of-offered", rows)[""] == Cell(490, 930)
    assert cells("interview-completed", rows)[""] == Cell(490, 1000)


def test_row_70_the_rules_of_absences_say_whom_their_source_means():
    rules = {rule.name: rule for rule in Settings().rules}
    for name in ("3 absences in 90 days", "5 absences from one place in 30 days"):
        assert "adults" in rules[name].source


def test_row_71_and_74_five_absences_and_more_than_one_setting_are_rules():
    rules = {rule.name: rule for rule in Settings().rules}
    escalates = rules["5 absences in 12 months"]
    assert (escalates.count, tuple(escalates.categories)) == (5, ("absent",))
    assert "red" in escalates.action
    assert "Missing from more than one setting" in rules

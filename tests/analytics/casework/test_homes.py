"""Homes one by one, on a store of files built to the numbers; and Bradford's 330 children placed here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.casework.home_words import (
    headline_home,
    headline_homes,
    homes_columns,
    interviews_sentence,
    letter_words,
    months_chart,
    months_columns,
    said_of_home,
    strategy_words,
)
from analytics.casework.homes import Homes, HomeYear, homes_of
from analytics.casework.placed import (
    capacity_columns,
    placed_columns,
    placed_elsewhere,
    placed_here,
    placed_sentence,
)
from analytics.casework.week import the_week
from data.homes import NO_LIST, Home, ListOfHomes
from data.settings import Settings, demonstration_settings, parse_settings
from data.snapshots import Store
from tests.data.builders import a_store, load_files

POLICE = """
[source]
system = "police"
kind = "episodes"
dates = "iso"
as_of = "2026-10-05 07:30"
covers = ["2025-09-01", "2026-10-05"]
[columns]
episode = "id"
child = "child"
category = "category"
started_at = "start"
ended_at = "end"
interview_outcome = "outcome"
interview_completed_at = "held"
missing_from_place = "place"
responsible_authority = "whose"
host_authority = "host"
setting = "where"
placement = "placement"
"""
HEADING = "id,child,category,start,end,outcome,held,place,whose,host,where,placement"
CARE = """
[source]
system = "ssda903"
kind = "care_periods"
dates = "iso"
as_of = "2026-10-05 07:30"
[columns]
child = "child"
started_on = "from"
ended_on = "to"
placement = "where"
urn = "urn"
placement_postcode = "postcode"
"""
ASH = Home("9000101", "Ash House", places=4, also=("The Ash",), is_agreed=True)
ELM = Home("9000102", "Elm Place")
LISTED = ListOfHomes((ASH, ELM), frozenset({"urn", "name", "places", "also", "strategy"}), is_named=True)


def gone(number: int, child: str, start: str, *, category: str = "missing", hours: int = 5, **more: str) -> str:
    """A line of the police's file: an episode of so many hours that began at ten, or one that goes on."""
    end = f"{start} {10 + hours}:00" if hours else ""
    cells = [more.get(name, "") for name in ("outcome", "held", "place", "whose", "host", "where", "placement")]
    return ",".join([f"E{number}", child, category, f"{start} 10:00", end, *cells])


def filled(
    folder: Path, episodes: Sequence[str], care: Sequence[str] = (), heading: str = HEADING, mapping: str = POLICE
) -> Store:
    """A store of these lines."""
    store = a_store(folder)
    files = [("police", heading, episodes, mapping), ("care", "child,from,to,where,urn,postcode", care, CARE)]
    for name, first, lines, text in files:
        if lines:
            (folder / f"{name}.csv").write_text("\n".join([first, *lines]) + "\n", encoding="utf-8")
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
            load_files(store, [folder / f"{name}.csv"], folder / f"{name}.toml")
    return store


def known(store: Store, listed: ListOfHomes = LISTED, settings: Settings | None = None, at: str = "") -> Homes:
    settings = settings or replace_homes("")
    snapshot = store.live()
    week = the_week(store, snapshot, settings, datetime.fromisoformat(at) if at else None)
    return homes_of(snapshot, week, listed, settings)


def replace_homes(text: str) -> Settings:
    """The demonstration's settings, with other homes."""
    return demonstration_settings().model_copy(update={"homes": parse_settings(text, "council.toml").homes})


def spaced(text: str) -> str:
    """The text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def year(homes: Homes, urn: str) -> HomeYear:
    return next(each for each in homes.years if each.home.urn == urn)


LIVED = [
    "A,2025-01-01,,own_residential,9000101,B23 6",
    "B,2026-01-01,2026-06-01,own_residential,9000101,B23 6",
    "C,2026-02-01,,other_residential,9000109,B33 8",
    "D,2024-01-01,2025-03-01,own_residential,9000101,B23 6",
    "F,2025-01-01,,foster,,DE23 6",
    "G,2025-01-01,,foster,,",
    "H,2025-01-01,,other_residential,XXXXXXX,DE23 8",
]
GONE = [
    gone(1, "A", "2025-10-01", outcome="accepted_completed", held="2025-10-02 12:00"),
    gone(2, "A", "2026-03-04", outcome="accepted_completed", held="2026-03-20 12:00"),
    gone(3, "A", "2026-03-06", outcome="declined_child"),
    gone(4, "B", "2026-05-31", outcome="not_required"),
    gone(5, "B", "2026-06-01"),  # the day on which the placement ended
    gone(6, "A", "2025-09-30"),  # before the twelve months
    gone(7, "A", "2026-10-01", hours=0),  # in the month so far, and not over
    gone(8, "A", "2026-04-01", category="absent"),
    gone(9, "A", "2026-04-02", category="absent"),
    gone(10, "C", "2026-09-30"),
    gone(11, "X", "2026-07-01", place="the ash", where="care", whose="Derby", host="Exampleshire"),
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return known(filled(tmp_path_factory.mktemp("homes"), GONE, LIVED))


def test_a_home_has_the_episodes_of_whoever_lived_there_and_of_reports_that_name_it(homes: Homes):
    ash = year(homes, "9000101")
    assert (str(homes.period.start), str(homes.period.end)) == ("2025-10-01", "2026-10-01")
    assert (ash.missing, len(ash.children), ash.absent, ash.absent_children) == (5, 3, 2, 1)
    assert headline_home(ash) == "5 missing episodes of 3 children in twelve months, 1.3 for each place"
    said = said_of_home(ash, LISTED, homes.week.today)
    assert said["Children missing"] == "3, 0.8 for each place"
    assert said["Classed absent"] == "2 episodes of 1 child, 0.5 for each place"
    assert said["Our children living there"] == "1 now, 2 in the year"
    assert said["Missing from there now"] == "1"
    # The police's file has told of no child away from placement, ever.
    assert said["Away without authorisation"] == "Not recorded"


def test_the_year_by_month_has_every_month_and_the_month_so_far(homes: Homes):
    ash = year(homes, "9000101")
    columns = months_columns(ash.months)
    assert columns["Month"][0] == "Oct 2025"
    assert columns["Month"][-2:] == ["Sep 2026", "Oct 2026 so far"]
    assert columns["Missing episodes"] == ["1", "0", "0", "0", "0", "2", "0", "1", "0", "1", "0", "0", "1"]
    assert columns["Children missing"][5] == "1"
    assert columns["Absent"][6] == "2"
    assert sum(int(many) for many in columns["Missing episodes"][:-1]) == ash.missing
    chart = months_chart(ash)
    assert [series.name for series in chart.series] == ["Missing", "Absent"]
    assert len(chart.series[0].marks) == 12


def test_interviews_are_of_returns_that_needed_them_and_what_is_owed_is_said(homes: Homes):
    ash = year(homes, "9000101")
    assert ash.steps.required == 4
    assert ash.steps.offered == (3, 4)
    assert ash.steps.held == (2, 4)
    assert ash.steps.in_time == (1, 4)
    assert interviews_sentence(ash) == (
        "4 returns in October 2025 to September 2026 needed an interview: offered 3 of 4 (75%), held 2 of 4 (50%) and "
        "in time 1 of 4 (25%). None is owed now."
    )


def test_homes_stand_beside_one_another_and_those_that_no_list_has_are_among_them(homes: Homes):
    columns = homes_columns(homes.years, homes.week.today)
    assert columns["Home"] == ["Ash House (9000101)", "Home 9000109", "Elm Place (9000102)"]
    assert columns["Missing episodes"] == ["5", "1", "0"]
    assert columns["For each place"] == ["1.3", "Not recorded", "Not recorded"]
    assert columns["Places"] == ["4", "Not recorded", "Not recorded"]
    assert headline_homes(homes.years) == (
        "6 missing episodes began in 2 homes. Most in Ash House (9000101): 5, by 3 children."
    )


def test_what_nobody_wrote_down_says_why(homes: Homes):
    other = year(homes, "9000109")
    assert said_of_home(other, LISTED, homes.week.today)["Places"] == "Not recorded: the home is not in the list"
    assert said_of_home(other, NO_LIST, homes.week.today)["Provider"].endswith("the settings name no list of homes")
    elm = said_of_home(year(homes, "9000102"), LISTED, homes.week.today)
    assert elm["Kind"] == "Not recorded: the list has no such column"
    assert elm["Places"] == "Not recorded"
    assert elm["Missing episodes"] == "0"


def test_a_strategy_is_agreed_or_not_and_its_review_may_be_overdue():
    today = date(2026, 10, 5)
    assert strategy_words(ASH, LISTED, today) == "Agreed, day not recorded"
    agreed = replace(ASH, agreed_on=date(2026, 1, 5), review_on=date(2026, 9, 30))
    assert spaced(strategy_words(agreed, LISTED, today)) == "Agreed 5 Jan 2026, review overdue since 30 Sep 2026"
    assert spaced(strategy_words(replace(agreed, review_on=today), LISTED, today)).endswith("review due 5 Oct 2026")
    assert strategy_words(replace(ASH, is_agreed=False), LISTED, today) == "Not agreed"
    assert strategy_words(replace(ASH, is_agreed=None), LISTED, today) == "Not recorded"


def test_a_letter_is_due_where_a_rule_about_homes_was_met_and_nobody_answered(tmp_path: Path):
    lines = [gone(number, "A", f"2026-09-{20 + number}") for number in range(1, 7)]
    homes = known(filled(tmp_path, lines, LIVED), at="2026-09-30 12:00")
    ash = year(homes, "9000101")
    assert [item.trigger.rule.name for item in ash.letters] == ["6 missing episodes from one home in 30 days"]
    assert spaced(letter_words(ash.letters, homes.week.today)) == "Due by 7 Oct 2026"
    assert spaced(letter_words(ash.letters, date(2026, 10, 7))) == "Due by 7 Oct 2026"
    assert letter_words(year(homes, "9000102").letters, homes.week.today) == ""
    assert len(ash.owed or ()) == 6, interviews_sentence(ash)
    assert "are owed now" in interviews_sentence(ash)


def test_a_week_that_is_over_is_looked_at_as_it_was(tmp_path: Path):
    homes = known(filled(tmp_path, GONE, LIVED), at="2026-09-27 23:59:59")
    assert str(homes.period.start) == "2025-09-01"
    ash = year(homes, "9000101")
    assert ash.missing == 6  # with that of 30 September 2025
    assert ash.missing_now == ()


def test_where_no_file_names_homes_no_home_has_a_nought(tmp_path: Path):
    homes = known(filled(tmp_path, GONE[:1]), ListOfHomes((ELM,), frozenset({"urn"}), is_named=True))
    assert homes.every == (ELM,)
    assert homes.years == ()


def test_absences_that_no_file_tells_of_are_not_recorded(tmp_path: Path):
    ash = year(known(filled(tmp_path, GONE[:3], LIVED)), "9000101")
    assert (ash.absent, ash.away) == (None, None)
    assert months_columns(ash.months)["Absent"] == ["Not recorded"] * 13
    assert [series.name for series in months_chart(ash).series] == ["Missing"]


def test_interviews_that_no_file_tells_of_are_not_recorded(tmp_path: Path):
    heading = "id,child,category,start,end"
    lines = [",".join(line.split(",")[:5]) for line in GONE]
    mapping = POLICE.split("interview_outcome", maxsplit=1)[0]
    ash = year(known(filled(tmp_path, lines, LIVED, heading, mapping)), "9000101")
    assert "offered not recorded, held not recorded and in time not recorded" in interviews_sentence(ash)
    assert interviews_sentence(ash).endswith("What is owed now is not recorded.")


# --- placed across the border ---------------------------------------------------------------------------------------

BRADFORD = "[homes]\nplaced_here = { foster = 295, unknown = 35 }\ncounted_on = 2026-09-30"


def hosted(many: int) -> list[str]:
    """So many children of others who went missing once while placed here, the first twelve of them fostered."""
    same = {"whose": "Derby", "host": "Exampleshire", "where": "care"}
    return [
        gone(number, f"H{number}", "2026-05-01", placement="foster" if number < 12 else "", **same)
        for number in range(many)
    ]


def test_bradfords_330_of_whom_295_are_fostered_are_the_base_of_a_rate(tmp_path: Path):
    settings = replace_homes(BRADFORD)
    stock = placed_here(known(filled(tmp_path, hosted(16)), settings=settings), settings)
    assert placed_columns(stock) == {
        "Placement": ["Foster care", "Not recorded", "All"],
        "Children placed": ["295", "35", "330"],
        "Of them missing": ["12", "4", "16"],
        "For each 100": ["4.1", "11.4", "4.8"],
    }
    assert placed_sentence(stock, "Other authorities have placed {} children here", "went missing") == (
        "Other authorities have placed 330 children here, 295 of them in foster care. "
        "16 went missing (4.8 for each 100)."
    )


def test_children_of_a_placement_that_nobody_counted_are_in_no_rate(tmp_path: Path):
    settings = replace_homes("[homes]\nplaced_here = { foster = 295 }")
    stock = placed_here(known(filled(tmp_path, hosted(16)), settings=settings), settings)
    assert placed_columns(stock) == {
        "Placement": ["Foster care", "Not recorded", "All"],
        "Children placed": ["295", "Not supplied", "295"],
        "Of them missing": ["12", "4", "16"],
        "For each 100": ["4.1", "", ""],
    }
    assert placed_sentence(stock, "{} children", "went missing").endswith("16 went missing.")


def test_a_stock_that_nobody_supplied_is_no_nought(tmp_path: Path):
    settings = replace_homes("")
    stock = placed_here(known(filled(tmp_path, hosted(1)), settings=settings), settings)
    assert not stock.is_supplied
    assert placed_sentence(stock, "{}", "") == ""
    assert placed_columns(stock)["Children placed"] == ["Not supplied"]
    assert placed_columns(stock)["For each 100"] == [""]


def test_where_no_file_says_whose_the_children_are_nobody_of_them_is_counted(tmp_path: Path):
    settings = replace_homes(BRADFORD)
    lines = [",".join(line.split(",")[:5]) for line in GONE]
    homes = known(
        filled(
            tmp_path,
            lines,
            heading="id,child,category,start,end",
            mapping=POLICE.split("interview_outcome", maxsplit=1)[0],
        ),
        settings=settings,
    )
    stock = placed_here(homes, settings)
    assert placed_columns(stock)["Of them missing"] == ["Not recorded"] * 3
    assert placed_sentence(stock, "{} children", "").endswith("Whose the children are who go missing is not recorded.")


def test_ours_elsewhere_are_counted_from_the_looked_after_return(tmp_path: Path):
    lines = [*GONE, gone(20, "F", "2026-08-01"), gone(21, "F", "2026-08-02"), gone(22, "H", "2026-08-02")]
    homes = known(filled(tmp_path, lines, LIVED))
    stock = placed_elsewhere(homes, replace_homes(""))
    assert placed_columns(stock) == {
        "Placement": ["Other children’s home", "Foster care", "All"],
        "Children placed": ["1", "1", "2"],
        "Of them missing": ["1", "1", "2"],
        "For each 100": ["100.0", "100.0", "100.0"],
    }
    assert stock.no_district == 1


def test_what_the_council_counts_itself_stands_before_the_return(tmp_path: Path):
    settings = replace_homes("[homes]\nplaced_elsewhere = { foster = 40 }")
    stock = placed_elsewhere(known(filled(tmp_path, GONE, LIVED), settings=settings), settings)
    assert stock.whole.stock == 40
    assert stock.no_district == 0


def test_carers_and_places_are_a_base_and_none_of_them_is_a_nought(tmp_path: Path):
    settings = replace_homes("[homes]\ncarers = { foster = 485 }\nplaces = { own_residential = 10 }")
    homes = known(filled(tmp_path, [*GONE, *hosted(27)], LIVED), settings=settings)
    assert capacity_columns(homes, settings) == {
        "Placement": ["Own children’s home", "Foster care"],
        "Carers": ["Not supplied", "485"],
        "Places": ["10", "Not supplied"],
        "Missing episodes": ["4", "12"],
        "For each": ["0.4", "0.0"],
    }
    assert capacity_columns(homes, replace_homes(""))["Placement"] == []

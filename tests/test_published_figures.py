"""What five councils published, built from episodes that have those figures, and counted again.

Where a paper slipped, the right figure is asserted and the printed one is named. Only totals are real.
T24 is in analytics/casework/test_patterns.py, T26 in analytics/cards/test_compared.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple

import polars as pl

from analytics.disclosure.gate import exact, publish
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published, Shown
from analytics.indicators.flags import EXPLOITATION
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.measure import Inquiry, Question, measure, prepared, selected
from analytics.model import Audience, Period, PeriodKind, Selection, Unit
from analytics.presenting.presenter import presenter_of
from analytics.words.numbers import change, percent
from data.settings import Bands, Counting, Settings
from tests.builders import AS_OF, Row, child_report, facts_of, report, support_row
from tests.geo.test_placenames import SEVEN

PERIOD = Period(date(2026, 4, 1), date(2026, 7, 1), PeriodKind.QUARTER)
SETTINGS = Settings()
EPISODE, CHILD = Unit.EPISODE, Unit.CHILD
START = datetime(2026, 4, 2, 10, 0)


class Cell(NamedTuple):
    """A number, and what it is of."""

    numerator: int | None
    denominator: int | None = None

    @property
    def percent(self) -> str:
        assert self.numerator is not None
        assert self.denominator
        return percent(self.numerator / self.denominator)


def episodes(times: Mapping[str, int], **same: object) -> list[Row]:
    """So many episodes of each child, at different minutes, closed after ten hours unless `same` says otherwise."""
    return [
        report(child, START + timedelta(minutes=number), START + timedelta(hours=10, minutes=number), **same)
        for child, many in times.items()
        for number in range(many)
    ]


def some(many: int, prefix: str = "child", **same: object) -> list[Row]:
    """One episode each of so many children."""
    return episodes({f"{prefix} {number}": 1 for number in range(many)}, **same)


def published(
    slug: str,
    rows: Sequence[Row],
    unit: Unit = EPISODE,
    by: str = "",
    children: Sequence[Row] = (),
    settings: Settings = SETTINGS,
    period: Period = PERIOD,
    support: Sequence[Row] = (),
) -> Published:
    """One exact table of these reports."""
    facts = known_facts(rows, children, settings, support)
    question = Question(indicators(settings)[slug], unit, BREAKDOWNS[by] if by else None)
    return exact(facts, [Inquiry((question,), (period,))], Selection(period, AS_OF), settings, snapshot="1")


FACTS: dict[str, pl.DataFrame] = {}


def known_facts(
    rows: Sequence[Row], children: Sequence[Row], settings: Settings, support: Sequence[Row]
) -> pl.DataFrame:
    """The facts of these rows, built once however many tables are asked of them."""
    same = repr((rows, children, settings, support))
    if same not in FACTS:
        FACTS[same] = prepared(facts_of(rows, children, settings=settings, support=support), AS_OF)
    return FACTS[same]


def cells(slug: str, rows: Sequence[Row], *args: object, **others: object) -> dict[tuple[str, str] | str, Cell]:
    """Category, or (group, category) of a breakdown -> numbers, those of nothing left out."""
    result = published(slug, rows, *args, **others).rows.filter(slug=slug).iter_rows(named=True)  # type: ignore[arg-type]
    return {
        (row["group"], row["category"]) if row["breakdown"] else row["category"]: Cell(
            row["numerator"], row["denominator"]
        )
        for row in result
        if row["numerator"]
    }


def named(*sizes: int) -> Iterator[str]:
    """A name for each of so many children."""
    numbers = count()
    return (f"child {next(numbers)}" for size in sizes for _ in range(size))


def in_bands(bands: Mapping[int, int]) -> dict[str, int]:
    """Times -> children, as child -> times."""
    return {f"{times} times, {number}": times for times, many in bands.items() for number in range(many)}


def test_t1_volume_counts_episodes_and_children_apart() -> None:
    birmingham = episodes(in_bands({1: 200, 2: 125, 3: 68}))
    assert cells("missing-episodes", birmingham) == {"": Cell(654)}
    assert cells("children-missing", birmingham, CHILD) == {"": Cell(393)}
    notifications = [moment for row in birmingham for moment in (row["started_at"], row["ended_at"]) if moment]
    assert len(notifications) == 1308


def test_t2_more_than_24_hours_is_31_5_percent_by_its_own_bands_not_21_5() -> None:
    hours = {"0-8": 300, "8-16": 210, "16-24": 160, "24-48": 165, "48-168": 120, "168+": 30}
    rows = [
        report(f"{band} {number}", START, START + timedelta(hours=int(band.split("-")[0].rstrip("+"))))
        for band, many in hours.items()
        for number in range(many)
    ]
    # Missing data 0.8, and 0.7 that the paper's rounding leaves out.
    rows += [report(f"dated {number}", "2026-04-02", "2026-04-03") for number in range(15)]
    result = cells("duration-hours", rows)
    assert {band: result[band].numerator for band in hours} == hours
    assert result["time-not-recorded"] == Cell(15, 1000)
    assert result["over-24"] == Cell(315, 1000)
    assert result["over-48"] == Cell(150, 1000)


def test_t3_the_persistent_histogram_is_a_look_back_and_holds_2058_episodes_at_the_least() -> None:
    fewest = episodes(in_bands({1: 214, 3: 57, 6: 39, 9: 51, 20: 49}))
    earlier = [{**row, "started_at": row["started_at"] - timedelta(days=200)} for row in fewest]
    result = cells("repeat-bands", earlier, CHILD)
    published_bands = {"1-2": 214, "3-5": 57, "6-8": 39, "9-19": 51, "20+": 49}
    assert result == {band: Cell(many, 410) for band, many in published_bands.items()}
    assert sum(cell.numerator or 0 for cell in cells("repeat-bands", earlier).values()) == 2058
    # The half-year itself had 654: the histogram cannot be of it.
    assert cells("missing-episodes", earlier) == {}


def test_t4_persistence_over_time_names_its_window_and_its_boundary() -> None:
    settings = Settings(
        bands=Bands(repeat=(1, 3, 6, 10)), counting=Counting(look_back_months=3, persistent_more_than=9)
    )
    before = episodes(in_bands({1: 154, 3: 40, 10: 30}))
    after = [
        {**row, "started_at": row["started_at"] + timedelta(days=91), "report_key": f"later {row['report_key']}"}
        for row in episodes(in_bands({1: 115, 3: 20, 10: 86}))
    ]
    quarters = (PERIOD, Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER))
    first, second = (
        cells("repeat-bands", before + after, CHILD, settings=settings, period=quarter) for quarter in quarters
    )
    assert (first["10+"].percent, first["1-2"].percent) == ("13%", "69%")
    assert (second["10+"].percent, second["1-2"].percent) == ("39%", "52%")
    over_nine = cells("persistent-children", before + after, CHILD, settings=settings, period=quarters[1])
    assert over_nine[""] == second["10+"]
    assert "3 months" in indicators(settings)["repeat-bands"].definition.boundary


def test_t5_a_few_children_have_most_episodes_and_ties_do_not_matter() -> None:
    derby = episodes(dict(zip(named(5), (40, 35, 32, 30, 27), strict=True)) | {f"other {n}": 1 for n in range(81)})
    assert cells("top-children", derby)["5"] == Cell(164, 245)
    croydon = episodes({f"often {n}": 10 + n % 2 for n in range(20)} | {f"other {n}": 1 for n in range(302)})
    assert cells("top-children", croydon)["20"].percent == "41%"
    birmingham = episodes({"a": 12, "b": 11, "c": 11, "d": 11})
    assert cells("top-children", birmingham)["3"].numerator == 34


def test_t6_a_child_who_went_missing_from_home_and_from_care_is_in_care() -> None:
    rows = some(119, "care", setting="care") + some(66, "home", setting="home")
    assert cells("home-or-care", rows, CHILD) == {"care": Cell(119, 185), "home": Cell(66, 185)}
    both = report("care 0", "2026-05-01 10:00", "2026-05-01 20:00", setting="home")
    assert cells("home-or-care", [*rows, both], CHILD) == {"care": Cell(119, 185), "home": Cell(66, 185)}
    assert cells("home-or-care", [*rows, both]) == {"care": Cell(119, 186), "home": Cell(67, 186)}
    assert cells("home-and-care", [*rows, both], CHILD) == {"": Cell(1, 185)}


def test_t7_triage_in_care_and_at_home() -> None:
    triaged = {("care", "red"): 102, ("care", "amber"): 8, ("care", "green"): 9}
    triaged |= {("home", "red"): 39, ("home", "amber"): 17, ("home", "green"): 10}
    rows = [
        row
        for (setting, triage), many in triaged.items()
        for row in some(many, f"{setting} {triage}", setting=setting, triage=triage)
    ]
    result = cells("triage", rows, CHILD, "setting")
    assert {place: cell.numerator for place, cell in result.items()} == triaged


def interviewed(outcomes: Mapping[str, int], **same: object) -> list[Row]:
    return [row for outcome, many in outcomes.items() for row in some(many, outcome, outcome=outcome, **same)]


def test_t8_39_declined_are_24_percent_of_offers_and_70_percent_of_those_not_completed() -> None:
    rows = interviewed({"accepted_completed": 104, "declined_child": 39, "accepted_not_present": 17})
    assert cells("interview-offered", rows)[""] == Cell(160, 160)
    assert cells("interview-completed-of-offered", rows)[""].percent == "65%"
    assert cells("interview-declined", rows)[""] == Cell(39, 160)
    assert cells("interview-declined-of-not-completed", rows)[""] == Cell(39, 56)


def test_t9_interviews_in_72_hours_in_care_and_at_home_without_those_not_yet_due() -> None:
    done = {"outcome": "accepted_completed", "completed": START + timedelta(hours=12)}
    rows = some(114, "care in time", setting="care", **done) + some(243, "care late", setting="care")
    rows += some(328, "home in time", setting="home", **done) + some(7, "home late", setting="home")
    result = cells("interview-in-time", rows, EPISODE, "setting")
    assert result == {("care", ""): Cell(114, 357), ("home", ""): Cell(328, 335)}
    assert [cell.percent for cell in result.values()] == ["32%", "98%"]
    back_now = report("just back", "2026-09-28 10:00", "2026-09-29 10:00", setting="care")
    september = Period(date(2026, 9, 1), date(2026, 10, 1))
    assert cells("interview-in-time", [back_now], period=september) == {}


def test_t10_a_visit_exactly_24_hours_after_a_refusal_is_in_time() -> None:
    refused = datetime(2026, 4, 3, 12, 0)
    rows = [
        report(
            f"after {minutes}",
            outcome="declined_child",
            ended="2026-04-03 10:00",
            started="2026-04-02 10:00",
            interview_declined_at=refused,
            interview_declined_utc=refused - timedelta(hours=1),
            social_worker_visit_at=refused + timedelta(minutes=minutes),
            social_worker_visit_utc=refused - timedelta(hours=1) + timedelta(minutes=minutes),
            social_worker_visit_precision="minute",
        )
        for minutes in (0, 24 * 60, 24 * 60 + 1)
    ]
    rows.append(report("never", "2026-04-02 10:00", "2026-04-03 10:00", outcome="declined_parent"))
    assert cells("refusal-follow-up", rows)[""] == Cell(2, 4)


def test_t11_ethnicity_groups_come_from_settings_and_missing_data_is_a_row() -> None:
    groups = {"white": ("WBRI",), "asian": ("APKN",), "black": ("BCRB",), "other": ("OOTH",)}
    settings = Settings(ethnic_groups=groups)
    sizes = {"WBRI": 51, "APKN": 19, "BCRB": 17, "OOTH": 10, "NOBT": 3}
    rows = [row for code, many in sizes.items() for row in some(many, code)]
    children = [child_report(f"{code} {n}", ethnic_code=code) for code, many in sizes.items() for n in range(many)]
    result = cells("ethnicity", rows, CHILD, children=children, settings=settings)
    wanted = {"white": 51, "asian": 19, "black": 17, "other": 10, "unknown": 3}
    assert result == {group: Cell(many, 100) for group, many in wanted.items()}


def test_t12_sex_triage_by_sex_and_age() -> None:
    sizes = {("F", "red"): 292, ("F", "green"): 78, ("M", "red"): 79, ("M", "green"): 51}
    rows = [row for (sex, triage), many in sizes.items() for row in some(many, f"{sex} {triage}", triage=triage)]
    children = [child_report(row["child_id"], sex=row["child_id"][0]) for row in rows]
    assert cells("sex", rows, CHILD, children=children)["F"].percent == "74%"
    red = cells("triage", rows, CHILD, "sex", children=children)
    assert (red["F", "red"].percent, red["M", "red"].percent) == ("79%", "61%")
    croydon = some(15, "older", age_at_start=17) + some(5, "younger", age_at_start=15)
    assert cells("age", croydon, CHILD)["17"] == Cell(15, 20)


def test_t13_districts_rank_otherwise_by_episodes_than_by_children() -> None:
    rows = [*episodes({"one": 40, "two": 25}, district="B23"), *episodes({"three": 58}, district="B27")]
    rows += [row for district in ("B31", "B33") for row in some(22, district, district=district)]
    rows += some(21, "B27", district="B27")
    by_episodes, by_children = cells("postcode-district", rows), cells("postcode-district", rows, CHILD)
    most = sorted(by_episodes, key=lambda district: -(by_episodes[district].numerator or 0))
    assert most[:2] == ["B27", "B23"]
    assert {district: by_children[district].numerator for district in ("B31", "B27", "B33")} == {
        "B31": 22, "B27": 22, "B33": 22,
    }  # fmt: skip
    assert by_children["B23"].numerator == 2


def test_t15_shares_of_police_areas_add_up_to_100_not_100_5() -> None:
    sizes = {"East": 89, "South": 32, "North": 24, "West and Central": 29, "Out of area": 11}
    result = cells("police-area", [row for area, many in sizes.items() for row in some(many, area, area=area)])
    assert sum(cell.numerator or 0 for cell in result.values()) == 185
    assert {cell.denominator for cell in result.values()} == {185}
    assert round(100 * 89 / 185, 1) == 48.1


def test_t16_distances_on_an_edge_belong_to_the_band_above_and_declined_is_not_unrecorded() -> None:
    miles = {4.9: "0-5", 5.0: "5-10", 10.0: "10-20", 20.0: "20-40", 40.0: "40-80", 80.0: "80+"}
    sizes = dict(zip(miles, (590, 220, 66, 20, 11, 13), strict=True))
    rows = [
        row for far, many in sizes.items() for row in some(many, str(far), distance_miles=far, distance_status="known")
    ]
    rows += some(73, "declined", distance_status="declined") + some(7, "blank")
    result = cells("distance", rows)
    assert {band: result[band].numerator for band in miles.values()} == dict(
        zip(miles.values(), sizes.values(), strict=True)
    )
    assert (result["declined"], result["not_recorded"]) == (Cell(73, 1000), Cell(7, 1000))


def test_t17_placements_by_episodes_and_by_children() -> None:
    derby = {"own_residential": (180, 11), "foster": (6, 2), "supported_accommodation": (43, 9), "independent": (16, 3)}
    rows = [
        row
        for group, (many, children) in derby.items()
        for row in episodes(spread(group, many, children), setting="care", placement=group)
    ]
    by_episodes, by_children = cells("placement-group", rows), cells("placement-group", rows, CHILD)
    assert {group: (by_episodes[group].numerator, by_children[group].numerator) for group in derby} == derby
    assert by_episodes["own_residential"].denominator == 245


def spread(prefix: str, many: int, children: int) -> dict[str, int]:
    """So many episodes over so many children, the first of whom has what is left."""
    return {f"{prefix} {n}": many - children + 1 if n == 0 else 1 for n in range(children)}


def test_t19_absences_of_children_who_go_missing_are_counted_beside_and_never_added() -> None:
    rows = episodes({"a": 25, "b": 21, "c": 30}) + episodes({"a": 13, "b": 6}, category="absent")
    rows += episodes({"only absent": 4}, category="absent")
    assert cells("missing-and-absent", rows, CHILD) == {"none": Cell(1, 3), "6+": Cell(2, 3)}
    assert cells("missing-episodes", rows)[""] == Cell(76)
    by_category = cells("missing-episodes", rows, EPISODE, "category")
    assert by_category["absent", ""] == Cell(23)


def test_t20_year_on_year_is_said_with_its_base() -> None:
    assert change(425, 531, "the year before") == "down from 531 the year before (a fall of 20%)"
    assert change(134, 174, "the year before") == "down from 174 the year before (a fall of 23%)"


def test_t21_a_quarter_are_exploited_and_of_twenty_the_one_who_is_not_stays_hidden() -> None:
    rows = some(105, "exploited", flags=["cse"]) + some(320, "others")
    result = published("flags", rows, CHILD)
    assert cells("flags", rows, CHILD)[EXPLOITATION] == Cell(105, 425)
    table = result.table("flags", CHILD, PERIOD)
    assert presenter_of(indicators(SETTINGS)["flags"]).sentence(table).startswith("Any exploitation: 105 of 425 (25%).")
    # "95%" of the repeat group is all but one child.
    assert hidden_of_twenty() == {Shown.HIDDEN}


def hidden_of_twenty() -> set[str]:
    """How the board is shown who bears a mark, where one of twenty does not."""
    rows = some(19, "exploited", flags=["cce"]) + some(1, "other")
    facts = prepared(facts_of(rows), AS_OF)
    question = Question(indicators(SETTINGS)["flags"], CHILD)
    inquiries = [Inquiry((question,), (PERIOD,))]
    measured = measure(selected(facts, Selection(PERIOD, AS_OF), SETTINGS), inquiries, SETTINGS, as_of=AS_OF)
    board = publish(measured, policy_for(Audience.BOARD, SETTINGS), SETTINGS).rows
    return {row["shown"] for row in board.iter_rows(named=True) if row["category"] in (EXPLOITATION, "cce", "no_flag")}


def test_t23_children_placed_here_by_others_are_a_row_of_their_own() -> None:
    ours, others = {"responsible_authority": "Exampleshire"}, {"responsible_authority": "Elsewhere"}
    rows = some(30, "ours", setting="care", host_authority="Exampleshire", **ours)
    rows += some(12, "away", setting="care", host_authority="Elsewhere", **ours)
    rows += some(33, "hosted", setting="care", in_area="in", **others) + some(5, "unsaid", setting="care")
    result = cells("own-or-hosted", rows, CHILD)
    assert {name: cell.numerator for name, cell in result.items()} == {
        "own_here": 30, "own_elsewhere": 12, "hosted": 33, "unknown": 5,
    }  # fmt: skip
    assert {cell.denominator for cell in result.values()} == {80}


def test_t14_children_of_a_district_by_times_missing_absent_and_both_in_a_rolling_year() -> None:
    rows = episodes({"a": 1, "b": 4, "c": 7}, district="B31") + episodes({"e": 3}, district="B27")
    rows += episodes({"b": 2, "d": 1}, category="absent", district="B31")
    # A year and a day before the end of the quarter: out of the rolling year.
    rows.append(report("old", "2025-06-30 10:00", "2025-06-30 20:00", district="B31"))
    rows.append(report("old", "2025-07-01 10:00", "2025-07-01 20:00", district="B27"))
    missing, absent, both = (cells(slug, rows, CHILD, "district") for slug in TIMES_IN_DISTRICTS)
    assert missing == {
        ("B27", "1-2"): Cell(1, 2), ("B27", "3-5"): Cell(1, 2),
        ("B31", "1-2"): Cell(1, 3), ("B31", "3-5"): Cell(1, 3), ("B31", "6-8"): Cell(1, 3),
    }  # fmt: skip
    assert absent == {("B31", "1-2"): Cell(2, 2)}
    # Four times missing and twice absent are six times: a bar of both is no sum of the other two.
    assert both["B31", "6-8"] == Cell(2, 4)
    assert both["B31", "1-2"] == Cell(2, 4)


TIMES_IN_DISTRICTS = ("repeat-bands", "repeat-bands-absent", "repeat-bands-both")


def test_t18_seven_places_are_counted_through_all_their_spellings() -> None:
    times = {place: len(spellings) for place, spellings in SEVEN.items()}
    rows = [
        report(f"{place} {number}", "2026-04-02 10:00", "2026-04-02 20:00", found_place=typed, found_district="DE1")
        for place, spellings in SEVEN.items()
        for number, typed in enumerate((place, *spellings))
    ]
    rows += [report("twice", f"2026-04-0{day} 10:00", f"2026-04-0{day} 20:00", found_place="bus stn") for day in (3, 4)]
    by_episodes, by_children = cells("named-places", rows), cells("named-places", rows, CHILD)
    assert set(by_episodes) == set(SEVEN)
    assert by_episodes["Bus station"].numerator == times["Bus station"] + 3
    assert by_children["Bus station"].numerator == times["Bus station"] + 2
    assert sum(cell.numerator or 0 for cell in by_episodes.values()) == len(rows)


def test_t22_all_are_contacted_and_those_in_intensive_support_are_among_them() -> None:
    children = [f"child {number}" for number in range(425)]
    contacts = [support_row(child, "contacted") for child in children]
    intensive = [support_row(child, "intensive") for child in children[:53]]
    result = cells("support", some(425), CHILD, support=[*contacts, *intensive])
    assert result == {"intensive": Cell(53, 425), "contacted": Cell(372, 425)}
    # 100% contacted: a child counts once, by the most that was done, and nobody is left without.
    assert sum(cell.numerator or 0 for cell in result.values()) == 425


def test_t25_what_the_care_system_and_the_fostering_service_tell_of_apart_and_together() -> None:
    care, fostering = {"system": "social_care"}, {"system": "fostering"}
    rows = some(3, "both", **care) + some(2, "care alone", **care) + some(5, "fostering alone", **fostering)
    hour = timedelta(hours=1)
    rows += [
        row | {"started_at": row["started_at"] + hour, "started_utc": row["started_utc"] + hour}
        for row in some(3, "both", **fostering)
    ]
    assert cells("reconciliation", rows) == {
        "several": Cell(3, 10), "social_care": Cell(2, 10), "fostering": Cell(5, 10),
    }  # fmt: skip
    # 5 of one and 8 of the other are not 13 episodes, nor is either count all of them.
    assert cells("missing-episodes", rows)[""] == Cell(10)

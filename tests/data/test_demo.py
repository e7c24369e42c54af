"""The demonstration's files, counted by plain Python from what was written."""

import csv
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data import codes
from data.demo import Demonstration, city, write_demonstration
from data.settings import demonstration_settings
from data.themes import QUESTIONS
from geo.placenames import Written, one_name_each

AS_OF = datetime(2026, 10, 5, 7, 30)
FIRST = datetime(2021, 10, 1)
LOOKUP = Path(__file__).parents[2] / "../shared/open-areas/postcode_districts_lookup_gb.csv"
# Blank, or labels that no mapping knows.
ODD_PLACEMENTS = ("", "TBC", "Res. unit")

Row = dict[str, str]


@dataclass(frozen=True)
class Known:
    """One episode by what either source says of it, in our words."""

    child: str
    category: str
    started: datetime
    ended: datetime | None

    @property
    def hours(self) -> float | None:
        return (self.ended - self.started).total_seconds() / 3600 if self.ended else None


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return write_demonstration(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="module")
def police(demonstration: Demonstration) -> list[Row]:
    return read_csv(file_named(demonstration, "police.csv"))


@pytest.fixture(scope="module")
def extracts(demonstration: Demonstration) -> list[list[Row]]:
    return [read_any(file) for file in all_files(demonstration) if file.name.startswith("social-care")]


@pytest.fixture(scope="module")
def social_care(extracts: list[list[Row]]) -> list[Row]:
    return [row for extract in extracts for row in extract]


@pytest.fixture(scope="module")
def missing(police: list[Row]) -> list[Known]:
    return [episode for episode in accepted(police) if episode.category == "missing"]


@pytest.fixture(scope="module")
def stays(demonstration: Demonstration) -> dict[str, list[Row]]:
    by_child = defaultdict(list)
    for row in read_csv(file_named(demonstration, "episodes.csv")):
        by_child[row["CHILD"]].append(row)
    return by_child


def all_files(demonstration: Demonstration) -> list[Path]:
    return [file for delivery in demonstration.deliveries for file in delivery.files]


def file_named(demonstration: Demonstration, name: str) -> Path:
    return next(file for file in all_files(demonstration) if file.name == name)


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_any(path: Path) -> list[Row]:
    return read_csv(path) if path.suffix == ".csv" else read_workbook(path)


def read_workbook(path: Path) -> list[Row]:
    headings, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, headings), map(str, row), strict=True)) for row in rows]


@cache
def iso(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M")
    except ValueError:
        return None


@cache
def day_first(text: str) -> datetime | None:
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def police_slip(row: Row) -> str | None:
    """Which rule refuses this row, by reading it; null for a good one."""
    start, end = iso(row["Last seen"]), iso(row["Returned"])
    if start is None:
        return "1004"
    if row["Returned"] and end is None:
        return "1005"
    if row["Report type"] not in ("Missing", "Absent / No apparent risk"):
        return "1006"
    if end is not None and end < start:
        return "567"
    return "586" if date.fromisoformat(row["Date of Birth"]) > start.date() else None


def social_care_slip(row: Row) -> str | None:
    start, end, born = day_first(row["Start"]), day_first(row["End"]), day_first(row["DOB"])
    if start is None:
        return "1004"
    if row["Episode type"] not in ("Missing", "Absent", "Away from placement without authorisation"):
        return "1006"
    if end is not None and end < start:
        return "567"
    return "586" if born is not None and born > start else None


def accepted(police: list[Row]) -> Iterator[Known]:
    """Each police row that should load, once; the overlapping reports (Y) left out."""
    seen = set()
    for row in police:
        number, start = row["Occurrence No"], iso(row["Last seen"])
        if police_slip(row) or start is None or number in seen or number.startswith("Y/"):
            continue
        seen.add(number)
        category = "missing" if row["Report type"] == "Missing" else "absent"
        yield Known(row["Person Ref"], category, start, iso(row["Returned"]))


def in_care(stays: dict[str, list[Row]], child: str, moment: datetime) -> bool:
    for stay in stays.get(child, []):
        started, ended = day_first(stay["DECOM"]), day_first(stay["DEC"])
        if stay["LS"] not in ("V3", "V4") and started and started <= moment and (ended is None or moment < ended):
            return True
    return False


def share(part: int, whole: int) -> float:
    return 100 * part / whole


# --- the files -----------------------------------------------------------------------------------


def test_a_fresh_process_with_another_hash_order_writes_the_same_bytes(
    tmp_path: Path, demonstration: Demonstration
) -> None:
    program = "import sys, pathlib; from data.demo import write_demonstration as w; w(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment, cwd=root)
    assert digests_in(tmp_path) == digests(demonstration)


def digests(demonstration: Demonstration) -> dict[str, str]:
    return digests_in(all_files(demonstration)[0].parent)


def digests_in(folder: Path) -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_every_file_is_delivered_with_its_mapping(demonstration: Demonstration) -> None:
    delivered = [
        ([file.name for file in files], mapping and mapping.name) for files, mapping in demonstration.deliveries
    ]
    assert delivered == [
        (["header.csv", "episodes.csv", "uasc.csv"], None),
        (["police.csv"], "police.toml"),
        (["social-care-2021-to-2025.csv"], "social-care-2021-to-2025.toml"),
        (["social-care-2025-to-2026.csv"], "social-care-2025-to-2026.toml"),
        (["social-care-2026.xlsx"], "social-care-2026.toml"),
        (["fostering.csv"], "fostering.toml"),
        (["support.csv"], "support.toml"),
        (["follow_up.csv"], "follow_up.toml"),
        (["looked-after-missing.csv"], None),
    ]
    assert demonstration.as_of == AS_OF
    assert len(demonstration.pseudonym_key) == 32


def test_mappings_name_only_headings_that_the_file_has_and_our_own_codes(demonstration: Demonstration) -> None:
    known = {
        "category": codes.CATEGORIES,
        "setting": codes.SETTINGS,
        "placement": codes.PLACEMENTS,
        "sex": codes.SEXES,
        "triage": codes.TRIAGES,
        "risk": codes.POLICE_RISKS,
        "in_area": codes.IN_AREA,
        "interview_outcome": codes.INTERVIEW_OUTCOMES,
        "distance_miles": codes.DISTANCE_STATUSES,
        "support": codes.SUPPORTS,
        "follow_up": codes.FOLLOW_UPS,
        "screening_result": codes.SCREENING_RESULTS,
        **QUESTIONS,
    }
    for (file,), mapping in ((files, mapping) for files, mapping in demonstration.deliveries if mapping):
        document = tomllib.loads(mapping.read_text(encoding="utf-8"))
        rows = read_any(file)
        named = [*document["columns"].values(), *document.get("flags", {}).values()]
        assert sorted(named) == sorted(rows[0])
        for field, labels in document["values"].items():
            assert set(labels) <= set(known[field]), field


def test_the_looked_after_return_has_its_own_headings(demonstration: Demonstration) -> None:
    headings = {name: list(read_csv(file_named(demonstration, name))[0]) for name in ("header.csv", "uasc.csv")}
    assert headings["header.csv"] == ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]
    assert headings["uasc.csv"] == ["CHILD", "SEX", "DOB", "DUC"]


def test_stays_of_a_child_follow_one_another(stays: dict[str, list[Row]]) -> None:
    for rows in stays.values():
        for earlier, later in pairwise(rows):
            assert earlier["DEC"] == later["DECOM"]
            assert earlier["REC"] == "X1"
        assert (rows[-1]["DEC"] == "") == (rows[-1]["REC"] == "")


def test_care_holds_every_kind_of_placement_and_of_child(
    demonstration: Demonstration, stays: dict[str, list[Row]]
) -> None:
    rows = [row for child in stays.values() for row in child]
    placements = Counter((row["PLACE"], row["PLACE_PROVIDER"]) for row in rows)
    assert {"K1", "K2", "K3", "H5", "P1", "P2", "U6"} <= {code for code, _ in placements}
    assert placements["K2", "PR1"] > 200
    assert placements["K2", "PR4"] > 200
    assert 20 <= len({row["CHILD"] for row in rows if row["LS"] == "V4"}) <= 60
    assert 40 <= len(read_csv(file_named(demonstration, "uasc.csv"))) <= 120


# --- the shape of the city ----------------------------------------------------------------------


def test_five_years_hold_about_12_000_missing_episodes_of_about_1_500_children(
    police: list[Row], missing: list[Known], social_care: list[Row]
) -> None:
    absent = [episode for episode in accepted(police) if episode.category == "absent"]
    away = [row for row in social_care if row["Episode type"].startswith("Away")]
    assert 11_000 <= len(missing) <= 13_000
    assert 1_300 <= len({episode.child for episode in missing}) <= 1_800
    assert 2_000 <= len(absent) + len(away) <= 3_000
    assert all(episode.started >= FIRST for episode in missing)
    assert all((episode.ended or episode.started) < AS_OF for episode in missing)


def test_half_of_the_children_go_once_or_twice_and_an_eighth_twenty_times_in_their_worst_year(
    missing: list[Known],
) -> None:
    by_child = defaultdict(list)
    for episode in missing:
        by_child[episode.child].append(episode.started)
    worst = [max(within_a_year(starts, start) for start in starts) for starts in by_child.values()]
    assert 45 <= share(sum(times <= 2 for times in worst), len(worst)) <= 55
    assert 10 <= share(sum(times >= 20 for times in worst), len(worst)) <= 14


def within_a_year(starts: list[datetime], first: datetime) -> int:
    return sum(first <= start < first + timedelta(days=365) for start in starts)


@pytest.mark.parametrize(
    ("low", "high", "published"),
    [(0, 8, 30), (8, 16, 21), (16, 24, 16), (24, 48, 16.5), (48, 168, 12), (168, 10_000, 3)],
)
def test_durations_are_near_the_published_bands(missing: list[Known], low: int, high: int, published: float) -> None:
    inside = sum(low <= episode.hours < high for episode in missing if episode.hours is not None)
    assert share(inside, len(missing)) == pytest.approx(published, abs=4)


def test_a_few_children_are_missing_now_and_some_for_more_than_a_week(missing: list[Known]) -> None:
    days = [(AS_OF - episode.started).days for episode in missing if episode.ended is None]
    assert 5 <= len(days) <= 8
    assert max(days) >= 7


def test_early_summer_is_busy_and_december_quiet(missing: list[Known]) -> None:
    by_month = Counter(episode.started.month for episode in missing if episode.started < datetime(2026, 10, 1))
    usual = sum(by_month.values()) / 12
    assert by_month[12] < 0.8 * usual
    assert all(by_month[month] > 1.1 * usual for month in (5, 6, 7))


def test_evenings_and_weekends_are_busy(missing: list[Known]) -> None:
    evening = sum(episode.started.hour >= 18 for episode in missing)
    early = sum(4 <= episode.started.hour < 8 for episode in missing)
    friday_saturday = sum(episode.started.weekday() in (4, 5) for episode in missing)
    assert share(evening, len(missing)) > 40
    assert share(early, len(missing)) < 5
    assert share(friday_saturday, len(missing)) > 30


def test_one_earlier_quarter_stands_out(missing: list[Known]) -> None:
    quarters = Counter((episode.started.year, (episode.started.month - 1) // 3) for episode in missing)
    assert max(quarters, key=lambda quarter: quarters[quarter]) == (2024, 1)


def test_half_of_the_episodes_are_from_care_and_some_children_go_from_both(
    missing: list[Known], stays: dict[str, list[Row]]
) -> None:
    from_care = [episode for episode in missing if in_care(stays, episode.child, episode.started)]
    from_home = {episode.child for episode in missing} - {episode.child for episode in from_care}
    both = {episode.child for episode in from_care} & {
        episode.child for episode in missing if not in_care(stays, episode.child, episode.started)
    }
    assert 45 <= share(len(from_care), len(missing)) <= 55
    assert len(from_home) > 800
    assert len(both) > 50


def test_no_start_or_end_falls_in_the_hour_that_the_clocks_skip(police: list[Row], social_care: list[Row]) -> None:
    skipped = re.compile(r"(2022-03-27|2023-03-26|2024-03-31|2025-03-30|2026-03-29) 01:")
    times = [iso(row[heading]) for row in police for heading in ("Last seen", "Returned")]
    headings = ("Start", "End", "RHI offered on", "RHI completed on", "Safe and well check")
    times += [day_first(row[heading]) for row in social_care for heading in headings]
    assert not [moment for moment in times if moment and skipped.match(str(moment))]


# --- sources -------------------------------------------------------------------------------------


def test_social_care_supplied_nothing_for_february_2025(
    demonstration: Demonstration, extracts: list[list[Row]], missing: list[Known]
) -> None:
    covers = [
        tomllib.loads(mapping.read_text(encoding="utf-8"))["source"]["covers"]
        for _, mapping in demonstration.deliveries[2:5]
        if mapping
    ]
    assert covers == [["2021-10-01", "2025-02-01"], ["2025-03-01", "2026-07-01"], ["2026-07-01", "2026-10-06"]]
    for extract, (first, until) in zip(extracts, covers, strict=True):
        starts = [start.date().isoformat() for row in extract if (start := day_first(row["Start"]))]
        assert first <= min(starts)
        assert max(starts) < until
    assert sum(f"{episode.started:%Y-%m}" == "2025-02" for episode in missing) > 100


def test_the_two_systems_know_most_episodes_together_within_forty_minutes(
    missing: list[Known], social_care: list[Row]
) -> None:
    theirs = defaultdict(list)
    for row in social_care:
        start = day_first(row["Start"])
        if row["Episode type"] == "Missing" and start and not social_care_slip(row):
            theirs[row["Client ID"]].append((start, len(row["Start"]) == 10))
    both = sum(any(is_same(start, at, dated) for at, dated in theirs[child]) for child, start in child_starts(missing))
    assert 90 <= share(both, len(missing)) <= 96


def child_starts(missing: list[Known]) -> list[tuple[str, datetime]]:
    return [(episode.child, episode.started) for episode in missing]


def is_same(ours: datetime, theirs: datetime, is_dated: bool) -> bool:
    if is_dated:
        return abs((ours.date() - theirs.date()).days) <= 1
    return abs(ours - theirs) <= timedelta(minutes=40)


def test_some_episodes_are_known_to_social_care_alone(missing: list[Known], social_care: list[Row]) -> None:
    days = {
        (episode.child, episode.started.date() + timedelta(days=shift)) for episode in missing for shift in (-1, 0, 1)
    }
    alone = [
        row
        for row in social_care
        if row["Episode type"] == "Missing"
        and (start := day_first(row["Start"]))
        and not social_care_slip(row)
        and (row["Client ID"], start.date()) not in days
    ]
    assert 50 <= len(alone) <= 250


def test_about_25_rows_cannot_be_accepted(police: list[Row], social_care: list[Row]) -> None:
    slips = Counter(filter(None, map(police_slip, police))) + Counter(filter(None, map(social_care_slip, social_care)))
    assert slips == {"1004": 6, "1005": 3, "1006": 6, "567": 7, "586": 3}


def test_some_rows_come_twice_and_some_overlap(police: list[Row], social_care: list[Row]) -> None:
    assert len(police) - len({tuple(row.values()) for row in police}) == 14
    assert len(social_care) - len({tuple(row.values()) for row in social_care}) == 6
    assert sum(row["Occurrence No"].startswith("Y/") for row in police) == 9


def test_interviews_in_time_fall_in_the_last_full_quarter(social_care: list[Row]) -> None:
    before = in_time_share(social_care, datetime(2021, 10, 1), datetime(2026, 7, 1))
    fallen = in_time_share(social_care, datetime(2026, 7, 1), datetime(2026, 10, 1))
    assert 54 <= before <= 64
    assert 36 <= fallen <= 46


def test_the_fall_is_in_one_providers_interviews(social_care: list[Row]) -> None:
    quarter = datetime(2026, 7, 1), datetime(2026, 10, 1)
    by_provider = {
        provider: in_time_share([row for row in social_care if row["RHI provider"] == provider], *quarter)
        for provider in ("Compass Youth", "Family Services Team")
    }
    assert by_provider["Compass Youth"] < 30
    assert by_provider["Family Services Team"] > 50


def in_time_share(rows: list[Row], first: datetime, until: datetime) -> float:
    """Of social care's own rows with a return at least 72 hours before the as-of time, in percent."""
    due = in_time = 0
    for row in rows:
        ended, completed = day_first(row["End"]), day_first(row["RHI completed on"])
        is_required = row["Episode type"] == "Missing" and row["RHI outcome"] != "Not required"
        if is_required and ended and first <= ended < until and ended <= AS_OF - timedelta(hours=72):
            due += 1
            in_time += completed is not None and completed - ended <= timedelta(hours=72)
    return share(in_time, due)


def test_most_interviews_are_offered_and_more_than_half_completed(missing: list[Known], social_care: list[Row]) -> None:
    closed = sum(episode.ended is not None for episode in missing)
    missing_rows = [row for row in social_care if row["Episode type"] == "Missing" and row["End"]]
    assert 84 <= share(sum(row["RHI offered"] == "Y" for row in missing_rows), closed) <= 92
    assert 55 <= share(sum(row["RHI outcome"] == "Completed" for row in missing_rows), closed) <= 63
    assert any(row["RHI outcome"] == "Awaiting" for row in missing_rows)


def test_what_is_not_recorded_stays_so(police: list[Row], social_care: list[Row]) -> None:
    ethnicity = {row["Person Ref"]: row["Self-defined ethnicity"] for row in police}
    in_care_rows = [row for row in social_care if row["Living"] == "Looked after"]
    others = [row for row in in_care_rows if row["Responsible authority"] != demonstration_settings().council.name]
    assert 0.8 <= share(sum(row["Placement type"] in ODD_PLACEMENTS for row in others), len(in_care_rows)) <= 3
    unplaced = sum(row["Placement type"] in ODD_PLACEMENTS for row in in_care_rows)
    assert 2.5 <= share(sum(not words for words in ethnicity.values()), len(ethnicity)) <= 5.5
    assert 2 <= share(unplaced, len(in_care_rows)) <= 5
    assert 4 <= share(sum(not row["Missing from postcode"] for row in police), len(police)) <= 6
    assert 12 <= share(sum(not row["RAG"] for row in social_care), len(social_care)) <= 18
    assert {row["Distance (miles)"] for row in police} >= {"", "NR", "Declined to say"}


def test_a_tenth_of_care_is_out_of_area_and_some_children_are_anothers(social_care: list[Row]) -> None:
    in_care_rows = [row for row in social_care if row["Living"] == "Looked after"]
    ours = demonstration_settings().council.name
    assert 6 <= share(sum(row["In or out of area"] == "Out of area" for row in in_care_rows), len(in_care_rows)) <= 13
    assert len({row["Client ID"] for row in in_care_rows if row["Responsible authority"] != ours}) >= 15
    assert any(row["Host authority"] != ours for row in in_care_rows if row["Responsible authority"] == ours)


def test_children_are_found_at_a_few_places_again_and_again(police: list[Row]) -> None:
    written = Counter((row["Found at"], row["Found postcode"]) for row in police if row["Found at"])
    assert len(written) > 30, "officers write one place in many ways"
    names = one_name_each([Written(name, district, times) for (name, district), times in written.items()])
    places = Counter(names[row["Found at"], row["Found postcode"]] for row in police if row["Found at"])
    assert set(places) == set(city.PLACES)
    assert places.most_common(1)[0][1] > 5 * min(places.values())


# --- nothing that must not be here ---------------------------------------------------------------


def districts_written(police: list[Row], stays: dict[str, list[Row]]) -> set[str]:
    cells = [row[heading] for row in police for heading in ("Missing from postcode", "Found postcode")]
    cells += [stay[heading] for rows in stays.values() for stay in rows for heading in ("HOME_POST", "PL_POST")]
    return {cell for cell in cells if cell}


def test_no_postcode_is_finer_than_its_district(police: list[Row], stays: dict[str, list[Row]]) -> None:
    assert all(re.fullmatch(r"(B|DE|CR|BD)\d{1,2}", cell) for cell in districts_written(police, stays))


@pytest.mark.skipif(not LOOKUP.exists(), reason="the open lookup of districts is not on this machine")
def test_every_district_is_a_real_one_that_maps_can_draw(police: list[Row], stays: dict[str, list[Row]]) -> None:
    drawable = {row["district"] for row in read_csv(LOOKUP) if row["geographic"] == "true"}
    assert districts_written(police, stays) <= drawable


def test_police_areas_are_those_of_the_settings(police: list[Row]) -> None:
    areas = demonstration_settings().areas
    for row in police:
        expected = next((area for area, held in areas.items() if row["Missing from postcode"] in held), "Out of area")
        assert row["Police area"] == (expected if row["Missing from postcode"] else "")


def test_no_column_could_hold_a_name_or_a_street(demonstration: Demonstration) -> None:
    # Official statistics hold names of councils, and no child.
    for file in (item for item in all_files(demonstration) if item.name != "looked-after-missing.csv"):
        rows = read_any(file)
        assert not [heading for heading in rows[0] if re.search(r"name|street|address|phone", heading, re.IGNORECASE)]

"""Random episodes for comparing answers: few children, many edges. Everything follows from a seed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import polars as pl

from data.warehouse import typed
from geo.cells import reference_cells
from tests import slow_answers as slow
from tests.builders import Row, child_report, report

LONDON = ZoneInfo("Europe/London")
# A week after the night when clocks went back, so that deadlines cross it too.
AS_OF = datetime(2026, 10, 27, 7, 30)
AS_OF_UTC = datetime(2026, 10, 27, 7, 30)

STARTS = (
    datetime(2026, 3, 31, 22, 59),
    datetime(2026, 3, 31, 23, 0),  # the first minute of 1 April in London
    datetime(2026, 6, 30, 22, 59),
    datetime(2026, 6, 30, 23, 0),
    datetime(2026, 3, 28, 21, 0),  # clocks go forward
    datetime(2026, 10, 24, 20, 0),  # clocks go back
    datetime(2025, 12, 31, 23, 59),
    datetime(2026, 1, 1, 0, 0),
    AS_OF_UTC - timedelta(hours=80),  # back after 8 hours: due at the as-of time, to the minute
    AS_OF_UTC - timedelta(hours=80) + timedelta(minutes=1),
    AS_OF_UTC,
    AS_OF_UTC + timedelta(minutes=1),
)
HOURS = (0, 1, 7 + 59 / 60, 8, 16, 23 + 59 / 60, 24, 48, 167, 168, 24 * 31, 24 * 40)
HOURS_TO_INTERVIEW = (-2, 1, 24, 71 + 59 / 60, 72, 72 + 1 / 3600, 72 + 1 / 60, 200)
HOURS_TO_VISIT = (-1, 0, 23 + 59 / 60, 24, 24 + 1 / 3600, 50)
AGES = (None, 0, 1, 4, 5, 9, 10, 13, 15, 16, 17, 17, 18, 19)
MILES = (None, 0.0, 4.9, 5.0, 10.0, 20.0, 40.0, 80.0)
TOLD = ("push_conflict", "push_school", "pull_friends", "pull_family", "reason_other", "with_alone", "where_outdoors",
        "travel_bus", "harm_none", "harm_sexual", "wish_move", "declined_silent")  # fmt: skip
OUTCOMES = (
    None, "accepted_completed", "accepted_completed", "accepted_completed", "accepted_not_present", "declined_child",
    "declined_parent", "not_offered_missing_again", "not_required", "pending",
)  # fmt: skip


def london(utc: datetime) -> datetime:
    """The wall clock at an instant."""
    return utc.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)


def midnight(wall: datetime) -> datetime:
    return datetime.combine(wall.date(), datetime.min.time())


def instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=LONDON).astimezone(UTC).replace(tzinfo=None)


def invented_episodes(seed: int, many: int, most_children: int = 12) -> list[slow.Episode]:
    """`many` episodes of a few children, one of whom may have most of them; in order of start."""
    random = Random(seed)
    children = {f"child-{number:03}": invented_child(random) for number in range(random.randint(1, most_children))}
    names = [*children, *["child-000"] * random.choice((0, 5, 30))]
    episodes = [invented_episode(random, name, children[name]) for name in random.choices(names, k=many)]
    return sorted(episodes, key=lambda episode: (episode["started"], episode["key"]))


def invented_in(seed: int, many: int, start: date) -> list[slow.Episode]:
    """Episodes that all start and end on one day, so that any period of days around it holds them whole."""
    noon = datetime.combine(start, datetime.min.time()) + timedelta(days=1, hours=12)
    episodes = invented_episodes(seed, many)
    random = Random(seed)
    for episode in episodes:
        is_open = episode["ended"] is None
        lasted = timedelta(0) if is_open else episode["ended_utc"] - episode["started_utc"]
        to_interview = episode["completed_utc"] - episode["ended_utc"] if episode["completed"] else None
        # By day or in the evening, so that not only long ones are overnight.
        begun = noon + timedelta(hours=9 * random.randrange(2))
        # Ten times as fast, so that a week holds it; bands follow from the facts below, not from these.
        put_time(episode, "started", begun, dated=episode["started_known_to"] == "date")
        put_time(episode, "ended", None if is_open else begun + lasted / 20, dated=episode["ended_known_to"] == "date")
        if to_interview is not None:
            put_time(episode, "completed", episode["ended_utc"] + to_interview, dated=False)
        episode["offered_at"] = None
    return sorted(episodes, key=lambda episode: (episode["started"], episode["key"]))


PLACES = {"B20": "Bus station", "B8": "Library", "unknown": "unknown"}
CELLS = reference_cells(["B20", "B8"])


def invented_child(random: Random) -> Row:
    return {
        "sex": random.choice(("F", "M", "unknown")),
        "ethnicity": random.choice(("white", "asian", "black", "unknown")),
        "age": random.choice(AGES),
    }


def invented_episode(random: Random, name: str, child: Row) -> slow.Episode:
    """One episode. Times of which only the date is known are midnights."""
    setting = random.choice(("care", "care", "home", "unknown"))
    district = random.choice(("B20", "B31", "unknown"))
    distance = random.choice(MILES)
    episode: slow.Episode = {
        "key": f"{random.getrandbits(64):016x}",
        "child": name,
        **child,
        "age": random.choice(AGES) if random.random() < 0.2 else child["age"],
        "category": random.choice(("missing", "missing", "missing", "missing", "absent", "away")),
        "setting": setting,
        "placement": random.choice(("own_residential", "foster", "unknown")) if setting == "care" else "not_in_care",
        "in_area": random.choice(("in", "out", "unknown")) if setting == "care" else "not_in_care",
        "district": district,
        "area": random.choice(("North", "unknown" if district == "unknown" else "Out of area")),
        "police_risk": random.choice(("high", "low", "unknown")),
        "triage": random.choice(("red", "green", "not_triaged")),
        "provider": random.choice(("Charity", "unknown")),
        "distance_miles": distance,
        "seen_by": "police",
        "support": "not_recorded",
        "after_support": "not_recorded",
        "distance_status": "known" if distance is not None else random.choice((None, "declined", "not_recorded")),
    }
    # Of the key, so that what is drawn after it stays as it was.
    district = ("B20", "B8", "unknown")[int(episode["key"], 16) % 3]
    episode["found_district"], episode["found_place"] = district, PLACES[district]
    episode["found_cell"] = CELLS.get(district, "unknown")
    add_times(random, episode)
    # Of the key too: a few of those without an end are back at no known time, in doubt, or nobody knows.
    without_end = ("open", "open", "open", "in_doubt", "not_known", "returned")[int(episode["key"], 16) % 6]
    episode["end_status"] = "returned" if episode["ended"] else without_end
    add_interview(random, episode)
    add_risks(Random(episode["key"]), episode)
    return episode


def add_times(random: Random, episode: slow.Episode) -> None:
    edge = random.random() < 0.4
    start = random.choice(STARTS) if edge else datetime(2025, 4, 1) + timedelta(minutes=random.randrange(60 * 24 * 576))
    lasted = timedelta(minutes=round(60 * random.choice(HOURS)))
    end = None if random.random() < 0.1 else start + lasted
    put_time(episode, "started", start, dated=random.random() < 0.15)
    put_time(episode, "ended", end, dated=random.random() < 0.15)


def put_time(episode: slow.Episode, name: str, at: datetime | None, *, dated: bool) -> None:
    """The wall clock, its instant, and how exactly it is known."""
    wall = london(at) if at else None
    if wall and dated:
        wall = midnight(wall)
        at = instant(wall)
    episode |= {name: wall, f"{name}_utc": at, f"{name}_known_to": "date" if dated else "minute"}


def add_interview(random: Random, episode: slow.Episode) -> None:
    held = None
    if episode["ended_utc"] and random.random() < 0.6:
        held = episode["ended_utc"] + timedelta(seconds=round(3600 * random.choice(HOURS_TO_INTERVIEW)))
    put_time(episode, "completed", held, dated=random.random() < 0.2)
    episode["outcome"] = random.choice(OUTCOMES)
    episode["offered"] = random.choice((None, True, False))
    offered = held - timedelta(hours=random.choice((1, 30))) if held and random.random() < 0.5 else None
    episode["offered_at"] = london(offered) if offered else None
    is_checked = episode["ended"] is not None and random.random() < 0.5
    episode["safe_and_well_at"] = episode["ended"] if is_checked else None


def add_risks(random: Random, episode: slow.Episode) -> None:
    """What was marked, who looks after the child, and what followed a refusal."""
    add_refusal(random, episode)
    episode["responsible"] = random.choice((None, "Exampleshire", "e00000000", "Elsewhere"))
    episode["host"] = random.choice((None, " exampleshire ", "Elsewhere"))
    marks = ("cse", "gangs", "substance", "uasc", "late_home")
    episode["flags"] = sorted(random.sample(marks, random.choice((0, 0, 1, 3))))
    episode["themes"] = sorted(random.sample(TOLD, random.choice((0, 0, 1, 2, 4))))


def add_refusal(random: Random, episode: slow.Episode) -> None:
    """When it was refused, and when a social worker came; recorded now and then, whatever the outcome."""
    refused = episode["ended_utc"] + timedelta(hours=random.choice((1, 30))) if episode["ended_utc"] else None
    put_time(episode, "refused", refused if random.random() < 0.6 else None, dated=False)
    since = episode["refused_utc"] or (instant(episode["offered_at"]) if episode["offered_at"] else None)
    visited = since + timedelta(seconds=round(3600 * random.choice(HOURS_TO_VISIT))) if since else None
    put_time(episode, "visited", visited if random.random() < 0.7 else None, dated=random.random() < 0.2)


def as_reports(episodes: Sequence[slow.Episode]) -> tuple[list[Row], list[Row]]:
    """The rows that a source would send: reports, and what is said of each child."""
    reports = [as_report(episode) for episode in episodes]
    children = {
        episode["child"]: child_report(episode["child"], sex=episode["sex"], ethnic_code=episode["ethnicity"])
        for episode in episodes
    }
    return reports, list(children.values())


def as_report(episode: slow.Episode) -> Row:
    in_care = episode["setting"] == "care"
    return report(
        episode["child"],
        episode["started"],
        episode["ended"],
        report_key=episode["key"],
        category=episode["category"],
        started_utc=episode["started_utc"],
        started_precision=episode["started_known_to"],
        ended_utc=episode["ended_utc"],
        ended_precision=episode["ended_known_to"] if episode["ended"] else None,
        end_status=episode["end_status"],
        completed=episode["completed"],
        interview_completed_utc=episode["completed_utc"],
        interview_completed_precision=episode["completed_known_to"] if episode["completed"] else None,
        outcome=episode["outcome"],
        interview_offered=episode["offered"],
        interview_offered_at=episode["offered_at"],
        interview_offered_utc=instant(episode["offered_at"]) if episode["offered_at"] else None,
        interview_declined_at=episode["refused"],
        interview_declined_utc=episode["refused_utc"],
        social_worker_visit_at=episode["visited"],
        social_worker_visit_utc=episode["visited_utc"],
        social_worker_visit_precision=episode["visited_known_to"] if episode["visited"] else None,
        responsible_authority=episode["responsible"],
        host_authority=episode["host"],
        flags=episode["flags"],
        interview_themes=episode["themes"] or None,
        interview_provider=known(episode["provider"]),
        age_at_start=episode["age"],
        setting=episode["setting"],
        placement=known(episode["placement"]) if in_care else None,
        in_area=episode["in_area"] if in_care else None,
        area=known(episode["area"]),
        district=known(episode["district"]),
        found_district=known(episode["found_district"]),
        found_place=known(episode["found_place"]),
        police_risk=known(episode["police_risk"]),
        triage=episode["triage"] if episode["triage"] != "not_triaged" else None,
        distance_miles=episode["distance_miles"],
        distance_status=episode["distance_status"],
        safe_and_well_at=episode["safe_and_well_at"],
    )


def known(value: str) -> str | None:
    return None if value == "unknown" else value


def as_facts(episodes: Sequence[slow.Episode]) -> pl.DataFrame:
    """The fact table that these episodes should make, derived in plain Python; not yet as known at any time."""
    numbers = {name: number for number, name in enumerate(sorted({episode["child"] for episode in episodes}), 1)}
    told = slow.with_neighbours(episodes)
    rows = [as_fact(episode, numbers[episode["child"]]) for episode in told]
    return typed(pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row"))


def as_fact(episode: slow.Episode, child: int) -> Row:
    has_ended = episode["ended"] is not None
    return {name: episode[name] for name in FACT_SCHEMA if name in episode} | {
        "child": child,
        "started_at": episode["started"],
        "started_precision": episode["started_known_to"],
        "ended_at": episode["ended"],
        "ended_precision": episode["ended_known_to"] if has_ended else None,
        "hours_missing": slow.hours_missing(episode),
        "days_missing": (episode["ended"].date() - episode["started"].date()).days if has_ended else None,
        "hours_band": slow.hours_band(episode),
        "days_band": slow.days_band(episode) if has_ended else None,
        "distance_band": slow.distance_band(episode),
        "interview_required": slow.is_required(episode),
        "interview_offered": slow.is_offered(episode),
        "interview_completed": slow.is_completed(episode),
        "interview_in_time": slow.is_in_time(episode),
        "interview_due_at": due_at(episode) if has_ended else None,
        "interview_offered_at": episode["offered_at"],
        "interview_completed_at": episode["completed"],
        "interview_outcome": slow.outcome_of(episode),
        "sources": ["police"],
        "previous_started_at": None,
        "is_overnight": slow.is_overnight(episode),
        "own_or_hosted": slow.own_or_hosted(episode),
        "visit_at": episode["visited"],
        "is_visited_in_time": slow.is_visited_in_time(episode),
        "visit_due_at": visit_due_at(episode),
        "suggested_triage": slow.suggested_triage(episode),
        "next_started_at": episode["next_started"],
    }


def visit_due_at(episode: slow.Episode) -> datetime | None:
    refused = slow.refused_utc(episode)
    return london(refused + timedelta(hours=24)) if refused else None


def due_at(episode: slow.Episode) -> datetime:
    if episode["ended_known_to"] == "date":
        return midnight(episode["ended"]) + timedelta(days=4)
    return london(episode["ended_utc"] + timedelta(hours=72))


MOMENT = pl.Datetime("us")
FACT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "child": pl.UInt32, "category": pl.String, "started_at": MOMENT, "started_precision": pl.String,
    "ended_at": MOMENT, "ended_precision": pl.String, "end_status": pl.String, "superseded_at": MOMENT,
    "hours_missing": pl.Float64, "days_missing": pl.Int32,
    "hours_band": pl.String, "days_band": pl.String, "age": pl.Int32, "sex": pl.String, "ethnicity": pl.String,
    "setting": pl.String, "placement": pl.String, "in_area": pl.String, "area": pl.String, "district": pl.String,
    "found_district": pl.String, "found_place": pl.String, "found_cell": pl.String,
    "distance_band": pl.String, "police_risk": pl.String, "triage": pl.String,
    "interview_required": pl.Boolean, "interview_offered": pl.Boolean, "interview_completed": pl.Boolean,
    "interview_in_time": pl.Boolean, "interview_due_at": MOMENT, "interview_offered_at": MOMENT,
    "interview_completed_at": MOMENT, "interview_outcome": pl.String, "provider": pl.String,
    "sources": pl.List(pl.String), "seen_by": pl.String, "support": pl.String, "after_support": pl.String,
    "safe_and_well_at": MOMENT,    "previous_started_at": MOMENT,
    "is_overnight": pl.Boolean, "own_or_hosted": pl.String, "visit_at": MOMENT, "is_visited_in_time": pl.Boolean,
    "visit_due_at": MOMENT, "missing_in_days": pl.Int32, "suggested_triage": pl.String, "flags": pl.List(pl.String),
    "next_started_at": MOMENT, "themes": pl.List(pl.String),
}  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)

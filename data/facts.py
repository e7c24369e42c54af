"""From reports to episodes to facts: linking and the fact table, built in DuckDB once at each load."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from data import codes
from data.bands import Band, day_bands, distance_bands, hour_bands
from data.errors import BadSetting
from data.settings import Settings
from geo.cells import points_of, reference_cells
from geo.placenames import BadGazetteer, Gazetteer, Written, one_name_each, read_gazetteer

SQL_FOLDER = Path(__file__).parent
# What the facts take from a lookup is of the type that they are.
WITH_WORDS = ("hour_band", "day_band", "distance_band", "ethnic_code")
LOOKUP = "FROM lookup"
WORD_LOOKUP = "SELECT * REPLACE (name::word AS name) FROM lookup"


@dataclass(frozen=True)
class FactsBuilt:
    """What building the facts found: episodes, and reports that joined an episode of another system."""

    episodes: int
    linked: int


def build_facts(connection: duckdb.DuckDBPyConnection, settings: Settings) -> FactsBuilt:
    """Create `episode_report` and `episode_facts` from the tables of schema.sql in this connection."""
    # Most loads hold no notifications, and many no interviews: of a small one, the questions cost more than the rows.
    if count(connection, "SELECT count(*) FROM notification"):
        connection.execute((SQL_FOLDER / "pairing.sql").read_text(encoding="utf-8"))
    create_lookups(connection, settings)
    create_places(connection, settings)
    link_reports(connection, settings)
    connection.execute("CREATE TABLE interview_episode (interview_key VARCHAR, episode_id VARCHAR)")
    if count(connection, "SELECT count(*) FROM interview"):
        match_interviews(connection, settings)
    connection.execute((SQL_FOLDER / "told.sql").read_text(encoding="utf-8"))
    agree(connection)
    connection.execute(
        (SQL_FOLDER / "facts.sql").read_text(encoding="utf-8"),
        {
            "interview_hours": settings.deadlines.interview_hours,
            "tolerance_minutes": settings.linking.tolerance_minutes,
            "visit_hours": settings.deadlines.refusal_visit_hours,
            "triage_days": settings.triage.days,
            "green_fewer_than": settings.triage.green_fewer_than,
            "red_more_than": settings.triage.red_more_than,
            "support_days": codes.SUPPORT_DAYS,
            "landmark_days": codes.LANDMARK_DAYS,
            "out_of_area": codes.OUT_OF_AREA,
        },
    )
    episodes = count(connection, "SELECT count(*) FROM episode_facts")
    return FactsBuilt(episodes, linked=count(connection, "SELECT count(*) FROM report") - episodes)


def count_adults(connection: duckdb.DuckDBPyConnection, adult_age: int) -> dict[int, int]:
    """load_id -> its reports of episodes of people of age at the start."""
    rows = connection.execute(
        """
        SELECT report.load_id, count(*)
        FROM episode_facts
        JOIN episode_report USING (episode_id)
        JOIN report USING (report_key)
        WHERE age >= $adult_age
        GROUP BY report.load_id
        """,
        {"adult_age": adult_age},
    ).fetchall()
    return dict(rows)


def link_reports(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create `episode_report`: gather each episode's reports, most believed system first, so file order cannot matter.

    A report that joins no episode begins one, named after it. An episode holds at most one report
    of each system: two reports by one system are two episodes.
    """
    connection.execute("CREATE TABLE linked_report (episode_id VARCHAR, report_key VARCHAR, system VARCHAR)")
    one_pass = (SQL_FOLDER / "linking.sql").read_text(encoding="utf-8")
    systems = connection.execute(
        "SELECT system FROM system_order WHERE system IN (SELECT system FROM report) ORDER BY position"
    ).fetchall()
    # The most believed system has none to join.
    for (system,) in systems[1:]:
        parameters = {"system": system, "tolerance_minutes": settings.linking.tolerance_minutes}
        linked_before = -1
        while (linked := count(connection, "SELECT count(*) FROM linked_report")) != linked_before:
            linked_before = linked
            connection.execute(one_pass, parameters)
    connection.execute(
        """
        CREATE VIEW episode_report AS
        SELECT coalesce(linked_report.episode_id, report.report_key) AS episode_id, report.report_key, report.system
        FROM report
        LEFT JOIN linked_report ON linked_report.report_key = report.report_key
        """
    )


def match_interviews(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Fill `interview_episode`: which episodes each interview of a file of interviews covers."""
    connection.execute(
        (SQL_FOLDER / "interviews.sql").read_text(encoding="utf-8"),
        {
            "tolerance_minutes": settings.linking.tolerance_minutes,
            "interview_days": settings.linking.interview_days,
            "interview_hours": settings.deadlines.interview_hours,
        },
    )


def agree(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `agreed_episode`: the episodes that more than one row tells of, in the words that are believed."""
    if count(connection, "SELECT (SELECT count(*) FROM linked_report) + (SELECT count(*) FROM interview_episode)"):
        connection.execute((SQL_FOLDER / "agreed.sql").read_text(encoding="utf-8"))
    else:
        # UNION ALL BY NAME needs no other column of a table without rows.
        connection.execute("CREATE TEMP TABLE agreed_episode (episode_id VARCHAR)")


def create_lookups(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The settings as small tables, so that the SQL is fixed text and joins to them."""
    lookups = {
        "system_order": system_order(connection, settings),
        "hour_band": band_table(hour_bands(settings)),
        "day_band": band_table(day_bands()),
        "distance_band": band_table(distance_bands(settings)),
        "short_break": pl.DataFrame({"code": codes.SHORT_BREAK_LEGAL_STATUSES}),
        "offered_outcome": pl.DataFrame({"code": codes.OFFERED_OUTCOMES}),
        "ethnic_code": ethnic_code_table(settings),
        "area_district": area_table(settings),
        "own_name": pl.DataFrame({"name": [settings.council.name.lower(), settings.council.authority.lower()]}),
        "red_flag": pl.DataFrame({"flag": settings.triage.red_flags}, schema={"flag": pl.String}),
    }
    for name, lookup in lookups.items():
        create_lookup(connection, name, lookup)


def create_places(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """`place_cell`: the hexagon of every sector and district met; `place_name`: one name for each way of writing it."""
    met = connection.execute(
        """
        SELECT DISTINCT unnest([sector, district, found_sector, found_district]) AS area FROM report
        """
    ).fetchall()
    cells = reference_cells({area for (area,) in met if area})
    names = place_names(connection, settings)
    lookups = {
        "place_cell": pl.DataFrame(list(cells.items()), schema={"area": pl.String, "cell": pl.String}, orient="row"),
        "place_name": names,
    }
    for name, lookup in lookups.items():
        create_lookup(connection, name, lookup)


def create_lookup(connection: duckdb.DuckDBPyConnection, name: str, lookup: pl.DataFrame) -> None:
    """A table of these rows under this name."""
    connection.register("lookup", lookup.to_arrow())
    connection.sql(WORD_LOOKUP if name in WITH_WORDS else LOOKUP).create(name)
    connection.unregister("lookup")


def place_names(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """Columns: written, written_in (a district; empty where not known), name. Both ends of an episode are one list."""
    rows = connection.execute(
        """
        SELECT written, district, sum(times)::BIGINT, arg_max(sector, (times, sector))
        FROM (
            SELECT written, coalesce(district, '') AS district, sector, count(*) AS times
            FROM (
                SELECT place AS written, district, sector FROM report
                UNION ALL
                SELECT found_place, found_district, found_sector FROM report
            )
            WHERE written IS NOT NULL
            GROUP BY ALL
        )
        GROUP BY ALL
        ORDER BY ALL
        """
    ).fetchall()
    points = points_of({sector for *_, sector in rows if sector})
    written = [Written(name, district, times, points.get(sector)) for name, district, times, sector in rows]
    named = one_name_each(written, listed_places(settings))
    return pl.DataFrame(
        [(typed, district, name) for (typed, district), name in named.items()],
        schema={"written": pl.String, "written_in": pl.String, "name": pl.String},
        orient="row",
    )


def listed_places(settings: Settings) -> Gazetteer:
    """The council's own list of places. Raises BadSetting for a file that cannot be used."""
    if not settings.maps.places:
        return Gazetteer()
    try:
        return read_gazetteer(Path(settings.maps.places))
    except BadGazetteer as error:
        raise BadSetting(f"maps.places cannot be used. {error}") from error


def system_order(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """Every system met, the settings' own order first, others by name. Columns: system, position."""
    met = connection.execute(
        """
        SELECT system FROM report UNION SELECT system FROM child_report UNION SELECT system FROM care_period
        UNION SELECT system FROM interview UNION SELECT system FROM support
        """
    ).fetchall()
    known = settings.linking.order
    others = sorted(system for (system,) in met if system not in known)
    names = [*known, *others]
    return pl.DataFrame({"system": names, "position": range(len(names))})


def band_table(bands: list[Band]) -> pl.DataFrame:
    """Columns: whole, name. One row for each whole number up to the last band's first, which stands for all above.

    Bands begin and end at whole numbers, so the band of a number is that of its whole part: joined by equality, where
    a join of `low` to `high` sorts every episode.
    """
    last = int(bands[-1].low)
    wholes = [(whole, band.name) for band in bands for whole in range(int(band.low), int(min(band.high, last + 1)))]
    return pl.DataFrame(wholes, schema={"whole": pl.Int32, "name": pl.String}, orient="row")


def ethnic_code_table(settings: Settings) -> pl.DataFrame:
    """Columns: code, name. A group's own name is a code too, for files that hold only groups."""
    pairs = [(code, group) for group, members in settings.ethnic_groups.items() for code in (group, *members)]
    return pl.DataFrame(pairs, schema={"code": pl.String, "name": pl.String}, orient="row")


def area_table(settings: Settings) -> pl.DataFrame:
    """Columns: district, area."""
    pairs = [(district, area) for area, districts in settings.areas.items() for district in districts]
    return pl.DataFrame(pairs, schema={"district": pl.String, "area": pl.String}, orient="row")


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The single whole number that `query` answers."""
    return int(connection.execute(query).fetchall()[0][0])

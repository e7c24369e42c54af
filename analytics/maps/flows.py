"""From which district to which children go, for co-ordinators: only pairs with enough children."""

from dataclasses import dataclass

from analytics.disclosure.policy import threshold_without_agreement
from analytics.disclosure.small_numbers import pairs_of_enough
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.numbers import number
from analytics.words.periods import period_name
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse

# Counted in the database: no row of a child leaves it.
FLOWS_QUERY = """
    SELECT district, found_district, count(*) AS episodes, count(DISTINCT child) AS children
    FROM episode_facts
    WHERE category = 'missing' AND coalesce(age, 0) < $adult_age AND started_at >= $first AND started_at < $until
        AND district <> 'unknown' AND found_district <> 'unknown'
    GROUP BY ALL
    ORDER BY children DESC, episodes DESC, district, found_district
"""


@dataclass(frozen=True)
class Flow:
    """Children who went from one district and were found in another."""

    origin: str
    found: str
    episodes: int
    children: int


@dataclass(frozen=True)
class Flows:
    """The pairs with enough children, most children first; how many episodes ended where they began, and elsewhere."""

    pairs: tuple[Flow, ...]
    period: Period
    stayed: int
    went: int


def flows_of(snapshot: Snapshot, settings: Settings, period: Period) -> Flows:
    """The flows of a period. A pair of fewer children than a board may see is counted, and not drawn."""
    rows = warehouse(snapshot.episodes).query(
        FLOWS_QUERY, adult_age=settings.counting.adult_age, first=period.start, until=period.end
    )
    every = [Flow(*row) for row in rows.iter_rows()]
    elsewhere = [flow for flow in every if flow.origin != flow.found]
    enough = pairs_of_enough(elsewhere, threshold_without_agreement(settings)).rows
    stayed = sum(flow.episodes for flow in every) - sum(flow.episodes for flow in elsewhere)
    return Flows(enough, period, stayed, sum(flow.episodes for flow in elsewhere))


def flow_sentence(flows: Flows) -> str:
    """How many were found elsewhere, and the pair with the most children."""
    when, known = period_name(flows.period), flows.stayed + flows.went
    if not known:
        return f"No episode of {when} has both districts recorded."
    text = f"{number(flows.went)} of {number(known)} episodes in {when} ended in another district than they began in"
    if not flows.pairs:
        return f"{text}; no pair of districts has enough children to draw."
    most = flows.pairs[0]
    return f"{text}; most children went from {most.origin} to {most.found} ({number(most.children)})."


def flow_columns(flows: Flows) -> Columns:
    """The pairs in words."""
    return {
        "From": [flow.origin for flow in flows.pairs],
        "Found in": [flow.found for flow in flows.pairs],
        "Children": [number(flow.children) for flow in flows.pairs],
        "Episodes": [number(flow.episodes) for flow in flows.pairs],
    }

"""CPU time of a page's indicators on a council-year, without Streamlit: `uv run python -m benchmarks.pages`.

A council-year is 10,000 episodes in one year: one invented set repeated, each time by other children.
Time is this process's CPU (all threads), the median of 50 after a warm-up. The aim is 15 ms for a page.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from time import process_time

import polars as pl

from analytics.disclosure.gate import exact
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import SETTING
from analytics.measuring.measure import Inquiry, prepared
from analytics.model import Period, PeriodKind, Selection, periods_between
from analytics.views.view import compared_periods, questions_by, whole_questions
from data.settings import Settings
from tests.invented import as_facts, invented_episodes

EPISODES = 10_000
COPIES = 10
ROUNDS = 50
AIM_MILLISECONDS = 15
SETTINGS = Settings()
AS_OF = datetime(2026, 10, 1, 7, 30)
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1), PeriodKind.QUARTER)
SIX = (
    "missing-episodes",
    "children-missing",
    "duration-hours",
    "home-or-care",
    "interview-in-time",
    "persistent-children",
)
TWELVE = (*SIX, "missing-more-than-once", "repeat-bands", "triage", "sex", "age", "interview-outcome")


def council_year(episodes: int = EPISODES) -> pl.DataFrame:
    """Prepared facts, all starting within one year before the as-of time."""
    table = as_facts(invented_episodes(1, episodes // COPIES, most_children=episodes // COPIES // 3))
    year = timedelta(days=365)
    # Every start and what follows from it, moved by whole years into the last one.
    years = (pl.lit(AS_OF) - pl.col("started_at")).dt.total_seconds() // int(year.total_seconds())
    back = pl.duration(days=years * year.days)
    times = [name for name in table.columns if name.endswith("_at") and name != "previous_started_at"]
    within = table.with_columns((pl.col(name) + back).alias(name) for name in times)
    offset = within["child"].max() + 1  # type: ignore[operator]
    copies = [within.with_columns((pl.col("child") + offset * n).alias("child")) for n in range(COPIES)]
    return prepared(pl.concat(copies).sort("started_at"), AS_OF)


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median CPU milliseconds of `work`, after a warm-up."""
    taken = []
    for _ in range(rounds + 5):
        start = process_time()
        work()
        taken.append((process_time() - start) * 1000)
    return median(taken[5:])


def page(facts: pl.DataFrame, *asked: Inquiry) -> Callable[[], object]:
    """Everything that one page asks."""
    return lambda: exact(facts, asked, Selection(QUARTER, AS_OF), SETTINGS, snapshot="1")


def main() -> None:
    """Print one line for each kind of page, and one to compare machines and moments by."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    facts = council_year()
    known = indicators(SETTINGS)
    months = tuple(periods_between(date(2024, 10, 1), QUARTER.end, PeriodKind.MONTH))
    pages: dict[str, Callable[[], object]] = {"a loop of 200,000 additions, to compare by": lambda: sum(range(200_000))}
    for slugs in (SIX, TWELVE):
        wanted = [known[slug] for slug in slugs]
        whole, compared = whole_questions(wanted), compared_periods(QUARTER)
        by_setting = Inquiry(questions_by(wanted, [SETTING]), (QUARTER,))
        series = Inquiry(whole_questions(wanted[:2]), months)
        name = f"{len(slugs)} indicators"
        pages[f"{name}, one quarter"] = page(facts, Inquiry(whole, (QUARTER,)))
        pages[f"{name}, with the quarter and the year before"] = page(facts, Inquiry(whole, compared))
        pages[f"{name}, and by setting, and 24 months of two"] = page(
            facts, Inquiry(whole, compared), by_setting, series
        )
    print(f"{facts.height:,} episodes of {facts['child'].n_unique():,} children; aim {AIM_MILLISECONDS} ms")
    for name, work in pages.items():
        print(f"{milliseconds(work, rounds):7.1f} ms CPU  {name}")


if __name__ == "__main__":
    main()

"""A council's twenty quarters in which nothing changes, and some in whose last one truth is planted; from a seed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import polars as pl

from analytics.cards.card import Scope
from analytics.cards.leading import unusual_notes
from analytics.cards.themes import HEADLINES
from analytics.cards.why import why_notes
from analytics.disclosure.closed_list import PUBLIC_BREAKDOWNS
from analytics.disclosure.gate import exact
from analytics.disclosure.published import Published
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import PROVIDER, SETTING
from analytics.measuring.measure import Inquiry, Question
from analytics.model import Period, PeriodKind, Selection, periods_between
from analytics.releases.read import Released
from analytics.releases.summary import release_headline
from analytics.views.view import ByGroups, View, whole_questions
from data.settings import Change, demonstration_settings
from tests.builders import care_period, prepared_facts, report

AS_OF: Final = datetime(2026, 10, 6, 7, 30)
QUARTERS: Final = tuple(periods_between(date(2021, 10, 1), date(2026, 10, 1), PeriodKind.QUARTER))
LAST: Final = QUARTERS[-1]
SETTINGS: Final = demonstration_settings()
FREQUENT, OTHERS = 30, 160
NEW_HOME: Final = "9100001"
# How a board reads them by group in a quarter: parts of a whole, and two breakdowns.
SPLIT: Final = ("home-or-care", "placement-group", "age")
SLUGS: Final = (*(tile.slug for tile in HEADLINES), "interview-offered", "interview-completed", "persistent-children")


@dataclass(frozen=True)
class Council:
    """How many episodes each kind of child has in a quarter in the mean, and what becomes of them."""

    frequent: int = FREQUENT
    often: float = 7.0
    others: int = OTHERS
    seldom: float = 1.1
    # Of the others, how many live in care; the frequent do.
    in_care: float = 0.3
    in_time: dict[str, float] = field(default_factory=lambda: {"North": 0.6, "South": 0.6})
    a_day: float = 0.25
    # Children of 12, at home, beside the others, who are 16 and 17.
    young: int = 0


@dataclass(frozen=True)
class Truth:
    """What was planted, and a word of the sentence that has to lead; empty where nothing was."""

    changed: Callable[[Council], Council]
    says: str
    # The quarters that it holds in, counted from the end.
    quarters: int = 1
    changes: tuple[Change, ...] = ()


def with_provider(share: float) -> Callable[[Council], Council]:
    """The same, one provider of two with this share in time."""
    return lambda council: replace(council, in_time=council.in_time | {"South": share})


IN_TIME: Final = "had an interview within 72 hours"
RECORDING: Final = Change(at=date(2026, 7, 1), what="A new system")
TRUTHS: Final[dict[str, Truth]] = {
    "nothing": Truth(lambda council: council, ""),
    "a provider fails": Truth(with_provider(0.15), IN_TIME),
    "a provider does better": Truth(with_provider(0.98), IN_TIME),
    "nobody interviews in time": Truth(lambda council: replace(council, in_time={"North": 0.1, "South": 0.1}), IN_TIME),
    "a home opens": Truth(lambda council: replace(council, frequent=FREQUENT + 15), "were from care"),
    "30 among the most frequent become 50": Truth(
        lambda council: replace(council, frequent=50, others=OTHERS - 20), "went missing 20 times or more", 4
    ),
    "recording changes": Truth(
        lambda council: replace(council, often=10.0, seldom=1.6), "Recording changed in July 2026", 1, (RECORDING,)
    ),
    "half go missing": Truth(lambda council: replace(council, often=3.5, seldom=0.55), "missing episodes"),
    "many new children": Truth(lambda council: replace(council, others=2 * OTHERS), "children went missing"),
    "longer away": Truth(lambda council: replace(council, a_day=0.5), "lasted 24 hours or more"),
    "younger children go": Truth(lambda council: replace(council, young=70), "children went missing"),
    "more from care": Truth(lambda council: replace(council, in_care=0.8), "went missing from care"),
    "the same children more often": Truth(lambda council: replace(council, seldom=2.2), "went missing more than once"),
}


def a_history(seed: int, truth: Truth = TRUTHS["nothing"]) -> list[dict[str, Any]]:
    """The reports of twenty quarters; in the last ones the council is as the truth has it."""
    chance, rows = np.random.default_rng(seed), []
    for place, quarter in enumerate(QUARTERS):
        is_changed = place >= len(QUARTERS) - truth.quarters
        council = truth.changed(Council()) if is_changed else Council()
        children = [(f"often-{number}", True, council.often) for number in range(council.frequent)]
        # Children come and go: a third of the others are new each year.
        first = place * OTHERS // 12
        for number in range(council.others):
            children.append((f"other-{first + number}", False, council.seldom))
        children += [(f"young-{number}", False, council.seldom) for number in range(council.young)]
        for number, (child, is_frequent, mean) in enumerate(children):
            is_young = child.startswith("young")
            in_care = is_frequent or (not is_young and (number * 37 % 100) < 100 * council.in_care)
            age = 12 if is_young else 16 + number % 2
            for _ in range(chance.poisson(mean)):
                rows.append(an_episode(chance, child, in_care, quarter, council) | {"age_at_start": age})
    return rows


def homes() -> list[dict[str, Any]]:
    """Where the frequent children live: 30 in five homes, and whoever is beside them in the one that opens."""
    return [
        care_period(f"often-{number}", "2021-01-01", placement="own_residential",
                    urn=f"900000{number % 5}" if number < FREQUENT else NEW_HOME)
        for number in range(2 * FREQUENT)
    ]  # fmt: skip


def an_episode(chance: np.random.Generator, child: str, in_care: bool, quarter: Period, council: Council) -> dict:
    """One episode with its interview."""
    minutes = (quarter.end - quarter.start).days * 1440
    started = datetime.combine(quarter.start, datetime.min.time()) + timedelta(minutes=int(chance.integers(minutes)))
    hours = int(chance.integers(25, 60)) if chance.random() < council.a_day else int(chance.integers(1, 23))
    ended = started + timedelta(hours=hours)
    provider = "North" if chance.random() < 0.5 else "South"
    completed = ended + timedelta(hours=20 if chance.random() < council.in_time[provider] else 100)
    placement = ("own_residential" if child.startswith("often") else "foster") if in_care else None
    return report(
        child, started, ended, setting="care" if in_care else "home", placement=placement, interview_provider=provider,
        interview_offered=True, completed=completed, outcome="accepted_completed",
    )  # fmt: skip


def scopes_of(
    rows: list[dict[str, Any]], changes: tuple[Change, ...] = (), *, with_homes: bool = True
) -> dict[Period, Scope]:
    """The figures of each quarter, as a co-ordinator's page has them; without `measure`, as if all were published."""
    settings = SETTINGS.model_copy(update={"changes": changes})
    known = indicators(settings)
    facts = prepared_facts(rows, care=homes() if with_homes else [], as_of=AS_OF, settings=settings)
    wanted = [known[slug] for slug in dict.fromkeys((*SLUGS, *SPLIT))]
    whole = whole_questions(wanted)
    by = tuple(
        Question(known[slug], unit, each)
        for slug in ("interview-in-time", "missing-episodes")
        for unit in known[slug].definition.units
        for each in (SETTING, PROVIDER)
        if each in known[slug].definition.breakdowns
    )
    inquiries = [Inquiry((*whole, *by), QUARTERS)]
    published = exact(facts, inquiries, Selection(LAST, AS_OF), settings, snapshot="1")

    def measure(groups: ByGroups) -> Published:
        questions = tuple(Question(known[groups.slug], groups.unit, each) for each in (None, *groups.by))
        return exact(facts, [Inquiry(questions, groups.periods)], Selection(LAST, AS_OF), settings, snapshot="1")

    return {quarter: Scope(View(published, quarter), known, settings, measure=measure) for quarter in QUARTERS}


def as_board(scope: Scope) -> Scope:
    """The same figures for a reader of published tables: what is not among them is measured for nobody."""
    return replace(scope, measure=None)


def in_public(scope: Scope) -> str:
    """What a release of the quarter leads with: its own figures and those it compares with, and the notes."""
    scope = as_board(scope)
    view, period = scope.view, scope.view.period
    compared = [each.start for each in (period, period.earlier(3), period.earlier(12))]
    told = [by.slug for by in PUBLIC_BREAKDOWNS if by]
    shown = view.published.only(pl.col("period_start").is_in(compared), pl.col("breakdown").is_in(["", *told]))
    public = replace(scope, view=View(shown, period))
    name = f"{period.start.year}-{(period.start.year + 1) % 100:02d}-Q{(period.start.month - 4) % 12 // 3 + 1}"
    manifest = {"settings": scope.settings.model_dump(mode="json")}
    notes = (*unusual_notes(scope, public), *why_notes(scope, public, HEADLINES))
    return release_headline(Released(SimpleNamespace(name=name), shown, scope.settings, manifest, notes, "x"))

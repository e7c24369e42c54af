"""The closed lists: which tables are published to the board, and released to the public, for which periods.

What is not here is never published. The list is short on purpose: every table more is one more way to
work out a hidden number, and so hides more of all the others. A co-ordinator is not bound by it.
"""

from dataclasses import dataclass

from analytics.measuring.breakdowns import (
    AFTER_INTERVIEW,
    AFTER_SUPPORT,
    AGE_BAND,
    AREA,
    CATEGORY,
    DISTRICT,
    ETHNICITY,
    IN_AREA,
    PLACEMENT,
    PROVIDER,
    SETTING,
    SEX,
    TRIAGE,
    Breakdown,
)
from analytics.measuring.measure import Question
from analytics.measuring.shapes import Count, Indicator, MoreThan, Ratio, Share
from analytics.model import PeriodKind, Unit

MONTH, QUARTER = PeriodKind.MONTH, PeriodKind.QUARTER
YEAR, CALENDAR = PeriodKind.FINANCIAL_YEAR, PeriodKind.CALENDAR_YEAR


@dataclass(frozen=True)
class Listed:
    """One indicator's published tables: its units, the periods of the whole, and of each breakdown."""

    slug: str
    units: tuple[Unit, ...]
    whole: tuple[PeriodKind, ...]
    by: tuple[tuple[Breakdown, tuple[PeriodKind, ...]], ...] = ()


EPISODE, CHILD = (Unit.EPISODE,), (Unit.CHILD,)
BOTH = (Unit.EPISODE, Unit.CHILD)

# Months for the series that show normal variation (I35), quarters for what a board asks each quarter,
# years where a quarter's numbers are too small to say anything.
CLOSED_LIST = (
    Listed(
        "missing-episodes",
        EPISODE,
        (MONTH, QUARTER, YEAR, CALENDAR),
        (
            (CATEGORY, (MONTH, QUARTER, YEAR)),
            (SETTING, (QUARTER, YEAR)),
            (PLACEMENT, (YEAR,)),
            (SEX, (YEAR,)),
            (AGE_BAND, (YEAR,)),
            (ETHNICITY, (YEAR,)),
            (AREA, (YEAR,)),
        ),
    ),
    Listed(
        "children-missing",
        CHILD,
        (MONTH, QUARTER, YEAR, CALENDAR),
        (
            (CATEGORY, (QUARTER, YEAR)),
            (SETTING, (QUARTER, YEAR)),
            (PLACEMENT, (YEAR,)),
            (SEX, (YEAR,)),
            (AGE_BAND, (YEAR,)),
            (ETHNICITY, (YEAR,)),
            (AREA, (YEAR,)),
        ),
    ),
    Listed("episodes-per-child", EPISODE, (QUARTER, YEAR, CALENDAR), ((SETTING, (QUARTER, YEAR)),)),
    Listed("missing-more-than-once", CHILD, (QUARTER, YEAR), ((SETTING, (YEAR,)), (DISTRICT, (YEAR,)))),
    Listed("missing-now", BOTH, (QUARTER,)),
    Listed("reconciliation", EPISODE, (YEAR,)),
    Listed("duration-hours", EPISODE, (QUARTER, YEAR), ((SETTING, (YEAR,)),)),
    Listed("duration-days", EPISODE, (QUARTER, YEAR)),
    # By year: in a quarter it would tell how few episodes have no time recorded.
    Listed("overnight", EPISODE, (YEAR,)),
    # A rate is a count that is listed anyway, over a number that is no secret.
    Listed("rate-per-10000", BOTH, (QUARTER, YEAR)),
    # Not by setting: with the episodes of the same children, a band of few could be worked out.
    Listed("repeat-bands", BOTH, (QUARTER, YEAR)),
    Listed("persistent-children", CHILD, (QUARTER, YEAR), ((SETTING, (YEAR,)),)),
    Listed("top-children", EPISODE, (QUARTER, YEAR)),
    Listed("time-to-next-episode", EPISODE, (YEAR,)),
    Listed("again-after-interview", EPISODE, (YEAR,), ((AFTER_INTERVIEW, (YEAR,)), (AFTER_SUPPORT, (YEAR,)))),
    Listed("missing-and-absent", CHILD, (YEAR,)),
    Listed("home-or-care", BOTH, (QUARTER, YEAR)),
    # Of those in care, which is listed above, over a number that is no secret: it is divided when it is read.
    Listed("looked-after-missing", CHILD, (QUARTER, YEAR)),
    Listed("own-or-hosted", BOTH, (YEAR,)),
    Listed("placement-group", BOTH, (QUARTER, YEAR)),
    Listed("in-or-out-of-area", BOTH, (QUARTER, YEAR)),
    Listed("interview-required", EPISODE, (QUARTER, YEAR), ((SETTING, (QUARTER, YEAR)), (PROVIDER, (YEAR,)))),
    Listed("interview-offered", EPISODE, (QUARTER, YEAR), ((SETTING, (QUARTER, YEAR)), (TRIAGE, (YEAR,)))),
    Listed("interview-completed", EPISODE, (QUARTER, YEAR), ((SETTING, (QUARTER, YEAR)), (PROVIDER, (YEAR,)))),
    Listed("interview-completed-of-offered", EPISODE, (QUARTER, YEAR)),
    Listed(
        "interview-in-time",
        BOTH,
        (MONTH, QUARTER, YEAR),
        ((SETTING, (QUARTER, YEAR)), (PROVIDER, (QUARTER, YEAR)), (PLACEMENT, (YEAR,)), (IN_AREA, (YEAR,))),
    ),
    Listed("interview-in-time-of-completed", EPISODE, (QUARTER, YEAR)),
    Listed("interview-declined", EPISODE, (QUARTER, YEAR), ((SETTING, (YEAR,)), (IN_AREA, (YEAR,)))),
    Listed("interview-declined-of-not-completed", EPISODE, (QUARTER, YEAR)),
    Listed("interview-outcome", EPISODE, (QUARTER, YEAR), ((SETTING, (YEAR,)),)),
    Listed("refusal-follow-up", EPISODE, (QUARTER, YEAR)),
    Listed("safe-and-well", EPISODE, (QUARTER, YEAR)),
    Listed("triage", CHILD, (QUARTER, YEAR), ((SETTING, (YEAR,)), (SEX, (YEAR,)))),
    Listed("triage-mismatch", EPISODE, (YEAR,)),
    Listed("flags", CHILD, (YEAR,)),
    Listed("ethnicity", BOTH, (QUARTER, YEAR), ((SETTING, (YEAR,)),)),
    Listed("sex", BOTH, (QUARTER, YEAR), ((SETTING, (YEAR,)),)),
    Listed("age", BOTH, (QUARTER, YEAR)),
    Listed("police-risk", EPISODE, (QUARTER, YEAR)),
    Listed("distance", EPISODE, (QUARTER, YEAR)),
    Listed("police-area", BOTH, (QUARTER, YEAR)),
    Listed("postcode-district", BOTH, (YEAR,)),
    # Not missing and absent together: less the missing, they would say the absent, and hide half of both.
    Listed("postcode-district-absent", BOTH, (YEAR,)),
    Listed("postcode-district-found", BOTH, (YEAR,)),
)


def published_questions(indicators: dict[str, Indicator]) -> dict[PeriodKind, tuple[Question, ...]]:
    """The questions of the closed list, by the kind of period they are published for."""
    found: dict[PeriodKind, list[Question]] = {kind: [] for kind in (MONTH, QUARTER, YEAR, CALENDAR)}
    for listed in CLOSED_LIST:
        for unit in listed.units:
            for breakdown, kinds in ((None, listed.whole), *listed.by):
                for kind in kinds:
                    found[kind].append(Question(indicators[listed.slug], unit, breakdown))
    return {kind: tuple(questions) for kind, questions in found.items()}


def monthly_series() -> list[tuple[str, Unit, Breakdown | None]]:
    """What is published month by month: the series that have a normal range (I35)."""
    return [
        (listed.slug, unit, breakdown)
        for listed in CLOSED_LIST
        for unit in listed.units
        for breakdown, kinds in ((None, listed.whole), *listed.by)
        if MONTH in kinds
    ]


# A committee asks how many, how long, how often and whether interviews were held. Who is missing today, the few most
# frequent children, single providers and postcode districts are for others.
NOT_FOR_THE_PUBLIC = (
    "top-children",
    "missing-now",
    "postcode-district",
    "rate-per-10000",
    "looked-after-missing",
    "time-to-next-episode",
    "again-after-interview",
    "reconciliation",
    "missing-and-absent",
    "own-or-hosted",
    "triage-mismatch",
    "flags",
    "postcode-district-absent",
    "postcode-district-found",
)
PUBLIC_BREAKDOWNS = (None, CATEGORY, SETTING, SEX, AGE_BAND, ETHNICITY, AREA)


def public_questions(indicators: dict[str, Indicator], kind: PeriodKind) -> tuple[Question, ...]:
    """What a release for the public says of its own period."""
    return tuple(
        question
        for question in published_questions(indicators)[kind]
        if question.indicator.definition.slug not in NOT_FOR_THE_PUBLIC and question.breakdown in PUBLIC_BREAKDOWNS
    )


def compared_questions(indicators: dict[str, Indicator], kind: PeriodKind) -> tuple[Question, ...]:
    """What it says of the periods that it compares with: headlines alone, and none that looks back over others."""
    in_care = indicators["home-or-care"]
    return tuple(
        question
        for question in public_questions(indicators, kind)
        if question.breakdown is None
        and not question.indicator.definition.looks_back
        and (isinstance(question.indicator, Count | Share | MoreThan | Ratio) or question.indicator is in_care)
    )


def is_listed(slug: str, unit: Unit, breakdown: Breakdown | None) -> bool:
    """Whether the board is ever shown this table, in any period."""
    return any(
        listed.slug == slug and unit in listed.units and (breakdown is None or breakdown in dict(listed.by))
        for listed in CLOSED_LIST
    )

"""The settings of the co-ordinator's week: who is listed first, what is a trigger, what the weekly report says.

They are looked at when a page is read, so a change of them needs no load.
"""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from data import codes
from data.setting_parts import Count, Part

Category = Literal["missing", "absent", "away"]
FollowUp = Literal[
    "strategy_meeting",
    "exploitation_meeting",
    "screening",
    "child_in_need",
    "social_worker_visit",
    "intelligence_shared",
    "interview_on_record",
    "placement_meeting",
]


class Order(StrEnum):
    """What puts a child before another on the list of most concern."""

    MISSING_FOR = "missing_for"
    POINTS = "points"
    LONGEST = "longest"
    HOURS = "hours"
    EPISODES = "episodes"
    YOUNGEST = "youngest"


Weight = Annotated[int, Field(ge=0, le=9)]


class Points(Part):
    """What each thing known of a child weighs, within a step of the order (docs/decisions.md, 39)."""

    exploitation: Weight = 3
    police_high: Weight = 3
    triage_red: Weight = 2
    other_mark: Weight = 1
    under_13: Weight = 3
    under_16: Weight = 1
    first_under_13: Weight = 2
    out_of_area: Weight = 1
    often_in_7_days: Weight = 1
    often_in_90_days: Weight = 2
    more_than_usual: Weight = 2
    long_episode: Weight = 2
    interview_unmet: Weight = 1


class TopFive(Part):
    """How many children are listed, over how many days, and by what: the first of `order` that differs decides.

    `missing_hours` are the steps of being missing now, longest first; 0 is any time at all. An open record of which
    nothing was written for `settle_days` is a doubt, and is settled before it ranks.
    """

    size: Count = 5
    days: Count = 7
    missing_hours: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)] = (168, 72, 24, 0)
    order: Annotated[tuple[Order, ...], Field(min_length=1)] = (
        Order.MISSING_FOR,
        Order.POINTS,
        Order.LONGEST,
        Order.HOURS,
        Order.YOUNGEST,
    )
    often_in_7_days: Count = 3
    often_in_90_days: Count = 3
    settle_days: Count = 90
    points: Points = Points()

    @model_validator(mode="after")
    def whoever_is_missing_counts(self) -> Self:
        if Order.MISSING_FOR not in self.order:
            raise ValueError('order must hold "missing_for": a child who is missing now has to count')
        if len(set(self.order)) < len(self.order):
            raise ValueError("order must name each thing once")
        if any(longer <= shorter for longer, shorter in pairwise(self.missing_hours)):
            raise ValueError("missing_hours must fall from each step to the next, such as 168, 72, 24, 0")
        return self


class Scope(StrEnum):
    """Whose episodes a rule counts together."""

    CHILD = "child"
    LOCATION = "location"
    HOME = "home"


class Rule(Part):
    """ "n of these within so many days", both ends of the window included; or one that lasts longer than some hours.

    With `settings` it is in how many of home, care and education that episodes began, not how many there were.
    `action` is what is to be done, `protocol` the council's own words for it, `source` where they stand. Whatever is
    empty is not shown: nothing is said in a council's name that it has not written. `respond_days` are those within
    which somebody must answer; none: those of all triggers. `follow_up` is what `action` is called in files that say
    what was done: any of these acts on it; empty: anything does.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    scope: Scope = Scope.CHILD
    categories: Annotated[tuple[Category, ...], Field(min_length=1)] = ("missing",)
    count: Count | None = None
    settings: Annotated[int, Field(ge=2, le=3)] | None = None
    days: Count | None = None
    hours: Count | None = None
    action: Annotated[str, Field(max_length=160)] = ""
    protocol: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=200)] = ""
    respond_days: Count | None = None
    follow_up: tuple[FollowUp, ...] = ()

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        counts = [self.count, self.settings, self.hours]
        if sum(count is not None for count in counts) != 1 or (self.days is None) == (self.hours is None):
            raise ValueError("say count = 3 and days = 90, or settings = 2 and days = 90, or hours = 72, and no other")
        return self


# Said beside two rules of absences, so that nobody takes them for rules about children that somebody published.
FOR_ADULTS: Final = "West Midlands framework, July 2015, where this rule is for adults"


def usual_rules() -> tuple[Rule, ...]:
    """The rules that councils have published, each with what they say is to be done, and one of homes."""
    return (*rules_of_missing(), *rules_of_absence(), rule_of_homes())


def rules_of_missing() -> tuple[Rule, ...]:
    """Rules of the missing episodes of one child."""
    return (
        Rule(
            name="3 missing episodes in 90 days",
            count=3,
            days=90,
            action="Discuss at the multi-agency exploitation meeting",
            follow_up=("exploitation_meeting",),
        ),
        Rule(
            name="Missing for more than 72 hours",
            hours=72,
            action="Hold a strategy meeting",
            follow_up=("strategy_meeting",),
        ),
        Rule(
            name="Missing from more than one setting",
            settings=2,
            days=90,
        ),
    )


def rules_of_absence() -> tuple[Rule, ...]:
    """Rules of the absences of one child, or from one place."""
    return (
        Rule(
            name="5 absences in 12 months",
            categories=("absent",),
            count=5,
            days=365,
            action="Escalate triage to red",
        ),
        Rule(
            name="3 absences in 90 days",
            categories=("absent",),
            count=3,
            days=90,
            source=FOR_ADULTS,
        ),
        Rule(
            name="5 absences from one place in 30 days",
            scope=Scope.LOCATION,
            categories=("absent",),
            count=5,
            days=30,
            source=FOR_ADULTS,
        ),
    )


def rule_of_homes() -> Rule:
    """An example, since no published rule for a children's home was found."""
    return Rule(
        name="6 missing episodes from one home in 30 days",
        scope=Scope.HOME,
        count=6,
        days=30,
    )


class Triggers(Part):
    """For how long a trigger is new, and is listed after it closed; and what `reported from` says of a school.

    Whoever has not answered a trigger by the end of the day that is `respond_days` after it was met is overdue. Seven:
    each trigger then meets one weekly meeting, and it is five working days without a list of bank holidays. What falls
    due in the next `soon_days` is due. What files say was done acts on a trigger from its own day to `follow_up_days`
    after: later than that it is taken to be about something else.
    """

    new_days: Count = 7
    closed_days: Count = 28
    respond_days: Count = 7
    soon_days: Count = 2
    follow_up_days: Count = 90
    education: tuple[str, ...] = ("school", "college", "education", "academy")


class Now(Part):
    """Hours missing at which somebody must be told, and for how many days returns are followed.

    Where the newest file is older than `stale_days` by the clock, the page says so first.
    """

    limits_hours: Annotated[tuple[Count, ...], Field(min_length=1)] = (24, 72)
    tracker_days: Count = 28
    stale_days: Count = 3


class ByHand(Part):
    """What is marked by hand between two files.

    A mark of which files say nothing that know `confirm_days` more than it is a doubt; one that a file agreed with is
    listed for `listed_days` after it was written.
    """

    confirm_days: Count = 3
    listed_days: Count = 7


class Initials(Part):
    """The council's file of children's initials, for the co-ordinator's pages alone; none: pseudonyms only.

    `ids` is the scheme of the ids in it, and `form` their form: what the mappings call `child_ids` and `child_id_form`.
    """

    file: str = ""
    ids: str = "council"
    form: Literal["text", "number"] = "text"


Children = Annotated[int, Field(ge=0)]
ByPlacement = dict[str, Children]


class Homes(Part):
    """The council's list of homes, and what it knows of placements that no file of children tells: for co-ordinators.

    Children placed here by other authorities, and ours placed elsewhere, on the day `counted_on`, by placement; and how
    many carers and places there are. What is left out was not supplied, and is no nought.
    """

    file: str = ""
    placed_here: ByPlacement = Field(default_factory=dict)
    placed_elsewhere: ByPlacement = Field(default_factory=dict)
    carers: ByPlacement = Field(default_factory=dict)
    places: ByPlacement = Field(default_factory=dict)
    counted_on: date | None = None
    source: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def placements_are_known(self) -> Self:
        for name in ("placed_here", "placed_elsewhere", "carers", "places"):
            if unknown := sorted(set(getattr(self, name)) - set(codes.PLACEMENTS)):
                known = ", ".join(codes.PLACEMENTS)
                raise ValueError(f"{name} names {unknown}, which are no placements; they are: {known}")
        return self


class Connections(Part):
    """When two children are listed together: within so many hours at one place, or so often missing at one time."""

    days: Count = 90
    found_hours: Count = 6
    left_hours: Count = 2
    overlaps: Count = 5


class Weekly(Part):
    """The weekly report: its protective marking, who reads it, and how it is to be handled.

    Where the newest file is older than `stale_days` by the clock, the report and the list say so first. `folder` is
    where a timer lays the report of the week that is over; none: no timer writes any.
    """

    marking: str = "OFFICIAL-SENSITIVE: PERSONAL"
    circulation: str = "Chief Executive; Director of Children’s Services; Chief Superintendent"
    handling: str = "Do not forward. Print only if necessary, and destroy after the meeting."
    weeks: Annotated[int, Field(ge=13, le=52)] = 26
    stale_days: Count = 8
    folder: str = ""

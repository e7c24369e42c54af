"""The order of concern: steps of being missing now, then points for what is known of a child; one printed rule."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from analytics.casework.children import Concern, Point
from analytics.words.numbers import joined
from data import codes
from data.week_settings import Order, Points, TopFive

SECONDS_AN_HOUR: Final = 3600
YOUNG: Final = 13  # under it a child is a child and no teenager, in every protocol that names an age
TEENAGER: Final = 16
FEWEST_TO_RISE: Final = 2  # one episode is no pattern
TIMES_USUAL: Final = 2
LONG_HOURS: Final = 72  # after which the national unit is told, and partnerships hold a strategy meeting
NOBODYS_AGE: Final = 99  # whose age is not recorded comes after those whose is

Known = tuple[Concern, list[str]]

# The setting's name of each weight: when it counts.
COUNTS_WHEN: Final[dict[str, Callable[[Concern, TopFive], bool]]] = {
    "exploitation": lambda child, _: bool(exploited(child)),
    "police_high": lambda child, _: child.police_risk == "high",
    "triage_red": lambda child, _: child.triage == "red",
    "other_mark": lambda child, _: bool(set(child.flags) - set(codes.EXPLOITATION_FLAGS)),
    "under_13": lambda child, _: child.age is not None and child.age < YOUNG,
    "under_16": lambda child, _: child.age is not None and YOUNG <= child.age < TEENAGER,
    "first_under_13": lambda child, _: child.age is not None and child.age < YOUNG and is_first(child),
    "out_of_area": lambda child, _: child.in_area == "out",
    "often_in_7_days": lambda child, rule: child.episodes_7 >= rule.often_in_7_days,
    "often_in_90_days": lambda child, rule: child.episodes_90 >= rule.often_in_90_days,
    "more_than_usual": lambda child, _: is_more_than_usual(child),
    "long_episode": lambda child, _: (child.longest or 0) >= LONG_HOURS * SECONDS_AN_HOUR,
    "interview_unmet": lambda child, _: bool(child.interview),
}
POINT_WORDS: Final = {
    "exploitation": "marked for exploitation",
    "police_high": "police risk high",
    "triage_red": "triaged red",
    "other_mark": "another risk marked",
    "under_13": "under 13",
    "under_16": "13 to 15",
    "first_under_13": "under 13 and no earlier episode in the records of a year",
    "out_of_area": "placed out of area",
    "often_in_7_days": "{7} missing episodes or more in 7 days",
    "often_in_90_days": "{90} missing episodes or more in 90 days",
    "more_than_usual": "more than twice as often in 28 days as was usual for the child",
    "long_episode": "missing for 72 hours or longer at one time in the days looked at",
    "interview_unmet": "interview overdue, or refused without a visit recorded",
}
RULE_WORDS: Final = {
    Order.MISSING_FOR: "missing now, in steps: {steps}",
    Order.POINTS: "most points",
    Order.LONGEST: "missing now for longest",
    Order.HOURS: "most hours missing in {days} days",
    Order.EPISODES: "most episodes in {days} days",
    Order.YOUNGEST: "youngest",
}


@dataclass(frozen=True)
class Neighbour:
    """A rule that differs from the council's in one thing, and what it is."""

    said: str
    rule: TopFive


def exploited(child: Concern) -> list[str]:
    """The marks of exploitation, in reading order."""
    return [flag for flag in codes.EXPLOITATION_FLAGS if flag in child.flags]


def is_first(child: Concern) -> bool:
    """Whether the records have no other missing episode of the child in a year."""
    return child.episodes_365 <= 1


def is_more_than_usual(child: Concern) -> bool:
    """Whether a child went more than twice as often in 28 days as before; not where too little is known of before."""
    if child.usual is None or child.episodes_28 < FEWEST_TO_RISE:
        return False
    return child.episodes_28 > TIMES_USUAL * child.usual


def ranked(every: Iterable[Concern], rule: TopFive) -> list[Concern]:
    """The children in the order of the rule, each with its step and points, and whether another is equal by it.

    Children whom the rule cannot tell apart are in the order of their pseudonyms.
    """
    known = known_of(every, rule)
    counts, weights = {child.child_id: names for child, names in known}, dict(rule.points)
    placed = in_order(known, rule)
    alike = Counter(key for key, _ in placed)
    return [
        replace(
            child,
            step=step_of(child, rule),
            points=tuple(Point(name, weights[name]) for name in counts[child.child_id] if weights[name]),
            is_tied=alike[key] > 1,
        )
        for key, child in placed
    ]


def known_of(every: Iterable[Concern], rule: TopFive) -> list[Known]:
    """Each child, and the weights that count for it: the same whatever the weights and the order."""
    return [(child, [name for name, counts in COUNTS_WHEN.items() if counts(child, rule)]) for child in every]


def in_order(known: Iterable[Known], rule: TopFive) -> list[tuple[tuple[int, ...], Concern]]:
    """What the rule sorts each child by, and the child, sorted."""
    weights = dict(rule.points)
    found = [(key_of(child, rule, sum(weights[name] for name in names)), child) for child, names in known]
    return sorted(found, key=lambda pair: (pair[0], pair[1].child_id))


def step_of(child: Concern, rule: TopFive) -> int | None:
    """The hours of the longest step that a child has reached who is missing now; exactly so many hours reach it."""
    if child.gone_for is None:
        return None
    gone_for = child.gone_for
    return next((hours for hours in rule.missing_hours if gone_for >= hours * SECONDS_AN_HOUR), None)


def key_of(child: Concern, rule: TopFive, total: int) -> tuple[int, ...]:
    """What the rule sorts by, the least first."""
    step = step_of(child, rule)
    parts = {
        Order.MISSING_FOR: -1 if step is None else step,
        Order.POINTS: total,
        Order.LONGEST: child.gone_for or 0,
        Order.HOURS: child.seconds,
        Order.EPISODES: child.episodes,
        Order.YOUNGEST: -NOBODYS_AGE if child.age is None else -child.age,
    }
    return tuple(-parts[order] for order in rule.order)


def neighbours(rule: TopFive) -> list[Neighbour]:
    """Every rule that is one step away: a weight one more or less, a step left out, two parts of the order swapped."""
    return [*other_weights(rule), *fewer_steps(rule), *other_orders(rule)]


def other_weights(rule: TopFive) -> list[Neighbour]:
    """Each weight one more, and one less where it is not nought."""
    weights = dict(rule.points)
    return [
        Neighbour(
            f"{point_name(name, rule)} weighed {weight + change}, not {weight}",
            rule.model_copy(update={"points": Points.model_construct(**weights | {name: weight + change})}),
        )
        for name, weight in weights.items()
        for change in (1, -1)
        if weight + change >= 0
    ]


def fewer_steps(rule: TopFive) -> list[Neighbour]:
    """Each step of being missing left out."""
    steps = rule.missing_hours
    return [
        Neighbour(
            f"there were no step for {hours_words(hours)}",
            rule.model_copy(update={"missing_hours": tuple(one for one in steps if one != hours)}),
        )
        for hours in steps
    ]


def other_orders(rule: TopFive) -> list[Neighbour]:
    """Each two parts of the order that follow one another, the other way about."""
    found = []
    for place, (first, second) in enumerate(pairwise(rule.order)):
        order = (*rule.order[:place], second, first, *rule.order[place + 2 :])
        said = f"{part_name(second, rule)} came before {part_name(first, rule)}"
        found.append(Neighbour(said, rule.model_copy(update={"order": order})))
    return found


def part_name(part: Order, rule: TopFive) -> str:
    """What a part of the order looks at, in a few words."""
    short = "the steps of being missing" if part is Order.MISSING_FOR else RULE_WORDS[part]
    return short.format(days=rule.days)


def point_name(name: str, rule: TopFive) -> str:
    """What a weight is of, with the rule's own numbers."""
    said = POINT_WORDS[name].replace("{7}", str(rule.often_in_7_days))
    return said.replace("{90}", str(rule.often_in_90_days))


def hours_words(hours: int) -> str:
    """ "7 days or longer", "72 hours or longer", "any shorter time"."""
    if not hours:
        return "any shorter time"
    return f"{hours // 24} days or longer" if hours % 24 == 0 and hours > 72 else f"{hours} hours or longer"


def rule_in_words(rule: TopFive) -> str:
    """The whole rule, as it is printed: whom it ranks, by what, what weighs how much, and what is settled first."""
    steps = joined([hours_words(hours) for hours in rule.missing_hours])
    parts = [RULE_WORDS[order].format(days=rule.days, steps=steps) for order in rule.order]
    text = "; then ".join(parts)
    return (
        f"{text[0].upper()}{text[1:]}. Where all of these are equal, by the reference. {points_in_words(rule)}"
        f"It ranks whoever is missing now or was in the last {rule.days} days. An open record of which nothing was "
        f"written for {rule.settle_days} days is settled first."
    )


def points_in_words(rule: TopFive) -> str:
    """ "Points, 3 each: marked for exploitation, police risk high; 2 each: ...". Empty where the order has none."""
    weights = [(name, weight) for name, weight in rule.points if weight]
    if Order.POINTS not in rule.order or not weights:
        return ""
    heaviest_first = sorted({weight for _, weight in weights}, reverse=True)
    said = [
        f"{many} each: {', '.join(point_name(name, rule) for name, weight in weights if weight == many)}"
        for many in heaviest_first
    ]
    return f"Points, {'; '.join(said)}. "

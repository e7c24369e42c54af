"""Every indicator answered again in plain Python: slow, obvious, and sharing no code with the answers under test.

An episode here is a dict of what happened, in the words of the glossary:

    child, category, age, sex, ethnicity, setting, placement, in_area, area, district, police_risk,
    triage, provider, distance_miles, distance_status
    started, ended                  local wall-clock datetimes; ended is None where no return is known
    end_status                      "returned", "open", "in_doubt" (open) or "not_known"
    started_utc, ended_utc          the same instants in UTC
    started_known_to, ended_known_to, completed_known_to    "minute" or "date"
    outcome, offered, offered_at, completed, completed_utc  of the return home interview
    refused, refused_utc            when it was refused, where that was recorded apart from the offer
    visited, visited_utc, visited_known_to      when a social worker came after a refusal
    responsible, host               authorities, None where no source says
    flags                           risks marked, sorted
    themes                          what the child told in the interview, by its codes

`answers(slug, ...)` gives {category: (count, children)}; the category "" is the whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data.themes import THEMES

Episode = dict[str, Any]
Answer = dict[str, tuple[int, int]]

HOUR_BANDS = [
    ("0-8", 0, 8),
    ("8-16", 8, 16),
    ("16-24", 16, 24),
    ("24-48", 24, 48),
    ("48-168", 48, 168),
    ("168+", 168, 9e9),
]
DAY_BANDS = [
    ("<1", 0, 0), ("1-2", 1, 2), ("3-7", 3, 7), ("8-10", 8, 10), ("11-15", 11, 15), ("16-20", 16, 20),
    ("21-30", 21, 30), (">30", 31, 9e9),
]  # fmt: skip
REPEAT_BANDS = [("1-2", 1, 2), ("3-5", 3, 5), ("6-8", 6, 8), ("9-19", 9, 19), ("20+", 20, 9e9)]
MILE_BANDS = [("0-5", 0, 5), ("5-10", 5, 10), ("10-20", 10, 20), ("20-40", 20, 40), ("40-80", 40, 80), ("80+", 80, 9e9)]
AGE_BANDS = [("under-1", 0, 0), ("1-4", 1, 4), ("5-9", 5, 9), ("10-15", 10, 15), ("16-17", 16, 17)]
TOPS = (3, 5, 10, 20)
LOOK_BACK_MONTHS = 12
PERSISTENT_MORE_THAN = 3
OFFERED = ("accepted_completed", "accepted_not_present", "declined_child", "declined_parent")
DECLINED = ("declined_child", "declined_parent")


# What is known at the as-of time


def as_known_at(episodes: Iterable[Episode], as_of: datetime) -> list[Episode]:
    """What a reader at `as_of` could know: no later start, return, offer or interview."""
    known = []
    for episode in episodes:
        if episode["started"] > as_of:
            continue
        episode = dict(episode)  # noqa: PLW2901
        if episode["ended"] is not None and episode["ended"] > as_of:
            episode.update(ended=None, ended_utc=None, end_status="returns later")
        forget_later_interview(episode, as_of)
        if episode["visited"] is not None and episode["visited"] > as_of:
            episode.update(visited=None, visited_utc=None)
        checked = episode["safe_and_well_at"]
        episode["safe_and_well_at"] = checked if checked is None or checked <= as_of else None
        episode["as_of"] = as_of
        known.append(episode)
    return with_neighbours(known)


def with_neighbours(episodes: Iterable[Episode]) -> list[Episode]:
    """Episodes with `next_started` (of the child's next one of its kind) and `missing_in_days` (90, this one too).

    And `exploited_at` and `went_missing_at`: when the child's episodes began that say so, of any time.
    """
    told = [dict(episode) for episode in episodes]
    of_child: dict[str, list[Episode]] = {}
    for episode in told:
        of_child.setdefault(episode["child"], []).append(episode)
    for episode in told:
        its = of_child[episode["child"]]
        alike = sorted((item["started"], item["key"]) for item in its if item["category"] == episode["category"])
        later = alike[alike.index((episode["started"], episode["key"])) + 1 :]
        episode["next_started"] = later[0][0] if later else None
        episode["superseded_at"] = superseded_at(episode, its)
        episode["missing_in_days"] = sum(
            timedelta() <= episode["started"] - item["started"] <= timedelta(days=90)
            for item in its
            if item["category"] == "missing"
        )
        exploited = {"cse", "cce", "county_lines", "gangs", "trafficking"}
        episode["exploited_at"] = [item["started"] for item in its if exploited & set(item["flags"])]
        episode["went_missing_at"] = [
            item["started"] for item in its if item["category"] == "missing" and item["started_known_to"] == "minute"
        ]
    return told


def superseded_at(episode: Episode, its: Iterable[Episode]) -> datetime | None:
    """When a later episode of the child first showed that the child had been back; None where the end is known."""
    if episode["end_status"] in ("returned", "returns later"):
        return None
    order = ("missing", "away", "absent")
    shown = []
    for later in its:
        if not begins_later(episode, later):
            continue
        if order.index(later["category"]) <= order.index(episode["category"]):
            shown.append(later["started"])
        elif later["end_status"] == "returned":
            shown.append(later["ended"] or later["started"])
    return min(shown, default=None)


def begins_later(episode: Episode, later: Episode) -> bool:
    """By more than an hour, or on a later day where either is a date alone."""
    if "date" in (episode["started_known_to"], later["started_known_to"]):
        return later["started"].date() > episode["started"].date()
    return later["started_utc"] - episode["started_utc"] > timedelta(hours=1)


def is_still_missing(episode: Episode) -> bool:
    return episode["superseded_at"] is None and episode["end_status"] in ("open", "in_doubt", "returns later")


def forget_later_interview(episode: Episode, as_of: datetime) -> None:
    """What comes after `as_of` is still to come; an offer without a time of its own comes with the interview."""
    held_later = is_held(episode) and episode["completed"] is not None and episode["completed"] > as_of
    offer = episode["offered_at"]
    offered_later = offer > as_of if offer is not None else held_later
    if held_later or offered_later:
        episode.update(completed=None, completed_utc=None)
        if episode["outcome"] != "not_required":
            episode["outcome"] = "pending"
    if offered_later:
        episode.update(offered=False, offered_at=None)


def children_under_18(episodes: Iterable[Episode]) -> list[Episode]:
    """An age that is not known stays in."""
    return [episode for episode in episodes if episode["age"] is None or episode["age"] < 18]


# What is true of an episode


def hours_missing(episode: Episode) -> float | None:
    if episode["ended"] is None or "date" in (episode["started_known_to"], episode["ended_known_to"]):
        return None
    return max((episode["ended_utc"] - episode["started_utc"]).total_seconds() / 3600, 0)


def hours_band(episode: Episode) -> str:
    if is_still_missing(episode):
        return "still-missing"
    hours = hours_missing(episode)
    if hours is None:
        return "time-not-recorded"
    return next(name for name, low, high in HOUR_BANDS if low <= hours < high)


def days_band(episode: Episode) -> str:
    days = max((episode["ended"].date() - episode["started"].date()).days, 0)
    return next(name for name, fewest, most in DAY_BANDS if fewest <= days <= most)


def distance_band(episode: Episode) -> str:
    miles = episode["distance_miles"]
    if miles is not None:
        return next(name for name, low, high in MILE_BANDS if low <= miles < high)
    return "declined" if episode["distance_status"] == "declined" else "not_recorded"


def age_year(episode: Episode) -> str:
    age = episode["age"]
    if age is None:
        return "unknown"
    return "under-10" if age < 10 else str(age)


def age_band(episode: Episode) -> str:
    if episode["age"] is None:
        return "unknown"
    return next(name for name, youngest, oldest in AGE_BANDS if youngest <= episode["age"] <= oldest)


def is_required(episode: Episode) -> bool:
    return episode["category"] == "missing" and episode["ended"] is not None and episode["outcome"] != "not_required"


def is_held(episode: Episode) -> bool:
    if episode["outcome"] == "accepted_completed":
        return True
    return episode["completed"] is not None and episode["outcome"] in (None, "unknown", "pending")


def is_completed(episode: Episode) -> bool:
    return is_required(episode) and is_held(episode)


def is_offered(episode: Episode) -> bool:
    said = bool(episode["offered"]) or episode["offered_at"] is not None or episode["outcome"] in OFFERED
    return is_required(episode) and (said or is_held(episode))


def is_in_time(episode: Episode) -> bool:
    if not is_completed(episode) or episode["completed"] is None:
        return False
    if "date" in (episode["ended_known_to"], episode["completed_known_to"]):
        return 0 <= (episode["completed"].date() - episode["ended"].date()).days <= 3
    return timedelta() <= episode["completed_utc"] - episode["ended_utc"] <= timedelta(hours=72)


def is_due(episode: Episode, as_of: datetime) -> bool:
    if not is_required(episode):
        return False
    if episode["ended_known_to"] == "date":
        return as_of >= datetime.combine(episode["ended"].date(), datetime.min.time()) + timedelta(days=4)
    as_of_utc = as_of.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC).replace(tzinfo=None)
    return as_of_utc - episode["ended_utc"] >= timedelta(hours=72)


def is_overnight(episode: Episode) -> bool:
    """Whether any minute from 00:00 to 05:00 of any day lies in it: looked at day by day."""
    if hours_missing(episode) is None:
        return False
    day = datetime.combine(episode["started"].date(), datetime.min.time())
    while day <= episode["ended"]:
        night_ends = day + timedelta(hours=5)
        if episode["started"] < night_ends and (episode["ended"] > day or episode["started"] >= day):
            return True
        day += timedelta(days=1)
    return False


def own_or_hosted(episode: Episode) -> str:
    ours = ("exampleshire", "e00000000")
    if episode["responsible"] is None:
        return "unknown"
    is_own = episode["responsible"].strip().lower() in ours
    is_here = {"in": True, "out": False}.get(episode["in_area"]) if is_in_care(episode) else None
    if episode["setting"] == "home":
        is_here = True
    if episode["host"] is not None:
        is_here = episode["host"].strip().lower() in ours
    if is_here is None:
        return "unknown"
    return {
        (True, True): "own_here",
        (True, False): "own_elsewhere",
        (False, True): "hosted",
        (False, False): "others_elsewhere",
    }[is_own, is_here]


def refused_utc(episode: Episode) -> datetime | None:
    if episode["refused_utc"] is not None:
        return episode["refused_utc"]
    offered = episode["offered_at"]
    return offered.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC).replace(tzinfo=None) if offered else None


def is_visited_in_time(episode: Episode) -> bool:
    refused = refused_utc(episode)
    if refused is None or episode["visited"] is None:
        return False
    if episode["visited_known_to"] == "date":
        refused_on = (episode["refused"] or episode["offered_at"]).date()
        return 0 <= (episode["visited"].date() - refused_on).days <= 1
    return timedelta() <= episode["visited_utc"] - refused <= timedelta(hours=24)


def is_visit_due(episode: Episode) -> bool:
    """A refusal of which no time is known is long ago."""
    if not is_required(episode) or not is_declined(episode):
        return False
    refused = refused_utc(episode)
    if refused is None:
        return True
    due = (refused + timedelta(hours=24)).replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
    return due.replace(tzinfo=None) <= episode["as_of"]


def suggested_triage(episode: Episode) -> str:
    many, flags = episode["missing_in_days"], set(episode["flags"])
    if many > 2 or flags & {"cse", "cce", "county_lines", "gangs", "trafficking"}:
        return "red"
    return "green" if many < 2 and not flags else "amber"


def days_to_next(episode: Episode) -> float | None:
    if episode["next_started"] is None:
        return None
    return max((episode["next_started"] - episode["ended"]).total_seconds() / 86_400, 0)


def days_followed(episode: Episode) -> float:
    return (episode["as_of"] - episode["ended"]).total_seconds() / 86_400


def again(episode: Episode) -> str:
    gap = days_to_next(episode)
    if gap is None:
        return "not-in-90" if days_followed(episode) >= 90 else "too-soon"
    bands = [("0-7", 7), ("7-14", 14), ("14-28", 28), ("28-90", 90), ("not-in-90", 9e9)]
    return next(name for name, edge in bands if gap < edge)


def is_followed(episode: Episode) -> bool:
    """28 days have passed, and the child had not gone again in the first three."""
    if episode["ended"] is None or days_followed(episode) < 28:
        return False
    gap = days_to_next(episode)
    return gap is None or gap > 3


def is_again_in_28_days(episode: Episode) -> bool:
    gap = days_to_next(episode)
    return gap is not None and gap < 28


def outcome_of(episode: Episode) -> str:
    return "accepted_completed" if is_completed(episode) else episode["outcome"] or "unknown"


def is_declined(episode: Episode) -> bool:
    return episode["outcome"] in DECLINED


def is_in_care(episode: Episode) -> bool:
    return episode["setting"] == "care"


# Counting


def size(episodes: Iterable[Episode], unit: str) -> tuple[int, int]:
    """How many of the unit, and how many children stand behind them."""
    episodes = list(episodes)
    children = len({episode["child"] for episode in episodes})
    return (children if unit == "child" else len(episodes)), children


# What goes before everything else, whichever is later; and what is taken only for want of it.
WEIGHS_MOST = ("care", "intensive", "contacted", "other")
NOT_KNOWN = ("unknown", "not_triaged", "not_recorded")
NOWHERE = "not_in_care"


def where_each_stands(episodes: Iterable[Episode], value: Callable[[Episode], str], column: str) -> dict[str, str]:
    """Child -> the one group it stands in: of the latest episode that says it, or by what weighs most."""
    values: dict[str, list[str]] = {}
    for episode in sorted(episodes, key=lambda one: one["started"]):
        values.setdefault(episode["child"], []).append(value(episode))
    return {child: one_of(said, column) for child, said in values.items()}


def one_of(said: list[str], column: str) -> str:
    if column in ("setting", "support"):
        for most in WEIGHS_MOST:
            if most in said:
                return most
    known = [value for value in said if value not in (*NOT_KNOWN, NOWHERE)]
    not_known = [value for value in said if value in NOT_KNOWN]
    return (known or not_known or said)[-1]


def split(episodes: list[Episode], unit: str, value: Callable[[Episode], str], column: str = "") -> Answer:
    """By value, and the whole. Of a `column`, a child has one value."""
    if unit == "child" and column:
        stands = where_each_stands(episodes, value, column)
        return split(episodes, unit, lambda episode: stands[episode["child"]])
    values = {value(episode) for episode in episodes}
    parts = {item: size((episode for episode in episodes if value(episode) == item), unit) for item in values}
    return {**parts, "": size(episodes, unit)}


def rolled_up(
    answer: Answer, episodes: list[Episode], unit: str, together: Callable[[Episode], bool], name: str
) -> Answer:
    """The answer, and one more category for several values together."""
    return {**answer, name: size((episode for episode in episodes if together(episode)), unit)}


def share(
    episodes: list[Episode], unit: str, of: Callable[[Episode], bool], counted: Callable[[Episode], bool]
) -> Answer:
    """A child is counted with one counted episode or more, and then is not among the rest."""
    base = [episode for episode in episodes if of(episode)]
    yes = [episode for episode in base if counted(episode)]
    if unit == "child":
        lucky = {episode["child"] for episode in yes}
        rest = [episode for episode in base if episode["child"] not in lucky]
    else:
        rest = [episode for episode in base if not counted(episode)]
    return {"counted": size(yes, unit), "rest": size(rest, unit), "": size(base, unit)}


def times_missing(episodes: list[Episode]) -> Counter[str]:
    return Counter(episode["child"] for episode in episodes)


def children_by_times(episodes: list[Episode], unit: str, name: Callable[[int], str]) -> Answer:
    """Children by a name for how many episodes they had in all; in episodes, the episodes of those children."""
    return split(episodes, unit, lambda episode: name(episode["times"]))


def more_than(episodes: list[Episode], unit: str, limit: int) -> Answer:
    return children_by_times(episodes, unit, lambda many: "counted" if many > limit else "rest")


def top_children(episodes: list[Episode], _unit: str, _as_of: datetime) -> Answer:
    most = sorted(times_missing(episodes).values(), reverse=True)
    answer = {"": (sum(most), len(most))}
    for top in TOPS:
        answer[str(top)] = (sum(most[:top]), min(top, len(most)))
    for tenth in range(1, 10):
        many = -(-len(most) * tenth // 10)
        answer[f"{tenth}0%"] = (sum(most[:many]), many)
    return answer


def time_to_next(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    over = closed(episodes)
    return rolled_up(split(over, unit, again), over, unit, is_again_in_28_days, "within-28")


def flags(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    """Each mark, and who is without it: an episode without, or a child none of whose episodes bears it."""
    exploited = {"cse", "cce", "county_lines", "gangs", "trafficking"}
    known = ("cse", "cce", "county_lines", "gangs", "trafficking", "uasc", "substance")
    known += ("radicalisation", "domestic_abuse", "disability", "self_harm", "mental_health", "weapons")
    bears: dict[str, Callable[[set[str]], bool]] = {
        "exploitation": lambda marked: bool(marked & exploited),
        "other_flag": lambda marked: bool(marked - set(known)),
        "no_flag": lambda marked: not marked,
    }
    bears |= {flag: (lambda marked, flag=flag: flag in marked) for flag in known}
    answer = {"": size(episodes, unit)}
    for mark, is_borne in bears.items():
        sides = share(episodes, unit, lambda _: True, lambda e, is_borne=is_borne: is_borne(set(e["flags"])))
        answer |= {mark: sides["counted"], f"without-{mark}": sides["rest"]}
    return answer


PUSHED = ("push_conflict", "push_placement", "push_rules", "push_harm", "push_wellbeing", "push_school")
DRAWN = ("pull_friends", "pull_family", "pull_partner", "pull_substances", "pull_exploited")


def told(beginning: str | tuple[str, ...], of: Callable[[Episode], bool]) -> Callable[..., Answer]:
    """Each answer whose code begins so, who did not give it, and the returns with no such answer."""
    codes = [code for code in THEMES if code.startswith(beginning)]
    gives = {code: (lambda themes, code=code: code in themes) for code in codes}
    return given({**gives, "not_recorded": lambda themes: not set(themes) & set(codes)}, of)


def push_pull() -> Callable[..., Answer]:
    def is_any(codes: tuple[str, ...]) -> Callable[[list[str]], bool]:
        return lambda themes: bool(set(themes) & set(codes))

    return given({"pushed": is_any(PUSHED), "drawn": is_any(DRAWN)}, is_completed)


def given(gives: dict[str, Callable[[list[str]], bool]], of: Callable[[Episode], bool]) -> Callable[..., Answer]:
    def answer(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
        held = [episode for episode in episodes if of(episode)]
        result = {"": size(held, unit)}
        for name, is_given in gives.items():
            sides = share(held, unit, lambda _: True, lambda e, is_given=is_given: is_given(e["themes"]))
            result |= {name: sides["counted"], f"without-{name}": sides["rest"]}
        return result

    return answer


def missing_and_absent(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    """`episodes` are missing and absent ones."""
    missing = [episode for episode in episodes if episode["category"] == "missing"]
    absences = Counter(episode["child"] for episode in episodes if episode["category"] == "absent")
    bands = [("none", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6+", 6, 9e9)]
    return split(
        missing, unit, lambda e: next(name for name, low, high in bands if low <= absences[e["child"]] <= high)
    )


# Absences that are looked at again


def reasons_to_look_again(absence: Episode) -> dict[str, bool]:
    """By the child's other episodes, whichever a reader chose to see: `with_neighbours` has looked at them all."""
    year_before = months_before_moment(absence["started"], LOOK_BACK_MONTHS)
    return {
        "exploitation": any(year_before <= at <= absence["started"] for at in absence["exploited_at"]),
        "missing-3-in-90": absence["missing_in_days"] >= 3,
        "missing-within-6": absence["started_known_to"] == "minute"
        and any(abs(at - absence["started"]) <= timedelta(hours=6) for at in absence["went_missing_at"]),
    }


def months_before_moment(moment: datetime, months: int) -> datetime:
    return datetime.combine(months_before(moment.date(), months), moment.time())


def absent_although(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    return share(episodes, unit, lambda _: True, lambda e: any(reasons_to_look_again(e).values()))


def absent_why(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    answer = {"": size(episodes, unit)}
    for reason in ("exploitation", "missing-3-in-90", "missing-within-6"):
        sides = share(episodes, unit, lambda _: True, lambda e, reason=reason: reasons_to_look_again(e)[reason])
        answer |= {reason: sides["counted"], f"without-{reason}": sides["rest"]}
    return answer


# The indicators


def count(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    return {"": size(episodes, unit)}


def missing_now(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    return {"": size(episodes, unit)}


def duration_hours(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    answer = split(episodes, unit, hours_band)
    answer = rolled_up(answer, episodes, unit, lambda e: (hours_missing(e) or 0) >= 24, "over-24")
    return rolled_up(answer, episodes, unit, lambda e: (hours_missing(e) or 0) >= 48, "over-48")


def longest_missing(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    """Each child in the band of its longest episode; one who is still missing, there."""
    of_child: dict[str, list[Episode]] = {}
    for episode in episodes:
        of_child.setdefault(episode["child"], []).append(episode)
    longest = {
        child: max(its, key=lambda e: (is_still_missing(e), hours_missing(e) if hours_missing(e) is not None else -1))
        for child, its in of_child.items()
    }
    return duration_hours(list(longest.values()), unit, _as_of)


def closed(episodes: list[Episode]) -> list[Episode]:
    return [episode for episode in episodes if episode["ended"] is not None]


def repeat_band(many: int) -> str:
    return next(name for name, low, high in REPEAT_BANDS if low <= many <= high)


def ages(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    if unit == "child":
        # A child has the age of its latest episode with one.
        stands = where_each_stands(episodes, age_year, "age")
        oldest = {episode["child"]: episode for episode in episodes if stands[episode["child"]] == age_year(episode)}
        episodes = list(oldest.values())
    answer = split(episodes, unit, age_year)
    answer = rolled_up(answer, episodes, unit, lambda e: age_band(e) == "10-15", "10-15")
    return rolled_up(answer, episodes, unit, lambda e: age_band(e) == "16-17", "16-17")


def interview_outcome(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    required = [episode for episode in episodes if is_required(episode)]
    return rolled_up(split(required, unit, outcome_of), required, unit, is_declined, "declined")


def interview(of: Callable[[Episode], bool], counted: Callable[[Episode], bool]) -> Callable[..., Answer]:
    return lambda episodes, unit, _as_of: share(episodes, unit, of, counted)


def by(field: str, keep: Callable[[Episode], bool] = lambda _: True) -> Callable[..., Answer]:
    column = "" if field in SEVERAL_A_CHILD else field
    return lambda episodes, unit, _as_of: split([e for e in episodes if keep(e)], unit, lambda e: e[field], column)


# Where a child was found each time, and not where it stands.
SEVERAL_A_CHILD = ("found_place", "found_cell")


def distances(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    answer = split(closed(episodes), unit, distance_band)
    for miles in (10, 20):
        near = lambda e, miles=miles: e["distance_miles"] is not None and e["distance_miles"] < miles  # noqa: E731
        answer = rolled_up(answer, closed(episodes), unit, near, f"within-{miles}")
    return answer


def home_and_care(episodes: list[Episode], unit: str, _as_of: datetime) -> Answer:
    settings: dict[str, set[str]] = {}
    for episode in episodes:
        settings.setdefault(episode["child"], set()).add(episode["setting"])
    return share(episodes, unit, lambda _: True, lambda episode: {"home", "care"} <= settings[episode["child"]])


ANSWERS: dict[str, Callable[[list[Episode], str, datetime], Answer]] = {
    "missing-episodes": count,
    "children-missing": count,
    "missing-more-than-once": lambda episodes, unit, _: more_than(episodes, unit, 1),
    "missing-now": missing_now,
    "duration-hours": duration_hours,
    "longest-missing": longest_missing,
    "duration-days": lambda episodes, unit, _: split(closed(episodes), unit, days_band),
    "overnight": interview(lambda e: hours_missing(e) is not None, is_overnight),
    "time-to-next-episode": time_to_next,
    "again-after-interview": interview(is_followed, is_again_in_28_days),
    "missing-and-absent": missing_and_absent,
    "classed-absent-although": absent_although,
    "missing-or-absent": count,
    "away-more-than-once": lambda episodes, unit, _: more_than(episodes, unit, 1),
    "classed-absent-why": absent_why,
    "own-or-hosted": lambda episodes, unit, _: split(episodes, unit, own_or_hosted, "own"),
    "refusal-follow-up": interview(is_visit_due, is_visited_in_time),
    "triage-mismatch": interview(lambda e: e["triage"] != "not_triaged", lambda e: e["triage"] != suggested_triage(e)),
    "flags": flags,
    "repeat-bands": lambda episodes, unit, _: children_by_times(episodes, unit, repeat_band),
    "repeat-bands-absent": lambda episodes, unit, _: children_by_times(episodes, unit, repeat_band),
    "repeat-bands-both": lambda episodes, unit, _: children_by_times(episodes, unit, repeat_band),
    "persistent-children": lambda episodes, unit, _: more_than(episodes, unit, PERSISTENT_MORE_THAN),
    "top-children": top_children,
    "home-or-care": by("setting"),
    "home-and-care": home_and_care,
    "placement-group": by("placement", is_in_care),
    "in-or-out-of-area": by("in_area", is_in_care),
    "interview-required": lambda es, unit, _: {"": size((e for e in es if is_required(e)), unit)},
    "interview-offered": interview(is_required, is_offered),
    "interview-completed": interview(is_required, is_completed),
    "interview-completed-of-offered": interview(is_offered, is_completed),
    "interview-in-time": lambda es, unit, as_of: share(es, unit, lambda e: is_due(e, as_of), is_in_time),
    "interview-in-time-of-completed": interview(is_completed, is_in_time),
    "interview-declined": interview(is_offered, is_declined),
    "interview-declined-of-not-completed": interview(lambda e: is_required(e) and not is_completed(e), is_declined),
    "interview-outcome": interview_outcome,
    "interview-reasons": told(("push_", "pull_", "reason_"), is_completed),
    "interview-push-pull": push_pull(),
    "interview-company": told("with_", is_completed),
    "interview-whereabouts": told("where_", is_completed),
    "interview-travel": told("travel_", is_completed),
    "interview-harm": told("harm_", is_completed),
    "interview-wishes": told("wish_", is_completed),
    "interview-declined-reasons": told("declined_", lambda e: is_required(e) and is_declined(e)),
    "triage": by("triage"),
    "ethnicity": by("ethnicity"),
    "global-majority": interview(lambda _: True, lambda e: e["ethnicity"] in ("mixed", "asian", "black", "other")),
    "sex": by("sex"),
    "age": ages,
    "police-risk": by("police_risk"),
    "distance": distances,
    "police-area": by("area"),
    "postcode-district": by("district"),
    "reconciliation": by("seen_by"),
    "safe-and-well": interview(lambda e: e["ended"] is not None, lambda e: e["safe_and_well_at"] is not None),
    "support": by("support"),
    "postcode-district-absent": by("district"),
    "postcode-district-both": by("district"),
    "postcode-district-found": by("found_district"),
    "named-places": by("found_place"),
    "hotspots": by("found_cell"),
}
# Divided from the answers of home-or-care, by a population.
RATES = {"rate-per-10000": {"aged-10-17": "", "looked-after": "care"}}
# A part of another answer, of all who were looked after.
SHARES_OF_ALL = {"looked-after-missing": ("home-or-care", "care")}
# Divided from two other answers.
RATIOS = {"episodes-per-child": ("missing-episodes", "children-missing")}

BY_RETURN = {"refusal-follow-up", "safe-and-well", *(slug for slug in ANSWERS if slug.startswith("interview-"))}
LOOKING_BACK = {
    "repeat-bands",
    "repeat-bands-absent",
    "repeat-bands-both",
    "persistent-children",
    "missing-and-absent",
}
BESIDE = {"missing-and-absent": ("missing", "absent")}
AS_OF_NOW = {"missing-now"}
ABSENT, TOGETHER = ("absent",), ("missing", "absent")
CATEGORIES_OF = {
    **BESIDE,
    "classed-absent-although": ABSENT,
    "missing-or-absent": TOGETHER,
    "away-more-than-once": ("away",),
    "classed-absent-why": ABSENT,
    "postcode-district-absent": ABSENT,
    "postcode-district-both": TOGETHER,
    "repeat-bands-absent": ABSENT,
    "repeat-bands-both": TOGETHER,
}

GROUP_OF: dict[str, Callable[[Episode], str]] = {
    "setting": lambda e: e["setting"],
    "placement": lambda e: e["placement"] if is_in_care(e) else "not_in_care",
    "in_area": lambda e: e["in_area"] if is_in_care(e) else "not_in_care",
    "sex": lambda e: e["sex"],
    "age_band": age_band,
    "ethnicity": lambda e: e["ethnicity"],
    "area": lambda e: e["area"],
    "triage": lambda e: e["triage"],
    "category": lambda e: e["category"],
    "provider": lambda e: e["provider"],
    "after_interview": lambda e: "in_time" if is_in_time(e) else "not_in_time",
    "after_support": lambda e: e["after_support"],
    "district": lambda e: e["district"],
    "police_risk": lambda e: e["police_risk"],
    "again": lambda e: "soon_again" if e["missing_in_days"] > 1 else "first",
}


def looked_after(
    stays: list[dict[str, Any]], missing: list[tuple[str, date]], born: dict[str, date], start: date, end: date
) -> int:
    """Children looked after on a day of `[start, end)`, under 18; by a stay, or by having gone `missing` from care."""
    children = {child for child, day in missing if start <= day < end}
    for stay in stays:
        turns_adult = born[stay["child"]].replace(year=born[stay["child"]].year + 18)
        last = min(stay["ended"] or date.max, turns_adult)
        days = (start + timedelta(days=day) for day in range((end - start).days))
        if stay["legal_status"] not in ("V3", "V4") and any(stay["started"] <= day < last for day in days):
            children.add(stay["child"])
    return len(children)


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last day of a month that lacks it."""
    year, month = day.year, day.month - months
    while month < 1:
        year, month = year - 1, month + 12
    for candidate in (day.day, 30, 29, 28):
        try:
            return date(year, month, candidate)
        except ValueError:
            continue
    raise ValueError(day)


def in_period(slug: str, episode: Episode, start: date, end: date) -> bool:
    """Half-open, by the start; interviews by the return; a look-back ends where the period ends."""
    if slug in AS_OF_NOW:
        return is_still_missing(episode)
    moment = episode["ended"] if slug in BY_RETURN else episode["started"]
    first = months_before(end, LOOK_BACK_MONTHS) if slug in LOOKING_BACK else start
    return moment is not None and first <= moment.date() < end


def answers(
    slug: str, episodes: list[Episode], unit: str, start: date, end: date, as_of: datetime, breakdown: str = ""
) -> dict[str, Answer]:
    """{group: answer} for one indicator; the whole has the group "". `episodes` as known at `as_of`, under 18."""
    mine = [episode for episode in episodes if in_period(slug, episode, start, end)]
    if breakdown != "category":
        wanted = CATEGORIES_OF.get(slug, ("missing",))
        mine = [episode for episode in mine if episode["category"] in wanted]
    times = times_missing(mine)
    mine = [{**episode, "times": times[episode["child"]]} for episode in mine]
    answer = ANSWERS[slug]
    if not breakdown:
        return {"": answer(mine, unit, as_of)}
    value = GROUP_OF[breakdown]
    if unit == "child" and breakdown != "category":
        stands = where_each_stands(mine, value, breakdown)
        if slug in BY_RETURN:
            missing = [episode for episode in episodes if in_period("", episode, start, end)]
            begun = [episode for episode in missing if episode["category"] == "missing"]
            stands |= where_each_stands(begun, value, breakdown)
        value = lambda episode: stands[episode["child"]]  # noqa: E731
    groups = {value(episode) for episode in mine}
    return {group: answer([episode for episode in mine if value(episode) == group], unit, as_of) for group in groups}

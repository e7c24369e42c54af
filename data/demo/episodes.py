"""What happened: every time that a child of the invented city was missing, absent or away, and what followed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import zip_longest
from random import Random

from data.demo import city, season
from data.demo.city import pick
from data.demo.people import Child, Spell, Stay

# Between two starts of one child: longer than any two systems' clocks differ.
SHORTEST_GAP = timedelta(hours=6)


@dataclass(frozen=True)
class Interview:
    """The return home interview of one episode: what was offered and what came of it, in our codes."""

    provider: str
    outcome: str
    offered_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Episode:
    """One time missing, absent or away, as it truly was. Each source knows it a little differently."""

    child: Child
    category: str
    started: datetime
    ended: datetime | None
    interview: Interview | None

    @cached_property
    def stay(self) -> Stay | None:
        """Where the child was looked after when it began; null for a child at home."""
        stay = self.child.stay_on(self.started.date())
        return None if stay and stay.is_short_break else stay

    @property
    def district(self) -> str:
        """The district that the child went from: of the placement, else of the family home."""
        return self.stay.district if self.stay else self.child.home_district


def make_episodes(children: list[Child]) -> list[Episode]:
    """Every episode of every child, oldest first."""
    chance = city.chance_of("episodes")
    episodes = [episode for child in children for episode in episodes_of(chance, child)]
    return sorted(episodes, key=lambda episode: (episode.started, episode.child.number))


def episodes_of(chance: Random, child: Child) -> Iterator[Episode]:
    """The child's episodes in order. None overlaps the next, and none starts at eighteen or after the as-of time."""
    days = sorted({day for spell in child.spells for day in days_of(chance, spell)})
    starts = [moment_on(chance, day) for day in days if city.FIRST_DAY <= day < child.birthday(18)]
    starts = [
        start
        for start, earlier in zip(starts, [datetime.min, *starts], strict=False)
        if start - earlier > SHORTEST_GAP and start < city.AS_OF - timedelta(hours=1)
    ]
    for start, following in zip_longest(starts, starts[1:]):
        yield episode_of(chance, child, start, following)


def days_of(chance: Random, spell: Spell) -> Iterator[date]:
    """The days of a spell on which the child goes: missing days and, for every five of those, an absence or so."""
    count = spell.missing + sum(chance.random() < 0.21 for _ in range(spell.missing))
    offsets = [0.0]
    while len(offsets) < count:
        in_burst = chance.random() < 0.75
        offsets.append(offsets[-1] + 1 + chance.expovariate(1 / 3 if in_burst else 1 / 30))
    squeeze = min(1.0, spell.length / offsets[-1]) if offsets[-1] else 1.0
    previous = date.min
    for offset in offsets:
        # A day of its own for each: two starts on one day could not be told apart where only dates are recorded.
        day = max(season.day_at(spell.starts + offset * squeeze), previous + timedelta(days=1))
        yield day
        previous = day


def moment_on(chance: Random, day: date) -> datetime:
    """A time of that day, by the shape of a usual day."""
    return datetime.combine(day, time(pick(chance, city.HOUR_WEIGHTS), chance.randrange(60)))


def episode_of(chance: Random, child: Child, start: datetime, following: datetime | None) -> Episode:
    """The episode that starts then and is over before the child's following one."""
    stay = child.stay_on(start.date())
    in_care = stay is not None and not stay.is_short_break
    category = pick(chance, {"missing": 83, "absent": 11, "away": 8} if in_care else {"missing": 83, "absent": 13})
    end = returned_at(chance, category, start, following)
    interview = None
    if category == "missing" and end is not None:
        interview = interview_after(chance, start.date(), end, following, in_care=in_care)
    return Episode(child, category, start, end, interview)


def returned_at(chance: Random, category: str, start: datetime, following: datetime | None) -> datetime | None:
    """When the child came back; null where that had not happened by the as-of time."""
    weights = {"absent": city.ABSENT_HOURS_WEIGHTS, "away": city.AWAY_HOURS_WEIGHTS}.get(category, city.HOURS_WEIGHTS)
    low, high = pick(chance, weights)
    # Low in the band is likelier than high: long absences have a long tail.
    minutes = round(60 * (low + (high - low) * chance.random() ** 1.5))
    if following is not None:
        minutes = min(minutes, round((following - start).total_seconds() / 60 * chance.uniform(0.6, 0.95)))
    end = start + timedelta(minutes=minutes)
    return end if end < city.AS_OF else None


# --- return home interviews --------------------------------------------------------------------


def interview_after(
    chance: Random, started: date, returned: datetime, following: datetime | None, *, in_care: bool
) -> Interview:
    """What became of the interview due after this return."""
    provider = city.CARE_INTERVIEWER if in_care else city.HOME_INTERVIEWER
    is_late = in_care and city.LATE_FROM <= started < city.LATE_TO
    outcome = pick(chance, city.LATE_OUTCOME_WEIGHTS if is_late else city.OUTCOME_WEIGHTS)
    offered = returned + timedelta(minutes=chance.randint(60, 24 * 60))
    if following is not None and offered > following:
        offered = returned + (following - returned) / 2
        outcome = pick(chance, {outcome: 5, "not_offered_missing_again": 1})
    if outcome in ("", "not_required") or outcome.startswith("not_offered"):
        return Interview(provider, outcome)
    if offered > city.AS_OF:
        return Interview(provider, "pending")
    if outcome != "accepted_completed":
        return Interview(provider, outcome, offered)
    return completed_interview(chance, provider, returned, offered, following, is_late=is_late)


def completed_interview(
    chance: Random, provider: str, returned: datetime, offered: datetime, following: datetime | None, *, is_late: bool
) -> Interview:
    """An interview held after the offer and before the child goes again; pending where that lies in the future."""
    in_time = chance.random() < (city.LATE_IN_TIME_SHARE if is_late else city.IN_TIME_SHARE)
    completed = returned + timedelta(hours=72 if in_time else 240)
    completed -= chance.random() * (completed - max(offered, returned + timedelta(hours=0 if in_time else 73)))
    if following is not None:
        completed = min(completed, offered + 0.9 * (following - offered))
    completed = completed.replace(second=0, microsecond=0)
    if completed > city.AS_OF:
        return Interview(provider, "pending", offered)
    return Interview(provider, "accepted_completed", offered, max(completed, offered))

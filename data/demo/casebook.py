"""What the invented city's co-ordinator wrote down: children added to the list, actions, minutes, answered triggers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from data.audit_log import Actor
from data.casebook import Entry, Kind, trigger_name
from data.demo.city import AS_OF
from data.demo.episodes import Episode
from data.formats.reading import COUNCIL
from data.keys import DEMONSTRATION_KEY
from data.pseudonyms import Pseudonyms
from data.week_settings import rules_of_missing

CO_ORDINATOR: Final = Actor("The demonstration’s co-ordinator", "coordinator")
LAST_SUNDAY: Final = AS_OF.date() - timedelta(days=1)
SUNDAY_BEFORE: Final = LAST_SUNDAY - timedelta(days=7)
WEEKS_BEFORE: Final = 26


def make_casebook(episodes: Sequence[Episode]) -> tuple[Entry, ...]:
    """Entries about the children who are missing at the as-of time, longest missing first, and about nobody."""
    pseudonyms = Pseudonyms(DEMONSTRATION_KEY)
    still_missing = [episode for episode in episodes if episode.category == "missing" and episode.ended is None]
    first = sorted(still_missing, key=lambda episode: episode.started)[:3]
    longest, second, third = (pseudonyms.of_one(episode.child.council_id, COUNCIL) for episode in first)
    soon = LAST_SUNDAY + timedelta(days=5)
    week = (
        action(SUNDAY_BEFORE, longest, "Strategy meeting; plan of triggers shared with the police", "Team manager"),
        action(SUNDAY_BEFORE, "", "Correct the reports that have no time of return", "Co-ordinator"),
        action(SUNDAY_BEFORE, second, "Review the placement with the host authority", "Social worker", soon),
        Entry(Kind.DONE, LAST_SUNDAY, "Held on 29 September", longest, about="1"),
        Entry(Kind.DONE, LAST_SUNDAY, "All corrected", about="2"),
        action(
            LAST_SUNDAY, third, "Strategy discussion on Monday at 14:00", "Team manager", LAST_SUNDAY + timedelta(1)
        ),
        *minutes(longest, second, soon),
        *answered(first[0], longest),
        *discussed_before(episodes, pseudonyms),
    )
    return (*week, *of_the_committee(len(week) + 1))


def minutes(longest: str, second: str, soon: date) -> tuple[Entry, ...]:
    """Of the last meeting: who attended, and what was decided."""
    return (
        Entry(Kind.ATTENDED, SUNDAY_BEFORE, "Team manager, police, health, education, co-ordinator"),
        Entry(
            Kind.DECIDED,
            SUNDAY_BEFORE,
            "Ask the neighbouring police force for its sightings",
            longest,
            owner="Police",
            due=LAST_SUNDAY - timedelta(days=1),
        ),
        Entry(Kind.DECIDED, SUNDAY_BEFORE, "See the school’s records", second, owner="Education", due=soon),
        Entry(Kind.DECIDED, SUNDAY_BEFORE, "No other change to the list"),
    )


def answered(episode: Episode, child: str) -> tuple[Entry, ...]:
    """What was agreed on the trigger of whoever has been missing longest. No clock was changed in those days."""
    rule = next(rule for rule in rules_of_missing() if rule.hours)
    name = trigger_name(rule.name, child, episode.started + timedelta(hours=rule.hours or 0))
    words = Entry(Kind.ACKNOWLEDGED, LAST_SUNDAY, "Strategy meeting on Wednesday", child, about=name, episodes=1)
    return (replace(words, owner="Team manager", due=LAST_SUNDAY + timedelta(days=3)),)


def discussed_before(episodes: Sequence[Episode], pseudonyms: Pseudonyms) -> Iterator[Entry]:
    """A child added to the list of every second week of the half-year before: the one who went most often."""
    for weeks in range(2, WEEKS_BEFORE, 2):
        sunday = LAST_SUNDAY - timedelta(weeks=weeks)
        week = (episode for episode in episodes if sunday - timedelta(days=7) < episode.started.date() <= sunday)
        times = Counter(item.child.council_id for item in week if item.category == "missing")
        child, many = times.most_common(1)[0]
        yield Entry(Kind.ADDED, sunday, f"Missing {many} times in one week", pseudonyms.of_one(child, COUNCIL))


def of_the_committee(first: int) -> tuple[Entry, ...]:
    """What the scrutiny committee recommended in March, and what came of it; `first`: the number of the first line."""
    march, answers = date(2026, 3, 17), "Head of Safeguarding"
    return (
        Entry(
            Kind.RECOMMENDED, march, "Offer an interview to every child who is placed out of area", "", owner=answers
        ),
        Entry(Kind.RECOMMENDED, march, "Say in each paper how long children wait for an interview", "", owner=answers),
        Entry(Kind.CAME_OF_IT, date(2026, 9, 8), "A provider for the region is being sought", about=str(first)),
        Entry(Kind.ENDED, date(2026, 6, 30), "The co-ordinator’s pages say it, week by week", about=str(first + 1)),
        Entry(Kind.FOR_PUBLIC, date(2026, 9, 8), "For the public", about=str(first)),
        Entry(Kind.FOR_PUBLIC, date(2026, 9, 8), "For the public", about=str(first + 1)),
    )


def action(week: date, child: str, text: str, owner: str, due: date | None = None) -> Entry:
    """An action, by default with no day by which it must be done."""
    return Entry(Kind.ACTION, week, text, child, owner=owner, due=due)

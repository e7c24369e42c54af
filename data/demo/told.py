"""What children of the invented city told in their interviews, in the words of the form that its councils use."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Final

from data.demo.city import pick
from data.demo.episodes import Episode

HEADINGS: Final = (
    "Why went missing",
    "With whom",
    "Where stayed",
    "How travelled",
    "Harm disclosed",
    "What would help",
    "Interviewer's notes",
)
COLUMNS: Final = """\
interview_reason = "Why went missing"
interview_with = "With whom"
interview_where = "Where stayed"
interview_travel = "How travelled"
interview_harm = "Harm disclosed"
interview_wishes = "What would help"
interview_account = "Interviewer's notes"
"""
# What the form calls otherwise than the coding list does. "Festival" is on no list: it is other, and stays in the text.
VALUES: Final = """\

[values.interview_reason]
push_placement = ["Not happy where living"]
pull_exploited = ["Someone made them go"]

[values.interview_where]
where_hotel = ["Short-let flat"]
"""
AT_HOME: Final = {
    "Argument at home": 30,
    "Rules and boundaries": 14,
    "Friends": 26,
    "Boyfriend or girlfriend": 9,
    "Bullying": 6,
    "Low mood": 8,
    "Lost track of time": 9,
    "Unsafe at home": 4,
    "Festival": 1,
}
IN_CARE: Final = {
    "Not happy where living": 22,
    "Family contact": 24,
    "Friends": 20,
    "Rules and boundaries": 14,
    "Boyfriend or girlfriend": 8,
    "Low mood": 6,
    "Lost track of time": 6,
    "Drugs or alcohol": 4,
    "Festival": 1,
}
# Beside those, of a child who is exploited.
EXPLOITED: Final = {"Someone made them go": 40, "Drugs or alcohol": 12}
WITH: Final = {"Friends": 46, "Family": 16, "Boyfriend or girlfriend": 10, "Alone": 22, "Other residents": 6}
WITH_ADULTS: Final = {"Unknown adults": 30, "Met online": 8}
WHERE: Final = {"Friend's house": 40, "Family home": 18, "Park": 16, "Town centre": 18, "Partner's home": 8}
WHERE_ADULTS: Final = {"Unknown adult's home": 24}
TRAVEL: Final = {"Bus": 40, "Walked": 32, "Train": 10, "Taxi": 6, "Lift": 10, "Bicycle": 2}
TRAVEL_ADULTS: Final = {"Picked up by unknown adult": 30}
HARM: Final = {"None disclosed": 74, "Assault": 6, "Drugs or alcohol": 10, "": 10}
HARM_EXPLOITED: Final = {"Sexual harm": 12, "Carried drugs": 14}
WISHES: Final = {
    "See family more": 20,
    "More freedom": 22,
    "Someone to talk to": 20,
    "Activities": 14,
    "Nothing": 18,
    "": 6,
}
WISHES_IN_CARE: Final = {"Change of placement": 24}
NOTES: Final = (
    "Says the bus home was cancelled and the phone was flat.",
    "Wanted to be at a cousin's birthday and did not think it would be allowed.",
    "Would like a later time to be back at weekends.",
    "Did not want to say where the flat was. Afraid of the people there.",
)
EXPLOITATION: Final = ("cse", "cce", "county_lines", "gangs")
# From this day on, what no child had told before: flats let for a night or two, where adults bring children together.
SHORT_LETS_FROM: Final = date(2026, 7, 1)
SHORT_LETS: Final = {"Short-let flat": 34}
# Of a hundred interviews: how many forms say nothing of why, name a second reason, and have notes.
BLANK, SECOND_REASON, NOTED = 0.06, 0.38, 0.09


def told_words(chance: Random, episode: Episode) -> tuple[str, ...]:
    """The cells under HEADINGS; blank where no interview was held."""
    if episode.interview is None or episode.interview.outcome != "accepted_completed":
        return ("",) * len(HEADINGS)
    is_exploited = any(flag in EXPLOITATION for flag in episode.child.flags)
    is_short_let = is_exploited and episode.started.date() >= SHORT_LETS_FROM
    in_care = episode.stay is not None
    where = with_more(WHERE, WHERE_ADULTS, is_exploited) | (SHORT_LETS if is_short_let else {})
    return (
        reasons(chance, with_more(IN_CARE if in_care else AT_HOME, EXPLOITED, is_exploited)),
        pick(chance, with_more(WITH, WITH_ADULTS, is_exploited)),
        pick(chance, where),
        pick(chance, with_more(TRAVEL, TRAVEL_ADULTS, is_exploited)),
        pick(chance, with_more(HARM, HARM_EXPLOITED, is_exploited)),
        pick(chance, with_more(WISHES, WISHES_IN_CARE, in_care)),
        chance.choice(NOTES) if chance.random() < NOTED else "",
    )


def with_more(usual: Mapping[str, int], more: Mapping[str, int], is_so: bool) -> dict[str, int]:  # noqa: FBT001
    """What is usual, and what is told beside it where that is so."""
    return {**usual, **(more if is_so else {})}


def reasons(chance: Random, weights: Mapping[str, int]) -> str:
    """One reason or two; now and then none."""
    if chance.random() < BLANK:
        return ""
    first = pick(chance, weights)
    second = pick(chance, weights) if chance.random() < SECOND_REASON else first
    return first if second == first else f"{first}; {second}"

"""Small files beside the large ones: what the fostering service wrote down, what support there was, what was done."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from data.demo import city
from data.demo.city import on_the_clock, pick
from data.demo.episodes import Episode
from data.demo.sheets import write_csv

LAST_DAY = city.AS_OF.date() + timedelta(days=1)
FOSTERING_HEADINGS = ("Child", "Report", "From", "To")
FOSTERING_MAPPING = f"""\
# How the fostering service's list is read: our field = "their heading".
[source]
system = "fostering"
kind = "episodes"
dates = "day-first"
covers = ["{city.FIRST_DAY}", "{LAST_DAY}"]

[columns]
child = "Child"
category = "Report"
started_at = "From"
ended_at = "To"

[values.category]
missing = ["Missing from carers"]
away = ["Away without leave"]
"""
SUPPORT_HEADINGS = ("Client ID", "Support", "From", "To", "Topics")
SUPPORT_MAPPING = f"""\
# How the early-help team's list of support is read: our field = "their heading".
[source]
system = "social_care"
kind = "support"
dates = "day-first"
covers = ["{city.FIRST_DAY}", "{LAST_DAY}"]

[columns]
child = "Client ID"
support = "Support"
started_on = "From"
ended_on = "To"
support_topics = "Topics"

[values.support]
contacted = ["Phone call", "Letter"]
intensive = ["Intensive support team"]
"""
# Meetings and screenings are kept in one list since then; of the years before there is none.
FOLLOWED_FROM = date(2025, 4, 1)
FOLLOW_UP_HEADINGS = ("Client ID", "Action taken", "Held on", "Screening tool", "Screening outcome")
FOLLOW_UP_MAPPING = f"""\
# How the exploitation team's list of what was done is read: our field = "their heading".
[source]
system = "social_care"
kind = "follow_up"
dates = "day-first"
covers = ["{FOLLOWED_FROM}", "{LAST_DAY}"]

[columns]
child = "Client ID"
follow_up = "Action taken"
done_on = "Held on"
screening_tool = "Screening tool"
screening_result = "Screening outcome"

[values.follow_up]
strategy_meeting = ["Strategy discussion"]
exploitation_meeting = ["MACE"]
screening = ["Exploitation screening"]
child_in_need = ["CIN referral"]
social_worker_visit = ["SW visit"]
intelligence_shared = ["Intel form to police"]

[values.screening_result]
high = ["Significant"]
medium = ["Moderate"]
low = ["Emerging"]
no_risk = ["No apparent risk"]
"""
# The third episode in so many days is discussed, one of so many hours has a strategy meeting: most of them, not all.
OFTEN, OFTEN_DAYS, LONG_HOURS = 3, 90, 72
WITH_MACE, WITH_STRATEGY, WITH_SCREENING, WITH_VISIT, WITH_INTEL, WITH_REFERRAL = 0.62, 0.78, 0.2, 0.22, 0.25, 0.06
SCREENING_OUTCOMES = {"No apparent risk": 5, "Emerging": 4, "Moderate": 3, "Significant": 2, "": 1}
REPORT_WORDS = {"missing": "Missing from carers", "away": "Away without leave"}
# The fostering service writes down three in four of what its carers report.
KNOWN_TO_FOSTERING = 0.75
# A carer's clock, in minutes beside the truth.
CARERS_CLOCK = 12
# What intensive support is about: one topic or two of most.
TOPICS = ("Healthy relationships", "Exploitation", "Online safety", "Life at home", "School", "Substances")
WITH_TOPICS = 0.85
WITH_CONTACT, WITH_INTENSIVE = 0.62, 0.07


def write_services(folder: Path, episodes: Sequence[Episode]) -> list[tuple[Path, Path]]:
    """All three, each with its mapping."""
    files = {
        "fostering": ((FOSTERING_HEADINGS, *fostering_rows(episodes)), FOSTERING_MAPPING),
        "support": ((SUPPORT_HEADINGS, *support_rows(episodes)), SUPPORT_MAPPING),
        "follow_up": ((FOLLOW_UP_HEADINGS, *follow_up_rows(episodes)), FOLLOW_UP_MAPPING),
    }
    written = []
    for name, (rows, mapping) in files.items():
        file, described = folder / f"{name}.csv", folder / f"{name}.toml"
        write_csv(file, rows)
        described.write_text(mapping, encoding="utf-8", newline="\n")
        written.append((file, described))
    return written


def fostering_rows(episodes: Sequence[Episode]) -> list[tuple[str, ...]]:
    """Episodes of children in foster care, by the carers' clocks."""
    chance = city.chance_of("fostering")
    fostered = [
        episode
        for episode in episodes
        if episode.stay and episode.stay.group == "foster" and episode.category in REPORT_WORDS
    ]
    return [fostering_row(chance, item) for item in fostered if chance.random() < KNOWN_TO_FOSTERING]


def fostering_row(chance: Random, episode: Episode) -> tuple[str, ...]:
    """One episode as the fostering service wrote it down: no start before the first day, no end in the future."""
    apart = timedelta(minutes=chance.randint(-CARERS_CLOCK, CARERS_CLOCK))
    started = max(on_the_clock(episode.started + apart), on_the_clock(episode.started))
    ended = "" if episode.ended is None else f"{on_the_clock(episode.ended):%d/%m/%Y %H:%M}"
    return episode.child.council_id, REPORT_WORDS[episode.category], f"{started:%d/%m/%Y %H:%M}", ended


def support_rows(episodes: Sequence[Episode]) -> list[tuple[str, ...]]:
    """Contact in the days after a return, and the intensive support of a few, oldest first."""
    chance = city.chance_of("support")
    returned = [episode for episode in episodes if episode.category == "missing" and episode.ended is not None]
    rows = [row for item in returned for row in support_of(chance, item)]
    # Chance of its own, so that whoever is supported, and when, does not hang on what it is about.
    about = city.chance_of("topics of support")
    return [(*row, topics_of(about) if row[1] == "Intensive support team" else "") for row in rows]


def topics_of(chance: Random) -> str:
    """What one support was about; blank where nobody wrote it down."""
    return "; ".join(chance.sample(TOPICS, chance.randint(1, 2))) if chance.random() < WITH_TOPICS else ""


def support_of(chance: Random, episode: Episode) -> list[tuple[str, ...]]:
    """What was done after one return, if it was before the as-of time."""
    returned = (episode.ended or city.AS_OF).date()
    rows = []
    if chance.random() < WITH_CONTACT:
        day = returned + timedelta(days=chance.randint(0, 5))
        rows.append((pick(chance, {"Phone call": 3, "Letter": 1}), day, day))
    if chance.random() < WITH_INTENSIVE:
        day = returned + timedelta(days=chance.randint(3, 20))
        rows.append(("Intensive support team", day, day + timedelta(days=chance.randint(30, 120))))
    return [
        (episode.child.council_id, what, f"{first:%d/%m/%Y}", f"{last:%d/%m/%Y}" if last < LAST_DAY else "")
        for what, first, last in rows
        if first < LAST_DAY
    ]


def follow_up_rows(episodes: Sequence[Episode]) -> list[tuple[str, ...]]:
    """Meetings, screenings, visits and what was shared after missing episodes, in their order."""
    chance = city.chance_of("follow-up")
    starts: dict[str, list[date]] = {}
    rows = []
    for episode in sorted(
        (item for item in episodes if item.category == "missing"),
        key=lambda item: (item.started, item.child.council_id),
    ):
        before = starts.setdefault(episode.child.council_id, [])
        before.append(episode.started.date())
        recent = [day for day in before if (episode.started.date() - day).days <= OFTEN_DAYS]
        rows += follow_up_of(chance, episode, is_often=len(recent) == OFTEN)
    return list(dict.fromkeys(rows))


def follow_up_of(chance: Random, episode: Episode, *, is_often: bool) -> list[tuple[str, ...]]:
    """What was done after one episode, if it was by the as-of time and the list was kept by then."""
    lasted = (episode.ended or city.AS_OF) - episode.started
    began, passed = episode.started.date(), (episode.started + timedelta(hours=LONG_HOURS)).date()
    done = [
        (is_often and chance.random() < WITH_MACE, "MACE", began + timedelta(days=chance.randint(1, 16))),
        (
            lasted > timedelta(hours=LONG_HOURS) and chance.random() < WITH_STRATEGY,
            "Strategy discussion",
            passed + timedelta(days=pick(chance, {0: 3, 1: 4, 2: 2, 4: 1, 9: 1})),
        ),
        (chance.random() < WITH_SCREENING, "Exploitation screening", began + timedelta(days=chance.randint(1, 20))),
        (chance.random() < WITH_VISIT, "SW visit", began + timedelta(days=chance.randint(1, 6))),
        (chance.random() < WITH_INTEL, "Intel form to police", began + timedelta(days=chance.randint(1, 10))),
        (chance.random() < WITH_REFERRAL, "CIN referral", began + timedelta(days=chance.randint(2, 12))),
    ]
    return [
        (episode.child.council_id, what, f"{day:%d/%m/%Y}", *screening_of(chance, what))
        for is_done, what, day in done
        if is_done and FOLLOWED_FROM <= day < LAST_DAY - timedelta(days=1)
    ]


def screening_of(chance: Random, what: str) -> tuple[str, str]:
    """The tool of a screening and what it came to; nothing beside anything else."""
    if what != "Exploitation screening":
        return "", ""
    return "Exploitation risk tool", pick(chance, SCREENING_OUTCOMES)

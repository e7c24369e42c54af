"""Two small files beside the large ones: what the fostering service wrote down, and what support children had."""

from collections.abc import Sequence
from datetime import timedelta
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
    """Both files, each with its mapping."""
    files = {
        "fostering": ((FOSTERING_HEADINGS, *fostering_rows(episodes)), FOSTERING_MAPPING),
        "support": ((SUPPORT_HEADINGS, *support_rows(episodes)), SUPPORT_MAPPING),
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

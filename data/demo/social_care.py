"""The social-care extracts: what social workers recorded of the same episodes, with triage, risks and interviews."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from data.demo import city, told
from data.demo.city import on_the_clock, pick
from data.demo.episodes import Episode, Interview
from data.demo.people import Child, Stay
from data.demo.police import SEX_WORDS, ethnicity_words
from data.demo.sheets import write_csv, write_workbook
from data.settings import TriageRule

HEADINGS = (
    "Episode ID",
    "Client ID",
    "DOB",
    "Gender",
    "Ethnicity",
    "Episode type",
    "Start",
    "End",
    "Living",
    "Legal status",
    "Placement type",
    "In or out of area",
    "Responsible authority",
    "Host authority",
    "RAG",
    "CSE",
    "CCE",
    "County lines",
    "Gangs",
    "Substance misuse",
    "RHI provider",
    "RHI offered",
    "RHI offered on",
    "RHI completed on",
    "RHI outcome",
    "RHI declined: why",
    "Safe and well check",
    "Social worker visit",
    *told.HEADINGS,
)
MAPPING = """\
# How the social-care system's extract is read: our field = "their heading".
[source]
system = "social_care"
kind = "episodes"
dates = "day-first"
covers = ["{first}", "{until}"]

[columns]
episode = "Episode ID"
child = "Client ID"
date_of_birth = "DOB"
sex = "Gender"
ethnicity = "Ethnicity"
category = "Episode type"
started_at = "Start"
ended_at = "End"
setting = "Living"
legal_status = "Legal status"
placement = "Placement type"
in_area = "In or out of area"
responsible_authority = "Responsible authority"
host_authority = "Host authority"
triage = "RAG"
interview_provider = "RHI provider"
interview_offered = "RHI offered"
interview_offered_at = "RHI offered on"
interview_completed_at = "RHI completed on"
interview_outcome = "RHI outcome"
interview_declined_reason = "RHI declined: why"
safe_and_well_at = "Safe and well check"
social_worker_visit_at = "Social worker visit"
{told_columns}
[flags]
cse = "CSE"
cce = "CCE"
county_lines = "County lines"
gangs = "Gangs"
substance = "Substance misuse"

[values.category]
missing = ["Missing"]
absent = ["Absent"]
away = ["Away from placement without authorisation"]

[values.sex]
F = ["Female"]
M = ["Male"]
unknown = ["Unspecified"]

[values.setting]
care = ["Looked after"]
home = ["Lives at home"]

[values.placement]
own_residential = ["Children's home (council)"]
other_residential = ["Children's home (private or voluntary)"]
foster = ["Foster carers", "Kinship foster carers"]
supported_accommodation = ["Supported accommodation 16+"]
independent = ["Independent living"]
with_parents = ["Placed with parents"]
secure = ["Secure children's home"]

[values.in_area]
in = ["In area"]
out = ["Out of area"]

[values.triage]
red = ["Red"]
amber = ["Amber"]
green = ["Green"]

[values.interview_outcome]
accepted_completed = ["Completed"]
accepted_not_present = ["Arranged - young person did not attend"]
declined_child = ["Declined by young person"]
declined_parent = ["Declined by parent or carer"]
not_offered_missing_again = ["Missing again before offer"]
not_offered_no_contact = ["Unable to make contact"]
not_offered_other = ["Not offered"]
not_required = ["Not required"]
pending = ["Awaiting"]
{told_values}"""

CATEGORY_WORDS = {
    "missing": "Missing",
    "absent": "Absent",
    "away": "Away from placement without authorisation",
}
PLACEMENT_WORDS = {
    "own_residential": "Children's home (council)",
    "other_residential": "Children's home (private or voluntary)",
    "foster": "Foster carers",
    "supported_accommodation": "Supported accommodation 16+",
    "independent": "Independent living",
    "with_parents": "Placed with parents",
    "secure": "Secure children's home",
}
FLAGS = ("cse", "cce", "county_lines", "gangs", "substance")
# Whether an interview was offered, where that does not follow from an offer's time.
OFFERED_WORDS = {"": "", "not_required": "NA"}
OUTCOME_WORDS = {
    "accepted_completed": "Completed",
    "accepted_not_present": "Arranged - young person did not attend",
    "declined_child": "Declined by young person",
    "declined_parent": "Declined by parent or carer",
    "not_offered_missing_again": "Missing again before offer",
    "not_offered_no_contact": "Unable to make contact",
    "not_offered_other": "Not offered",
    "not_required": "Not required",
    "pending": "Awaiting",
    "": "",
}
REASONS = {
    "declined_child": {"Did not want to talk": 6, "Prefers own social worker": 3, "Says was not missing": 2, "": 1},
    "declined_parent": {"Carer thought it unnecessary": 3, "No consent given": 2, "": 1},
}
KNOWN_TO_SOCIAL_CARE = 0.95
# Of a hundred triages, how many are what the rule suggests.
AS_THE_RULE_SAYS = 0.82
# How far the two systems' clocks differ, in minutes: within the tolerance at which they are linked.
CLOCKS_DIFFER = 40


@dataclass(frozen=True)
class Record:
    """A row of an extract, with the start that social care holds: it decides which file the row is in."""

    start: datetime
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Dice:
    """Of what came to be recorded later than the rest: thrown apart, so that the rest stays as it was."""

    rest: Random
    visits: Random
    told: Random


@dataclass(frozen=True)
class Extract:
    """One file and the period that it speaks for, half-open."""

    name: str
    first: date
    until: date


# Three extracts, with the silent month after the first; until the system changed, it wrote text files.
WORKBOOKS_FROM = date(2026, 7, 1)
EXTRACTS = (
    Extract("social-care-2021-to-2025.csv", city.FIRST_DAY, city.SILENT_FROM),
    Extract("social-care-2025-to-2026.csv", city.SILENT_TO, WORKBOOKS_FROM),
    Extract("social-care-2026.xlsx", WORKBOOKS_FROM, city.AS_OF.date() + timedelta(days=1)),
)


def write_social_care(folder: Path, episodes: Sequence[Episode]) -> list[tuple[Path, Path]]:
    """The extracts, each with its mapping: the same but for the period covered."""
    records = make_records(episodes)
    return [write_extract(folder, extract, records) for extract in EXTRACTS]


def write_extract(folder: Path, extract: Extract, records: Sequence[Record]) -> tuple[Path, Path]:
    """One file with the rows that start in its period, and its mapping."""
    file = folder / extract.name
    mapping = file.with_suffix(".toml")
    inside = [record.cells for record in records if extract.first <= record.start.date() < extract.until]
    write = write_workbook if file.suffix == ".xlsx" else write_csv
    write(file, [HEADINGS, *inside])
    text = MAPPING.format(first=extract.first, until=extract.until, told_columns=told.COLUMNS, told_values=told.VALUES)
    mapping.write_text(text, encoding="utf-8", newline="\n")
    return file, mapping


def make_records(episodes: Sequence[Episode]) -> list[Record]:
    """Every row of the extracts, oldest first, the doubtful rows among the rest."""
    chance = city.chance_of("social care")
    known = [
        (episode, missing)
        for episode, missing in zip(episodes, missing_in_days(episodes), strict=True)
        if episode.category == "away" or chance.random() < KNOWN_TO_SOCIAL_CARE
    ]
    dice = Dice(chance, city.chance_of("visits"), city.chance_of("told"))
    records = [record_of(dice, number, episode, missing) for number, (episode, missing) in enumerate(known, start=1)]
    return sorted(records + doubtful_records(records), key=lambda record: record.start)


def record_of(dice: Dice, number: int, episode: Episode, missing: int) -> Record:
    """One episode as social care wrote it down, by its own clock; one in twenty-five with dates only."""
    chance = dice.rest
    start, end = own_times(chance, episode)
    written = day_only if chance.random() < 0.04 else day_and_minute
    return Record(
        start,
        (
            f"ME{number:06}",
            episode.child.council_id,
            f"{episode.child.born:%d/%m/%Y}",
            SEX_WORDS[episode.child.sex],
            ethnicity_words(episode.child),
            CATEGORY_WORDS[episode.category],
            written(start),
            written(end),
            *care_words(chance, episode),
            triage_words(chance, episode, missing),
            *("Y" if flag in episode.child.flags else "" for flag in FLAGS),
            *interview_words(chance, episode.interview),
            safe_and_well(chance, episode),
            visit_words(dice.visits, episode.interview),
            *told.told_words(dice.told, episode),
        ),
    )


def own_times(chance: Random, episode: Episode) -> tuple[datetime, datetime | None]:
    """Start and end as this system has them; never before the first day, nor in the future."""
    start = episode.started + timedelta(minutes=skew(chance))
    start = min(max(start, datetime.combine(city.FIRST_DAY, time.min)), city.AS_OF)
    if episode.ended is None:
        return start, None
    return start, min(max(episode.ended + timedelta(minutes=skew(chance)), start), city.AS_OF)


def skew(chance: Random) -> int:
    """Minutes by which the two systems differ; for a third of the times, none."""
    return 0 if chance.random() < 0.33 else chance.randint(-CLOCKS_DIFFER, CLOCKS_DIFFER)


def day_and_minute(moment: datetime | None) -> str:
    """Local time, day first; blank for none."""
    return f"{on_the_clock(moment):%d/%m/%Y %H:%M}" if moment else ""


def day_only(moment: datetime | None) -> str:
    """The date, day first; blank for none."""
    return f"{moment:%d/%m/%Y}" if moment else ""


# --- care, triage, interview ---------------------------------------------------------------------


def care_words(chance: Random, episode: Episode) -> tuple[str, str, str, str, str, str]:
    """Living, legal status, placement, in or out of area, responsible authority, host authority."""
    child, stay = episode.child, episode.stay
    if stay is None:
        series = child.stay_on(episode.started.date())
        return "Lives at home", series.legal_status if series else "", "", "", child.responsible, city.COUNCIL
    return (
        pick(chance, {"Looked after": 99, "": 1}),
        stay.legal_status,
        placement_words(chance, child, stay),
        pick(chance, {"In area" if stay.district in city.AREA_OF else "Out of area": 97, "": 3}),
        child.responsible,
        city.HOST_OF.get(stay.district, city.COUNCIL),
    )


def placement_words(chance: Random, child: Child, stay: Stay) -> str:
    """The system's word for the placement, or none, or one that says too little: oftener for others' children."""
    too_little = {"": 1.3, "Res. unit": 0.4, "TBC": 0.3} if child.is_ours else {"": 28, "Res. unit": 7, "TBC": 5}
    return pick(chance, {PLACEMENT_WORDS[stay.group]: 100 - sum(too_little.values()), **too_little})


def triage_words(chance: Random, episode: Episode, missing: int) -> str:
    """Red, amber or green, recorded for about 85 in 100: mostly as the rule says, else a practitioner knew better."""
    if chance.random() > 0.85:
        return ""
    by_rule = rule_words(episode.child.flags, missing)
    practitioner = chance.random()
    if practitioner < AS_THE_RULE_SAYS:
        return by_rule
    # More often one step below the rule than above it.
    below = practitioner < AS_THE_RULE_SAYS + 0.65 * (1 - AS_THE_RULE_SAYS)
    return "Amber" if by_rule != "Amber" else "Green" if below else "Red"


def rule_words(flags: Sequence[str], missing: int) -> str:
    """What the usual rule makes of the risks noted and of how often the child was missing in its days."""
    rule = TriageRule()
    if missing > rule.red_more_than or set(flags) & set(rule.red_flags):
        return "Red"
    return "Green" if missing < rule.green_fewer_than and not flags else "Amber"


def missing_in_days(episodes: Sequence[Episode]) -> Iterator[int]:
    """For each episode, oldest first: the child's missing episodes in the rule's days up to its start."""
    days = timedelta(days=TriageRule().days)
    recent: dict[int, deque[datetime]] = defaultdict(deque)
    for episode in episodes:
        starts = recent[episode.child.number]
        if episode.category == "missing":
            starts.append(episode.started)
        while starts and episode.started - starts[0] > days:
            starts.popleft()
        yield len(starts)


def interview_words(chance: Random, interview: Interview | None) -> tuple[str, str, str, str, str, str]:
    """Provider, offered or not, offered on, completed on, outcome, why declined; blank where none was needed yet."""
    if interview is None:
        return "", "", "", "", "", ""
    written = day_only if chance.random() < 0.03 else day_and_minute
    return (
        interview.provider,
        OFFERED_WORDS.get(interview.outcome, "Y" if interview.offered_at else "N"),
        day_and_minute(interview.offered_at),
        written(interview.completed_at),
        OUTCOME_WORDS[interview.outcome],
        pick(chance, REASONS.get(interview.outcome, {"": 1})),
    )


def safe_and_well(chance: Random, episode: Episode) -> str:
    """When the police saw the child after return: four in five of those missing, within a day or so."""
    if episode.category != "missing" or episode.ended is None or chance.random() > 0.8:
        return ""
    seen = episode.ended + timedelta(minutes=chance.randint(10, 1_800))
    return day_and_minute(seen) if seen < city.AS_OF else ""


def visit_words(chance: Random, interview: Interview | None) -> str:
    """When a social worker came after a refusal: within a day in three of five, later or not at all in the others."""
    if interview is None or interview.offered_at is None or not interview.outcome.startswith("declined"):
        return ""
    hours = pick(chance, {(2, 24): 62, (24, 96): 23, (0, 0): 15})
    visited = interview.offered_at + timedelta(minutes=60 * chance.uniform(*hours))
    return day_and_minute(visited) if hours[1] and visited < city.AS_OF else ""


# --- rows that a loader must refuse, or drop -------------------------------------------------------


def doubtful_records(records: Sequence[Record]) -> list[Record]:
    """Copies of good rows: seven spoiled so that they are refused, six repeated as they are."""
    chance = city.chance_of("social care slips")
    timed = [record for record in records if len(record.cells[6]) > 10 and record.cells[7]]
    spoiled = [spoil(record) for spoil in SLIPS for record in chance.sample(timed, 1)]
    renumbered = [
        Record(record.start, (f"MX{number:06}", *record.cells[1:])) for number, record in enumerate(spoiled, start=1)
    ]
    return renumbered + chance.sample(timed, 6)


def change(record: Record, heading: str, value: str) -> Record:
    """The row with one cell overwritten."""
    at = HEADINGS.index(heading)
    return Record(record.start, (*record.cells[:at], value, *record.cells[at + 1 :]))


def impossible_start(record: Record) -> Record:
    """A start on the 31st of June."""
    return change(record, "Start", f"31/06/{record.start.year} 22:10")


def end_before_start(record: Record) -> Record:
    """An end on the day before the start."""
    return change(record, "End", day_and_minute(record.start - timedelta(days=1)))


def strange_category(record: Record) -> Record:
    """An episode type that the mapping does not know."""
    return change(record, "Episode type", "Late home")


def before_birth(record: Record) -> Record:
    """The date of entry typed as the date of birth."""
    return change(record, "DOB", f"{record.start + timedelta(days=40):%d/%m/%Y}")


SLIPS = (
    impossible_start,
    impossible_start,
    end_before_start,
    end_before_start,
    strange_category,
    strange_category,
    before_birth,
)

"""What a code is called on a page: one name everywhere."""

from collections.abc import Callable
from typing import Final

from analytics.measuring.breakdowns import BREAKDOWNS
from analytics.measuring.ladders import OTHERS
from analytics.measuring.shapes import Indicator
from analytics.measuring.statements import Bands
from analytics.views.data_quality import SOURCE_NAMES
from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED

NOT_RECORDED: Final = "Not recorded"

# One name for a code wherever it stands. Codes whose meaning depends on where they stand
# (unknown, numbers, bands) are named by the functions below.
NAMES: Final = {
    "missing": "Missing",
    "absent": "Absent",
    "cancelled": "Cancelled",
    "false_alarm": "False alarm",
    "away": "Away without authorisation",
    "care": "In care",
    "home": "At home",
    "own_residential": "Own children’s home",
    "other_residential": "Other children’s home",
    "foster": "Foster care",
    "supported_accommodation": "Supported accommodation",
    "independent": "Independent or unregulated",
    "with_parents": "With parents",
    "secure": "Secure unit",
    "other": "Other",
    codes.NOT_IN_CARE: "Not in care",
    "in": "In the area",
    "out": "Out of area",
    "F": "Girls",
    "M": "Boys",
    "red": "Red",
    "amber": "Amber",
    "green": "Green",
    "not_triaged": "Not triaged",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "no_apparent_risk": "No apparent risk",
    "accepted_completed": "Completed",
    "accepted_not_present": "Accepted, child not there",
    "declined_child": "Declined by the child",
    "declined_parent": "Declined by a parent",
    "declined": "Declined",
    "not_offered_missing_again": "Not offered: missing again",
    "not_offered_no_contact": "Not offered: no contact",
    "not_offered_other": "Not offered: other reason",
    "not_required": "Not required",
    "pending": "Waiting",
    "not_recorded": NOT_RECORDED,
    codes.UNKNOWN: NOT_RECORDED,
    STILL_MISSING: "Still missing",
    TIME_NOT_RECORDED: "Time not recorded",
    "intensive": "Intensive support",
    "contacted": "Contacted",
    "strategy_meeting": "Strategy meeting",
    "exploitation_meeting": "Exploitation meeting",
    "screening": "Screening",
    "child_in_need": "Child-in-need referral",
    "social_worker_visit": "Social worker’s visit",
    "intelligence_shared": "Intelligence shared",
    "interview_on_record": "Interview on the child’s record",
    "placement_meeting": "Placement meeting",
    "no_risk": "No risk seen",
    "under-10": "Under 10",
    "under-1": "Under 1",
    "white": "White",
    "mixed": "Mixed",
    "asian": "Asian",
    "black": "Black",
    "own_here": "Ours, living here",
    "own_elsewhere": "Ours, living elsewhere",
    "hosted": "Others’, living here",
    "others_elsewhere": "Others’, living elsewhere",
    "exploitation": "Any exploitation",
    "cse": "Sexual exploitation",
    "cce": "Criminal exploitation",
    "county_lines": "County lines",
    "gangs": "Gangs",
    "trafficking": "Trafficking",
    "uasc": "Unaccompanied, seeking asylum",
    "substance": "Substance misuse",
    "radicalisation": "Radicalisation",
    "domestic_abuse": "Domestic abuse",
    "disability": "Disability or learning difficulty",
    "self_harm": "Self-harm or suicide",
    "mental_health": "Mental health",
    "weapons": "Weapons",
    "other_flag": "Another risk",
    "no_flag": "No risk marked",
    # What children told in interviews (data/themes.py).
    "pushed": "Pushed away",
    "drawn": "Drawn away",
    "push_conflict": "Conflict at home",
    "push_placement": "Unhappy where placed",
    "push_rules": "Rules and boundaries",
    "push_harm": "Abuse, neglect or violence",
    "push_wellbeing": "Low mood or mental health",
    "push_school": "School or bullying",
    "pull_friends": "To be with friends",
    "pull_family": "To be with family",
    "pull_partner": "Boyfriend or girlfriend",
    "pull_substances": "Drugs or alcohol",
    "pull_exploited": "Made to go, or exploited",
    "reason_late": "Late, or lost track of time",
    "reason_freedom": "Wanted time or freedom",
    "reason_other": "Another reason",
    "with_alone": "Alone",
    "with_friends": "With friends",
    "with_family": "With family",
    "with_partner": "With boyfriend or girlfriend",
    "with_missing": "With another child who was missing",
    "with_online": "With somebody met online",
    "with_adults": "With adults nobody knows",
    "with_other": "With somebody else",
    "where_family": "With family",
    "where_friends": "At a friend’s home",
    "where_partner": "At a boyfriend’s or girlfriend’s home",
    "where_outdoors": "Outdoors",
    "where_public": "In a town centre, shops or a station",
    "where_adults": "At the home of adults nobody knows",
    "where_hotel": "In a hotel or short let",
    "where_other": "Somewhere else",
    "travel_foot": "On foot",
    "travel_bus": "By bus or tram",
    "travel_train": "By train",
    "travel_taxi": "By taxi",
    "travel_lift": "Lift from somebody known",
    "travel_stranger": "Lift from adults nobody knows",
    "travel_bike": "By bicycle or scooter",
    "travel_other": "Some other way",
    "harm_none": "No harm disclosed",
    "harm_violence": "Violence or threats",
    "harm_sexual": "Sexual harm",
    "harm_criminal": "Made to offend or to carry",
    "harm_substances": "Harm by drugs or alcohol",
    "harm_self": "Self-harm",
    "harm_other": "Another harm",
    "wish_family": "More contact with family",
    "wish_move": "Another placement",
    "wish_worker": "Somebody to talk to",
    "wish_freedom": "More freedom",
    "wish_activity": "Education or something to do",
    "wish_safety": "Help to be safe",
    "wish_nothing": "Nothing to change",
    "wish_other": "Another wish",
    "declined_silent": "Did not want to talk",
    "declined_worker": "Prefers somebody else",
    "declined_not_missing": "Says was not missing",
    "declined_unnecessary": "Parent or carer thought it unnecessary",
    "declined_consent": "No consent",
    "declined_other": "Another reason for declining",
    "first": "No other in the weeks before",
    "soon_again": "Missing before, in the weeks up to it",
    "aged-10-17": "Children aged 10 to 17",
    "looked-after": "Looked-after children",
    "in_time": "Interview in time",
    "not_in_time": "None in time",
    "not-in-90": "Not within 90 days",
    "too-soon": "Too soon to say",
    # What is counted together where each alone would be of few (measuring/ladders.py).
    OTHERS: "All others",
    "other-or-unknown": "Other or not recorded",
    "mixed-or-other": "Mixed, other or not recorded",
    "supported-or-independent": "Supported or independent living",
    "other-placements": "Other or not recorded",
    "residential": "Children’s home",
    "any-other-placement": "Any other, or not recorded",
    "out-or-unknown": "Out of area or not recorded",
    "elsewhere-or-unknown": "Out of area or not recorded",
    "green-or-none": "Green or not triaged",
    "low-or-none": "Low or no apparent risk",
    "not_offered": "Not offered",
    "not-held": "Not held for another reason, or not recorded",
    "12-or-under": "12 and under",
    "under-16": "Under 16",
}

# Groups that are called otherwise than their code is elsewhere.
GROUP_NAMES: Final = {("after_support", "not_recorded"): "No support recorded"}

HOURS_IN_WORDS: Final = {
    "0-8": "Under 8 hours",
    "24-48": "1 to 2 days",
    "48-168": "2 to 7 days",
    "168+": "7 days or more",
}
# By dates: never a word that a band of hours has.
DAYS_IN_WORDS: Final = {"<1": "Back the same day", ">30": "Back over 30 days later"}


def category_name(indicator: Indicator, category: str) -> str:
    """What a category of this indicator is called."""
    if indicator.definition.slug == "reconciliation":
        return only_name(category)
    bands = indicator.definition.bands
    namer = NAMERS[bands] if bands else None
    return namer(category) if namer and category not in NAMES else code_name(category)


def only_name(category: str) -> str:
    """Which source alone tells of an episode: "Only the fostering service"."""
    name = source_name(category)
    return "Two sources or more" if category == "several" else f"Only {name[:1].lower()}{name[1:]}"


def group_name(breakdown: str, group: str) -> str:
    """What a group of a breakdown is called; the whole is "All"."""
    if not group:
        return "All"
    if (breakdown, group) in GROUP_NAMES:
        return GROUP_NAMES[breakdown, group]
    if breakdown == "age_band" and "-" in group and group not in NAMES:
        return f"{group.replace('-', ' to ')}"
    return code_name(group)


def breakdown_title(breakdown: str) -> str:
    """What a breakdown is called."""
    return BREAKDOWNS[breakdown].title if breakdown in BREAKDOWNS else "All"


def code_name(code: str) -> str:
    """The name of a code; a code without one (a district, an area, a year of age) is its own name."""
    if code in NAMES:
        return NAMES[code]
    if code in ("1-4", "5-9", "10-15", "16-17"):
        return code.replace("-", " to ")
    return code


def hours_name(band: str) -> str:
    """ "8-16" is "8 to 16 hours"; roll-ups are "24 hours or more", or "24 hours or more, or still missing"."""
    if band in HOURS_IN_WORDS:
        return HOURS_IN_WORDS[band]
    if band.endswith("-or-still"):
        return f"{hours_name(band.removesuffix('-or-still'))}, or still missing"
    if band.startswith("over-"):
        return f"{band.removeprefix('over-')} hours or more"
    if band.endswith("+"):
        return f"{band[:-1]} hours or more"
    return f"{band.replace('-', ' to ')} hours"


def times_name(band: str) -> str:
    """ "1-2" is "1 or 2 times", "20+" is "20 times or more"."""
    if band.endswith("+"):
        return f"{band[:-1]} times or more"
    low, _, high = band.partition("-")
    if not high:
        return "Once" if low == "1" else f"{low} times"
    joined = " or " if int(high) == int(low) + 1 else " to "
    return f"{low}{joined}{high} times"


def again_name(band: str) -> str:
    """ "0-7" is "Under 7 days", "7-14" is "7 to 14 days", "within-28" is "Within 28 days of any return"."""
    if band.startswith("within-"):
        return f"Within {band.removeprefix('within-')} days of any return"
    low, _, high = band.partition("-")
    return f"Under {high} days" if low == "0" else f"{low} to {high} days"


def distance_name(band: str) -> str:
    """ "0-5" is "Under 5 miles", "80+" is "80 miles or more"; of several bands "within-10" is "Under 10 miles"."""
    if band.startswith("within-"):
        return f"Under {band.removeprefix('within-')} miles"
    if band.endswith("+"):
        return f"{band[:-1]} miles or more"
    low, _, high = band.partition("-")
    return f"Under {high} miles" if low == "0" else f"{low} to {high} miles"


def days_name(band: str) -> str:
    """ "1-2" is "Back 1 or 2 days later", "8+" is "Back 8 or more days later"."""
    if band in DAYS_IN_WORDS:
        return DAYS_IN_WORDS[band]
    if band.endswith("+"):
        return f"Back {band[:-1]} or more days later"
    low, _, high = band.partition("-")
    joined = "or" if int(high) == int(low) + 1 else "to"
    return f"Back {low} {joined} {high} days later"


def absent_name(band: str) -> str:
    """ "none" is "Never absent", "1-2" is "Absent 1 or 2 times"."""
    return "Never absent" if band == "none" else f"Absent {in_a_sentence(times_name(band))}"


def top_name(top: str) -> str:
    """ "5" is "Top 5 children", "10%" is "Top 10%"."""
    return f"Top {top}" if top.endswith("%") else f"Top {top} children"


def reason_name(reason: str) -> str:
    """ "missing-3-in-90" is "Missing 3 times or more in 90 days", "missing-within-6" is "Missing within 6 hours"."""
    _, times, *rest = reason.split("-")
    if times == "within":
        return f"Missing within {rest[-1]} hours"
    return f"Missing {times} times or more in {rest[-1]} days"


# How bands are called, by what they are bands of.
NAMERS: Final[dict[Bands, Callable[[str], str]]] = {
    Bands.HOURS: hours_name,
    Bands.DAYS: days_name,
    Bands.TIMES: times_name,
    Bands.MILES: distance_name,
    Bands.DAYS_TO_NEXT: again_name,
    Bands.ABSENCES: absent_name,
    Bands.TOP: top_name,
    Bands.REASONS: reason_name,
}


UNRECORDED: Final = {
    "too-soon": "Too soon to say",
    codes.UNKNOWN: NOT_RECORDED,
    "not_recorded": NOT_RECORDED,
    TIME_NOT_RECORDED: "Time not recorded",
    "not_triaged": "Not triaged",
}


def is_known(category: str) -> bool:
    """Whether a category says something, rather than that nothing was recorded."""
    return category not in UNRECORDED and category not in ("declined", STILL_MISSING)


def in_a_sentence(name: str) -> str:
    """A name as it stands inside a sentence: districts, areas and peoples keep their capitals."""
    return (
        name[0].lower() + name[1:]
        if name in COMMON_NAMES or name.startswith(("Under ", "Over ", "Missing ", "Back "))
        else name
    )


COMMON_NAMES: Final = {*NAMES.values(), *DAYS_IN_WORDS.values(), "Once"} - {"White", "Asian", "Black"}
SUPPLIED_NAMES: Final = {
    "missing": "missing episodes",
    "absent": "absences",
    "away": "episodes away",
    "interview": "interviews",
    "support": "records of support",
}


def source_name(system: str) -> str:
    """What a source is called; one that we have no name for is called what its mapping calls it."""
    return SOURCE_NAMES.get(system, system.replace("_", " ").capitalize())


def supplied_name(category: str) -> str:
    """What a source supplies: "Missing episodes", "Interviews"."""
    name = SUPPLIED_NAMES.get(category, category)
    return name[:1].upper() + name[1:]


FIELD_NAMES: Final = {
    "ended": "the end of episodes",
    "setting": "home or care",
    "placement": "placement",
    "in_area": "in or out of area",
    "own_or_hosted": "the responsible authority",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "age": "age",
    "area": "police area",
    "district": "postcode district missing from",
    "found_district": "postcode district found in",
    "found_place": "place found at",
    "distance": "distance found",
    "police_risk": "police risk",
    "triage": "triage",
    "interview_offered": "interviews offered",
    "interview_completed": "interviews completed",
    "interview_outcome": "the outcome of interviews",
    "interview_time": "the time of interviews",
    "provider": "interview provider",
    "interview_reason": "why children went",
    "interview_with": "whom they were with",
    "interview_where": "where they stayed",
    "interview_travel": "how they travelled",
    "interview_harm": "harm disclosed in interviews",
    "interview_wishes": "what children want",
    "interview_declined_reason": "why interviews were declined",
    "visit": "visits after a refused interview",
    "safe_and_well": "safe-and-well checks",
    "support": "contact and support",
    "absent": "absences",
    "away": "children away without authorisation",
    "two_senders": "a second source of missing episodes",
    "flags": "risks marked",
    "exploitation": "any mark of exploitation",
}


def field_name(field: str) -> str:
    """What a thing that files record is called inside a sentence; of a mark, the mark."""
    return FIELD_NAMES.get(field) or f"the mark “{in_a_sentence(code_name(field))}”"

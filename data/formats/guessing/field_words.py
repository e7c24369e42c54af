"""What each field of ours is called where a person chooses it: in plain words, as a column of their own file."""

from typing import Final

from data.formats.kinds import Kind

# What a column may be beside a field: the time of a date, a mark of a risk.
TIME_OF: Final = ":time"
FLAG: Final = "flag:"

FIELD_WORDS: Final[dict[str, str]] = {
    "child": "the child's number",
    "episode": "the number of the missing episode",
    "interview": "the number of the interview",
    "category": "missing, absent or away",
    "report": "missing report or found report",
    "started_at": "when the child went missing",
    "ended_at": "when the child came back",
    "returned_at": "when the child came back",
    "reported_at": "when it was reported",
    "date_of_birth": "date of birth",
    "age": "age",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "uasc": "unaccompanied and seeking asylum",
    "setting": "in care or at home",
    "placement": "kind of placement",
    "legal_status": "legal status",
    "in_area": "in or out of the area",
    "responsible_authority": "responsible authority",
    "host_authority": "host authority",
    "risk": "risk, as the police graded it",
    "triage": "triage: red, amber, green",
    "missing_from_area": "police area where missing from",
    "missing_from_postcode": "postcode where missing from",
    "missing_from_place": "place where missing from",
    "found_postcode": "postcode where found",
    "found_place": "place where found",
    "distance_miles": "miles from home",
    "how_ended": "how the child came back",
    "reported_from": "who reported it",
    "interview_offered": "return interview offered: yes or no",
    "interview_offered_at": "when the return interview was offered",
    "interview_completed_at": "when the return interview was held",
    "interview_declined_at": "when the return interview was declined",
    "interview_outcome": "what came of the return interview",
    "interview_provider": "who holds the return interviews",
    "interview_reason": "reasons for going missing, as told",
    "interview_with": "with whom the child was",
    "interview_where": "where the child stayed",
    "interview_travel": "how the child travelled",
    "interview_harm": "harm disclosed in the interview",
    "interview_wishes": "what the child wants",
    "interview_declined_reason": "why the interview was declined",
    "interview_account": "what the child said, in words",
    "safe_and_well_at": "when the police checked safe and well",
    "social_worker_visit_at": "when a social worker visited",
    "started_on": "first day",
    "ended_on": "last day",
    "placement_provider": "provider of the placement",
    "urn": "Ofsted number of the provider",
    "home_postcode": "postcode of home",
    "placement_postcode": "postcode of the placement",
    "support": "kind of support",
    "follow_up": "what was done: meeting, screening, visit ...",
    "done_on": "the day on which it was done",
    "screening_tool": "the tool of the screening",
    "screening_result": "what the screening came to",
    "support_provider": "who gives the support",
    "support_topics": "topics of the support",
}
KIND_NAMES: Final[dict[str, str]] = {
    "episodes": "a missing episode, with its start and its end",
    "notifications": "a report that a child is missing, or was found",
    "interviews": "a return home interview",
    "children": "a child",
    "care_periods": "a placement",
    "support": "support given to a child",
    "follow_up": "what was done about a child: a meeting, a screening, a visit",
}
SYSTEM_NAMES: Final[dict[str, str]] = {
    "police": "the police",
    "social_care": "children's social care",
    "provider": "the provider of return interviews",
    "fostering": "a fostering service",
}
DATE_NAMES: Final[dict[str, str]] = {
    "day-first": "the day comes first: 01/02/2026 is 1 February",
    "iso": "the year comes first: 2026-02-01 is 1 February",
    "excel": "day numbers of Excel: 46054 is 1 February 2026",
    "mixed-day-first": "the day comes first, or day numbers of Excel",
}
BLANK_END_NAMES: Final[dict[str, str]] = {
    "still_missing": "the child is still missing",
    "returned": "the child is back; when is not recorded",
    "not_known": "nobody knows whether the child is back",
}


def target_words(target: str) -> str:
    """A target in words: "the time of: when the child went missing", "risk: county lines"."""
    if target.startswith(FLAG):
        return f"risk mark: {flag_words(target.removeprefix(FLAG))}"
    if target.endswith(TIME_OF):
        return f"the time of: {FIELD_WORDS[target.removesuffix(TIME_OF)]}"
    return FIELD_WORDS.get(target, target.replace("_", " "))


def flag_words(flag: str) -> str:
    """A risk in words; short names are written large."""
    return flag.upper() if len(flag) <= 3 else flag.replace("_", " ")


def targets_of(kind: Kind, flags: tuple[str, ...]) -> list[str]:
    """What a column of such a file may be: needed fields first, then the others, times of dates, marks of risk."""
    fields = (*kind.required, *(name for name in kind.fields if name not in kind.required))
    times = [f"{name}{TIME_OF}" for name in kind.dates if name != "date_of_birth"]
    marks = [f"{FLAG}{flag}" for flag in flags] if kind.has_flags else []
    return [*fields, *times, *marks]

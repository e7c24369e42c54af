"""A source's labels -> our codes.

A label is understood when the mapping lists it, when it is one of our codes, or when it is one of the
few words that everybody uses for a code. Case, spaces, underscores, hyphens and curly quotes do not
matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from data import codes, themes
from data.settings import Settings

YES: Final = ("yes", "y", "true", "t", "1")
NO: Final = ("no", "n", "false", "f", "0")
NOT_APPLICABLE: Final = ("na", "n/a", "not applicable")

PLACEMENT_CODES: Final = (*codes.PLACEMENTS[:-1], codes.NOT_IN_CARE, codes.UNKNOWN)

# What is written of a report that came to nothing.
NO_EPISODE: Final[dict[str, tuple[str, ...]]] = {
    "cancelled": (
        "canceled",
        "cancelled report",
        "report cancelled",
        "cancellation",
        "no longer required",
        "withdrawn",
        "error",
        "created in error",
        "entered in error",
    ),
    "false_alarm": ("false alarms", "false report", "not missing", "never missing"),
}
# Field -> code -> words that also mean it, both as labels in a file and as keys in a mapping.
SYNONYMS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "category": dict.fromkeys(codes.CATEGORIES, ()) | NO_EPISODE,
    "setting": dict.fromkeys(codes.SETTINGS, ()),
    "placement": dict.fromkeys(PLACEMENT_CODES, ())
    | {
        "independent": (
            "unregulated",
            "independent/unregulated",
            "independent_unregulated",
            "independent_or_unregulated",
        ),
        "foster": ("foster_care", "fostering"),
        "other_residential": ("residential",),
    },
    "sex": {"F": ("female", "girl", "2"), "M": ("male", "boy", "1"), codes.UNKNOWN: ("u", "0", "9")},
    "in_area": {"in": ("in_area", *YES), "out": ("out_of_area", *NO), codes.UNKNOWN: ()},
    "risk": dict.fromkeys(codes.POLICE_RISKS, ()),
    "triage": dict.fromkeys(codes.TRIAGES, ()) | {"not_triaged": ("none",)},
    "interview_outcome": dict.fromkeys(codes.INTERVIEW_OUTCOMES, ())
    | {
        "accepted_completed": ("completed", "offered and accepted"),
        "accepted_not_present": ("offered and accepted (cyp not present/refused on arrival)",),
        "declined_child": ("declined", "refused", "offered and declined (by yp)"),
        "declined_parent": ("offered and declined (by parent)",),
        "not_offered_missing_again": ("not offered (missing again)",),
        "not_offered_no_contact": ("not offered (unable to make contact)",),
        "not_offered_other": ("not offered", "not offered (other)"),
        "pending": ("waiting", "awaiting"),
    },
    "interview_offered": {"yes": YES, "no": NO, "not_applicable": NOT_APPLICABLE},
    "distance_miles": {"declined": (), "not_recorded": ()},
    "report": {
        "missing": ("missing report", "reported missing", "went missing", "mfh"),
        "found": ("found report", "returned", "return", "located", "closed"),
        **NO_EPISODE,
    },
    # Words in place of the time of return.
    "ended_at": {
        "still_missing": (
            *("still missing", "still out", "still away", "still absent", "still open", "still outstanding"),
            *("missing", "missing still", "currently missing", "remains missing", "remains outstanding", "at large"),
            *("ongoing", "in progress", "continuing", "outstanding", "open", "current", "active", "live", "to date"),
            *("not returned", "not yet returned", "has not returned", "yet to return", "no return", "unreturned"),
            *("not found", "not yet found", "not located", "not yet located", "not back", "awaiting return"),
            *("whereabouts unknown", "whereabouts not known", "n/a still missing", "n/a - still missing"),
        ),
        # That the child is back is all that "returned" may say, and it may be the form's own word: somebody has to ask.
        "not_known": (
            *("returned", "has returned", "found", "located", "back", "returned - time unknown"),
            *("returned - time not known", "returned time unknown", "returned time not known", "returned - no time"),
            *("time unknown", "time not known", "time not recorded", "date unknown", "date not known"),
            *("date and time unknown", "date and time not known", "no date", "return not recorded"),
        ),
    },
    "support": {
        "intensive": ("intensive support",),
        "contacted": ("contact", "phone call", "telephone call", "phone", "letter", "letter sent"),
        "other": (),
        # A row that says so is no support: it is refused, for a list of all children offers one of each.
        "not_given": (
            *(*NO, "none", "(none)", "nil", "n/a", "na", "n.a.", "not applicable", "no support", "not given"),
            *("not offered", "not needed", "not required", "declined", "refused", "offered and declined"),
            *("did not engage", "not taken up", "cancelled", "dna"),
        ),
    },
    "follow_up": {
        "strategy_meeting": ("strategy discussion", "strategy meeting held"),
        "exploitation_meeting": ("mase", "mace", "mace meeting", "mase meeting", "multi-agency exploitation meeting"),
        "screening": ("screened", "cse screening", "exploitation screening", "screening tool"),
        "child_in_need": ("cin", "cinp", "child in need referral", "referral to child in need"),
        "social_worker_visit": ("sw visit", "visit by social worker"),
        "intelligence_shared": ("intelligence", "intel", "intel shared", "intelligence form", "intelligence submitted"),
        "placement_meeting": ("foster placement meeting", "placement review meeting", "disruption meeting"),
        "interview_on_record": ("rhi on file", "interview on file", "interview on child's record"),
    },
    "screening_result": {
        "high": ("high risk", "significant", "significant risk", "serious"),
        "medium": ("medium risk", "moderate", "moderate risk"),
        "low": ("low risk", "standard", "emerging", "emerging risk", "mild"),
        "no_risk": ("no apparent risk", "no risk identified", "no concerns"),
    },
    **themes.QUESTIONS,
}


def code_keys(field: str) -> dict[str, str]:
    """Label key -> our code, of the words that everybody uses."""
    return {label_key(word): code for code, words in SYNONYMS[field].items() for word in (*words, code)}


@dataclass(frozen=True)
class UnknownLabel:
    """A label that was not understood, how many rows hold it, and what to write so that it will be.

    `field` is ours; empty where no mapping can say more, as in the looked-after return.
    """

    column: str
    label: str
    rows: int
    write: str
    field: str = ""


def label_key(label: str) -> str:
    """A label without case, spaces, underscores, hyphens or curly quotes."""
    plain = label.replace("’", "'").replace("‘", "'").casefold()
    return "".join(part for part in plain if part not in " \t\r\n\u00a0_-")


def label_keys(labels: pl.Expr) -> pl.Expr:
    """`label_key` of each label in a frame; null for a blank."""
    plain = labels.str.replace_all("[’‘]", "'").str.to_lowercase().str.replace_all(r"[\s_\-]", "")
    return plain.replace("", None)


def known_words(field: str, settings: Settings) -> dict[str, tuple[str, ...]]:
    """Our codes for a closed field, each with the words that always mean it."""
    if field != "ethnicity":
        return SYNONYMS[field]
    groups: dict[str, tuple[str, ...]] = dict.fromkeys(settings.ethnic_groups, ())
    return {**codes.ETHNIC_LABELS, **groups, codes.UNKNOWN: ("not recorded",)}


def is_closed(field: str) -> bool:
    """Whether the field's values are a list of ours."""
    return field == "ethnicity" or field in SYNONYMS


def codes_by_label(field: str, labels: Mapping[str, Iterable[str]], settings: Settings) -> dict[str, str]:
    """Label key -> our code: the mapping's labels first, then our codes, then the words that everybody uses.

    `labels` holds our codes with the source's labels, as the mapping gives them.
    """
    # Only of ethnicity do the settings have words of their own.
    known = keys_of(known_words(field, settings)) if field == "ethnicity" else keys_of_everybody(field)
    return known | {label_key(label): code for code, listed in labels.items() for label in listed}


@lru_cache
def keys_of_everybody(field: str) -> dict[str, str]:
    """Label key -> our code, of a field that no settings add to: the same for every mapping, so worked out once."""
    return keys_of(SYNONYMS[field])


def keys_of(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Label key -> our code: our codes, then the words that mean them."""
    known = {label_key(word): code for code, synonyms in words.items() for word in synonyms}
    return known | {label_key(code): code for code in words}


def codes_of(labels: pl.Series, known: Mapping[str, str], distinct: Iterable[str]) -> pl.Series:
    """Our code for each label, of which `distinct` are all that there are; null for a blank and one not understood."""
    # Labels are few and rows many: each distinct label is looked up once.
    result = {label: code for label in distinct if (code := known.get(label_key(label)))}
    if not result:
        return pl.Series([None], dtype=pl.String).new_from_index(0, labels.len())
    return labels.replace_strict(result, default=None, return_dtype=pl.String)

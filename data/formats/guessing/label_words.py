"""How senders write the values of a closed field, beyond the words that are always understood (data/formats/labels)."""

from collections.abc import Mapping
from typing import Final

from data.formats.labels import NO, YES, known_words, label_key
from data.settings import Settings

# Field -> our code -> labels that mean it. Each goes into the mapping, where a person reads it.
LABEL_WORDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "category": {
        "missing": (
            *("missing person", "missing child", "misper", "mfh", "missing from home", "missing from care"),
            *(
                "missing high risk",
                "missing medium risk",
                "missing low risk",
                "high risk missing",
                "m",
                "missing (high)",
            ),
            *("medium risk missing", "low risk missing", "missing - high", "missing - medium", "missing - low"),
            *("missing (medium)", "missing (low)", "missing episode", "missing from placement", "reported missing"),
        ),
        "absent": ("absence", "absent (no apparent risk)", "no apparent risk", "no apparent risk (absent)", "abs"),
        "away": (
            *("unauthorised absence", "away from placement", "away from placement without authorisation", "a w p"),
            *("absent without authorisation", "away without authorisation", "unauthorised absence from placement"),
        ),
    },
    "setting": {
        "care": (
            *("lac", "cla", "looked after", "looked after child", "child looked after", "in care"),
            *("placement", "from care", "missing from care", "lac child", "residential", "foster care", "foster"),
            *("care home", "children's home", "childrens home", "missing from placement", "accommodated"),
        ),
        "home": (
            *("at home", "home address", "family home", "parental home", "living at home", "not lac", "non lac"),
            *(
                "missing from home",
                "from home",
                "with family",
                "with parents",
                "not looked after",
                "not cla",
                "non cla",
            ),
        ),
        "unknown": (),
    },
    "placement": {
        "foster": ("foster carer", "foster placement", "ifa", "in-house foster", "foster carers", "kinship foster"),
        "other_residential": (
            *(
                "children's home",
                "childrens home",
                "residential home",
                "private children's home",
                "res",
                "external resi",
            ),
            *("private residential", "residential children's home", "residential care home"),
        ),
        "own_residential": ("council children's home", "in-house residential", "la children's home", "own home"),
        "supported_accommodation": ("supported lodgings", "semi independent", "supported living"),
        "with_parents": ("placed with parents", "placed with parent", "pwp", "placement with parents"),
        "secure": ("secure unit", "secure children's home", "yoi"),
        "independent": ("independent living",),
    },
    "risk": {
        "high": ("high risk", "h", "red"),
        "medium": ("medium risk", "m", "med", "amber"),
        "low": ("low risk", "l", "green", "standard", "standard risk"),
        "no_apparent_risk": ("no apparent risk (absent)", "none apparent", "no risk", "absent", "nar"),
    },
    "triage": {"red": ("r", "high"), "amber": ("a", "medium"), "green": ("g", "low")},
    "in_area": {
        "in": ("in borough", "in county", "in authority", "within area", "local"),
        "out": ("out of borough", "out of county", "out of authority", "ooa", "outside area"),
    },
    "interview_outcome": {
        "accepted_completed": (
            *("rhi completed", "interview completed", "accepted and completed", "offered and completed"),
            *("held", "done", "took place", "yes - completed"),
        ),
        "accepted_not_present": ("did not attend", "dna", "not present", "no show", "did not engage"),
        "declined_child": (
            *("declined by child", "child declined", "declined by young person", "yp declined", "declined by yp"),
            *(
                "child refused",
                "refused by child",
                "yp refused",
                "refused by yp",
                "declined rhi",
                "young person declined",
            ),
        ),
        "declined_parent": ("declined by parent", "parent declined", "parent refused", "declined by carer"),
        "not_offered_no_contact": ("no contact", "unable to contact", "could not contact", "uncontactable"),
        "not_offered_missing_again": ("missing again", "went missing again"),
        "not_offered_other": ("not done", "not completed"),
        "not_required": ("not needed", "rhi not required", "no rhi required"),
        "pending": ("outstanding", "to be completed", "booked", "arranged", "in progress", "allocated"),
    },
    "interview_offered": {
        "yes": ("offered", "offer made", "accepted", "declined"),
        "no": ("not offered", "no offer"),
        "not_applicable": ("not required", "not needed"),
    },
    "report": {
        "missing": ("missing person report", "missing person", "mis per", "initial report", "new"),
        "found": ("found person", "found report", "return report", "found / returned", "cancellation"),
    },
    "sex": {"F": ("f", "woman", "young woman"), "M": ("m", "man", "young man"), "unknown": ()},
    "support": {
        "intensive": ("intensive work", "1:1", "one to one", "keywork", "exploitation worker"),
        "contacted": ("text", "email", "call", "visit"),
    },
}
LAC_YES: Final = {"care": YES, "home": NO}
OUT_YES: Final = {"out": YES, "in": NO}

# A row that says so is nothing that happened.
LEFT_OUT: Final = (
    *(
        "cancelled",
        "canceled",
        "created in error",
        "recorded in error",
        "error",
        "entered in error",
        "test",
        "test record",
    ),
    *("duplicate", "duplicate record", "void", "voided", "deleted", "no crime", "not progressed", "false alarm"),
)


def codes_known(field: str, settings: Settings) -> dict[str, str]:
    """Label key -> our code: what the mapping need not say."""
    words = known_words(field, settings)
    known = {label_key(word): code for code, synonyms in words.items() for word in synonyms}
    return known | {label_key(code): code for code in words}


def codes_met(field: str) -> dict[str, str]:
    """Label key -> our code: what the mapping must say, and what is nearly always meant."""
    listed: Mapping[str, tuple[str, ...]] = LABEL_WORDS.get(field, {})
    return {label_key(label): code for code, labels in listed.items() for label in labels}

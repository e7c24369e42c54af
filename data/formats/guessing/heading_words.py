"""How senders head their columns: for each of our fields the words that mean it, and those that may.

No layout of a police or case system is public. The words are those of published forms, protocols, specifications and
answers to requests for information; docs/first-file.md names them. A heading is compared by its words alone: case,
punctuation, "date", "time" and small words do not matter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# Longest first: what several words mean in one.
SAME: Final = (
    ("independent return home interview", "rhi"),
    ("independent return interview", "rhi"),
    ("return home interview", "rhi"),
    ("return interview", "rhi"),
    ("return discussion", "rhi"),
    ("irhi", "rhi"),
    ("rhis", "rhi"),
    ("child looked after", "lac"),
    ("looked after child", "lac"),
    ("children looked after", "lac"),
    ("looked after", "lac"),
    ("cla", "lac"),
    ("young persons", "child"),
    ("young person", "child"),
    ("childs", "child"),
    ("yps", "child"),
    ("yp", "child"),
    ("cyp", "child"),
    ("missing person", "misper"),
    ("mis per", "misper"),
    ("date of birth", "dob"),
    ("birth date", "dob"),
    ("local authority", "la"),
    ("social worker", "sw"),
    ("date and time", "datetime"),
    ("date time", "datetime"),
    ("reference number", "reference"),
    ("ref number", "reference"),
    ("ref no", "reference"),
    ("refno", "reference"),
    ("ref", "reference"),
    ("identifier", "id"),
    ("ident", "id"),
    ("no", "number"),
    ("num", "number"),
    ("nr", "number"),
    ("occ", "occurrence"),
    ("post code", "postcode"),
)
SMALL: Final = frozenset(("the", "of", "a", "an", "was", "were", "is", "if", "been", "has", "s"))
OF_DATES: Final = frozenset(("date", "datetime", "dt", "timestamp"))
OF_TIMES: Final = frozenset(("time", "tm"))
ALONE: Final = frozenset(("at", "on"))

# Field -> words that mean it, and words that may. Fields of several kinds of file share their words.
RETURNED: Final = (
    ("returned", "return", "back", "found", "located", "recovered", "traced", "came back", "found returned"),
    ("returned located", "returned found", "missing end", "end missing", "missing episode end", "episode end"),
    ("end missing episode", "end episode", "missing to", "missing until", "absent to", "return home", "child returned"),
    ("returned home", "returned placement", "returned to placement", "found safe", "missing ended", "child found"),
    ("missing from care end", "missing episode ended", "location found returned", "misper found", "misper located"),
)
MEANS: Final[dict[str, tuple[str, ...]]] = {
    "child": (
        *("child", "child id", "child reference", "child number", "child urn", "person", "person id", "child code"),
        *("person reference", "person urn", "person number", "nominal", "nominal id", "nominal reference"),
        *("nominal number", "nominal urn", "mosaic id", "mosaic number", "carefirst id", "carefirst number"),
        *("lcs id", "ics id", "ics number", "eclipse id", "liquidlogic id", "swift id", "client id", "client number"),
        *("service user id", "la child id", "misper nominal", "misper person id", "social care id", "child unique id"),
        *("niche nominal", "niche person id", "pncid", "child la id", "lac id", "ssd person id", "miss person id"),
    ),
    "episode": (
        *("occurrence number", "occurrence", "occurrence reference", "occurrence id", "misper reference"),
        *("misper number", "misper id", "misper report number", "episode id", "episode reference", "episode number"),
        *("missing episode id", "missing episode reference", "missing episode number", "missing reference"),
        *("missing id", "incident number", "incident reference", "incident id", "compact reference", "compact number"),
        *("compact id", "police reference", "police reference number", "police incident number", "police log number"),
        *("missing incident number", "missing incident reference", "niche occurrence number", "cad number"),
        *("cad reference", "storm reference", "log number", "report number", "missing report number", "mfh reference"),
        *("absence reference", "absence id", "absence number", "missing record id", "missing record number"),
        *("police occurrence number", "police misper reference", "missing table id", "miss table id"),
    ),
    "interview": ("rhi id", "rhi reference", "rhi number", "interview id", "interview reference", "interview number"),
    "started_at": (
        *("last seen", "went missing", "missing", "missing from", "missing since", "went", "missing start"),
        *("start missing", "missing episode start", "episode start", "start missing episode", "start episode"),
        *("left", "absconded", "became missing", "absent from", "absence start", "missing episode started"),
        *("missing from care start", "misper start", "child went missing", "child last seen", "last seen at"),
        *("child left", "left home", "left placement", "missing started", "time missing from", "noticed missing"),
        *("missing incident", "misper last seen"),
    ),
    "ended_at": tuple(phrase for phrases in RETURNED for phrase in phrases),
    "returned_at": tuple(phrase for phrases in RETURNED for phrase in phrases),
    "reported_at": (
        *("reported", "reported missing", "report", "reported to police", "notification", "notified", "received"),
        *("notification received", "report made", "report created", "report received", "call received"),
    ),
    "report": (
        *("report", "notification", "notification type", "type notification", "report status", "missing or found"),
        *("missing found", "event", "event type", "form type", "form", "report type", "type report"),
    ),
    "category": (
        *("category", "type", "report type", "missing type", "missing category", "type missing", "episode type"),
        *("missing episode type", "classification", "misper type", "misper category", "missing absent", "absence type"),
        *(
            "missing or absent",
            "absent missing",
            "absent or missing",
            "type episode",
            "missing status",
            "incident type",
        ),
        *("type incident", "type absence", "missing classification", "police category", "missing incident type"),
        *("occurrence type", "type report", "misper status"),
    ),
    "date_of_birth": ("dob", "birth", "born", "child dob", "misper dob"),
    "age": ("age", "age at start", "age when missing", "age at episode", "age at time", "child age", "age years"),
    "sex": ("sex", "gender", "child gender", "child sex"),
    "ethnicity": (
        *("ethnicity", "ethnic origin", "ethnic group", "ethnic code", "ethnicity code", "child ethnicity"),
        *("self defined ethnicity", "ethnic background", "main ethnic group", "sub ethnicity"),
    ),
    "uasc": (
        "uasc",
        "unaccompanied",
        "unaccompanied asylum seeking child",
        "unaccompanied asylum seeker",
        "uasc status",
    ),
    "setting": (
        *("setting", "lac home", "home lac", "home or care", "care or home", "home care", "care home", "lac status"),
        *("lac", "lac y n", "lac yes number", "care status", "lac or home", "home or lac", "living arrangement"),
        *("living arrangements", "missing from home or care", "home or placement", "care", "in care", "lac flag"),
        *("missing from home care", "currently lac"),
    ),
    "placement": (
        *("placement", "placement type", "type placement", "placement group", "accommodation type", "placement code"),
        *("current placement type", "type accommodation", "placement type description"),
    ),
    "legal_status": ("legal status", "lac legal status", "child legal status", "legal status code"),
    "in_area": ("in area", "in or out area", "in out area", "placed in area", "in authority", "in or out authority"),
    "responsible_authority": (
        *("responsible authority", "responsible la", "placing authority", "placing la", "home authority", "owning la"),
        *("home la", "corporate parent"),
    ),
    "host_authority": ("host authority", "host la", "hosting authority"),
    "risk": (
        *("risk", "risk level", "risk grading", "police risk", "police risk level", "risk category", "risk grade"),
        *("misper risk", "risk rating", "police risk assessment", "missing risk level", "risk classification"),
        *("police risk grading", "risk assessed as", "risk assessment"),
    ),
    "triage": ("triage", "triage rating", "triage outcome", "triage level", "triage rag"),
    "missing_from_area": (
        *("police area", "missing from area", "lpu", "npu", "bcu", "local policing area", "policing area"),
        *("police division", "division", "neighbourhood", "beat", "policing district", "police district"),
    ),
    "missing_from_postcode": (
        *("missing from postcode", "from postcode", "last seen postcode", "postcode missing from"),
        *("missing postcode", "postcode last seen"),
    ),
    "found_postcode": (
        *("found postcode", "postcode found", "returned postcode", "located postcode", "postcode located"),
        *("found at postcode",),
    ),
    "missing_from_place": (
        *("missing from", "from place", "place missing from", "missing from place", "missing from location"),
        *("last seen location", "location last seen", "location missing from", "location", "missing location"),
        *("place last seen", "last seen place", "went missing from", "where missing from"),
        *("last seen at", "home name", "placement name", "name home", "name placement", "unit"),
    ),
    "found_place": (
        *("found at", "place found", "where found", "location found", "found location", "place located", "found place"),
        *("location located", "located at", "where located", "found where"),
    ),
    "distance_miles": (
        *("distance", "distance miles", "miles", "miles from home", "distance from home", "distance home miles"),
        *("distance from home miles", "miles home", "distance home"),
    ),
    "how_ended": (
        *("how found", "how returned", "how ended", "how located", "return method", "found method", "method return"),
        *("how child returned", "manner return", "how did child return", "circumstances return", "how traced"),
        *("return circumstances", "how missing ended"),
    ),
    "reported_from": (
        "reported from",
        "reported by",
        "reporting source",
        "reported by agency",
        "source report",
        "who reported",
    ),
    "interview_offered": ("rhi offered", "interview offered", "rhi offered y n", "offer made", "rhi offer"),
    "interview_offered_at": (*("rhi offered", "interview offered", "rhi offer", "interview offer"),),
    "interview_completed_at": (
        *("rhi completed", "interview completed", "rhi", "interview held", "rhi held"),
        *("rhi done", "interview took place", "rhi took place", "interview done", "rhi completion", "rhi conducted"),
        *("interview conducted", "rhi undertaken", "child interviewed", "interview completion", "child seen rhi"),
    ),
    "interview_declined_at": ("rhi declined", "interview declined", "rhi refused", "interview refused"),
    "interview_outcome": (
        *("rhi outcome", "interview outcome", "outcome rhi", "outcome interview", "rhi status", "rhi result"),
        *(
            "interview status",
            "rhi accepted declined",
            "rhi accepted or declined",
            "rhi accepted",
            "interview accepted",
        ),
    ),
    "interview_provider": ("rhi provider", "interview provider", "interviewing agency", "rhi agency", "rhi team"),
    "interview_reason": (
        *("reason", "reason missing", "reason going missing", "reasons given", "reason for going missing"),
        *("reason for missing", "reasons going missing", "reason absence", "reason given", "push pull factor"),
        *("main reason", "reason went missing", "why missing", "primary reason", "reason for absence"),
        *("push pull factors", "push and pull factors", "themes", "rhi themes", "interview themes", "why went missing"),
    ),
    "interview_with": (
        *("with whom", "who with", "who were they with", "associates", "company", "who was child with"),
        *("people with", "found in company", "persons with"),
    ),
    "interview_where": ("where stayed", "where did they stay", "where did they go", "where went", "whereabouts"),
    "interview_travel": ("how travelled", "mode travel", "mode of travel", "travel", "transport", "mode of transport"),
    "interview_harm": (
        *(
            "harm disclosed",
            "harm",
            "disclosure",
            "disclosures",
            "harm suffered",
            "risks disclosed",
            "harm experienced",
        ),
    ),
    "interview_wishes": (
        *("wishes", "wishes and feelings", "child's wishes", "childs wishes", "what would help", "what child wants"),
        *("voice of the child", "child's views", "childs views", "views of child"),
    ),
    "interview_declined_reason": (
        *("why declined", "reason declined", "reason for declining", "reason refused", "reason for refusal"),
        *("rhi declined why", "reason rhi declined", "reason interview declined", "refusal reason", "decline reason"),
    ),
    "interview_account": (
        *("interviewer notes", "interviewer's notes", "interview notes", "rhi notes", "notes of interview", "account"),
        *("summary of interview", "interview summary", "rhi summary", "what the child said", "narrative"),
    ),
    "safe_and_well_at": (
        *("safe and well", "safe well", "safe and well check", "safe well check", "prevention interview", "swc"),
        *("safe and well completed", "safe and well check completed", "vulnerability interview"),
    ),
    "social_worker_visit_at": ("sw visit", "visit sw", "sw visited", "seen sw", "sw seen"),
    "started_on": (
        *("placement start", "start placement", "started", "start", "from", "period start", "placed", "placed on"),
        *("placement from", "placement began", "support start", "support started", "start support", "contact"),
        *("episode start", "intervention start", "placement started"),
    ),
    "ended_on": (
        *("placement end", "end placement", "ended", "end", "to", "period end", "placement to", "placement ceased"),
        *("support end", "support ended", "end support", "episode end", "intervention end", "placement ended"),
    ),
    "placement_provider": ("placement provider", "provider", "provider name", "agency", "fostering agency"),
    "urn": ("ofsted urn", "provider urn", "placement urn", "home urn", "sc urn"),
    "home_postcode": ("home postcode", "home address postcode"),
    "placement_postcode": ("placement postcode",),
    "support": ("support", "support type", "type support", "intervention", "intervention type", "level support"),
    "follow_up": ("follow up", "follow up type", "follow up action", "action taken", "what was done"),
    "done_on": ("done on", "date done", "date held", "meeting date", "screening date", "date screened", "action date"),
    "screening_tool": ("screening tool", "tool", "tool used", "assessment tool"),
    "screening_result": ("screening result", "screening outcome", "outcome of screening", "cse screening result"),
    "support_provider": ("support provider", "support agency", "support team", "service", "service provider"),
    "support_topics": ("support topics", "topics", "topic", "topics covered", "work topics", "support topic"),
}
MAY_MEAN: Final[dict[str, tuple[str, ...]]] = {
    "child": ("urn", "id", "case id", "case number", "upn", "initials", "unique id", "record id", "pin", "young child"),
    "episode": (
        "reference",
        "urn",
        "number",
        "id",
        "row id",
        "record number",
        "unique reference",
        "form id",
        "case id",
    ),
    "interview": ("reference", "form id", "id"),
    "started_at": (
        *("start", "started", "from", "begin", "began", "occurred", "incident", "date", "reported missing", "reported"),
        *("occurrence", "commenced", "date from", "start date", "event start", "notification"),
    ),
    "ended_at": ("end", "ended", "to", "until", "closed", "finish", "date to", "event end", "cancelled", "resolved"),
    "returned_at": ("end", "ended", "to", "until"),
    "reported_at": ("at", "date", "datetime", "when", "created", "start", "occurred", "entered"),
    "report": ("type", "status", "category"),
    "category": (
        "event",
        "event type",
        "status",
        "absence",
        "reason code",
        "definition",
        "risk level",
        "episode",
        "report",
    ),
    "setting": ("accommodation", "home", "where", "residence", "missing from", "lives", "status"),
    "placement": ("accommodation", "residence type", "where living", "setting"),
    "legal_status": ("ls",),
    "in_area": ("area",),
    "responsible_authority": ("la", "authority"),
    "triage": ("rag", "rag rating"),
    "risk": ("initial risk", "final risk", "grading", "risk at closure", "risk initial", "current risk"),
    "missing_from_area": ("area", "district", "sector", "locality", "ward", "team"),
    "missing_from_postcode": ("postcode", "home postcode"),
    "missing_from_place": ("home", "children home", "place", "from", "where from"),
    "found_place": ("found", "location returned", "returned from"),
    "interview_offered": ("offered", "offer made"),
    "interview_offered_at": ("offered", "offer made", "offer"),
    "interview_completed_at": ("completed", "interview", "held"),
    "interview_declined_at": ("declined",),
    "interview_outcome": ("outcome", "result", "accepted", "declined", "completed", "rhi completed", "rhi declined"),
    "interview_provider": ("provider", "agency", "commissioned provider"),
    "support": ("type", "activity"),
}

# Words that mean a field only in a file of that kind: "Outcome" among interviews is theirs.
MEANS_IN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "interviews": {
        "interview_outcome": ("outcome", "result"),
        "interview_offered": ("offered", "offer made"),
        "interview_offered_at": ("offered", "offer made", "offer"),
        "interview_completed_at": ("completed", "interview", "held"),
        "interview_provider": ("provider", "agency"),
    },
    "support": {"support": ("type", "activity")},
    "follow_up": {
        "follow_up": ("type", "activity", "action", "event"),
        "done_on": ("date", "day", "held"),
        "screening_result": ("result", "outcome"),
    },
}

# Our flag -> words of its column. A flag's column holds marks: yes, 1, x.
FLAG_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "cse": (
        "cse",
        "child sexual exploitation",
        "sexual exploitation",
        "cse risk",
        "risk cse",
        "cse flag",
        "cse marker",
    ),
    "cce": ("cce", "child criminal exploitation", "criminal exploitation", "cce risk", "risk cce", "cce flag"),
    "county_lines": ("county lines", "county line", "drug lines"),
    "gangs": ("gang", "gangs", "gang affiliation", "gang related", "gang involvement", "gangs youth violence"),
    "trafficking": ("trafficking", "human trafficking", "modern slavery", "nrm", "nrm referral", "trafficked"),
    "substance": (
        *("substance", "substance misuse", "drugs", "alcohol", "drugs alcohol", "drugs and alcohol", "drug use"),
        *("drug misuse", "substance use", "drugs or alcohol"),
    ),
    "self_harm": ("self harm", "suicide", "self harm suicide", "suicide self harm", "risk self harm", "selfharm"),
    "mental_health": ("mental health", "mental ill health", "mh", "mental health concerns", "mental health issues"),
    "domestic_abuse": ("domestic abuse", "domestic violence", "violence at home", "da", "dv"),
    "radicalisation": ("radicalisation", "prevent", "extremism"),
    "exploitation": ("exploitation", "exploitation risk", "risk exploitation", "exploited"),
    "weapons": ("weapons", "knife", "knife crime"),
    "disability": (
        "disability",
        "disabled",
        "send",
        "learning disability",
        "learning difficulty",
        "learning difficulties",
    ),
}

# A person's name is nothing that we keep.
NAMES: Final = frozenset(
    (
        *("name", "surname", "forename", "first name", "last name", "full name", "child name", "misper name", "names"),
        *("forenames", "alias", "known as", "mother", "father", "parent", "carer", "officer", "sw", "sw name"),
        *(
            "interviewer",
            "interviewed by",
            "completed by",
            "found by",
            "interviewed",
            "allocated worker",
            "worker",
            "key worker",
            "keyworker",
            "informant",
        ),
        *("nominal name", "person name", "name child", "client name"),
    )
)
OUT_OF_AREA: Final = frozenset(("out area", "out of area", "ooa", "placed out area", "out authority", "out county"))
# A column that may name the sender of each row.
SENDERS: Final = frozenset(("source", "sender", "data source", "source system", "sent by", "system", "source agency"))
STATUS: Final = frozenset(("status", "state", "record status", "report status", "outcome", "case status", "result"))

# What the sender is called in a file's name, its title rows or its headings.
SYSTEM_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "fostering": ("fostering", "foster", "ifa"),
    "provider": ("rhi", "interviews", "interview", "charity", "nyas", "barnardos", "provider"),
    "police": ("police", "constabulary", "compact", "niche", "misper", "occurrence", "nominal", "force", "pnc", "cad"),
    "social_care": ("lcs", "liquidlogic", "mosaic", "carefirst", "eclipse", "ics", "social", "childrens", "swift"),
}
KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "interviews": ("rhi", "interviews", "interview"),
    "notifications": ("notifications", "notification"),
    "care_periods": ("placements", "placement", "care"),
    "support": ("support", "interventions", "intervention"),
    "follow_up": ("actions", "followup", "screening", "screenings", "meetings", "strategy"),
    "children": ("children", "persons", "demographics"),
    "episodes": ("missing", "misper", "episodes", "absent"),
}


def tokens(heading: str) -> list[str]:
    """The words of a heading, small: 'Person_URN', 'PersonURN' and 'person urn' have the same."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", heading.replace("\ufeff", ""))
    plain = re.sub(r"[.'’‘`]", "", parted.casefold())
    return re.sub(r"[^a-z0-9]+", " ", plain).split()


@lru_cache(maxsize=4096)
def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, each phrase that has one meaning as one word."""
    text = f" {' '.join(tokens(heading))} "
    for phrase, word in SAME:
        text = text.replace(f" {phrase} ", f" {word} ")
    return tuple(text.split())


@lru_cache(maxsize=4096)
def core(heading: str) -> str:
    """The words of a heading without 'date', 'time' and small words; all of them where nothing would be left."""
    words = words_of(heading)
    kept = [word for word in words if word not in SMALL | OF_DATES | OF_TIMES | ALONE]
    return " ".join(kept or words)


def says_date(heading: str) -> bool:
    """Whether it speaks of a date."""
    return not OF_DATES.isdisjoint(words_of(heading))


def says_time(heading: str) -> bool:
    """Whether it speaks of a time and of no date."""
    return not says_date(heading) and not OF_TIMES.isdisjoint(words_of(heading))


@lru_cache(maxsize=1)
def phrases() -> dict[str, dict[str, bool]]:
    """The words of a heading -> the fields that they mean (true) or may mean (false)."""
    known: dict[str, dict[str, bool]] = {}
    for listed, is_meant in ((MAY_MEAN, False), (MEANS, True)):
        for field, ways in listed.items():
            for way in ways:
                known.setdefault(core(way), {})[field] = is_meant
    return known


def fields_of(heading: str, kind: str = "") -> dict[str, bool]:
    """The fields that the heading means (true) or may mean (false), in a file of this kind."""
    words = core(heading)
    of_kind = {field: True for field, ways in MEANS_IN.get(kind, {}).items() if words in ways}
    return phrases().get(words, {}) | of_kind


def flag_of(heading: str) -> str:
    """The risk that the heading names; empty for none."""
    words = core(heading)
    return next((flag for flag, ways in FLAG_WORDS.items() if words in map(core, ways)), "")


def is_name(heading: str) -> bool:
    """Whether the column holds people's names."""
    return core(heading) in NAMES or words_of(heading)[-1:] == ("name",)


def is_address(heading: str) -> bool:
    """Whether the column holds addresses."""
    return words_of(heading)[-1:] == ("address",)


def is_known(heading: str) -> bool:
    """Whether a heading of these words is met in files such as these."""
    return bool(fields_of(heading)) or bool(flag_of(heading)) or is_name(heading) or core(heading) in OUT_OF_AREA


def counted(texts: Iterable[str], listed: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """For each name of the list, the words of it that stand in the texts."""
    present = {word for text in texts for word in (*words_of(text), *tokens(text))}
    met = {name: [word for word in words if word in present] for name, words in listed.items()}
    return {name: words for name, words in met.items() if words}

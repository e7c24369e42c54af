"""What children tell in return home interviews: the coding list, by the question that a form asks.

Most published forms ask these questions, in words of their own; docs/interview-themes.md has the list with its sources.
A field of a file is one question. A cell may hold several answers, and each is one code of that question's.
"""

from typing import Final

REASON, DECLINED = "interview_reason", "interview_declined_reason"

# Field -> code -> words that also mean it, in reading order; the last code of each stands for words that no list has.
QUESTIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    REASON: {
        "push_conflict": ("conflict at home", "argument", "arguments", "family conflict", "argument at home"),
        "push_placement": ("unhappy with placement", "unhappy in placement", "placement", "wants to move placement"),
        "push_rules": ("boundaries", "rules", "curfew", "rules and boundaries", "boundaries and rules"),
        "push_harm": ("abuse or neglect", "abuse", "neglect", "domestic abuse", "domestic violence", "unsafe at home"),
        "push_wellbeing": ("mental health", "emotional wellbeing", "low mood", "self harm", "isolation", "loneliness"),
        "push_school": ("school", "bullying", "problems at school", "education", "school or bullying"),
        "pull_friends": (
            "friends",
            "to be with friends",
            "contact with friends",
            "peers",
            "peer pressure",
            "party",
            "parties",
        ),
        "pull_family": ("family", "to be with family", "family contact", "contact with family", "to see family"),
        "pull_partner": ("boyfriend", "girlfriend", "boyfriend or girlfriend", "boyfriend/girlfriend", "partner"),
        "pull_substances": ("drugs or alcohol", "drugs", "alcohol", "substance misuse", "drugs and alcohol"),
        "pull_exploited": ("exploitation", "grooming", "coerced", "persuaded by others", "criminal exploitation"),
        "reason_late": ("lost track of time", "missed transport", "missed curfew", "late home", "missed the bus"),
        "reason_freedom": ("wanted freedom", "wanted time alone", "time out", "independence", "boredom", "bored"),
        "reason_other": ("other reason",),
    },
    "interview_with": {
        "with_alone": ("alone", "nobody", "on own", "by themselves"),
        "with_friends": ("friends", "friend", "peers"),
        "with_family": ("family", "parent", "parents", "relative", "relatives", "sibling"),
        "with_partner": ("boyfriend", "girlfriend", "boyfriend or girlfriend", "boyfriend/girlfriend", "partner"),
        "with_missing": ("another missing child", "other missing child", "another resident", "other residents"),
        "with_online": ("met online", "someone met online", "online contact"),
        "with_adults": ("unknown adults", "unknown adult", "older adults", "older males", "adults not known to carers"),
        "with_other": ("someone else", "other person"),
    },
    "interview_where": {
        "where_family": ("family home", "family's home", "relative's home", "parent's home", "family"),
        "where_friends": ("friend's home", "friends' home", "friend's house", "friends house", "friends"),
        "where_partner": ("partner's home", "boyfriend's home", "girlfriend's home", "boyfriend or girlfriend's home"),
        "where_outdoors": (
            "streets",
            "street",
            "park",
            "streets or parks",
            "outdoors",
            "rough sleeping",
            "slept rough",
        ),
        "where_public": ("town centre", "city centre", "shops", "bus or train station", "station", "public place"),
        "where_adults": ("unknown adult's home", "adult's home", "stranger's home", "unknown address"),
        "where_hotel": ("hotel", "bed and breakfast", "hotel or short let", "holiday let", "airbnb"),
        "where_other": ("somewhere else", "other place"),
    },
    "interview_travel": {
        "travel_foot": ("walked", "on foot", "walking", "foot"),
        "travel_bus": ("bus", "by bus", "tram", "bus or tram"),
        "travel_train": ("train", "by train"),
        "travel_taxi": ("taxi", "by taxi", "cab"),
        "travel_lift": ("lift from somebody known", "lift", "lift from friends or family", "car of someone known"),
        "travel_stranger": ("lift from unknown adult", "lift from an unknown adult", "picked up by unknown adult"),
        "travel_bike": ("bike", "bicycle", "cycled", "scooter", "bike or scooter"),
        "travel_other": ("other transport",),
    },
    "interview_harm": {
        "harm_none": ("no harm disclosed", "no harm", "none", "none disclosed", "no", "n", "nothing disclosed"),
        "harm_violence": (
            "violence",
            "assault",
            "assaulted",
            "physical harm",
            "hurt",
            "threats",
            "violence or threats",
        ),
        "harm_sexual": ("sexual harm", "sexual assault", "sexual abuse", "sexual exploitation", "cse"),
        "harm_criminal": ("criminal exploitation", "cce", "county lines", "carried drugs", "made to offend"),
        "harm_substances": ("drugs or alcohol", "drugs", "alcohol", "drugs and alcohol", "substance misuse"),
        "harm_self": ("self-harm", "self harm", "suicidal thoughts", "overdose"),
        "harm_other": ("other harm",),
    },
    "interview_wishes": {
        "wish_family": ("more contact with family", "see family more", "family contact", "return home"),
        "wish_move": ("move placement", "change of placement", "to move", "different placement"),
        "wish_worker": (
            "more support",
            "somebody to talk to",
            "someone to talk to",
            "see social worker",
            "counselling",
        ),
        "wish_freedom": ("more freedom", "later curfew", "changes to rules", "more trust"),
        "wish_activity": ("activities", "education or activities", "school place", "something to do", "college"),
        "wish_safety": ("to feel safe", "help to stay safe", "protection", "safety plan"),
        "wish_nothing": ("no change", "nothing", "nothing needs to change"),
        "wish_other": ("other wish",),
    },
    DECLINED: {
        "declined_silent": ("did not want to talk", "does not want to talk", "did not wish to engage"),
        "declined_worker": ("prefers own social worker", "prefers somebody else", "already spoken to somebody"),
        "declined_not_missing": ("says was not missing", "was not missing"),
        "declined_unnecessary": (
            *("parent or carer thought it unnecessary", "carer thought it unnecessary"),
            *("parent thought it unnecessary", "carer declined", "not needed"),
        ),
        "declined_consent": ("no consent given", "no consent", "consent refused"),
        "declined_other": ("another reason",),
    },
}
FIELDS: Final = tuple(QUESTIONS)
# Of a word that no list has: the answer is kept, and read in the text.
OTHER_OF: Final = {field: list(answers)[-1] for field, answers in QUESTIONS.items()}
THEMES: Final = tuple(code for answers in QUESTIONS.values() for code in answers)
QUESTION_OF: Final = {code: field for field, answers in QUESTIONS.items() for code in answers}
PUSH: Final = tuple(code for code in QUESTIONS[REASON] if code.startswith("push_"))
PULL: Final = tuple(code for code in QUESTIONS[REASON] if code.startswith("pull_"))

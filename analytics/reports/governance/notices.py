"""Privacy notices: for children in plain words, and for staff who read or are named.

They are given to others, so they name no folder and no machine.
"""

from collections.abc import Sequence
from typing import Final

from analytics.disclosure.policy import policy_for
from analytics.model import Audience
from analytics.reports.governance.known import Known, is_flag
from analytics.reports.governance.paper import Blank, GovernancePaper, Piece, Section, Task
from analytics.words.numbers import joined
from data.audit_log import Act

FOR_CHILDREN: Final = "privacy-notice-children.docx"
FOR_STAFF: Final = "privacy-notice-staff.docx"
MARKING: Final = "To be published once nothing in brackets is left"
# What children read: the fields that a sentence stands for. A field of none is told by the others.
SAID_TO_CHILDREN: Final = {
    "when you went missing, and when you came back": ("started_at", "ended_at", "reported_at", "returned_at"),
    "where you went from, and where you were found": (
        "missing_from_area",
        "missing_from_place",
        "missing_from_postcode",
        "found_place",
        "found_postcode",
        "distance_miles",
    ),
    "how old you are": ("date_of_birth", "age"),
    "whether you are a boy or a girl": ("sex",),
    "your ethnic group": ("ethnicity",),
    "whether you live at home or in care, and what kind of place it is": (
        "setting",
        "placement",
        "legal_status",
        "placement_code",
        "placement_postcode",
    ),
    "how worried adults were": ("risk", "triage"),
    "whether somebody offered to talk with you afterwards, and did": (
        "interview_offered",
        "interview_offered_at",
        "interview_completed_at",
        "interview_outcome",
    ),
    "what you told them: why you went, who you were with, and what would help": (
        "interview_reason",
        "interview_with",
        "interview_where",
        "interview_travel",
        "interview_harm",
        "interview_wishes",
        "interview_account",
    ),
    "what help you were given": ("support",),
    "which meetings, checks and visits there were about you": ("follow_up", "screening_result"),
    "whether you came to this country alone, asking for safety": ("uasc", "until"),
}
OF_RISKS: Final = "things that could put you in danger, such as people who make children do things"
LOGGED: Final = {
    Act.SIGN_IN: "sign in",
    Act.ENDED: "have your sign-ins ended by an administrator",
    Act.VIEW: "look at exact figures or at children",
    Act.DOWNLOAD: "download a file",
    Act.EXPORT: "export figures or make a report",
    Act.REFUSED_ROWS: "take lines that could not be read",
    Act.LOAD: "load files",
    Act.PUBLICATION: "publish to the board",
    Act.ROLLBACK: "go back to an earlier snapshot",
    Act.RELEASE: "prepare or approve figures for the public",
    Act.WITHDRAWAL: "withdraw what was published",
    Act.ERASURE: "erase a child",
    Act.PURGE: "remove what is too old",
    Act.UPGRADE: "bring the store to another version",
    Act.CASEBOOK: "write down an action, an answer, a mark or minutes",
    Act.MESSAGE: "are sent a message",
    Act.DEMONSTRATION: "make the demonstration",
    Act.REPAIR: "cause a torn line of the log to be mended",
}


def notice_for_children(known: Known) -> GovernancePaper:
    """In short words, with no word of the law that a child would have to look up."""
    council = known.settings.council.name
    return GovernancePaper(
        FOR_CHILDREN,
        "What we write down when you go missing",
        MARKING,
        (
            Section(
                "Who we are",
                (
                    f"We are {council}. When a child goes missing, we want to know that they are safe, and to help.",
                    Blank("a person whom a child can talk to about this, and how to reach them", Task.COORDINATOR),
                ),
            ),
            Section("What we write down", told_of(known)),
            Section("Where it comes from", from_whom(known)),
            Section("Who can see it", who_sees(known)),
            Section("How long we keep it", how_long_for_children(known)),
            Section(
                "Who decides",
                (
                    "A computer counts, and lists children we are most worried about. It does not decide: people do.",
                    "You can ask why you are on a list.",
                ),
            ),
            Section(
                "What you can ask for",
                (
                    "You can ask to see what we have about you. You can ask us to put right what is wrong.",
                    "You can ask us to take it away. Sometimes we must keep it, and then we tell you why.",
                    Blank("how a child asks, and who helps them to ask", Task.NOTICES),
                    (
                        "If you are not happy with what we do, tell us. You can also tell the Information "
                        "Commissioner: ico.org.uk."
                    ),
                ),
            ),
        ),
    )


def told_of(known: Known) -> Sequence[Piece]:
    """What of a child is in the files that are loaded."""
    told = [words for words, fields in SAID_TO_CHILDREN.items() if set(fields) & set(known.fields)]
    told += [OF_RISKS] if any(is_flag(field) for field in known.fields) else []
    if not told:
        return (Blank("what is written down about a child; no file is loaded yet", Task.COORDINATOR),)
    return (
        "We write down:",
        *(f"• {words}" for words in told),
        "On the pages that we use your name is not there. You have a made-up code instead."
        if not known.settings.initials.file
        else "On the pages that we use your name is not there. You have a made-up code, and your initials.",
    )


def from_whom(known: Known) -> Sequence[Piece]:
    """Who told the council."""
    senders = list(dict.fromkeys(source.sender for source in known.sources if source.fields))
    if not senders:
        return (Blank("who tells the council about a child", Task.COORDINATOR),)
    return (f"It comes from {joined(senders)}.",)


def who_sees(known: Known) -> Sequence[Piece]:
    """Who reads about a child, and who reads numbers."""
    hidden = policy_for(Audience.BOARD, known.settings).hide_up_to
    fewest = policy_for(Audience.SCRUTINY, known.settings).threshold.fewest_shown
    board = "People from other services who meet about missing children, such as the police, see numbers, not children."
    if hidden:
        board += f" They never see a number of {hidden} children or fewer."
    return (
        "A few people whose job is to look after missing children see what is about you. We write down when they look.",
        board,
        (
            f"Everybody can read some numbers. They never say how many where it is fewer than "
            f"{fewest}, so that nobody can find you in them."
        ),
    )


def how_long_for_children(known: Known) -> Sequence[Piece]:
    """Retention in plain words."""
    months = known.settings.retention.months
    if not months:
        return (Blank("how long it is kept; no time is set yet", Task.OFFICER),)
    years, rest = divmod(months, 12)
    parts = [*([count(years, "year")] if years else []), *([count(rest, "month")] if rest else [])]
    return (f"We take it away {joined(parts)} after the last time that we hear of you.",)


def count(number: int, thing: str) -> str:
    """ "1 year", "7 years"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def notice_for_staff(known: Known) -> GovernancePaper:
    """What the service keeps of those who use it."""
    rules, approvers = known.settings.sign_in, known.settings.releases.approvers
    signed_in = (
        f"Your name as the identity provider{f' ({known.provider})' if known.provider else ''} has it, its number for "
        f"you, and your roles. A sign-in is believed for {count(rules.hours, 'hour')}."
        if rules.roles
        else "Your account’s name on this machine. There is no sign-in."
    )
    told = len(known.settings.messages.mail.to)
    return GovernancePaper(
        FOR_STAFF,
        "Privacy notice for staff who use the missing children service",
        MARKING,
        (
            Section(
                "Who keeps this",
                (
                    f"{known.settings.council.name}.",
                    Blank("the lawful basis, and the data protection officer’s address", Task.OFFICER),
                ),
            ),
            Section(
                "What is kept of you",
                (
                    signed_in,
                    "A log keeps your name, the time and what for, when you:",
                    *(f"• {words}" for words in LOGGED.values()),
                    "What you write about a child stands in the child’s record, and is given to the child who asks.",
                    f"Whoever approves figures is named to the public by role: {joined(approvers)}.",
                    f"The settings hold {told} address{'' if told == 1 else 'es'} for messages."
                    if told
                    else "The settings hold no address for messages.",
                ),
            ),
            Section(
                "Why, and who reads it",
                (
                    (
                        "To show who saw which child’s record, and to find misuse. The log is read by those who answer "
                        "for the records and by administrators of the server."
                    ),
                    Blank("who may read the log, and when it is looked at", Task.OWNER),
                ),
            ),
            Section(
                "How long",
                (
                    "The service removes no line of the log.",
                    Blank("how long the log is kept", Task.OFFICER),
                ),
            ),
            Section(
                "Your rights",
                (
                    "You may ask to see what is kept of you, to have it put right, and to object.",
                    Blank("whom to ask", Task.NOTICES),
                    "You may complain to the council first, and to the Information Commissioner: ico.org.uk.",
                ),
            ),
        ),
    )

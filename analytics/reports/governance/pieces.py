"""What several of these papers say: each sentence is made of a setting, of what is loaded, or of what the code does."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from analytics.disclosure.policy import once_in_words, policy_for, protected_in_words
from analytics.disclosure.small_numbers import FEW_IN_PUBLIC, MOSTLY_ONE_CHILD, ROUNDED, SMALL_BASES
from analytics.model import Audience
from analytics.reports.governance.known import Known, field_words, is_flag, sender_words
from analytics.reports.governance.paper import Blank, Piece, Task
from analytics.reports.grid import Grid
from analytics.words.numbers import joined
from analytics.words.periods import day_text
from data.message_settings import Security

# What a page says behind its policy.
OF_A_PAGE: Final = " Do not share this page."
NAMES: Final = {
    Audience.COORDINATOR: "Co-ordinators",
    Audience.BOARD: "Safeguarding board",
    Audience.SCRUTINY: "Scrutiny committee and public",
}
# Field of a file -> what is kept of it, and the columns of the store's tables in which it stands.
KEPT_AS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "child": ("a pseudonym made with a secret of this store; not the number itself", ("child_id",)),
    "date_of_birth": ("the month of birth, and the age at each episode; not the day", ("birth_month", "age_at_start")),
    "missing_from_postcode": ("the postcode’s district and sector; not the postcode", ("district", "sector")),
    "found_postcode": ("the postcode’s district and sector; not the postcode", ("found_district", "found_sector")),
    "home_postcode": ("the postcode’s district; not the postcode", ("home_district",)),
    "placement_postcode": ("the postcode’s district; not the postcode", ("placement_district",)),
    "interview_account": ("as it was written, in a file apart that is in no figure", ("text",)),
}
OF_THE_STORE: Final = "as the source gives it"
WHAT_CHILDREN_TELL: Final = "may tell of health, sex life or offences (Articles 9 and 10)"
SPECIAL: Final = {
    "ethnicity": "racial or ethnic origin (Article 9)",
    "legal_status": "may tell of offences (Article 10)",
    "support": "may tell of health (Article 9)",
    "screening_result": "may tell of sex life or offences (Articles 9 and 10)",
    "interview_reason": WHAT_CHILDREN_TELL,
    "interview_with": WHAT_CHILDREN_TELL,
    "interview_where": WHAT_CHILDREN_TELL,
    "interview_travel": WHAT_CHILDREN_TELL,
    "interview_harm": WHAT_CHILDREN_TELL,
    "interview_wishes": WHAT_CHILDREN_TELL,
    "interview_declined_reason": WHAT_CHILDREN_TELL,
    "interview_account": WHAT_CHILDREN_TELL,
}
OF_A_FLAG: Final = "may tell of health, sex life or offences (Articles 9 and 10)"


def sources(known: Known) -> Sequence[Piece]:
    """Whose files are loaded, of what, and for which days."""
    if not known.sources:
        return (Blank("which files will be loaded, and from whom; nothing is loaded yet", Task.COORDINATOR),)
    lines = [(source.sender, source.kind, days(source.covers_from, source.covers_to)) for source in known.sources]
    sender, kind, covered = (list(column) for column in zip(*lines, strict=True))
    columns = {"From": sender, "A row is": kind, "Days that they cover": covered}
    return (Grid("Files that are loaded", columns, "A row is"),)


def days(first: date | None, after: date | None) -> str:
    """The days that files cover, the last of which is the one before `after`."""
    return f"{day_text(first)} to before {day_text(after)}" if first and after else "not recorded"


def held(known: Known) -> Sequence[Piece]:
    """Every field that is loaded, what is kept of it, and whether it is of a special kind."""
    if not known.fields:
        return ()
    columns = {
        "Field": [field_words(field) for field in known.fields],
        "What is kept": [KEPT_AS[field][0] if field in KEPT_AS else OF_THE_STORE for field in known.fields],
        "Of a special kind": [OF_A_FLAG if is_flag(field) else SPECIAL.get(field, "no") for field in known.fields],
    }
    return (
        Grid("Fields that the loaded files hold about a child or an episode", columns, "What is kept"),
        "Names of children have no field, and are not loaded. A name inside a source’s own words is not found.",
        "A line that cannot be read is kept as it came, with whatever names stand in it, in a file of its own.",
    )


def how_long(known: Known) -> Sequence[Piece]:
    """Retention, as the settings have it."""
    keep = known.settings.snapshots.keep
    months = known.settings.retention.months
    kept: Piece = (
        f"A child of whom nothing was heard for {months} months is removed by `missing purge`, from every snapshot."
        if months
        else Blank(
            "how long records are kept. No time is set ([retention] months), so no child is ever removed for age",
            Task.OFFICER,
        )
    )
    return (
        kept,
        f"{keep} earlier snapshot{'' if keep == 1 else 's'} stay for going back to; older ones are removed at a load.",
        "`missing erase` removes one child at once, from every snapshot, and keeps that child out of later files.",
        "Approved releases are public papers: they are withdrawn, and not removed. They hold no child.",
        Blank("how long backups and the audit log are kept", Task.SERVER),
    )


def readers(known: Known) -> Sequence[Piece]:
    """Who reads, what they see, and what opens it for them."""
    opened = [opened_by(known, audience) for audience in NAMES]
    columns = {"Who reads": list(NAMES.values()), "What they see": seen(known), "Opened by": opened}
    return (Grid("Who reads what", columns, "What they see"),)


def seen(known: Known) -> list[str]:
    """What each audience sees, in the order of `NAMES`."""
    initials = " and initials" if known.settings.initials.file else ""
    protected, *_ = protected_in_words(known.settings)
    return [
        f"exact figures, and episodes child by child under a pseudonym{initials}",
        f"tables for fixed periods. {protected}",
        "approved releases alone",
    ]


def opened_by(known: Known, audience: Audience) -> str:
    """The roles that open an audience's pages; without sign-in, whoever sits at the machine."""
    if not known.settings.sign_in.roles:
        return "no sign-in: whoever sits at this machine, as its account"
    roles = [role for role, opens in known.settings.sign_in.roles.items() if opens == audience]
    return joined(roles) if roles else "no role"


def limits(known: Known) -> Sequence[Piece]:
    """The limits of publication, in the words of the rules that keep them."""
    board, public = (policy_for(audience, known.settings) for audience in (Audience.BOARD, Audience.SCRUTINY))
    return (
        board.words.removesuffix(OF_A_PAGE),
        *(rule.in_words(public) for rule in (FEW_IN_PUBLIC, ROUNDED, SMALL_BASES, MOSTLY_ONE_CHILD)),
        once_in_words(known.settings),
        "Every published number is audited: a calculation looks how closely hidden ones can be worked out.",
        f"Figures for the public are approved by: {joined(known.settings.releases.approvers)}.",
        "Nobody approves a release that they prepared, as far as accounts tell people apart.",
    )


def signing_in(known: Known) -> Sequence[Piece]:
    """How readers are known."""
    rules = known.settings.sign_in
    if not rules.roles:
        return ("There is no sign-in. The pages answer one machine alone, and read as the account that started them.",)
    host = f"at {known.provider}" if known.provider else "with the council’s identity provider"
    return (
        f"Readers sign in {host}, and are asked again after {rules.hours} hour{'' if rules.hours == 1 else 's'}.",
        f"Roles are read from the claim “{rules.claim}”. A reader with roles of two audiences sees nothing.",
        *(() if known.provider else (Blank("which identity provider signs readers in", Task.SERVER),)),
        Blank("whether a second factor is asked of every reader", Task.SERVER),
    )


def messages(known: Known) -> Sequence[Piece]:
    """What is sent by itself, and to how many."""
    set_up, folder = known.settings.messages, known.settings.weekly.folder
    weekly = (f"A timer writes the weekly report into {folder}.",) if folder else ()
    if not set_up.is_on:
        return ("No message is sent by itself.", *weekly)
    numbers = "numbers, dates and a link" if set_up.counts else "no number but dates, and a link"
    ways = []
    if set_up.mail.host:
        people = len(set_up.mail.to)
        secrecy = "without TLS, on this machine alone" if set_up.mail.security is Security.NONE else "over TLS"
        ways.append(f"by mail through {set_up.mail.host}, {secrecy}, to {people} address{'' if people == 1 else 'es'}")
    if set_up.teams.url_from:
        ways.append("to a Teams channel of co-ordinators")
    return (f"A morning message goes {joined(ways)}. It holds {numbers}, and nothing of a child.", *weekly)


def by_hand(known: Known) -> Sequence[Piece]:
    """What people write and hand over beside the files."""
    initials = known.settings.initials.file
    return (
        "Co-ordinators write down actions, answers to triggers, marks of a return, and minutes of meetings.",
        f"Initials stand beside pseudonyms, from the council’s own file {initials}."
        if initials
        else "No file of initials is set: a child is a pseudonym on every page.",
        "Workbooks are handed to providers and homes to be filled in. They hold no name, flag or risk.",
    )


def where(known: Known) -> Sequence[Piece]:
    """Where the records stand, and whom the service asks."""
    hosts = [known.provider] if known.provider else []
    hosts += [known.settings.messages.mail.host] if known.settings.messages.mail.host else []
    hosts += ["the address of the Teams workflow"] if known.settings.messages.teams.url_from else []
    mode = (
        "Its group may read what is published; everything else is its owner’s alone."
        if known.is_shared
        else "Its files are for their owner’s account alone."
    )
    return (
        f"The store is the folder {known.store}. {mode}",
        f"Beside it the service asks {joined(hosts)}, and no other machine."
        if hosts
        else "The service asks no other machine.",
        Blank("in which country the server and its backups stand, and who hosts them", Task.SERVER),
        Blank("that the disk, swap and backups are encrypted, and how", Task.SERVER),
    )


def lists(known: Known) -> Sequence[Piece]:
    """How children are put in an order, and who decides: for Article 22, and the duty to explain profiling."""
    points = known.settings.top_five.points.model_dump()
    weights = {"What counts": [name.replace("_", " ") for name in points], "Points": [str(n) for n in points.values()]}
    rules = [rule.name for rule in known.settings.rules]
    return (
        f"A list names the {known.settings.top_five.size} children of most concern, and says why for each.",
        Grid("What counts on that list", weights, "What counts", ("Points",)),
        f"Rules of the council are looked at in every child’s episodes: {'; '.join(rules)}."
        if rules
        else "No rule of the council is set.",
        "A person reads each list and answers each trigger. Nothing is decided about a child by the service alone.",
    )


def watched(known: Known) -> Sequence[Piece]:
    """What the service does against misuse, damage and error."""
    return (
        "Sign-ins, views of exact figures, downloads, loads and erasures stand in a log whose lines are chained.",
        "A page that names children asks what for, once a session, and the log keeps it.",
        "Every snapshot keeps hashes of its files: what is damaged is not read, and readers are told.",
        (
            "Two reports of one episode are one where their times are no more than "
            f"{known.settings.linking.tolerance_minutes} minutes apart; in doubt these are believed first: "
            f"{joined([sender_words(system) for system in known.settings.linking.order])}."
        ),
    )

"""What an identity provider says of a reader, and which audience that makes of them. Denied unless said otherwise."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from analytics.model import Audience
from data.errors import DashboardError
from data.settings import SignIn
from data.sittings import CLOCK_TOLERANCE

NAMES: Final = {
    Audience.BOARD: "Board",
    Audience.COORDINATOR: "Co-ordinator",
    Audience.SCRUTINY: "Scrutiny committee",
}
LONGEST_NAME: Final = 200

Claims = Mapping[str, object]
# What tells one sign-in from every other: whose, when, and the number that the provider was asked to give back.
Ticket = tuple[str, str, str]


class NoAccess(DashboardError):
    """This reader may not see this."""


class NotAdmitted(NoAccess):
    """Whoever is signed in has no part in this: they may sign out, and see nothing else."""


class NotSignedIn(NotAdmitted):
    """Nobody is signed in, or no longer: they may sign in, and see nothing else."""


def audience_of(claims: Claims, rules: SignIn, now: datetime) -> Audience:
    """The one audience that the signed-in reader's roles open, for as long as the sign-in is fresh.

    Raises NotSignedIn for a sign-in that is too old, from the future or undated, and NotAdmitted for roles
    that are missing, unknown, unreadable, or of two audiences.
    """
    refuse_unless_fresh(issued_at(claims), timedelta(hours=rules.hours), now)
    audiences = sorted({rules.roles[role] for role in roles_in(claims.get(rules.claim)) if role in rules.roles})
    if not audiences:
        raise NotAdmitted(
            "You are signed in, but none of your roles opens these pages. "
            "Ask whoever looks after this service to give you one."
        )
    if len(audiences) > 1:
        both = " and ".join(NAMES[Audience(audience)].lower() for audience in audiences)
        raise NotAdmitted(f"Your roles are of more than one audience: {both}. Ask to keep one of them only.")
    return Audience(audiences[0])


def approving_role(claims: Claims, rules: SignIn) -> str:
    """The role in which the signed-in reader may approve figures for the public, as papers print it; empty without one.

    Of several, the one that the settings name first.
    """
    held = roles_in(claims.get(rules.claim))
    return next((printed for role, printed in rules.approvers.items() if role in held), "")


def refuse_unless_fresh(moment: float, longest: timedelta, now: datetime) -> None:
    """Raises NotSignedIn unless the sign-in was made in the past, and not too long ago."""
    age = now.timestamp() - moment
    # Written so that a time that is not a number is refused as well.
    if not -CLOCK_TOLERANCE.total_seconds() <= age:
        raise NotSignedIn("Your sign-in is dated in the future. Sign in again.")
    if not age < longest.total_seconds():
        raise NotSignedIn("Your sign-in has run out. Sign in again.")


def refuse_expired(until: object, now: datetime) -> None:
    """Raises NotSignedIn where the token says until when one may sign in with it, and that is over or is no time."""
    if until is None:
        return
    seconds = float(until) if isinstance(until, int | float) and not isinstance(until, bool) else float("nan")
    if not now.timestamp() < seconds + CLOCK_TOLERANCE.total_seconds():
        raise NotSignedIn("Your sign-in has run out. Sign in again.")


def refuse_other_issuer(issuer: object, expected: str) -> None:
    """Raises NotAdmitted where a token names another provider than the one that is set.

    The library takes a provider's own metadata at its word; it demands that every token names one.
    """
    if issuer is not None and (not isinstance(issuer, str) or issuer.rstrip("/") != expected.rstrip("/")):
        raise NotAdmitted(
            "Your sign-in is of another identity provider than the one that is set up here. "
            "Tell whoever looks after this service."
        )


def roles_in(claim: object) -> frozenset[str]:
    """The roles that a claim holds: a list of text, or one role as text. Anything else holds none."""
    if isinstance(claim, str):
        return frozenset({claim})
    if isinstance(claim, list | tuple) and all(isinstance(role, str) for role in claim):
        return frozenset(claim)
    return frozenset()


def name_of(claims: Claims) -> str:
    """The reader's name for the log: what people call them, and the provider's id, which is never given to another.

    Raises NotAdmitted where the provider gives no id.
    """
    known_as, object_id, subject = (readable(claims.get(claim)) for claim in ("preferred_username", "oid", "sub"))
    lasting = object_id or subject
    if not lasting:
        raise NotAdmitted("Your sign-in does not say who you are. Ask whoever looks after this service.")
    return f"{known_as} ({lasting})" if known_as else lasting


def names_of(claims: Claims) -> frozenset[str]:
    """Every name by which an administrator may mean this reader: as the log has it, the id, and the account's."""
    parts = (readable(claims.get(claim)) for claim in ("preferred_username", "oid", "sub"))
    return frozenset({name_of(claims), *parts} - {""})


def issued_at(claims: Claims) -> float:
    """When the sign-in was made, in seconds since 1970. Raises NotSignedIn where it does not say."""
    moment = claims.get("iat")
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise NotSignedIn("Your sign-in does not say when it was made. Sign in again.")
    return moment


def ticket(claims: Claims) -> Ticket:
    """Which sign-in this is."""
    subject, issued_at, nonce = (repr(claims.get(claim)) for claim in ("sub", "iat", "nonce"))
    return subject, issued_at, nonce


def readable(claim: object) -> str:
    """A claim's text in one line of printable characters; empty where it is no text."""
    text = claim if isinstance(claim, str) else ""
    return "".join(character for character in text if character.isprintable())[:LONGEST_NAME].strip()


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)

"""Who is reading. Every page asks here first, and nothing else decides it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

import streamlit as st
from streamlit.logger import get_logger

from analytics.model import Audience
from data.audit_log import Actor, this_user
from data.errors import BadSetting, DashboardError
from data.sittings import Sittings, is_ended
from pages.common import sign_in
from pages.common.council import is_demonstration, settings, store
from pages.common.plain_words import plain
from pages.common.sign_in import NAMES, NoAccess, NotAdmitted, NotSignedIn

LOCAL_AUDIENCE_VARIABLE: Final = "MISSING_LOCAL_AUDIENCE"
SERVES_VARIABLE: Final = "MISSING_SERVES"
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
# Headers that a proxy adds: whoever sends them does not sit at this machine.
FORWARDED: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
# Where a provider's metadata lies, below what it is called (OpenID Connect Discovery 1.0, section 4).
METADATA: Final = "/.well-known/"
SWITCH: Final = "demonstration_audience"
LOG_VARIABLE: Final = "MISSING_LOG"
# For whoever starts it by a script, and wants the same word each time; without it each start is a sitting of its own.
WORD_VARIABLE: Final = "MISSING_START_WORD"
OF_THIS_START: Final = token_urlsafe()
# How often a page asks whether its reader may still read.
SECONDS_BETWEEN_LOOKS: Final = 20

log: Final = get_logger("missing.readers")


class GoneAway(NotAdmitted):
    """Nobody touched the pages for longer than the settings allow, and there is no sign-in: they may go on."""


@dataclass(frozen=True)
class Reader:
    """Who is reading, and so what may be shown. `name` is for the log: it stays the same from day to day.

    `approves_as` is the role in which the reader may approve figures for the public; empty where they may not.
    """

    audience: Audience
    name: str
    approves_as: str = ""

    @property
    def actor(self) -> Actor:
        """The reader as the audit log names them."""
        return Actor(self.name, self.audience.value)


def identity() -> Reader:
    """The reader: who signed in, or without sign-in, whoever sits at this machine.

    Raises NotAdmitted when nobody is signed in, their roles open nothing, or this process serves others,
    and NoAccess with what to set when nothing says who is reading.
    """
    reader = signed_in_reader() if uses_sign_in() else local_reader()
    if reader.audience not in served():
        whom = " and ".join(sorted(NAMES[audience].lower() for audience in served()))
        refusal = NotAdmitted if uses_sign_in() else NoAccess
        raise refusal(
            f"This address serves the {whom} only, and you read as {NAMES[reader.audience].lower()}. "
            "Ask for the address that serves you."
        )
    return reader


def require(*audiences: Audience) -> Reader:
    """The reader, if one of these audiences; anybody else is told so, and sees nothing of the page."""
    reader = identity()
    if reader.audience not in audiences:
        raise NoAccess(f"This page is not for the {NAMES[reader.audience].lower()}.")
    return reader


def served() -> frozenset[Audience]:
    """The audiences that this process serves: those of MISSING_SERVES, else all. Raises BadSetting."""
    text = os.environ.get(SERVES_VARIABLE)
    if text is None:
        return frozenset(Audience)
    named = [name.strip() for name in text.split(",")]
    if unknown := sorted(set(named) - set(Audience)):
        raise BadSetting(f"{SERVES_VARIABLE} names {unknown}. It may name: {', '.join(sorted(Audience))}.")
    return frozenset(Audience(name) for name in named)


@lru_cache(maxsize=1)
def provider_section() -> Mapping[str, Any] | None:
    """The identity provider: the [auth] section of Streamlit's secrets; none without a file or a section.

    Read once, as the settings are: a change is taken at the next start.
    """
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return None
    section = st.secrets["auth"]
    if not isinstance(section, Mapping):
        raise BadSetting("auth in the secrets is no section. Write it as [auth], with a line for each key.")
    return section


def uses_sign_in() -> bool:
    """Whether sign-in decides. Half of it is enough to close the local mode: a start with half is refused anyway."""
    return bool(settings().sign_in.roles) or provider_section() is not None


def signed_in_reader() -> Reader:
    """Who signed in, by the claims in the signed cookie. Raises NotAdmitted."""
    return reader_of(st.user.to_dict())


def while_admitted(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The making of a file, for as long as whoever reads now is signed in.

    Streamlit makes a file when its button is clicked, however late, and does not run the frame before it.
    """
    return partial(made_for, st.user.to_dict(), make) if uses_sign_in() else partial(for_local_reader, make)


def made_for(claims: sign_in.Claims, make: Callable[[], bytes]) -> bytes:
    """The file, if these claims admit their reader still. Raises NotAdmitted."""
    reader_of(claims)
    return make()


def for_local_reader(make: Callable[[], bytes]) -> bytes:
    """The file, if whoever sits at this machine has not gone away. Raises NotAdmitted."""
    refuse_idle(local_ticket())
    return make()


def reader_of(claims: sign_in.Claims) -> Reader:
    """Who signed in with these claims, and may read now. Raises NotAdmitted."""
    if claims.get("is_logged_in") is not True:
        raise NotSignedIn("Sign in with your council account to read these pages.")
    sign_in.refuse_other_issuer(claims.get("iss"), expected_issuer())
    ticket, rules = sign_in.ticket(claims), settings().sign_in
    if sittings().is_over(ticket):
        raise NotSignedIn("You have signed out. Sign in to read these pages.")
    # A token is good for an hour, to sign in with; how long the sign-in is then good the settings say.
    if not sittings().is_known(ticket):
        sign_in.refuse_expired(claims.get("exp"), sign_in.now())
    audience = sign_in.audience_of(claims, rules, sign_in.now())
    if is_ended(store(), sign_in.names_of(claims), sign_in.issued_at(claims)):
        raise NotSignedIn("Whoever looks after this service has ended your sign-in. Sign in again in ten minutes.")
    refuse_idle(ticket)
    return Reader(audience, sign_in.name_of(claims), sign_in.approving_role(claims, rules))


def expected_issuer() -> str:
    """What the provider calls itself in its tokens: `auth.issuer` of the secrets, else where its metadata lies."""
    section = provider_section() or {}
    return str(section.get("issuer") or str(section.get("server_metadata_url", "")).partition(METADATA)[0])


def sittings() -> Sittings:
    """The sittings that this process notes, where it may write."""
    folder = os.environ.get(LOG_VARIABLE)
    return Sittings(Path(folder) if folder else store().folder)


def own_ticket() -> sign_in.Ticket:
    """Which sitting the page that is drawn belongs to."""
    return sign_in.ticket(st.user.to_dict()) if uses_sign_in() else local_ticket()


def local_ticket() -> sign_in.Ticket:
    """The sitting of whoever reads without sign-in: one for each start, as its word is."""
    return "local", os.environ.get(WORD_VARIABLE) or OF_THIS_START, ""


def ends_when_idle() -> bool:
    """Whether readers who go away are shown nothing more: all but those of the invented city."""
    return uses_sign_in() or not is_demonstration()


def refuse_idle(ticket: sign_in.Ticket) -> None:
    """Raises NotSignedIn, or GoneAway without sign-in, where nobody touched the pages of this sitting for too long."""
    minutes = settings().sign_in.idle_minutes
    if not ends_when_idle() or sittings().idle(ticket) < timedelta(minutes=minutes):
        return
    words = f"Nobody touched these pages for {minutes} minutes, so they show nothing more."
    if uses_sign_in():
        raise NotSignedIn(f"{words} Sign in again.")
    raise GoneAway(words)


def go_on() -> None:
    """Whoever went away from this machine is back."""
    sittings().touch(local_ticket())


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def look_again() -> None:
    """On an open page: draws it anew, which shows nothing, once its reader may read no more. It touches nothing."""
    try:
        identity()
    except DashboardError:
        st.rerun()


def local_reader() -> Reader:
    """Whoever sits at this machine, and only on this machine. Raises NoAccess with what to set."""
    if st.get_option("server.address") not in LOOPBACK:
        raise NoAccess(
            "There is no sign-in, so this may run on one machine only. "
            'Set server.address = "127.0.0.1" in .streamlit/config.toml and start again, '
            "or set up sign-in as docs/deploying.md says."
        )
    headers = st.context.headers
    if any(header in headers for header in FORWARDED):
        raise NoAccess("There is no sign-in, so this may not be read through a proxy. See docs/deploying.md.")
    refuse_idle(local_ticket())
    named = os.environ.get(LOCAL_AUDIENCE_VARIABLE, "")
    if is_demonstration():
        audience = Audience(st.session_state.get(SWITCH) or named or Audience.BOARD)
        return Reader(audience, local_name(), settings().releases.approvers[0])
    if named not in list(Audience):
        raise NoAccess(
            f"{LOCAL_AUDIENCE_VARIABLE} is {named!r}. This store holds a council's own records, so say who is reading: "
            f"set {LOCAL_AUDIENCE_VARIABLE} to board, coordinator or scrutiny, and start again."
        )
    return Reader(Audience(named), local_name(), settings().releases.accounts.get(local_name(), ""))


def local_name() -> str:
    """The operating system's name of the user that runs this process."""
    return this_user().name


def turn_away(refusal: NotAdmitted) -> None:
    """All that is shown to whoever is not admitted: why, and the one button that may help."""
    st.title("Children missing", anchor=False)
    st.markdown(plain(str(refusal)))
    if isinstance(refusal, NotSignedIn):
        st.button("Sign in", on_click=st.login, type="primary")
    elif isinstance(refusal, GoneAway):
        st.button("Go on", on_click=go_on, type="primary")
    else:
        log.warning("%s was turned away: %s", sign_in.readable(st.user.to_dict().get("sub")), refusal)
        st.button("Sign out", on_click=sign_out, type="primary")


def sign_out() -> None:
    """End the reader's sign-in: in every tab, for every copy of its cookie, after a restart, and at the provider."""
    sittings().end(own_ticket())
    st.logout()


def show_reader(reader: Reader) -> None:
    """Who the figures are shown to: by sign-in, or in the demonstration, as chosen."""
    if uses_sign_in():
        st.caption(f"Signed in: {NAMES[reader.audience]}")
        st.button("Sign out", on_click=sign_out, type="tertiary")
    elif is_demonstration():
        st.selectbox(
            "Look as",
            list(Audience),
            index=list(Audience).index(reader.audience),
            format_func=NAMES.__getitem__,
            key=SWITCH,
            persist_state="session",
            help="Only in the demonstration. With a council's own records, sign-in decides.",
        )

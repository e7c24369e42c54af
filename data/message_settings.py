"""The settings of messages: what they are about, who gets them, and how. They hold no secret, only where to find it.

They are looked at when a message is due, so a change of them needs no load.
"""

import re
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from data.setting_parts import Count, Part

# Bad values of these are not said again: somebody may have put the secret itself there.
NOT_REPEATED: Final = ("address", "host", "user", "password_from", "url_from")
THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
IN_THE_OPEN: Final = ("http://localhost:", "http://127.0.0.1:")

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")
HOST: Final = re.compile(r"[A-Za-z0-9.:-]{0,253}")
WHENCE: Final = re.compile(r"|env:[A-Za-z_][A-Za-z0-9_]*|file:[^\x00-\x1f]{1,300}")
LINK: Final = re.compile(r"https?://[A-Za-z0-9.:/_~-]{1,200}|")


def an_address(text: str) -> str:
    """One address of plain letters: no name before it, no comma, no line break."""
    if not ADDRESS.fullmatch(text):
        raise ValueError("write one address of plain letters, such as a.smith@council.example, and no name")
    return text


def a_host(text: str) -> str:
    """The name of a machine, and nothing of an address of the web."""
    if not HOST.fullmatch(text):
        raise ValueError("write the server's name alone, such as mail.council.example")
    return text


def whence(text: str) -> str:
    """Where a secret lies: a variable of the environment, or a file."""
    if not WHENCE.fullmatch(text):
        raise ValueError("write where it lies, as file:/a/path or env:NAME, and never the secret itself")
    return text


def a_link(text: str) -> str:
    """The address of the app: over https, unless it is on this machine, and without anything behind it."""
    if not LINK.fullmatch(text) or (text.startswith("http://") and not text.startswith(IN_THE_OPEN)):
        raise ValueError(
            "write the app's address alone, beginning with https://, such as https://missing.council.example"
        )
    return text


Address = Annotated[str, AfterValidator(an_address)]
Host = Annotated[str, AfterValidator(a_host)]
Whence = Annotated[str, AfterValidator(whence)]
Link = Annotated[str, AfterValidator(a_link)]


class Topic(StrEnum):
    """What the morning message may speak of."""

    INTERVIEWS_OVERDUE = "interviews_overdue"
    INTERVIEWS_DUE = "interviews_due"
    VISITS = "visits"
    MISSING = "missing"
    TRIGGERS = "triggers"
    ACTIONS = "actions"
    STALE = "stale"


class Security(StrEnum):
    """How the way to the mail server is kept secret: from the start, from STARTTLS on, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Mail(Part):
    """A mail server and who is told. Without a host no mail is sent."""

    host: Host = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Security = Security.STARTTLS
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    user: Annotated[str, Field(max_length=200)] = ""
    password_from: Whence = ""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if self.host and not (self.sender and self.to):
            raise ValueError("a host needs a sender and at least one address in `to`")
        if bool(self.user) != bool(self.password_from):
            raise ValueError('user and password_from go together, such as password_from = "file:/etc/missing/mail"')
        return self

    @model_validator(mode="after")
    def is_never_in_the_open(self) -> Self:
        if self.security is not Security.NONE:
            return self
        if self.user:
            raise ValueError('security = "none" would send the password in the open: use "starttls" or "tls"')
        if self.host and self.host not in THIS_MACHINE:
            raise ValueError(f'security = "none" is for a mail server on this machine alone: {", ".join(THIS_MACHINE)}')
        return self


class Teams(Part):
    """A Teams workflow that waits for a webhook request. Its address is a secret: whoever has it can post."""

    url_from: Whence = ""


class Messages(Part):
    """The morning message, and the word that the weekly report is ready; both off until a way is set.

    `address` is the app's, for the link. With `counts` false a message says that something is due, and no number.
    """

    address: Link = ""
    speak_of: Annotated[tuple[Topic, ...], Field(min_length=1)] = tuple(Topic)
    due_hours: Count = 24
    counts: bool = True
    mail: Mail = Mail()
    teams: Teams = Teams()

    @property
    def is_on(self) -> bool:
        """Whether there is any way to send."""
        return bool(self.mail.host or self.teams.url_from)

    @model_validator(mode="after")
    def leads_to_the_app(self) -> Self:
        if self.is_on and not self.address:
            raise ValueError('address is needed for the link, such as "https://missing.council.example"')
        return self

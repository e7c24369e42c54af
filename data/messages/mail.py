"""Mail: one message in plain text by SMTP, over a way that nobody reads along.

Certificates are checked against the machine's own list (or that of SSL_CERT_FILE). What a server answers is told by its
number alone: its words may quote what was sent.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from data.errors import CannotSend
from data.message_settings import Mail, Security
from data.messages.message import Message
from data.messages.secret import secret_from

# For each answer of the server. A timer runs again; nobody waits for it.
SECONDS: Final = 20.0


def as_mail(message: Message, sender: str, to: Sequence[str], at: datetime, number: str) -> EmailMessage:
    """The message as mail. `number` is the same for the same message, so that a mail server may drop a second copy.

    The headers tell mail systems that nobody wrote it: an absence note is not sent back (RFC 3834; Exchange).
    """
    mail = EmailMessage()
    mail["Subject"] = message.title
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
    return mail


def send_mail(settings: Mail, mail: EmailMessage, to: Sequence[str]) -> dict[str, str]:
    """Sends it in one session; of each address that the server refused, why. Raises CannotSend where none was sent."""
    password = secret_from(settings.password_from) if settings.user else ""
    server = f"The mail server {settings.host}"
    with told_in_words(server), connected(settings) as session:
        if settings.user:
            sign_in(session, settings.user, password, server)
        try:
            refused = session.send_message(mail, settings.sender, list(to))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
    return {address: f"{server} refused {address} ({answer[0]})." for address, answer in refused.items()}


@contextmanager
def connected(settings: Mail) -> Iterator[smtplib.SMTP]:
    """A session that is secret where the settings say so, or none. What fails at its end makes nothing unsent."""
    session = opened(settings)
    try:
        yield session
        with suppress(smtplib.SMTPException, OSError):
            session.quit()
    finally:
        session.close()


def opened(settings: Mail) -> smtplib.SMTP:
    """The session, before anything is said in it that nobody may read."""
    context = ssl.create_default_context()
    if settings.security is Security.TLS:
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=context)
    session = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
    try:
        if settings.security is Security.STARTTLS:
            make_secret(session, settings.host, context)
    except BaseException:
        session.close()
        raise
    return session


def make_secret(session: smtplib.SMTP, host: str, context: ssl.SSLContext) -> None:
    """Goes on in TLS. Raises CannotSend where the server has none."""
    session.ehlo()
    if not session.has_extn("starttls"):
        raise CannotSend(
            f"The mail server {host} offers no STARTTLS, so nothing was sent: it would go in the open. "
            'Ask for its port with TLS, and set security = "tls".'
        )
    session.starttls(context=context)


def sign_in(session: smtplib.SMTP, user: str, password: str, server: str) -> None:
    """Signs in to the server. Raises CannotSend where a letter of the password cannot be sent by this protocol."""
    try:
        session.login(user, password)
    except UnicodeEncodeError:
        raise CannotSend(f"{server} was not asked: user or password holds a letter beyond ASCII, such as £.") from None
    except smtplib.SMTPNotSupportedError:
        raise CannotSend(f"{server} offers no way to sign in. Leave out user and password_from.") from None
    except smtplib.SMTPServerDisconnected as error:
        # Some servers end the conversation rather than say no a second time.
        if not isinstance(error.__context__, OSError):
            raise CannotSend(f"{server} hung up at the sign-in: look at user and password.") from None
        raise


@contextmanager
def told_in_words(server: str) -> Iterator[None]:
    """Raises CannotSend for whatever goes wrong on the way, in words and without a secret."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise CannotSend(f"{server} does not know this user and password ({error.smtp_code}).") from None
    except smtplib.SMTPResponseException as error:
        raise CannotSend(f"{server} did not take the message ({error.smtp_code}).") from None
    except smtplib.SMTPException as error:
        # The library wraps what failed below it in an error of its own.
        below = error.__context__
        reason = why(below) if isinstance(below, OSError) else "it ended the conversation"
        raise CannotSend(f"{server} was not reached: {reason}.") from None
    except OSError as error:
        raise CannotSend(f"{server} was not reached: {why(error)}.") from None
    except UnicodeError:
        # Names of machines are looked up in a code of their own, which has no empty or very long part.
        raise CannotSend(f"{server} was not reached: that is no name of a machine.") from None


def why(error: OSError) -> str:
    """Why a machine was not reached, in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted here ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS as was asked"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return error.strerror or "the connection failed"

"""Mail against a real server on this machine: what arrives, what is refused, and that no secret is said."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.errors import CannotSend
from data.message_settings import Mail
from data.messages.mail import as_mail, send_mail
from data.messages.message import Kind, Message
from tests.messages.servers import NOBODY, PASSWORD, USER, Certificate, a_certificate, post, silent

ANNA, BEN = "anna@council.example", "ben@council.example"
SENDER = "missing-children@council.example"
LONDON = ZoneInfo("Europe/London")
VARIABLE = "env:MISSING_MAIL"
MORNING = datetime(2026, 11, 30, 7, 0, tzinfo=LONDON)
MESSAGE = Message(
    Kind.MORNING,
    "Children missing: morning message, 30 November 2026",
    ("As at the end of the newest files: Monday 30 November 2026, 06:30 – “so far”.",),
    ("3 interviews are overdue.", "2 triggers are new, 1 of them without an answer."),
    "https://missing.council.example/now",
    ("To stop these messages, ask.",),
)


def settings(port: int, **more: Any) -> Mail:
    return Mail(host="localhost", port=port, sender=SENDER, to=(ANNA, BEN), **more)


def sent(to: Mail, *addresses: str, message: Message = MESSAGE) -> dict[str, str]:
    whom = addresses or to.to
    return send_mail(to, as_mail(message, SENDER, whom, MORNING, "abc123"), whom)


def refused(to: Mail) -> str:
    with pytest.raises(CannotSend) as error:
        sent(to)
    assert "Tr0ub4dor" not in str(error.value)
    return str(error.value)


@pytest.fixture
def password(tmp_path: Path) -> str:
    """Where the password lies."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    file.chmod(0o600)
    return f"file:{file}"


def test_a_message_arrives_whole_over_starttls(certificate: Certificate):
    with post(certificate) as office:
        assert sent(settings(office.port)) == {}
    ((whom, mail),) = office.took
    assert office.secret == [True]
    assert whom == [ANNA, BEN]
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert mail.get_content_type() == "text/plain"
    assert (mail["Subject"], mail["From"], mail["To"]) == (MESSAGE.title, SENDER, f"{ANNA}, {BEN}")
    assert mail["Date"] == "Mon, 30 Nov 2026 07:00:00 +0000"
    assert mail["Message-ID"] == "<abc123@council.example>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_a_message_arrives_over_tls_from_the_start_and_signed_in(certificate: Certificate, password: str):
    with post(certificate, is_tls_at_once=True, asks=True) as office:
        assert sent(settings(office.port, security="tls", user=USER, password_from=password)) == {}
    assert len(office.took) == 1


def test_a_message_arrives_signed_in_over_starttls_with_the_password_of_a_variable(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MISSING_MAIL", PASSWORD)
    with post(certificate, asks=True) as office:
        assert sent(settings(office.port, user=USER, password_from=VARIABLE)) == {}
    assert len(office.took) == 1


def test_a_mail_server_on_this_machine_may_be_spoken_to_in_the_open():
    with post() as office:
        assert sent(settings(office.port, security="none")) == {}
    assert office.secret == [False]


def test_whoever_the_server_knows_gets_it_though_another_is_refused(certificate: Certificate):
    with post(certificate) as office:
        result = sent(settings(office.port), ANNA, NOBODY)
    assert result == {NOBODY: f"The mail server localhost refused {NOBODY} (550)."}
    assert office.took[0][0] == [ANNA]


def test_where_everybody_is_refused_each_is_said_and_nothing_is_raised(certificate: Certificate):
    with post(certificate) as office:
        assert list(sent(settings(office.port), NOBODY)) == [NOBODY]
    assert office.took == []


def test_a_wrong_password_is_said_without_it(certificate: Certificate, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_MAIL", "Tr0ub4dor and 4")
    with post(certificate, asks=True) as office:
        text = refused(settings(office.port, user=USER, password_from=VARIABLE))
    assert text == "The mail server localhost does not know this user and password (535)."


def test_a_password_that_the_protocol_cannot_carry_is_said_without_it(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MISSING_MAIL", "Tr0ub4dor£")
    with post(certificate, asks=True) as office:
        text = refused(settings(office.port, user=USER, password_from=VARIABLE))
    assert "holds a letter beyond ASCII" in text


def test_a_server_without_starttls_gets_nothing():
    with post() as office:
        text = refused(settings(office.port))
    assert "offers no STARTTLS, so nothing was sent" in text
    assert office.took == []


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(made: Certificate):
    with post(made) as office:
        text = refused(settings(office.port))
    assert "its certificate is not trusted here (self-signed certificate)" in text
    assert office.took == []


def test_a_server_with_the_certificate_of_another_name_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = a_certificate(tmp_path, "mail.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    with post(other, is_tls_at_once=True) as office:
        text = refused(settings(office.port, security="tls"))
    assert "Hostname mismatch" in text
    assert office.took == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_never_answers_is_left_in_time(security: str):
    began = time.monotonic()
    with silent() as port:
        text = refused(settings(port, security=security))
    assert "did not answer in time" in text
    assert time.monotonic() - began < 5


def test_a_server_that_speaks_no_tls_is_said(certificate: Certificate):
    with post(certificate) as office:
        text = refused(settings(office.port, security="tls"))
    assert "does not speak TLS" in text


def test_nobody_at_the_port_is_said(certificate: Certificate):
    with post(certificate) as office:
        pass
    assert "was not reached: Connection refused" in refused(settings(office.port))


@pytest.mark.parametrize("host", ["mail..council.example", "m" * 64, "."])
def test_a_name_that_no_machine_can_have_is_said_and_not_thrown(host: str):
    assert (
        refused(settings(25).model_copy(update={"host": host}))
        == f"The mail server {host} was not reached: that is no name of a machine."
    )


def test_a_server_that_does_not_take_the_message_is_said_by_its_number(certificate: Certificate):
    with post(certificate) as office:
        office.answer = "554 Tr0ub4dor is spam"
        assert refused(settings(office.port)) == "The mail server localhost did not take the message (554)."


@pytest.mark.parametrize("name", ["subject", "sender", "to", "number"])
def test_no_line_break_makes_another_header(name: str):
    broken = "x@council.example\nBcc: mallory@elsewhere.example"
    message = Message(Kind.MORNING, broken if name == "subject" else "A", (), (), "https://a.example", ())
    with pytest.raises(ValueError, match=r"linefeed|newline|header"):
        as_mail(
            message,
            broken if name == "sender" else SENDER,
            [broken if name == "to" else ANNA],
            MORNING,
            broken if name == "number" else "abc",
        )


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (None, 0o600, "cannot be read: No such file or directory"),
        (b"", 0o600, "is empty or not set"),
        (b"Tr0ub4dor\nTr0ub4dor", 0o600, "holds more than one line"),
        (b"Tr0ub4dor", 0o604, "may be read by every user of the machine. Type: chmod o= "),
        (b"Tr0ub4dor\xff", 0o600, "is not text in UTF-8"),
    ],
)
def test_a_file_that_holds_no_password_is_said_and_not_what_it_holds(
    tmp_path: Path, content: bytes | None, mode: int, said: str
):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    assert said in refused(settings(1, user=USER, password_from=f"file:{file}"))


def test_a_variable_that_is_not_set_is_said():
    assert "The variable MISSING_MAIL is empty or not set" in refused(settings(1, user=USER, password_from=VARIABLE))

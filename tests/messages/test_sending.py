"""What is told to whom and when: once a day, again when it failed, never lost by a kill, never a flood."""

import json
import signal
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.audit_log import AuditLog
from data.errors import CannotLog, CannotWrite
from data.message_settings import Mail, Messages, Teams
from data.messages.ledger import MOST_TRIES_A_DAY, Ledger
from data.messages.message import Kind
from data.messages.sending import Outcome, Run, Things
from data.snapshots import Store
from tests.data.builders import a_store
from tests.data.killed import ending_of
from tests.messages.killed import compose, run_until_sent, sender
from tests.messages.servers import NOBODY, Certificate, Post, Workflow, post, workflow

ANNA, BEN = "anna@council.example", "ben@council.example"
MONDAY = datetime(2026, 11, 30, 7, 0)
TUESDAY = MONDAY + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store with a secret."""
    store = a_store(tmp_path)
    with store.locked():
        store.settled_key(b"k" * 32)
    return store


def ways(office: Post | None = None, flow: Workflow | None = None, to: Sequence[str] = (ANNA, BEN)) -> Messages:
    """Settings that send to these servers."""
    mail = Mail(host="localhost", port=office.port, sender="m@council.example", to=tuple(to)) if office else Mail()
    teams = Teams(url_from="env:MISSING_TEAMS" if flow else "")
    return Messages(address="https://missing.council.example", mail=mail, teams=teams)


def run(store: Store, settings: Messages, at: datetime, daily: str = "", once: str = "") -> Run:
    return sender(store.folder, settings, at).run(Things(frozenset(once), frozenset(daily)), compose)


def test_the_same_is_told_once_a_day_and_again_the_next(store: Store, certificate: Certificate):
    with post(certificate) as office:
        result = [run(store, ways(office), at, daily="a").outcome for at in (MONDAY, MONDAY + HOUR, TUESDAY)]
    assert result == [Outcome.SENT, Outcome.TOLD, Outcome.SENT]
    assert [whom for whom, _ in office.took] == [[ANNA, BEN]] * 2


def test_news_is_told_once_and_not_again_the_next_day(store: Store, certificate: Certificate):
    with post(certificate) as office:
        result = [run(store, ways(office), at, once=what).outcome for at, what in ((MONDAY, "a"), (TUESDAY, "a"))]
        assert result == [Outcome.SENT, Outcome.TOLD]
        assert run(store, ways(office), TUESDAY, once="ab").outcome is Outcome.SENT
    assert len(office.took) == 2


def test_what_is_new_on_the_same_day_is_told(store: Store, certificate: Certificate):
    with post(certificate) as office:
        result = [run(store, ways(office), MONDAY, daily=what).outcome for what in ("a", "ab", "b", "a")]
    assert result == [Outcome.SENT, Outcome.SENT, Outcome.TOLD, Outcome.TOLD]
    assert len({mail["Message-ID"] for _, mail in office.took}) == 2


def test_where_there_is_nothing_to_say_nothing_goes_and_the_run_is_noted(store: Store, certificate: Certificate):
    with post(certificate) as office:
        assert run(store, ways(office), MONDAY).outcome is Outcome.NOTHING
    assert office.took == []
    assert Ledger(store).note(Kind.MORNING).ran_at == "2026-11-30 07:00"
    assert list(AuditLog(store).lines()) == []


def test_while_nothing_is_set_nothing_goes(store: Store):
    assert run(store, Messages(), MONDAY, daily="a").outcome is Outcome.OFF


def test_an_address_that_was_refused_is_tried_again_and_the_others_are_not(store: Store, certificate: Certificate):
    with post(certificate) as office:
        first = run(store, ways(office, to=(ANNA, NOBODY)), MONDAY, daily="a")
        assert (first.outcome, first.is_failed) == (Outcome.FAILED, True)
        assert first.note.failures == (f"The mail server localhost refused {NOBODY} (550).",)
        office.refuses = ()
        assert run(store, ways(office, to=(ANNA, NOBODY)), MONDAY + HOUR, daily="a").outcome is Outcome.SENT
    assert [whom for whom, _ in office.took] == [[ANNA], [NOBODY]]


def test_where_one_way_fails_the_other_goes_and_the_next_run_tries_the_failed_one_alone(
    store: Store, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
):
    with post(certificate) as office, workflow(certificate) as flow:
        monkeypatch.setenv("MISSING_TEAMS", flow.address)
        flow.status = 500
        assert run(store, ways(office, flow), MONDAY, daily="a").note.failures == (
            "The Teams workflow did not take the message (500).",
        )
        flow.status = 202
        again = run(store, ways(office, flow), MONDAY + HOUR, daily="a")
    assert (again.outcome, again.note.failures) == (Outcome.SENT, ())
    assert (len(office.took), len(flow.took)) == (1, 2)


def test_whoever_is_new_among_the_addresses_is_told_alone(store: Store, certificate: Certificate):
    with post(certificate) as office:
        run(store, ways(office, to=(ANNA,)), MONDAY, daily="a")
        run(store, ways(office, to=(ANNA, BEN)), MONDAY + HOUR, daily="a")
    assert [whom for whom, _ in office.took] == [[ANNA], [BEN]]


def test_of_whoever_is_no_longer_told_nothing_is_kept(store: Store, certificate: Certificate):
    with post(certificate) as office:
        run(store, ways(office, to=(ANNA, BEN)), MONDAY, daily="a")
        run(store, ways(office, to=(ANNA,)), TUESDAY)
    assert list(Ledger(store).note(Kind.MORNING).told) == [ANNA]


def test_a_kill_between_sending_and_note_loses_nothing_and_the_second_copy_is_the_same_mail(
    store: Store, certificate: Certificate
):
    with post(certificate) as office:
        settings = ways(office)
        ended = ending_of(run_until_sent, store.folder, certificate.file, settings.model_dump_json(), MONDAY)
        assert (ended, len(office.took)) == (-signal.SIGKILL, 1)
        assert Ledger(store).note(Kind.MORNING).outcome == ""
        assert run(store, settings, MONDAY + HOUR, daily="a").outcome is Outcome.SENT
        assert run(store, settings, MONDAY + 2 * HOUR, daily="a").outcome is Outcome.TOLD
    first, second = (mail for _, mail in office.took)
    assert first["Message-ID"] == second["Message-ID"]


def test_runs_that_are_killed_again_and_again_end_before_they_are_a_flood(store: Store, certificate: Certificate):
    with post(certificate) as office:
        settings = ways(office)
        for _ in range(MOST_TRIES_A_DAY + 1):
            ending_of(run_until_sent, store.folder, certificate.file, settings.model_dump_json(), MONDAY)
        assert len(office.took) == MOST_TRIES_A_DAY
        stopped = run(store, settings, MONDAY + HOUR, daily="a")
        assert stopped.outcome is Outcome.FAILED
        assert "all that a day has" in stopped.note.failures[0]
        assert run(store, settings, TUESDAY, daily="a").outcome is Outcome.SENT


def test_two_runs_at_once_tell_once(store: Store, certificate: Certificate):
    with post(certificate) as office, ThreadPoolExecutor(2) as both:
        result = list(both.map(lambda at: run(store, ways(office), at, daily="a").outcome, [MONDAY, MONDAY]))
    assert sorted(result) == sorted([Outcome.SENT, Outcome.TOLD])
    assert len(office.took) == 1


def test_the_log_hears_of_a_message_before_it_goes_with_counts_and_whom_it_is_for(
    store: Store, certificate: Certificate
):
    with post(certificate) as office:
        run(store, ways(office), MONDAY, daily="a")
    (line,) = AuditLog(store).lines()
    assert (line.act, line.what) == (
        "message",
        {"message": "morning", "to": [ANNA, BEN], "counts": {"missing": 1}},
    )


def test_what_cannot_be_logged_is_not_sent(store: Store, certificate: Certificate, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise CannotLog("the disk is full")

    monkeypatch.setattr(AuditLog, "append", full)
    with post(certificate) as office, pytest.raises(CannotLog):
        run(store, ways(office), MONDAY, daily="a")
    assert office.took == []


def test_the_notes_are_for_their_owner_alone_and_hold_no_name_of_what_was_told(store: Store, certificate: Certificate):
    with post(certificate) as office:
        sender(store.folder, ways(office), MONDAY).run(Things(daily=frozenset(["missing C0123456789abcdef"])), compose)
    path = Ledger(store).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "C0123456789abcdef" not in path.read_text()
    assert json.loads(path.read_text())["morning"]["said"] == ["A point"]


def test_notes_that_a_hand_has_broken_send_nothing_and_say_what_to_do(store: Store, certificate: Certificate):
    Ledger(store).path.write_text("{", encoding="utf-8")
    with post(certificate) as office, pytest.raises(CannotWrite, match="Take it away"):
        run(store, ways(office), MONDAY, daily="a")
    assert office.took == []

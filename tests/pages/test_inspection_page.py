"""The page of lists for inspectors: what it says before a list is taken, and that others get nothing of it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from analytics.casework.rows import reference
from analytics.reports.inspection import Asked
from analytics.reports.inspection_jtai import jtai_list
from analytics.reports.inspection_list_8 import list_8
from analytics.words.numbers import number
from data.audit_log import Act, AuditLog
from data.settings import Settings
from data.snapshots import Store
from tests.pages.opened import opened, said_first, words

PAGE = "coordinator/inspection.py"


def test_the_page_says_every_number_and_note_of_the_list(store: Store, monkeypatch: pytest.MonkeyPatch):
    app = opened(monkeypatch, "coordinator", PAGE)
    assert not app.exception
    text = words(app)
    listed = list_8(Asked(store, store.live(), Settings()))
    assert all(total.name in text and number(total.number) in text for total in listed.totals)
    assert all(note in text for note in listed.notes)


def test_the_list_for_a_joint_inspection_is_of_the_months_and_the_notice_that_are_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = opened(monkeypatch, "coordinator", PAGE, list="Joint inspection (JTAI)")
    app.number_input[0].set_value(1).run()
    listed = jtai_list(Asked(store, store.live(), Settings()), months=1)
    assert said_first(app) == f"{number(listed.totals[0].number)} children on the list"
    app.date_input[0].set_value("2016-12-05").run()
    assert "10 working days after it" in words(app)


def test_nothing_can_be_taken_until_somebody_says_why_and_no_child_is_on_the_page(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    app = opened(monkeypatch, "coordinator", PAGE)
    assert app.get("download_button")[0].proto.disabled
    app.text_input[0].set_value("ILACS, notice of 5 December").run()
    assert not app.get("download_button")[0].proto.disabled
    text = words(app)
    listed = jtai_list(Asked(store, store.live(), Settings()))
    assert not [child for child in listed.children if child in text or reference(child) in text]
    assert {line.act for line in AuditLog(store).lines()} <= {Act.VIEW, Act.LOAD, Act.PUBLICATION, Act.SIGN_IN}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("audience", ["board", "scrutiny"])
def test_no_other_audience_reaches_the_page(monkeypatch: pytest.MonkeyPatch, audience: str):
    app = opened(monkeypatch, audience, PAGE, list="Joint inspection (JTAI)")
    assert "is not for the" in str(app.exception[0].message)
    assert not app.get("download_button")


def test_both_lists_are_written_from_the_command_line(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    for name, more in (("annex-a", []), ("jtai", ["--months", "6", "--notice", "2016-12-05"])):
        file = tmp_path / f"{name}.xlsx"
        done = CliRunner().invoke(cli.app, ["inspection", name, "--out", str(file), *more])
        assert done.exit_code == 0, done.output
        assert file.read_bytes().startswith(b"PK")
        assert "Look at this first" in done.output
        assert done.output.rstrip().endswith(str(file))

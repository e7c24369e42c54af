"""`missing morning`, `missing report weekly --if-due`, and what `missing status` says of them, with a mail server."""

import json
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from analytics.casework.rows import reference
from data.audit_log import AuditLog
from data.errors import CannotReport
from data.snapshots import Store
from tests.messages.servers import NOBODY, Certificate, Post, post
from tests.stories import AS_OF, a_week_store, pseudonym, with_words

ANNA = "anna@council.example"
CHILDREN = [pseudonym(f"child-{number:02}") for number in range(8)]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of eight children with a week in it, half an hour after its files ended."""
    store = with_words(a_week_store(tmp_path, 8), CHILDREN[0])
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    it_is(monkeypatch, AS_OF + timedelta(minutes=30))
    return store


@pytest.fixture
def office(certificate: Certificate) -> Iterator[Post]:
    """A mail server, and settings that name it."""
    with post(certificate) as running:
        set_up(running)
        yield running


def it_is(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("analytics.casework.uncertain.local_now", lambda: at)
    monkeypatch.setattr("data.formats.dates.local_now", lambda: at)
    monkeypatch.setattr("cli.store.local_now", lambda: at)


def set_up(office: Post | None = None, *, to: str = ANNA, folder: Path | None = None) -> None:
    """The settings, in the folder that the command runs in."""
    text = '[messages]\naddress = "https://missing.council.example"\n'
    if office:
        text += (
            f'[messages.mail]\nhost = "localhost"\nport = {office.port}\nsender = "m@council.example"\nto = ["{to}"]\n'
        )
    if folder:
        text += f'[weekly]\nfolder = "{folder}"\n'
    Path("council.toml").write_text(text, encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def test_a_dry_run_prints_the_message_and_whom_it_is_for_and_changes_nothing(store: Store, office: Post):
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    done = run("morning", "--dry-run")
    assert done.exit_code == 0
    assert "Look here: https://missing.council.example/now" in done.stdout
    assert f"It would go to: {ANNA}. Nothing was sent: this was a dry run." in done.stdout
    assert office.took == []
    assert {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()} == before


def test_the_message_that_was_printed_is_the_one_that_went_and_it_goes_once(office: Post):
    first, second = run("morning"), run("morning")
    ((_, mail),) = office.took
    assert mail.get_content().replace("\r\n", "\n") in first.stdout
    assert first.stdout.endswith("\nSent.\n")
    assert second.stdout.endswith("Everybody was told already, so nothing was sent again.\n")
    assert (first.exit_code, second.exit_code) == (0, 0)


def test_nothing_of_a_child_leaves_or_is_noted(store: Store, office: Post):
    run("morning")
    log = [json.dumps(line.what) for line in AuditLog(store).lines() if line.act == "message"]
    text = "\n".join([office.raw[0].decode(), (store.folder / "messages.json").read_text(), *log])
    assert '"actions": 2' in log[0]
    assert not [child for child in CHILDREN if child in text or reference(child) in text.upper()]
    assert not [word for word in ("child-0", "Compass", "Bus station", "Retail park", "Strategy") if word in text]


def test_where_somebody_is_not_reached_it_ends_with_1_and_says_why(office: Post):
    set_up(office, to=NOBODY)
    done = run("morning")
    assert done.exit_code == 1
    assert f"refused {NOBODY} (550)." in done.stdout


def test_while_it_is_off_it_prints_and_sends_nothing_and_says_how_to_switch_it_on():
    done = run("morning")
    assert done.exit_code == 0
    assert "no mail server and no Teams workflow is set. See docs/deploying.md, section 11." in done.stdout
    assert "The morning message is off. To switch it on, see docs/deploying.md, section 11." in run("status").stdout


def test_where_there_is_nothing_to_say_it_says_that_and_the_status_says_that_it_ran(office: Post):
    with Path("council.toml").open("a", encoding="utf-8") as file:
        file.write("[now]\nstale_days = 9\n")
    text = Path("council.toml").read_text().replace('example"\n', 'example"\nspeak_of = ["stale"]\n', 1)
    Path("council.toml").write_text(text, encoding="utf-8")
    assert run("morning").stdout == "No clock had run out and nothing was new, so no message went.\n"
    assert office.took == []
    said = run("status").stdout
    assert "Its last run was on 26 December 2016, 08:00. No clock had run out" in said
    assert "It has not spoken yet." in said


@pytest.mark.usefixtures("office")
def test_the_status_says_when_it_last_spoke_and_why_and_that_a_timer_seems_to_have_stopped(
    monkeypatch: pytest.MonkeyPatch,
):
    run("morning")
    said = run("status").stdout
    assert "The morning message is on, for 1 address. It last spoke on 26 December 2016, 08:00: " in said
    assert "2 actions are overdue, the oldest since" in said
    assert "see whether its timer still does" not in said
    it_is(monkeypatch, AS_OF + timedelta(days=5))
    assert "It has not run for 4 days: see whether its timer still does." in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["messages"][0].startswith("The morning message is on")


# --- the weekly report ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir(mode=0o700)
    return made


def test_the_newest_week_is_written_once_for_its_owner_and_told_without_it(store: Store, office: Post, folder: Path):
    set_up(office, folder=folder)
    first, second = run("report", "weekly", "--if-due"), run("report", "weekly", "--if-due")
    names = ["weekly-2016-12-25.docx", "weekly-2016-12-25.pdf"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert str(folder / names[1]) in first.stdout
    assert second.stdout == (
        "The report of the week ending 25 December 2016 was written before: nothing is due.\n"
        "Everybody was told already, so nothing was sent again.\n"
    )
    ((_, mail),) = office.took
    assert not list(mail.iter_attachments())
    assert "week ending Sunday 25 December 2016 is ready" in mail.get_content()
    assert "https://missing.council.example/weekly" in mail.get_content()
    assert str(folder) not in mail.as_string()
    exports = [line for line in AuditLog(store).lines() if line.act == "export"]
    assert [line.purpose for line in exports] == ["the weekly report by a timer"]


def test_a_report_that_was_read_and_taken_away_is_not_written_again(office: Post, folder: Path):
    set_up(office, folder=folder)
    run("report", "weekly", "--if-due")
    for path in folder.iterdir():
        path.unlink()
    run("report", "weekly", "--if-due")
    assert not list(folder.iterdir())


def test_without_a_mail_server_the_report_is_written_and_nobody_is_told(folder: Path):
    set_up(folder=folder)
    assert run("report", "weekly", "--if-due").exit_code == 0
    assert len(list(folder.iterdir())) == 2


def test_a_folder_shared_with_a_group_gets_reports_that_the_group_may_read(folder: Path):
    folder.chmod(0o2750)
    set_up(folder=folder)
    run("report", "weekly", "--if-due")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o640}


def test_a_folder_that_is_not_there_or_everybodys_gets_nothing(folder: Path):
    set_up()
    assert "No folder is set for the weekly report" in str(run("report", "weekly", "--if-due").exception)
    set_up(folder=folder / "not mounted")
    done = run("report", "weekly", "--if-due")
    assert isinstance(done.exception, CannotReport)
    assert "is no folder" in str(done.exception)
    folder.chmod(0o755)
    set_up(folder=folder)
    assert "is open to every user of the machine" in str(run("report", "weekly", "--if-due").exception)
    assert not list(folder.iterdir())


def test_the_status_says_which_report_was_written_and_what_the_next_one_waits_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    assert "No timer writes the weekly report." in run("status").stdout
    set_up(folder=folder)
    run("report", "weekly", "--if-due")
    assert "is of the week ending 25 December 2016.\n" in run("status").stdout
    it_is(monkeypatch, AS_OF + timedelta(days=7))
    waits = "The report of the week ending 1 January 2017 waits for newer files: these end on 26 December 2016, 07:30."
    assert waits in run("status").stdout


def test_without_a_day_the_report_is_of_the_newest_week_that_is_over(folder: Path):
    done = run("report", "weekly", "--out", str(folder))
    assert [Path(line).name for line in done.stdout.split()] == ["weekly-2016-12-25.pdf", "weekly-2016-12-25.docx"]

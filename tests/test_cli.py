import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from analytics.releases.release import FailedAudit
from data.audit_log import Act, AuditLog, this_user
from data.errors import (
    BadMapping,
    CannotExport,
    CannotRelease,
    CannotWrite,
    DashboardError,
    EmptyStore,
    NeedsMapping,
)
from data.pseudonyms import Pseudonyms
from data.snapshots import Store
from tests.analytics.casework.handed_over import saved_again, sheets_of
from tests.data.builders import a_file, a_mapping
from tests.released import DIRECTOR, QUARTER, filled, prepared

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISSING_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "store"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def test_load_prints_one_document_for_the_whole_command(tmp_path: Path, store: Path) -> None:
    files = [a_file(tmp_path, {}, {"start": "never"}, name="a.csv"), a_file(tmp_path, {"child": "A2"}, name="b.csv")]
    done = run("load", *files, "--mapping", a_mapping(tmp_path), "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {name: document[name] for name in ("rows_in", "loaded", "duplicates", "linked", "refused", "snapshot")} == {
        "rows_in": 3,
        "loaded": 2,
        "duplicates": 0,
        "linked": 0,
        "refused": 1,
        "snapshot": "000001",
    }
    assert document["refused_by_rule"] == {"1004": 1}
    assert (document["findings_by_rule"], document["unknown_labels"], document["store"]) == ({}, [], str(store))
    assert [(file["file"], file["loaded"]) for file in document["files"]] == [("a.csv", 1), ("b.csv", 1)]


def test_nothing_loaded_is_exit_status_1(tmp_path: Path) -> None:
    file, mapping = a_file(tmp_path, {}), a_mapping(tmp_path)
    assert run("load", file, "--mapping", mapping).exit_code == 0
    again = run("load", file, "--mapping", mapping, "--json")
    assert (again.exit_code, json.loads(again.stdout)["duplicates"]) == (1, 1)


def test_check_changes_nothing(tmp_path: Path, store: Path) -> None:
    done = run("check", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    assert (done.exit_code, store.exists()) == (0, False)
    assert "Nothing was changed" in done.stdout


def test_a_person_reads_which_line_was_refused_and_why_and_what_to_do(tmp_path: Path) -> None:
    rows = [{}, {"category": "MISPER-L"}, {"child": "A3", "where": "care", "placement": "crash pad"}]
    done = run("load", a_file(tmp_path, *rows), "--mapping", a_mapping(tmp_path))
    for item in (
        "rows in             3",
        "1006: the category is not understood",
        "line 3: 'category' is 'MISPER-L'",
        "[values.placement] in police.toml",
        "correct them and load the file again",
        "Snapshot 000001 is now live",
    ):
        assert item in done.stdout


def test_refused_rows_are_written_as_a_workbook_and_close_when_they_come_back(tmp_path: Path, store: Path) -> None:
    mapping = a_mapping(tmp_path)
    run("load", a_file(tmp_path, {}, {"child": "A2", "start": "never"}), "--mapping", mapping)
    done = run("refused", "--workbook", tmp_path / "back.xlsx")
    assert (done.exit_code, done.stdout.strip()) == (0, str(tmp_path / "back.xlsx"))
    headings, row = sheets_of((tmp_path / "back.xlsx").read_bytes())["Refused rows"]
    row[headings.index("start")], row[headings.index("end")] = "2016-06-09 10:00", "2016-06-09 12:00"
    (tmp_path / "corrected.xlsx").write_bytes(saved_again({"Sheet1": [headings, row]}))
    done = run("load", tmp_path / "corrected.xlsx", "--mapping", mapping, "--json")
    assert json.loads(done.stdout)["loaded"] == 1
    assert run("refused").stdout.count("never") == 0
    lines = [json.loads(line) for line in (store / "audit.jsonl").read_text().splitlines()]
    assert [line["what"]["rows"] for line in lines if line["act"] == "refused-rows"] == [1, 0]


def test_interviews_and_differences_are_written_and_logged(tmp_path: Path, store: Path) -> None:
    run("load", a_file(tmp_path, {"outcome": "pending"}), "--mapping", a_mapping(tmp_path), "--as-of", "2016-06-10")
    done = run("handover", "interviews", "--out", tmp_path, "--purpose", "for Monday")
    assert done.stdout.split() == [str(tmp_path / "interviews-provider-not-recorded-2016-06-10.xlsx")]
    none = run("handover", "differences", "--from", "2016-06-01", "--to", "2016-07-01", "--out", tmp_path)
    assert none.stdout.strip() == "No home or service has a difference to answer."
    lines = [json.loads(line) for line in (store / "audit.jsonl").read_text().splitlines()]
    ((purpose, children),) = [(line["purpose"], line["what"]["children"]) for line in lines if line["act"] == "export"]
    assert (purpose, len(children)) == ("for Monday", 1)


def test_status_and_rollback(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    for child in ("A1", "A2"):
        run("load", a_file(tmp_path, {"child": child}), "--mapping", mapping)
    assert "Live snapshot 000002" in run("status").stdout
    assert "000001 is live again" in run("rollback").stdout
    assert json.loads(run("status", "--json").stdout)["rows"]["report"] == 1


def test_the_as_of_time_may_be_told(tmp_path: Path) -> None:
    file = a_file(tmp_path, {}, {"id": "2", "start": "2016-05-07 10:00", "end": "2016-05-07 18:00"})
    done = run("load", file, "--mapping", a_mapping(tmp_path), "--as-of", "2016-06-01", "--json")
    assert json.loads(done.stdout)["refused_by_rule"] == {"starts_after_as_of": 1}


def acts(*options: str) -> list[str]:
    return [line["act"] for line in json.loads(run("log", "show", "--json", *options).stdout)]


def test_what_the_command_line_does_is_logged(tmp_path: Path) -> None:
    mapping = a_mapping(tmp_path)
    run("load", a_file(tmp_path, {}), "--mapping", mapping)
    run("load", a_file(tmp_path, {"child": "A2"}, {"start": "never"}), "--mapping", mapping)
    run("refused", "--out", tmp_path / "refused.csv")
    run("export", "--from", "2016-06-01", "--to", "2016-07-01", "--audience", "board", "--out", tmp_path / "rows.json")
    run("rollback")
    assert acts() == ["load", "publication", "load", "publication", "refused-rows", "export", "rollback"]
    assert acts("--act", "load", "--act", "rollback") == ["load", "load", "rollback"]
    assert acts("--since", "9999-01-01") == []
    shown = run("log", "show").stdout.splitlines()
    assert len(shown) == 7
    assert "snapshot 000001, instead_of 000002" in shown[6]
    assert "(board)" in shown[5]


def test_what_was_only_tried_is_not_logged(tmp_path: Path) -> None:
    run("load", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    run("rollback")
    run("export", "--from", "2016-06-01", "--to", "2016-07-01", "--indicator", "no-such")
    run("check", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    run("load", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    assert acts() == ["load", "publication"]


def test_a_broken_log_is_exit_status_1_and_the_line_is_named(tmp_path: Path, store: Path) -> None:
    assert (run("log", "verify").exit_code, run("log", "verify").stdout) == (0, "The log is empty.\n")
    run("load", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    run("rollback")
    whole = run("log", "verify")
    assert (whole.exit_code, "The log is whole: 2 lines." in whole.stdout) == (0, True)
    noted = whole.stdout.split()[-1]
    assert run("log", "verify", "--seen", noted).exit_code == 0
    assert run("log", "verify", "--seen", f"3:{noted[2:]}").exit_code == 1
    assert isinstance(run("log", "verify", "--seen", "1").exception, DashboardError)
    log = store / "audit.jsonl"
    log.write_text(log.read_text().replace('"loaded": 1', '"loaded": 0'))
    broken = run("log", "verify")
    assert (broken.exit_code, "Line 1 was changed" in broken.stderr) == (1, True)


def test_an_act_that_is_none_is_refused_with_what_there_are() -> None:
    assert "export, load, message, publication, purge" in str(run("log", "show", "--act", "look").exception)


def test_a_child_is_erased_and_what_remains_is_published(tmp_path: Path, store: Path) -> None:
    mapping = a_mapping(tmp_path)
    run("load", a_file(tmp_path, {"child": "PERSON-1"}, {"child": "PERSON-2"}), "--mapping", mapping)
    asked = ("--reason", "a request", "--by", "data protection officer")
    done = run("erase", "PERSON-1", *asked)
    assert (done.exit_code, "1 of report, 1 of child report" in done.stdout) == (0, True)
    assert json.loads(run("status", "--json").stdout)["snapshots"] == ["000002"]
    named = Pseudonyms((store / "pseudonym.key").read_bytes()).of_one("PERSON-1", "council")
    held = {path.name: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    assert {"episodes.duckdb", "refused.duckdb", "published.duckdb", "manifest.json", "audit.jsonl"} <= set(held)
    assert not [name for name, content in held.items() if b"PERSON-1" in content or named.encode() in content]
    last = CliRunner().invoke(cli.app, ["erase", "-", *asked, "--json"], input="PERSON-2\n")
    assert json.loads(last.stdout)["rows"]["report"] == 1
    rows = json.loads(run("export", "--from", "2016-06-01", "--to", "2016-07-01").stdout)
    assert {row["numerator"] for row in rows if row["indicator"] == "missing-episodes"} <= {0, None}
    assert acts() == ["load", "publication", "erasure", "publication", "erasure", "publication", "export"]
    (store / "left.csv").write_text("PERSON-2")
    again = run("erase", "PERSON-2", *asked)
    assert (again.exit_code, "left.csv" in again.stdout) == (1, True)


def test_a_purge_says_what_is_due_and_then_does_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", a_file(tmp_path, {}, {"child": "A2", "start": "2016-12-01", "end": ""}), "-m", a_mapping(tmp_path))
    assert "retention.months is not set" in str(run("purge", "--dry-run").exception)
    (tmp_path / "council.toml").write_text("[retention]\nmonths = 6\n")
    monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "council.toml"))
    assert "Nothing was changed" in run("purge", "--dry-run").stdout
    assert json.loads(run("status", "--json").stdout)["rows"]["report"] == 2
    assert "nobody is there to be asked" in str(run("purge").exception)
    assert "1 of 2 children would go, not 2" in str(run("purge", "--children", "2").exception)
    assert json.loads(run("status", "--json").stdout)["rows"]["report"] == 2
    done = run("purge", "--yes")
    assert (done.exit_code, "1 rows of report" in done.stdout) == (0, True)
    assert "last heard of on 2016-06-07" in done.stdout
    assert json.loads(run("status", "--json").stdout)["rows"]["report"] == 1
    assert acts() == ["load", "publication", "purge", "publication"]
    assert "Nothing is due" in run("purge").stdout


def test_a_timer_never_takes_most_of_the_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", a_file(tmp_path, {}, {"child": "A2"}, {"child": "A3", "end": ""}), "-m", a_mapping(tmp_path))
    (tmp_path / "council.toml").write_text("[retention]\nmonths = 6\n")
    monkeypatch.setenv("MISSING_SETTINGS", str(tmp_path / "council.toml"))
    assert "missing purge --children 2" in str(run("purge", "--yes").exception)
    assert acts() == ["load", "publication"]
    done = json.loads(run("purge", "--children", "2", "--json").stdout)
    assert (done["children"], [item["on"] for item in done["who"]]) == (2, ["2016-06-07", "2016-06-07"])
    assert acts() == ["load", "publication", "purge", "publication"]


def test_nobody_is_erased_without_a_reason(tmp_path: Path) -> None:
    run("load", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    assert run("erase", "A1", "--by", "officer").exit_code == 2
    assert acts() == ["load", "publication"]


@pytest.mark.parametrize("words", [("load", "nowhere.csv"), ("status",), ("rollback",)])
def test_what_cannot_be_used_is_exit_status_2_and_one_plain_message(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["missing", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_errors_for_the_reader_are_caught_in_one_place_alone(tmp_path: Path) -> None:
    assert isinstance(run("load", tmp_path / "nowhere.csv").exception, DashboardError)


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"]])
def test_help_loads_no_database(words: list[str]) -> None:
    script = (
        f"import sys, cli; cli.app({words}, standalone_mode=False); "
        "sys.exit(any(name in sys.modules for name in ('polars', 'duckdb', 'streamlit')))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode == 0
    )


@pytest.mark.parametrize(
    "words",
    [[*filter(None, [group, name])] for group, commands in cli.COMMANDS.items() for name in commands],
    ids=" ".join,
)
def test_every_command_that_is_listed_is_there_and_says_what_the_list_says(words: list[str]) -> None:
    own, group = run(*words, "--help"), run(*words[:-1], "--help")
    first = " ".join(own.stdout.split()).partition(" Options ")[0].split("[OPTIONS]")[1]
    assert own.exit_code == group.exit_code == 0
    assert words[-1] in group.stdout
    assert all(word in first for word in cli.help_of(cli.COMMANDS["".join(words[:-1])][words[-1]]).split()[:4])


def test_the_command_line_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "status"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (done.returncode, "missing load FILE" in done.stderr) == (2, True)


def test_a_release_is_prepared_shown_approved_and_withdrawn(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an account that the settings list, and that did not prepare it; the log says which, and how it came."""
    filled(store.parent)
    approval = ("--reason", "For October")
    assert run("release", "list").stdout == "There is no release yet.\n"
    assert json.loads(run("release", "prepare", QUARTER, "--json").stdout)["state"] == "draft"
    assert "Release 2026-27-Q2: draft" in run("release", "show", QUARTER).stdout
    seal = run("release", "show", QUARTER).stdout.split()[-1]
    prepared(Store(store))
    assert isinstance(run("release", "approve", QUARTER, *approval, "--seen", seal).exception, CannotRelease)
    seal = run("release", "show", QUARTER).stdout.split()[-1]
    unlisted = run("release", "approve", QUARTER, *approval, "--seen", seal).exception
    assert "may not approve a release. [releases.accounts]" in str(unlisted)
    listed = f'accounts = {{ "{this_user().name}" = "{DIRECTOR}" }}'
    (store.parent / "approvers.toml").write_text(f"[council]\ndemonstration = true\n[releases]\n{listed}\n")
    monkeypatch.setenv("MISSING_SETTINGS", str(store.parent / "approvers.toml"))
    told = run("release", "approve", QUARTER, *approval, "--seen", seal).stdout
    assert f"role {DIRECTOR}, name {this_user().name}, as command line" in told
    (line,) = [line for line in AuditLog(Store(store)).found([Act.RELEASE]) if line.what["step"] == "approve"]
    assert (line.who, line.audience, line.what["role"]) == (this_user().name, "command line", DIRECTOR)
    assert run("release", "list").stdout.split() == [QUARTER, "approved"]
    period = ("--from", "2026-07-01", "--to", "2026-10-01", "--format", "csv")
    exported = run("export", "--audience", "scrutiny", *period, "--release", QUARTER)
    assert "missing-episodes,episode,2026-07-01,2026-10-01" in exported.stdout
    assert "withdrawn by" in run("release", "withdraw", QUARTER, "--reason", "A slip").stdout
    assert isinstance(run("export", "--audience", "scrutiny", *period).exception, CannotExport)


def test_a_release_that_fails_its_audit_is_exit_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_words: object, **_options: object) -> None:
        raise FailedAudit("Release 2026-27-Q2 fails the audit")

    monkeypatch.setattr("cli.release.prepare", fails)
    done = run("release", "prepare", QUARTER)
    assert done.exit_code == 1
    assert "fails the audit" in done.stderr


# --- a mapping from a file -------------------------------------------------------------------------------------------

UNKNOWN_FILE = "Ref,Person,Type,Went,Back\nR1,P1,Missing,13/09/2016 10:00,13/09/2016 18:00\n"


def an_unknown_file(folder: Path) -> Path:
    path = folder / "misper.csv"
    path.write_text(UNKNOWN_FILE)
    return path


def test_map_writes_a_mapping_that_asks_and_one_that_loads_once_it_is_told(tmp_path: Path) -> None:
    file = an_unknown_file(tmp_path)
    done = run("map", file)
    assert done.exit_code == 0
    assert "1 question is left" in done.stdout
    assert "'Went': when the child went missing (sure)" in done.stdout
    assert isinstance(run("check", file, "--mapping", "misper.toml").exception, BadMapping)
    assert run("map", file, "--system", "Social Care", "--out", "told.toml").exit_code == 0
    checked = run("check", file, "--mapping", "told.toml", "--json")
    assert (json.loads(checked.stdout)["loaded"], json.loads(checked.stdout)["files"][0]["system"]) == (
        1,
        "social_care",
    )


def test_map_never_writes_over_a_mapping_unless_it_is_told_to(tmp_path: Path) -> None:
    file, out = an_unknown_file(tmp_path), tmp_path / "mine.toml"
    out.write_text("mine")
    assert isinstance(run("map", file, "--out", out).exception, CannotWrite)
    assert out.read_text() == "mine"
    assert run("map", file, "--out", out, "--force").exit_code == 0
    assert "[columns]" in out.read_text()


def test_map_as_json_has_the_mapping_in_it_and_no_cell_of_a_child(tmp_path: Path) -> None:
    done = run("map", an_unknown_file(tmp_path), "--json")
    document = json.loads(done.stdout)
    assert [question["about"] for question in document["questions"]] == ["system"]
    assert 'child = "Person"' in document["mapping"]
    assert "P1" not in done.stdout
    assert not (tmp_path / "misper.toml").exists()


def test_a_file_that_needs_a_mapping_says_so_and_the_command_line_says_how(tmp_path: Path) -> None:
    error = run("check", an_unknown_file(tmp_path)).exception
    assert isinstance(error, NeedsMapping)
    assert "--" not in str(error)
    assert "missing map FILE" in " ".join(cli.hints(error))
    empty = run("status").exception
    assert isinstance(empty, EmptyStore)
    assert "--" not in str(empty)
    assert "missing load FILE" in " ".join(cli.hints(empty))


def test_no_demonstration_goes_into_a_store_that_is_somebodys_own(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is not filled with invented children" in str(run("demo").exception)
    assert not store.exists()
    monkeypatch.delenv("MISSING_STORE")
    (tmp_path / "council.toml").write_text('[council]\nname = "Anytown"\n')
    assert "is not filled with invented children" in str(run("demo").exception)
    assert not (tmp_path / "store").exists()


def test_check_and_load_say_whose_name_will_stand_on_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("check", a_file(tmp_path, {}), "--mapping", a_mapping(tmp_path))
    assert "will name Exampleshire, an invented council" in run(*command).stdout
    settings = tmp_path / "own.toml"
    settings.write_text('[council]\nname = "Anytown"\n')
    monkeypatch.setenv("MISSING_SETTINGS", str(settings))
    assert "invented council" not in run(*command).stdout

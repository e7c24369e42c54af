"""`missing report`: files for a week or a quarter that is over, and a plain word for one that is not."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from data.errors import CannotReport
from tests.released import filled
from tests.stories import a_week_store


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_week_store(tmp_path, 2)
    monkeypatch.setenv("MISSING_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    monkeypatch.chdir(tmp_path)


def test_both_files_are_written_and_named_after_the_week(tmp_path: Path):
    done = CliRunner().invoke(cli.app, ["report", "weekly", "--week-ending", "2016-12-25", "--out", str(tmp_path)])
    assert done.exit_code == 0
    assert [Path(line).name for line in done.stdout.split()] == ["weekly-2016-12-25.pdf", "weekly-2016-12-25.docx"]
    assert (tmp_path / "weekly-2016-12-25.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("day", "said"), [("2016-12-24", "is a Saturday"), ("2030-01-06", "is not over yet")])
def test_a_day_that_ends_no_week_or_a_week_not_over_is_refused(tmp_path: Path, day: str, said: str):
    done = CliRunner().invoke(cli.app, ["report", "weekly", "--week-ending", day, "--out", str(tmp_path)])
    assert isinstance(done.exception, CannotReport)
    assert said in str(done.exception)
    assert not list(tmp_path.glob("weekly-*"))


def test_a_quarter_that_is_not_over_is_refused_before_any_file_is_written(tmp_path: Path):
    filled(tmp_path / "released")
    done = CliRunner(env={"MISSING_STORE": str(tmp_path / "released" / "store")}).invoke(
        cli.app, ["report", "quarterly", "--quarter", "2026-27-Q3", "--out", str(tmp_path)]
    )
    assert isinstance(done.exception, CannotReport)
    assert "The newest is 2026-27-Q2" in str(done.exception)
    assert not list(tmp_path.glob("quarterly-*"))


def test_three_files_of_the_newest_quarter_are_written_and_named_after_it(tmp_path: Path):
    filled(tmp_path / "released")
    done = CliRunner(env={"MISSING_STORE": str(tmp_path / "released" / "store")}).invoke(
        cli.app, ["report", "quarterly", "--out", str(tmp_path)]
    )
    assert done.exit_code == 0
    names = [f"quarterly-2026-27-Q2.{kind}" for kind in ("pdf", "docx", "xlsx")]
    assert [Path(line).name for line in done.stdout.split()] == names
    assert all((tmp_path / name).stat().st_size > 10_000 for name in names)


@pytest.mark.parametrize(("edition", "ends"), [((), "-exact"), (("--audience", "board"), "")])
def test_three_files_of_a_month_are_written_and_named_after_it(tmp_path: Path, edition: tuple[str, ...], ends: str):
    filled(tmp_path / "released")
    done = CliRunner(env={"MISSING_STORE": str(tmp_path / "released" / "store")}).invoke(
        cli.app, ["report", "monthly", "2026-08", *edition, "--out", str(tmp_path)]
    )
    assert done.exit_code == 0
    names = [f"monthly-2026-08{ends}.{kind}" for kind in ("pdf", "docx", "xlsx")]
    assert [Path(line).name for line in done.stdout.split()] == names


def test_no_edition_of_the_month_is_for_the_committee(tmp_path: Path):
    done = CliRunner().invoke(cli.app, ["report", "monthly", "--audience", "scrutiny", "--out", str(tmp_path)])
    assert done.exit_code != 0
    assert not list(tmp_path.glob("monthly-*"))

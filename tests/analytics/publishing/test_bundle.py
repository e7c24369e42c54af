"""A bundle holds what is published to the board, is the same made again, and tells when a byte of it was changed."""

import json
import shutil
import warnings
from pathlib import Path

import polars as pl
import pytest
from csvw import CSVW
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from analytics.publishing.bundle import SIGNATURE, TABLES, bundle_of, signer_of, write_bundle
from analytics.publishing.csvw import METADATA
from analytics.releases.read import period_of
from analytics.views.view import published_to_board
from cli import app
from data.audit_log import Act, AuditLog
from data.errors import CannotExport, CannotRelease
from data.region import compact, read_bundle, rows_of
from data.releases import release_name
from data.snapshots import Store
from tests.released import QUARTER, SETTINGS, YEAR, filled, rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="module")
def sent(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bundle(store, QUARTER, tmp_path_factory.mktemp("sent"))


def test_it_holds_the_boards_rows_of_the_period_and_no_child(store: Store, sent: Path):
    period = period_of(release_name(QUARTER))
    board = published_to_board(store.live(), SETTINGS).rows
    inside = board.filter(pl.col("period_start") >= period.start, pl.col("period_end") <= period.end)
    assert_frame_equal(pl.read_parquet(sent / TABLES), inside)
    assert inside.height > 50
    written = b"".join(path.read_bytes() for path in sent.iterdir())
    assert not any(row["child"].encode() in written for row in rows())
    assert "DIRECTOR" not in written.decode("utf-8", "replace").upper()
    assert AuditLog(store).found([Act.EXPORT])[-1].what["report"] == "bundle"


def test_it_is_the_same_made_again_and_is_never_written_over(store: Store, sent: Path, tmp_path: Path):
    again = write_bundle(store, QUARTER, tmp_path)
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in sent.iterdir()
    }
    with pytest.raises(CannotExport, match="never written over"):
        write_bundle(store, QUARTER, tmp_path)


def test_a_validator_of_the_web_takes_its_tables(sent: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert CSVW(str(sent / METADATA)).is_valid


def test_whoever_receives_it_knows_whose_it_is_and_what_it_counts(sent: Path):
    about = json.loads((sent / "bundle.json").read_text(encoding="utf-8"))
    assert about["period"] == {"name": QUARTER, "start": "2026-07-01", "end": "2026-10-01"}
    assert about["settings"]["disclosure"]["hide_up_to"] == SETTINGS.disclosure.hide_up_to
    assert about["demonstration"] is True
    definitions = json.loads((sent / "definitions.json").read_text(encoding="utf-8"))["indicators"]
    assert set(definitions) == set(pl.read_parquet(sent / TABLES)["slug"])
    assert all(each["Counted"] for each in definitions.values())


def test_a_region_reads_it(sent: Path, tmp_path: Path):
    assert read_bundle(sent).period == QUARTER
    compact(sent.parent, tmp_path / "region.parquet")
    told = rows_of(tmp_path / "region.parquet", "missing-episodes", "episode", "")
    own = pl.read_parquet(sent / TABLES).filter(slug="missing-episodes", unit="episode", breakdown="")
    assert told["numerator"].to_list() == own["numerator"].to_list()


@pytest.mark.parametrize("file", ["bundle.json", TABLES, SIGNATURE, "tables.csv"])
def test_a_changed_byte_a_lost_file_and_a_new_one_are_said(sent: Path, tmp_path: Path, file: str):
    copy = Path(shutil.copytree(sent, tmp_path / "copy"))
    assert len(signer_of(copy)) == 64
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(bytes(content))
    with pytest.raises(CannotExport, match=r"Ask for the bundle again|cannot be read"):
        signer_of(copy)
    (copy / file).unlink()
    with pytest.raises(CannotExport):
        signer_of(copy)
    (copy / file).write_bytes((sent / file).read_bytes())
    (copy / "more.txt").write_text("more", encoding="utf-8")
    with pytest.raises(CannotExport, match=r"more\.txt is not as it was signed"):
        signer_of(copy)


def test_the_command_line_says_which_is_amiss(sent: Path, tmp_path: Path):
    shutil.copytree(sent, tmp_path / "good")
    shutil.copytree(sent, tmp_path / "worse", ignore=shutil.ignore_patterns(SIGNATURE))
    told = CliRunner().invoke(app, ["region", "check", str(tmp_path)])
    assert told.exit_code == 1
    good, worse = told.stdout.splitlines()
    assert good.endswith(signer_of(sent))
    assert "cannot be read as a signed bundle" in worse


def test_what_is_not_published_does_not_travel(store: Store, tmp_path: Path):
    with pytest.raises(CannotExport, match="Nothing of 2019-20 is published"):
        write_bundle(store, "2019-20", tmp_path)
    with pytest.raises(CannotRelease, match="is not the name"):
        write_bundle(store, "../2019", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_year_has_its_quarters_too(store: Store):
    files = bundle_of(store.live(), YEAR, period_of(release_name(YEAR)))
    (tables,) = (content for name, content in files.items() if name == TABLES)
    assert {"financial_year", "quarter"} <= set(pl.read_parquet(tables)["period_kind"])

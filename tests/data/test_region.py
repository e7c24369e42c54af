"""A folder of bundles becomes one sorted file; the newest bundle of each council and period counts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from analytics.disclosure.auditing.not_recorded import GAPS_IN_RECORDS
from analytics.disclosure.published import PUBLISHED_SCHEMA, UNSAID, Shown
from cli import app
from data.errors import UnusableFile
from data.region import (
    COLUMNS,
    UNPROTECTED,
    about_file,
    bundles_in,
    compact,
    read_bundle,
    rows_of,
    series_of,
    told_in,
)

Row = dict[str, Any]
BIRMINGHAM, COVENTRY = "E08000025", "E08000026"
ABOUT = {
    "council": BIRMINGHAM,
    "publication": "q1",
    "period": "2026-27-Q1",
    "published_at": "2026-08-01T09:00:00+01:00",
}


def row(numerator: int | None, *, slug: str = "missing-episodes", **others: object) -> Row:
    whole = {"unit": "episode", "period_kind": "quarter", "breakdown": "", "group": "", "category": ""}
    period = {"period_start": date(2026, 4, 1), "period_end": date(2026, 7, 1)}
    shown = "hidden" if numerator is None else "shown"
    return {"slug": slug, **whole, **period, "numerator": numerator, "denominator": None, "shown": shown, **others}


def bundle(folder: Path, *rows: Row, without: str = "", **about: object) -> Path:
    """Writes a bundle as a council sends it."""
    folder.mkdir(parents=True)
    tables = pl.DataFrame(list(rows), schema=dict(PUBLISHED_SCHEMA))
    tables.drop([without] if without else []).write_parquet(folder / "tables.parquet")
    (folder / "bundle.json").write_text(json.dumps(ABOUT | about), encoding="utf-8", newline="\n")
    return folder


def test_the_columns_are_those_of_published_tables() -> None:
    assert list(COLUMNS) == PUBLISHED_SCHEMA.names()


def test_the_newest_of_each_council_and_period_stands_sorted_in_one_file(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    bundle(sent / "b", row(40), row(7, slug="overnight"))
    # Sent at 08:30 in Greenwich, so later than nine o'clock of British summer time; its folder's name says nothing.
    bundle(sent / "a", row(41), row(None, slug="overnight"), publication="q1-2", published_at="2026-08-01T08:30:00Z")
    bundle(sent / "deep" / "c", row(12), council={"code": COVENTRY, "name": "Coventry"}, publication="of Coventry")
    bundle(sent / "d", row(50), publication="q2", period="2026-27-Q2", published_at="2026-07-01")
    file = tmp_path / "region.parquet"

    assert compact(sent, file) == 4
    told = pl.read_parquet(file)
    assert told["slug"].is_sorted()
    assert told.select("council", "publication", "slug", "numerator", "shown").rows() == [
        (BIRMINGHAM, "q1-2", "missing-episodes", 41, "shown"),
        (BIRMINGHAM, "q2", "missing-episodes", 50, "shown"),
        (COVENTRY, "of Coventry", "missing-episodes", 12, "shown"),
        (BIRMINGHAM, "q1-2", "overnight", None, "hidden"),
    ]
    asked = rows_of(file, "missing-episodes", "episode", "")
    assert asked.columns == ["council", "publication", "period", *COLUMNS]
    assert asked["numerator"].to_list() == [41, 50, 12]
    assert rows_of(file, "missing-episodes", "child", "").is_empty()
    first = file.read_bytes()
    compact(sent, file)
    assert file.read_bytes() == first


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"council": "Birmingham"}, "no council’s code"),
        ({"council": "../E08000025"}, "no council’s code"),
        ({"published_at": "lately"}, "published_at"),
        ({"period": None, "published_at": None}, "published_at"),
    ],
)
def test_a_bundle_that_does_not_say_whose_or_when_is_refused(tmp_path: Path, about: Row, words: str) -> None:
    with pytest.raises(UnusableFile, match=words):
        read_bundle(bundle(tmp_path / "a", row(1), **about))


def test_nothing_is_written_of_what_cannot_be_trusted(tmp_path: Path) -> None:
    to = tmp_path / "region.parquet"
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusableFile, match="holds no bundle"):
        compact(tmp_path / "empty", to)
    bundle(tmp_path / "two" / "a", row(40))
    bundle(tmp_path / "two" / "b", row(39))
    with pytest.raises(UnusableFile, match="A correction has an id of its own"):
        compact(tmp_path / "two", to)
    bundle(tmp_path / "lacking" / "a", row(40))
    bundle(tmp_path / "lacking" / "b", row(40), without="shown", council=COVENTRY)
    with pytest.raises(UnusableFile, match=r"b.tables\.parquet lacks the column shown"):
        compact(tmp_path / "lacking", to)
    (bundle(tmp_path / "torn" / "a", row(40)) / "tables.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UnusableFile, match="cannot be read as published ones"):
        compact(tmp_path / "torn", to)
    assert [path.name for path in tmp_path.glob("region*")] == []
    with pytest.raises(UnusableFile, match="missing region compact FOLDER"):
        rows_of(to, "missing-episodes", "episode", "")


@pytest.mark.parametrize(
    "unsafe",
    [
        {"numerator": 40, "shown": "exact"},
        {"numerator": 40, "shown": None},
        {"numerator": 40, "shown": "hidden"},
        {"numerator": None, "share": 0.4, "shown": "about half (40% to 60%)"},
        {"numerator": None, "denominator": 9, "shown": "not supplied"},
        {"numerator": 5, "shown": "shown"},
    ],
)
def test_what_is_not_protected_is_refused_and_nothing_is_written(tmp_path: Path, unsafe: Row) -> None:
    bundle(tmp_path / "sent" / "a", row(40), row(40) | unsafe)
    with pytest.raises(UnusableFile, match="ask its council for another"):
        compact(tmp_path / "sent", tmp_path / "region.parquet")
    assert list(tmp_path.glob("region*")) == []


def test_how_few_are_not_recorded_is_no_secret_and_a_council_says_how_many_are_few(tmp_path: Path) -> None:
    told = {"settings": {"disclosure": {"hide_up_to": 3}}}
    bundle(tmp_path / "sent" / "a", row(2, group="unknown", breakdown="setting"), row(4), row(0), **told)
    assert compact(tmp_path / "sent", tmp_path / "region.parquet") == 3


def test_the_words_of_rows_are_those_of_published_tables() -> None:
    apart = {Shown.FEW, Shown.RANGE, Shown.EXACT}
    with duckdb.connect() as connection:
        connection.execute(UNPROTECTED)
        for word in Shown:
            has_number, is_unsaid = word in {Shown.SHOWN, Shown.NONE_DUE}, word.value in UNSAID
            assert is_unprotected(connection, word) == (word in apart)
            assert is_unprotected(connection, word, numerator=40) == (word in apart or not has_number)
            assert is_unprotected(connection, word, share=0.4) == (word in apart or not has_number)
            assert is_unprotected(connection, word, denominator=9) == (word in apart or is_unsaid)


def test_a_few_are_told_only_of_what_is_not_recorded() -> None:
    with duckdb.connect() as connection:
        connection.execute(UNPROTECTED)
        assert is_unprotected(connection, Shown.SHOWN, numerator=3)
        assert not is_unprotected(connection, Shown.SHOWN, numerator=6)
        for gap in GAPS_IN_RECORDS:
            assert not is_unprotected(connection, Shown.SHOWN, numerator=3, group=gap)
            assert not is_unprotected(connection, Shown.SHOWN, numerator=3, category=gap)


def is_unprotected(
    connection: duckdb.DuckDBPyConnection,
    word: Shown,
    *,
    numerator: int | None = None,
    denominator: int | None = None,
    share: float | None = None,
    group: str = "",
    category: str = "",
) -> bool:
    """What the rule says of one row, where up to five are few."""
    sql = "SELECT is_unprotected(?, ?, ?, ?, ?, ?, 5)"
    answer = connection.execute(sql, [word.value, numerator, denominator, share, group, category]).fetchone()
    assert answer
    return bool(answer[0])


def test_what_bundles_say_of_themselves_stands_beside_the_rows(tmp_path: Path) -> None:
    told = {"council": {"code": BIRMINGHAM, "name": "Birmingham"}, "beware": ["In May nothing was supplied."]}
    sent = bundle(tmp_path / "sent" / "a", row(40), **told, settings={"counting": {"look_back_months": 6}})
    says = {"indicators": {"missing-episodes": {"Counted": "What Birmingham records"}}}
    (sent / "definitions.json").write_text(json.dumps(says), encoding="utf-8")
    bundle(tmp_path / "sent" / "b", row(30), council=COVENTRY)
    file = tmp_path / "region.parquet"
    compact(tmp_path / "sent", file)
    quarter = (date(2026, 4, 1), date(2026, 7, 1))
    assert bundles_in(file).select("council", "name", "period_start", "period_end").rows() == [
        (BIRMINGHAM, "Birmingham", *quarter),
        (COVENTRY, "", *quarter),
    ]
    assert told_in(file, "missing-episodes", *quarter).select("council", "part", "text").rows() == [
        (BIRMINGHAM, "beware", "In May nothing was supplied."),
        (BIRMINGHAM, "counting.look_back_months", "6"),
        (BIRMINGHAM, "definition", '{"Counted": "What the council records"}'),
    ]
    assert told_in(file, "missing-episodes", date(2026, 7, 1), date(2026, 10, 1)).is_empty()
    # A file that the lake wrote has rows alone.
    about_file(file).unlink()
    assert bundles_in(file)["council"].to_list() == [BIRMINGHAM, COVENTRY]
    assert told_in(file, "missing-episodes", *quarter).is_empty()


def test_a_row_that_stands_in_two_bundles_is_read_as_it_was_published_last(tmp_path: Path) -> None:
    year = {"publication": "y", "period": "2026-27", "published_at": "2027-05-01"}
    bundle(tmp_path / "sent" / "q", row(40))
    bundle(
        tmp_path / "sent" / "y", row(None), row(90, period_start=date(2026, 7, 1), period_end=date(2026, 10, 1)), **year
    )
    file = tmp_path / "region.parquet"
    compact(tmp_path / "sent", file)
    rows = series_of(file, "missing-episodes", "episode", "quarter")
    assert rows.select("period_start", "numerator", "shown").rows() == [
        (date(2026, 4, 1), None, "hidden"),
        (date(2026, 7, 1), 90, "shown"),
    ]


def test_the_same_bundle_copied_twice_counts_once(tmp_path: Path) -> None:
    bundle(tmp_path / "sent" / "a", row(40))
    bundle(tmp_path / "sent" / "copy of a", row(40))
    assert compact(tmp_path / "sent", tmp_path / "region.parquet") == 1


def test_both_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bundle(tmp_path / "sent" / "a", row(40), row(None, category="overnight"))
    assert "region.parquet: 2 rows." in CliRunner().invoke(app, ["region", "compact", "sent"]).output
    lines = CliRunner().invoke(app, ["region", "show", "missing-episodes"]).output.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("council,publication,period,slug")
    assert lines[1].startswith("E08000025,q1,2026-27-Q1,missing-episodes,episode,quarter,2026-04-01,2026-07-01")
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["shown", "hidden"]

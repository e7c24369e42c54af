"""What region/lake.py would do: names, quotation, rights, pins. `uv run --script region/prove.py` does it for real."""

import importlib.util
import re
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

from analytics.disclosure.published import PUBLISHED_SCHEMA
from data.errors import UnusableFile
from data.region import compact, read_bundle
from tests.data.test_region import BIRMINGHAM, COVENTRY, bundle, row

REGION = Path(__file__).parents[2] / "region"
UNUSABLE: tuple[dict[str, object], ...] = (
    {"council": "X"},
    {"council": {"name": "Coventry"}},
    {"publication": ""},
    {"period": None},
    {"published_at": "lately"},
    {"published_at": None},
)
HEADER = re.compile(r"^# /// script\n((?:#.*\n)+)# ///$", re.MULTILINE)


@pytest.fixture(scope="module")
def lake() -> ModuleType:
    """The script, under the product's own DuckDB: it connects to nothing until a command asks it to."""
    described = importlib.util.spec_from_file_location("lake", REGION / "lake.py")
    assert described
    assert described.loader
    module = importlib.util.module_from_spec(described)
    sys.modules["lake"] = module
    described.loader.exec_module(module)
    return module


def pins(file: str) -> set[str]:
    match = HEADER.search((REGION / file).read_text(encoding="utf-8"))
    assert match
    return set(tomllib.loads(re.sub(r"^# ?", "", match[1], flags=re.MULTILINE))["dependencies"])


def test_versions_are_pinned_and_extensions_are_those_of_that_duckdb(lake: ModuleType) -> None:
    assert all("==" in pin for pin in pins("lake.py") | pins("prove.py"))
    assert {pin.partition("==")[2] for pin in pins("lake.py")} == {lake.VERSION.removeprefix("v")}
    assert pins("lake.py") < pins("prove.py")


def test_it_keeps_the_columns_of_published_tables(lake: ModuleType) -> None:
    assert list(lake.ROW_COLUMNS) == PUBLISHED_SCHEMA.names()


def test_a_council_has_a_role_a_schema_and_nothing_of_anybody_else(lake: ModuleType) -> None:
    statements = lake.statements_for_council(BIRMINGHAM)
    owned = 'FOR ROLE "council_e08000025" IN SCHEMA "council_e08000025"'
    assert [sql for sql in statements if sql.startswith(("CREATE SCHEMA", "GRANT", "ALTER"))] == [
        'CREATE SCHEMA IF NOT EXISTS "council_e08000025" AUTHORIZATION "council_e08000025"',
        'GRANT USAGE ON SCHEMA "council_e08000025" TO "region_reader"',
        f'ALTER DEFAULT PRIVILEGES {owned} GRANT SELECT ON TABLES TO "region_reader"',
    ]
    assert any("REVOKE ALL ON DATABASE %I FROM PUBLIC" in sql for sql in statements)
    assert "REVOKE ALL ON SCHEMA public FROM PUBLIC" in statements
    # No council reads another's, no reader writes, and no password stands in a command.
    text = " ".join((*statements, *lake.statements_for_reader("analyst")))
    assert not re.search(r"PASSWORD|SUPERUSER|INSERT|UPDATE|DELETE|GRANT ALL", text)
    assert 'TO "council_e08000025"' not in text.replace("GRANT CONNECT ON DATABASE %I TO", "")


@pytest.mark.parametrize("code", ["", "birmingham", "E08000025; DROP ROLE postgres", "E0800002", "../E08000025", None])
def test_what_is_no_code_never_becomes_a_name(lake: ModuleType, code: object) -> None:
    with pytest.raises(lake.LakeError, match="no council’s code"):
        lake.statements_for_council(code)


@pytest.mark.parametrize("reader", ["council_e08000025", 'a"; DROP ROLE b', "Analyst", ""])
def test_a_reader_takes_no_name_of_a_council(lake: ModuleType, reader: str) -> None:
    with pytest.raises(lake.LakeError, match="cannot be a reader’s name"):
        lake.statements_for_reader(reader)


def test_names_and_texts_are_quoted(lake: ModuleType) -> None:
    assert (lake.name('a"b'), lake.text("a'b")) == ('"a""b"', "'a''b'")


def test_a_lake_is_opened_in_its_own_schema_and_folder(lake: ModuleType, tmp_path: Path) -> None:
    data = tmp_path / "it's"
    sql = lake.Lake("host=db dbname=region", data).attach(BIRMINGHAM, options="READ_ONLY", role="council_e08000025")
    folder = (data.resolve() / "e08000025").as_posix().replace("'", "''")
    assert sql == (
        "ATTACH 'ducklake:postgres:host=db dbname=region options=''-c lock_timeout=5000 -c role=council_e08000025''' "
        f"AS \"council_e08000025\" (DATA_PATH '{folder}/', OVERRIDE_DATA_PATH true, "
        "METADATA_SCHEMA 'council_e08000025', DATA_INLINING_ROW_LIMIT 0, READ_ONLY)"
    )


def test_a_publication_is_appended_with_what_names_it(lake: ModuleType, tmp_path: Path) -> None:
    sql = lake.insertion('"council_e08000025".published_row')
    assert sql.startswith('INSERT INTO "council_e08000025".published_row (publication, period, published_at, content,')
    assert not re.search(r"REPLACE|DELETE|UPDATE|MERGE", sql)
    sent = lake.read_bundle(bundle(tmp_path / "a", row(40)))
    first, second = lake.stated(sent), lake.stated(sent)
    assert sql.count("?") == len(first) + 1
    assert first[:3] == ("q1", "2026-27-Q1", datetime(2026, 8, 1, 8))
    # Two sendings of one publication can be told apart; what they sent is the same.
    assert (first[3] == second[3], first[4] == second[4]) == (True, False)


def test_only_what_is_older_than_a_day_is_cleaned_up(lake: ModuleType) -> None:
    expire, *cleanups = lake.tidying("council_e08000025", 400)
    assert expire.endswith("older_than => now() - INTERVAL 400 DAY)")
    assert len(cleanups) == 2
    assert all(sql.endswith("older_than => now() - INTERVAL 1 DAY)") for sql in cleanups)
    assert not any("cleanup_all" in sql for sql in cleanups)


def test_the_region_is_the_newest_of_each_council_and_period_once(lake: ModuleType, tmp_path: Path) -> None:
    """Both views, over tables of the product's own DuckDB: they are the same SQL as over two lakes."""
    sent = {
        "first": (BIRMINGHAM, "q1", "2026-08-01", 40),
        "corrected": (BIRMINGHAM, "q1-2", "2026-08-09", 41),
        "theirs": (COVENTRY, "q1", "2026-08-01", 12),
    }
    columns = ", ".join(
        f"{lake.name(column)} {kind}" for column, kind in (lake.OF_PUBLICATION | lake.ROW_COLUMNS).items()
    )
    with duckdb.connect() as connection:
        for schema in map(lake.schema_of, (BIRMINGHAM, COVENTRY)):
            connection.execute(f"CREATE SCHEMA {schema}")
            connection.execute(f"CREATE TABLE {schema}.published_row ({columns})")
        # A process was killed after it had committed, and the correction came a second time.
        for folder in ("first", "corrected", "corrected", "theirs"):
            council, publication, at, number = sent[folder]
            if not (tmp_path / folder).exists():
                about = {"council": council, "publication": publication, "published_at": at}
                bundle(tmp_path / folder, row(number), row(None, slug="overnight"), **about)
            read = lake.read_bundle(tmp_path / folder)
            assert lake.check_columns(connection, read.rows) == []
            sql = lake.insertion(f"{lake.schema_of(council)}.published_row")
            connection.execute(sql, [*lake.stated(read), str(read.rows)])
        for view in lake.region_views([BIRMINGHAM, COVENTRY]):
            connection.execute(view)
        asked = "SELECT council, publication, numerator, shown FROM region ORDER BY ALL NULLS LAST"
        assert connection.execute(asked).fetchall() == [
            (BIRMINGHAM, "q1-2", 41, "shown"),
            (BIRMINGHAM, "q1-2", None, "hidden"),
            (COVENTRY, "q1", 12, "shown"),
            (COVENTRY, "q1", None, "hidden"),
        ]
        assert connection.execute("SELECT count(*) FROM history").fetchall() == [(8,)]


def test_a_file_without_a_column_is_refused_and_one_more_is_said(lake: ModuleType, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        with pytest.raises(lake.LakeError, match="lacks shown"):
            lake.check_columns(connection, bundle(tmp_path / "a", row(1), without="shown") / "tables.parquet")
        wider = tmp_path / "wider.parquet"
        pl.read_parquet(bundle(tmp_path / "b", row(1)) / "tables.parquet").with_columns(note=pl.lit("")).write_parquet(
            wider
        )
        assert lake.check_columns(connection, wider) == ["note"]


@pytest.mark.parametrize(
    "unsafe",
    [
        {"shown": "exact"},
        {"shown": None},
        {"shown": "hidden"},
        {"numerator": 5},
        {"numerator": 9, "few": 9},
        {"numerator": 5, "few": 4, "is_safe": True},
        {"numerator": 5, "group": "unknown", "is_safe": True},
    ],
)
def test_both_ways_refuse_what_is_not_protected(lake: ModuleType, tmp_path: Path, unsafe: dict[str, object]) -> None:
    few, is_safe = unsafe.pop("few", None), unsafe.pop("is_safe", False)
    about = {"settings": {"disclosure": {"hide_up_to": few}}} if few else {}
    sent = lake.read_bundle(bundle(tmp_path / "sent" / "a", row(40), row(40) | unsafe, **about))
    refused = []
    try:
        compact(tmp_path / "sent", tmp_path / "region.parquet")
    except UnusableFile:
        refused.append("compact")
    with duckdb.connect() as connection:
        try:
            lake.refuse_unprotected(connection, f"read_parquet('{sent.rows.as_posix()}')", sent.few)
        except lake.LakeError:
            refused.append("lake")
    assert refused == ([] if is_safe else ["compact", "lake"])


def test_neither_a_bundle_nor_the_file_of_all_passes_with_a_bare_number(
    lake: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`publish` and `write` refuse before they write; the region is a table here, and no lake is reached."""
    there = lake.Lake("host=nowhere", tmp_path)
    sent = lake.read_bundle(bundle(tmp_path / "a", row(40) | {"shown": "exact"}))
    monkeypatch.setattr(lake, "connect", duckdb.connect)
    with pytest.raises(lake.LakeError, match="Nothing was written"):
        there.publish(sent)
    region = duckdb.connect()
    region.execute(f"CREATE TABLE region AS FROM read_parquet('{sent.rows.as_posix()}')")
    monkeypatch.setattr(lake.Lake, "open_region", lambda *_, **__: region)
    with pytest.raises(lake.LakeError, match="Nothing was written"):
        there.write(tmp_path / "region.parquet")
    assert not list(tmp_path.glob("region*"))


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"council": {"code": COVENTRY, "name": "Coventry"}, "publication": {"id": "q1"}, "period": {"name": "Q1"}},
        {"published_at": None, "as_of": "2026-08-01"},
        *UNUSABLE,
    ],
)
def test_both_ways_read_a_bundle_alike(lake: ModuleType, tmp_path: Path, about: dict[str, object]) -> None:
    folder = bundle(tmp_path / "a", row(40), **about)
    names = ("council", "publication", "period", "published_at", "rows")
    told = []
    for read, refusal in ((read_bundle, UnusableFile), (lake.read_bundle, lake.LakeError)):
        try:
            told.append([getattr(read(folder), each) for each in names])
        except refusal:
            told.append(["refused"])
    assert told[0] == told[1]
    assert (told[0] == ["refused"]) == (about in UNUSABLE)


def test_a_command_without_its_surroundings_says_what_to_set(lake: ModuleType) -> None:
    with pytest.raises(lake.LakeError, match="Set LAKE_CATALOGUE and LAKE_DATA"):
        lake.run(lake.arguments().parse_args(["query", "FROM region"]), {})


def test_an_administrator_may_read_the_sql_first(lake: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lake.run(lake.arguments().parse_args(["add", BIRMINGHAM, "--print"]), {})
    assert capsys.readouterr().out.splitlines()[-1].startswith("ALTER DEFAULT PRIVILEGES FOR ROLE")

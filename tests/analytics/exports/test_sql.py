"""Questions in SQL: what each audience's tables hold, that nothing else can be reached, and what the log notes."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

import cli
from analytics.casework.rows import every_episode
from analytics.exports.sql import answer_to, tables_of
from analytics.model import Audience
from analytics.views.tidy import export_rows
from analytics.views.view import published_to_board
from data import sealed
from data.audit_log import Act, Actor, AuditLog
from data.errors import CannotExport, NotPublished
from data.snapshots import Store
from tests.data.builders import a_store, load_rows
from tests.released import EPISODES_IN_THE_QUARTER, QUARTER, SETTINGS, approved, filled

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
BY = Actor("A. Analyst", "coordinator")
EXACT = Audience.COORDINATOR


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("asked"))


def exact_of(store: Store, audience: Audience) -> Mapping[str, pl.DataFrame]:
    """As the command hands them in."""
    return {"episodes": every_episode(store.live())} if audience is EXACT else {}


def answer(store: Store, sql: str, audience: Audience = Audience.BOARD) -> list[tuple[object, ...]]:
    return answer_to(sql, audience, store, SETTINGS, by=BY, exact=exact_of(store, audience)).rows()


def test_a_boards_figures_are_those_that_are_published_to_it(store: Store) -> None:
    published = export_rows(published_to_board(store.live(), SETTINGS), SETTINGS)
    assert_frame_equal(tables_of(Audience.BOARD, store, SETTINGS)["figures"], published)
    hidden = answer(store, "SELECT count(*) FROM figures WHERE shown = 'hidden' AND numerator IS NOT NULL")
    assert hidden == [(0,)]
    assert "episodes" not in tables_of(Audience.BOARD, store, SETTINGS)


def test_a_co_ordinators_episodes_are_exact(store: Store) -> None:
    quarter = "FROM episodes WHERE started_at >= '2026-07-01' AND started_at < '2026-10-01'"
    assert answer(store, f"SELECT count(*) {quarter}", EXACT) == [(EPISODES_IN_THE_QUARTER,)]
    assert answer(store, f"SELECT count(DISTINCT child_id) {quarter} AND ethnicity = 'asian'", EXACT) == [(3,)]


def test_a_co_ordinator_asks_before_anything_is_published(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"id": "2", "start": "2016-07-01 10:00", "end": "2016-07-01 20:00"})
    both = "SELECT (SELECT count(*) FROM episodes), (SELECT count(*) FROM figures)"
    assert answer(a_store(tmp_path), both, EXACT) == [(2, 0)]
    with pytest.raises(NotPublished):
        answer(a_store(tmp_path), "FROM figures")


def test_the_public_reads_approved_releases_alone(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with pytest.raises(CannotExport, match="No release has been approved"):
        answer(store, "FROM figures", Audience.SCRUTINY)
    approved(store)
    whole = "SELECT DISTINCT release, numerator % 5 FROM figures WHERE numerator IS NOT NULL AND unit = 'episode'"
    assert answer(store, whole, Audience.SCRUTINY) == [(QUARTER, 0)]
    assert set(tables_of(Audience.SCRUTINY, store, SETTINGS)) == {"figures", "indicators"}


def test_what_is_asked_of_exact_episodes_is_noted_first_and_a_child_by_a_mark(store: Store) -> None:
    ((child,),) = answer(store, "SELECT min(child_id) FROM episodes", EXACT)
    question = "SELECT count(*) FROM episodes WHERE child_id = 'CHILD'".replace("CHILD", str(child))
    answer(store, question, EXACT)
    line = next(iter(AuditLog(store).found(child=str(child))))
    assert (line.who, line.act, line.what["sql"]) == (BY.name, Act.EXPORT, question.replace(str(child), "a child"))
    assert str(child) not in json.dumps(line.what)
    noted = len(list(AuditLog(store).lines()))
    answer(store, "FROM figures LIMIT 1")
    with pytest.raises(CannotExport):
        answer(store, "DROP TABLE episodes", EXACT)
    assert len(list(AuditLog(store).lines())) == noted


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT 1; SELECT 2",
        "DELETE FROM figures",
        "CREATE TABLE other AS FROM figures",
        "COPY figures TO 'taken.csv'",
        "EXPORT DATABASE 'taken'",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "EXPLAIN ANALYZE SELECT 1",
    ],
)
def test_anything_but_one_question_is_refused_in_one_sentence(store: Store, sql: str) -> None:
    with pytest.raises(CannotExport, match="Give one question that begins with SELECT"):
        answer(store, sql, EXACT)


@pytest.mark.parametrize(
    "sql",
    [
        "FROM '{file}'",
        "FROM read_csv('{file}')",
        "FROM read_text('{file}')",
        "FROM read_blob('{file}')",
        "FROM read_parquet('{file}')",
        "FROM read_json('{file}')",
        "FROM glob('{folder}/*')",
        "FROM sniff_csv('{file}')",
        "SELECT * FROM figures WHERE indicator IN (SELECT content FROM read_text('{file}'))",
    ],
)
def test_no_file_can_be_read(store: Store, sql: str, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("name\nA. Child\n", encoding="utf-8")
    with pytest.raises(CannotExport, match="no file, no address"):
        answer(store, sql.format(file=tmp_path / "secret.csv", folder=tmp_path), EXACT)


@pytest.mark.parametrize("sql", ["FROM tables", "FROM settings", "FROM episodes"])
def test_neither_a_variable_nor_exact_episodes_are_a_table_of_a_board(store: Store, sql: str) -> None:
    with pytest.raises(CannotExport, match="The tables are: figures, indicators, coverage"):
        answer(store, sql)


def test_a_question_that_is_wrong_or_too_long_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotExport, match=r"syntax error at or near .SELEC.\.$"):
        answer(store, "SELEC 1")
    with pytest.raises(CannotExport, match="longer than 10,000 letters"):
        answer(store, f"SELECT '{'x' * 10_000}'")
    with pytest.raises(CannotExport, match=r"Referenced column .nothing. not found"):
        answer(store, "SELECT nothing FROM figures")
    monkeypatch.setitem(sealed.NO_WAY_OUT, "max_execution_time", 50)
    with pytest.raises(CannotExport, match="longer than a minute"):
        answer(store, "SELECT count(*) FROM range(100000000000) WHERE range % 7 = random()")


def test_what_does_not_fit_into_memory_is_written_nowhere(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sealed.NO_WAY_OUT, "memory_limit", "64MB")
    with pytest.raises(CannotExport, match="of memory"):
        answer(store, "SELECT a.range::VARCHAR AS x FROM range(8000000) AS a ORDER BY hash(a.range)")
    assert list(tmp_path.iterdir()) == []


def test_values_of_every_kind_fit_into_a_file(store: Store) -> None:
    sql = """
    SELECT 1.5 AS a, 2.0::DECIMAL(9, 1) AS a, sum(x)::HUGEINT AS b, [1, 2] AS c, {'k': 'v'} AS d, INTERVAL 3 DAY AS e,
        TIMESTAMP '2026-07-01 10:00:00' AS f, DATE '2026-07-01' AS g, NULL AS h, true AS i
    FROM range(4) AS r(x)
    """
    rows = answer_to(sql, Audience.BOARD, store, SETTINGS, by=BY)
    assert rows.columns == ["a", "a_2", "b", "c", "d", "e", "f", "g", "h", "i"]
    assert rows.drop("g").row(0) == (
        1.5, 2, 6, "[1, 2]", '{"k": "v"}', "3 days, 0:00:00", "2026-07-01 10:00:00", None, True
    )  # fmt: skip
    assert str(rows["g"].item()) == "2026-07-01"


def test_the_document_names_every_table_and_column(store: Store) -> None:
    tables = {**tables_of(EXACT, store, SETTINGS), **exact_of(store, EXACT)}
    named = set(re.findall(r"`(\w+)`", DOCUMENT))
    assert set(tables) == {"figures", "indicators", "coverage", "episodes"}
    assert {*tables, *(column for rows in tables.values() for column in rows.columns)} <= named


@pytest.mark.parametrize("audience", [Audience.BOARD, Audience.SCRUTINY])
def test_nobody_else_is_handed_exact_tables(store: Store, audience: Audience) -> None:
    with pytest.raises(CannotExport):
        answer_to("FROM episodes", audience, store, SETTINGS, by=BY, exact=exact_of(store, EXACT))


def test_the_documents_notebook_runs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.S)
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - the document's own lines, as an analyst would type them
    assert names["shares"].columns == ["period_start", "provider", "numerator", "denominator", "shown"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["table", "csv", "json", "xlsx"])
def test_the_command_writes_each_kind_of_file(store: Store, tmp_path: Path, kind: str) -> None:
    run = CliRunner(env={"MISSING_STORE": str(store.folder)})
    whole = re.findall(r'missing sql "(.*?)"\n', DOCUMENT)[0]
    out = tmp_path / f"answer.{kind}"
    done = run.invoke(cli.app, ["sql", "-", "--format", kind, "--out", str(out)], input=f"{whole} ORDER BY ALL DESC")
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 100
    if kind != "xlsx":
        assert str(EPISODES_IN_THE_QUARTER) in out.read_text(encoding="utf-8-sig")
    printed = run.invoke(cli.app, ["sql", whole])
    assert printed.output.count("\n") > 30
    exact = run.invoke(cli.app, ["sql", "SELECT count(*) AS many FROM episodes", "--audience", "coordinator"])
    assert exact.exit_code == 0, exact.output

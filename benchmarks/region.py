"""What a page of a region costs, of eight councils and of 150: `python -m benchmarks.region [YEARS]`.

Councils are generated, each with a bundle a year that holds its quarters: 400 rows a period. What is timed is all that
a page reads and works out, nothing kept from before: CPU of the process with its threads, the median of eleven.

`python -m benchmarks.region bundles FOLDER` makes the bundles of eight invented councils of 60 to 1,200 children.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from analytics.disclosure.published import PUBLISHED_SCHEMA
from analytics.model import Period, PeriodKind, periods_between
from analytics.regions.beside import beside, over_time, periods_of
from analytics.regions.differences import differences, supplied
from analytics.regions.questions import QUESTIONS, Question
from analytics.regions.wording import columns, funnel_chart, line, sentence
from data.region import bundles_in, compact, series_of, told_in
from tests.regions import SIZES, written

FEW, MANY, YEARS, TIMES = 8, 150, 10, 11
ROWS_A_PERIOD: Final = 400
LAST: Final = 2026
IN_TIME: Final = next(question for question in QUESTIONS if question.slug == "interview-in-time")
LINES: Final = 8
SETTINGS: Final = {f"part-{part}": {f"of-{name}": part * name for name in range(5)} for part in range(6)}


def rows_of(random: Random, period: Period) -> Iterator[tuple[Any, ...]]:
    """The rows of a period: one that the page asks for, and as many others as a board has."""
    for number in range(ROWS_A_PERIOD):
        slug = IN_TIME.slug if number == 0 else f"another-{number % 40}"
        group = "" if number < 40 else f"group-{number // 40}"
        of = random.randrange(60, 900)
        counted = random.randrange(12, of)
        is_hidden = random.random() < 0.05
        numbers = (None, of, None, "hidden") if is_hidden else (counted, of, counted / of, "shown")
        by = "setting" if group else ""
        yield (slug, IN_TIME.unit.value, period.kind.value, period.start, period.end, by, group, "", *numbers)


def write_bundles(folder: Path, councils: int, years: int) -> None:
    """Bundles of so many councils and years: what each says of itself is as long as a real one's."""
    for number in range(councils):
        random, code = Random(number), f"E99{number:06d}"  # noqa: S311
        for first in range(LAST - years, LAST):
            year = Period(date(first, 4, 1), date(first + 1, 4, 1), PeriodKind.FINANCIAL_YEAR)
            periods = (year, *periods_between(year.start, year.end, PeriodKind.QUARTER))
            into = folder / code / str(first)
            into.mkdir(parents=True)
            rows = [row for period in periods for row in rows_of(random, period)]
            pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row").write_parquet(into / "tables.parquet")
            about = {
                "council": {"code": code, "name": f"Council {number}"},
                "publication": f"{first}-1",
                "period": {"name": f"{first}", "start": str(year.start), "end": str(year.end)},
                "published_at": f"{first + 1}-05-01T09:00:00",
                "settings": SETTINGS,
                "beware": ["Children of two councils do not add up.", f"Of council {number}: something of its own."],
            }
            (into / "bundle.json").write_text(json.dumps(about), encoding="utf-8")
            said = {
                "Counted": "So many returns",
                "Of": "All returns that were due" + (" or not" if number == 1 else ""),
            }
            definitions = {"indicators": {IN_TIME.slug: said, **{f"another-{each}": said for each in range(40)}}}
            (into / "definitions.json").write_text(json.dumps(definitions), encoding="utf-8")


def page(file: Path, question: Question = IN_TIME) -> str:
    """All that the page reads and works out for its first look: the newest quarter."""
    rows = series_of(file, question.slug, question.unit.value, PeriodKind.QUARTER.value)
    sent, periods = bundles_in(file), periods_of(rows, PeriodKind.QUARTER)
    cells = beside(rows, sent, question, periods[-1])
    funnel_chart(cells, question, periods[-1])
    columns(cells, question)
    codes = [cell.code for cell in cells[:LINES]]
    for its in over_time(rows, sent, question, periods[-12:], codes).values():
        line(its, question)
    told = told_in(file, question.slug, periods[-1].start, periods[-1].end)
    differences(told)
    supplied(cells, sent, told, periods[-1])
    return sentence(cells, question, periods[-1])


def seconds(work: Callable[[], object]) -> float:
    """CPU of the process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main(years: int = YEARS) -> None:
    """Both regions by turns, so that whatever else the machine does is the same for both."""
    with TemporaryDirectory() as folder:
        files = {councils: Path(folder, f"{councils}.parquet") for councils in (FEW, MANY)}
        for councils, file in files.items():
            write_bundles(Path(folder, str(councils)), councils, years)
            took = seconds(lambda file=file, councils=councils: compact(Path(folder, str(councils)), file))
            print(
                f"{councils} councils, {years} years: compacted in {took:.1f} s of CPU, {file.stat().st_size:,} bytes"
            )
            print(page(file))
        taken: dict[int, list[float]] = {FEW: [], MANY: []}
        for _ in range(TIMES):
            for councils, file in files.items():
                taken[councils].append(seconds(lambda file=file: page(file)))
        few, many = (median(taken[councils]) for councils in (FEW, MANY))
        print(f"a page: {few * 1000:.0f} ms of {FEW} councils, {many * 1000:.0f} of {MANY}: {many / few:.2f} times")


if __name__ == "__main__":
    if sys.argv[1:2] == ["bundles"]:
        print(written(Path(sys.argv[2]), SIZES))
    else:
        main(*map(int, sys.argv[1:2]))

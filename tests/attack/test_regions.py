"""A region attacked: a stranger with every bundle that its councils ever sent, and with the region's own pages.

Each council sends its bundles twice, after two loads: rows came late, others were corrected, and every other council
published all its closed months anew in between. What the bundles of a council tell is worked out by the second audit;
what the region adds is attacked by subtraction.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest

from analytics.model import PeriodKind
from analytics.publishing.bundle import write_bundle
from analytics.refresh import refresh, withdraw_publication
from analytics.regions.beside import Cell, Total, beside, periods_of, total_of
from analytics.regions.questions import QUESTIONS, Question
from analytics.releases.withdrawal import Withdrawal
from analytics.views.view import forget_snapshots
from data.errors import CannotExport
from data.region import bundles_in, bundles_of, compact, series_of
from data.snapshots import Store
from tests.attack.attackers_rules import Held, Paper, two_papers_subtracted
from tests.attack.random_stores import AS_OF, KEY, deliveries, episodes_of
from tests.attack.second_audit import BOARD, said_in, second_audit
from tests.attack.test_three_loads import known_by
from tests.regions import NAMES, PERIODS, code_of, made, settings_of
from tests.shared import copied
from tests.sizes import few_or_many

# The stores are made once; each region is some of their councils.
COUNCILS = few_or_many(2, len(NAMES))
REGIONS = few_or_many(6, 100)
SIZES = (90, 140, 60, 200, 60, 120, 90, 160)
LOADS = (AS_OF - timedelta(weeks=5), AS_OF)
FIRST, SECOND, COST = "first", "second", "cost.json"
KINDS = (PeriodKind.QUARTER, PeriodKind.FINANCIAL_YEAR)


def sent_twice(folder: Path, number: int) -> Path:
    """The bundles of a council after each of its two loads, and what its withdrawal cost: those of a few who differ."""
    return copied(f"sent-twice-{number}-{SIZES[number]}", lambda anew: sent_anew(anew, number), folder)


def sent_anew(folder: Path, number: int) -> None:
    council, settings = made(number, SIZES[number]), settings_of(number, SIZES[number])
    store, rows, cost = Store(folder / "store"), episodes_of(council, settings), 0
    for as_of, sent in zip(LOADS, (FIRST, SECOND), strict=True):
        forget_snapshots()
        known = known_by(council, as_of, rows)
        refresh(store, deliveries(folder, council, known, as_of), settings, as_of=as_of, key=KEY)
        if sent == SECOND and number % 2:
            why = Withdrawal(settings.releases.approvers[0], "A. Person", "A wrong file")
            cost = withdraw_publication(store, settings, why, agree=lambda _cost: None).by_few
        for name in PERIODS:
            with suppress(CannotExport):
                write_bundle(store, name, folder / sent)
    (folder / COST).write_text(json.dumps(cost), encoding="utf-8")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Path]:
    """Of each council, the folder with its two sendings."""
    return {number: sent_twice(tmp_path_factory.mktemp(f"of-{number}"), number) for number in range(COUNCILS)}


def papers_in(folder: Path) -> tuple[Paper, ...]:
    """Every bundle as what a board reads."""
    return tuple(Paper(pl.read_parquet(bundle.rows), BOARD) for bundle in bundles_of(folder))


@pytest.mark.long
def test_all_that_a_council_ever_sent_gives_no_hidden_number_away(folders: Mapping[int, Path]):
    looked_at = 0
    for number, folder in folders.items():
        settings = settings_of(number, SIZES[number])
        sent = [papers_in(folder / each) for each in (FIRST, SECOND)]
        # What was published anew contradicts what was: each is read by itself, and then one is taken from the other.
        for papers in sent if number % 2 else [sum(sent, ())]:
            said = (said_in(paper.rows, settings, BOARD) for paper in papers)
            findings = second_audit(*said, settings=settings, few=settings.disclosure.hide_up_to)
            assert findings.is_clean, [str(each) for each in (*findings.leaks, *findings.contradicted)]
            looked_at += findings.looked_at
        told = two_papers_subtracted(Held(tuple(map(together, sent)), (), settings))
        assert len(told) <= json.loads((folder / COST).read_text(encoding="utf-8")), told
    assert looked_at > 50


def together(papers: Sequence[Paper]) -> Paper:
    """The bundles of one sending as one paper."""
    return Paper(pl.concat([paper.rows for paper in papers]).unique(maintain_order=True), BOARD)


@pytest.mark.long
def test_no_region_says_more_than_its_bundles(folders: Mapping[int, Path], tmp_path: Path):
    hidden = 0
    for seed in range(REGIONS):
        sent, file = tmp_path / f"{seed}", tmp_path / f"{seed}.parquet"
        some_of(folders, sent, Random(seed))
        compact(sent, file)
        for cells, question in pages_of(file):
            hidden += sum(cell.row is not None and cell.value(question) is None for cell in cells)
            assert not learnt_of(total_of(cells, question), cells, question)
        shutil.rmtree(sent)
    assert hidden > 10


def some_of(folders: Mapping[int, Path], to: Path, random: Random) -> None:
    """The bundles of some councils: of each the first sending, the second or both."""
    for number in random.sample(sorted(folders), random.randint(2, len(folders))):
        for each in random.choice(((FIRST,), (SECOND,), (FIRST, SECOND))):
            shutil.copytree(folders[number] / each, to / f"{code_of(number)}-{each}")


def pages_of(file: Path) -> Iterator[tuple[tuple[Cell, ...], Question]]:
    """All that a region's page may say: every question of every period."""
    sent = bundles_in(file)
    for question in QUESTIONS:
        for kind in KINDS:
            rows = series_of(file, question.slug, question.unit.value, kind.value)
            for period in periods_of(rows, kind):
                yield beside(rows, sent, question, period), question


def learnt_of(total: Total | None, cells: Sequence[Cell], question: Question) -> list[str]:
    """What is left of a total without the councils that publish, shared among those that hide; nothing where nought."""
    if total is None:
        return []
    rows = [cell.row for cell in cells if cell.row is not None and cell.value(question) is not None]
    left = total.numerator - sum(row.numerator or 0 for row in rows)
    of_left = (total.denominator or 0) - sum(row.denominator or 0 for row in rows if total.denominator is not None)
    return [f"{question.slug}: {left} of {of_left} are left for those that hide"] if left or of_left else []


@pytest.mark.long
def test_the_attack_meets_a_total_that_holds_a_hidden_number(folders: Mapping[int, Path], tmp_path: Path):
    sent, file = tmp_path / "sent", tmp_path / "region.parquet"
    for number, folder in folders.items():
        shutil.copytree(folder / SECOND, sent / str(number))
    compact(sent, file)
    cells, question = next((cells, question) for cells, question in pages_of(file) if total_of(cells, question))
    total = total_of(cells, question)
    assert total
    naive = Total(total.numerator + 3, total.denominator, len(cells), len(cells))
    assert learnt_of(naive, cells, question)

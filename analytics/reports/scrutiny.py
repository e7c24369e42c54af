"""The scrutiny paper: every word, number and picture of it, from one approved release and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.cards.answer import answer, counts
from analytics.cards.card import Card, Scope
from analytics.charts.chart import Chart
from analytics.disclosure.coarser import TableKey, tables_in
from analytics.model import Unit
from analytics.presenting.presenter import presenter_of
from analytics.releases.read import Released, table_name
from analytics.releases.recommendations import Line, columns_of, lines_in, sentence
from analytics.releases.release_words import not_known, protection, provenance
from analytics.releases.remarks import COMMENTED, NOTED, Said, remarks_in
from analytics.releases.summary import card_of, release_cards, release_headline, release_sentences, scope_of
from analytics.reports.grid import Grid, grid_of
from analytics.words.columns import unbroken
from analytics.words.periods import day_text, moment_text, period_name, short_period_name

MARKING: Final = "For publication"
TO_BE_WRITTEN: Final = (
    "[For whoever presents this paper to write: what is being done, and what the committee is asked to decide. The "
    "figures do not say why a number rose or fell.]"
)
STILL_TO_BE_WRITTEN: Final = "[For whoever presents this paper to write: what the committee is asked to decide.]"


@dataclass(frozen=True)
class Section:
    """One question: its answer in a sentence, drawn and as a table. Without a chart where nothing could be drawn."""

    question: str
    said: str
    chart: Chart | None
    grid: Grid


@dataclass(frozen=True)
class Meaning:
    """What one indicator counts: title -> words."""

    title: str
    parts: dict[str, str]


@dataclass(frozen=True)
class ScrutinyPaper:
    """Everything that the paper says."""

    title: str
    period: str
    council: str
    is_demonstration: bool
    release: str
    produced: str
    data_to: str
    snapshot: str
    headline: str
    said: tuple[str, ...]
    sections: tuple[Section, ...]
    commentary: tuple[Said, ...]
    changed: tuple[str, ...]
    recommended: Grid
    earlier: Grid
    provenance: tuple[str, ...]
    protection: tuple[str, ...]
    not_known: tuple[str, ...]
    tables: tuple[Grid, ...]
    meanings: tuple[Meaning, ...]


def scrutiny_paper(released: Released, produced_at: datetime) -> ScrutinyPaper:
    """The paper of a release, as its pages show it."""
    every, cards, council = tables_in(released.published), release_cards(released), released.settings.council
    scope = scope_of(released)
    slugs = dict.fromkeys(slug for slug, _, _ in every)
    return ScrutinyPaper(
        title="Children missing from home and care",
        period=period_name(released.period),
        council=council.name,
        is_demonstration=council.demonstration,
        release=released.release.name,
        produced=f"{day_text(produced_at)}, {produced_at:%H:%M}",
        data_to=moment_text(released.published.as_of),
        snapshot=released.published.snapshot,
        headline=release_headline(released),
        said=tuple(release_sentences(released)),
        sections=tuple(section(scope, card, number) for number, card in enumerate(cards, start=1)),
        commentary=tuple(remarks_in(released, COMMENTED)),
        changed=tuple(each.text for each in remarks_in(released, NOTED)),
        recommended=recommended_grid(lines_in(released)),
        earlier=earlier_grid(released, every, len(cards) + 1),
        provenance=tuple(provenance(released)),
        protection=tuple(protection(released)),
        not_known=tuple(not_known(released)),
        tables=tuple(appendix_grid(scope, table, number) for number, table in enumerate(every, start=1)),
        meanings=tuple(
            Meaning(released.indicators[slug].definition.title, counts(released.indicators[slug])) for slug in slugs
        ),
    )


def section(scope: Scope, card: Card, number: int) -> Section:
    """A card of the committee's first page."""
    answered = answer(scope, card)
    chart, caption = answered.chart, f"Table {number}: {answered.title}, {period_name(answered.period)}"
    return Section(
        answered.question,
        answered.sentence,
        chart if chart and any(mark.value is not None for mark in chart.marks) else None,
        grid_of(caption, answered.columns),
    )


def recommended_grid(lines: list[Line]) -> Grid:
    """What the committee recommended and what came of it, as the release tells; empty where it tells of none."""
    return Grid(sentence(lines), columns_of(lines), "Recommendation") if lines else Grid("", {}, "")


def earlier_grid(released: Released, every: list[TableKey], number: int) -> Grid:
    """The figures that are one number a period, beside those of the periods that the release compares with."""
    lines: dict[str, dict[str, str]] = {}
    periods: dict[str, None] = {}
    for slug, unit, _ in (table for table in every if not table[2]):
        rows = sorted(released.published.table(slug, Unit(unit)).rows, key=lambda row: row.period.start, reverse=True)
        names = [short_period_name(row.period) for row in rows]
        if 1 < len(names) == len(set(names)):
            presenter = presenter_of(released.indicators[slug])
            cells = [presenter.brief(row, released.few) for row in rows]
            lines[table_name((slug, unit, ""), released.indicators)] = dict(zip(names, cells, strict=True))
            periods |= dict.fromkeys(names)
    columns = {"Figure": list(lines)} | {
        unbroken(period): [line.get(period, "") for line in lines.values()] for period in periods
    }
    return grid_of(f"Table {number}: The same figures in earlier periods", columns) if lines else Grid("", {}, "")


def appendix_grid(scope: Scope, table: TableKey, number: int) -> Grid:
    """A table of the release, as its page shows it."""
    return grid_of(f"A{number}: {table_name(table, scope.indicators)}", answer(scope, card_of(table)).columns)

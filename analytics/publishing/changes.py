"""What changed from one release to the next: both are public, so what they say beside each other tells nothing new."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.cards.answer import Answer, answered_in, counts
from analytics.disclosure.coarser import TableKey, tables_in
from analytics.disclosure.published import Row
from analytics.model import Unit
from analytics.presenting.presenter import presenter_of
from analytics.releases.read import Released, release_title, table_name
from analytics.releases.release_words import protection
from analytics.releases.summary import card_of, scope_of
from analytics.words.columns import Columns
from analytics.words.names import category_name, group_name
from analytics.words.periods import period_name
from data.releases import Release, State, release_name

NOT_GIVEN = "not in this release"


@dataclass(frozen=True)
class TableChange:
    """One table as both releases give it, beside each other; `notes` say what each of them counts together."""

    key: TableKey
    name: str
    columns: Columns
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What is different between two releases. `before` and `now` are rules that only one of them was made under."""

    last: Release
    is_correction: bool
    before: tuple[str, ...]
    now: tuple[str, ...]
    counted: tuple[tuple[str, str, str], ...]
    revised: Columns
    tables: tuple[TableChange, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def are_rules_the_same(self) -> bool:
        """Whether both releases protect small numbers, and count, in the same way."""
        return not (self.before or self.now or self.counted)


def last_release(release: Release, approved: Sequence[Release]) -> Release | None:
    """What a release is compared with: what it corrects, else the newest shown one of an earlier period of its kind.

    Never a withdrawn one. `approved` are newest first.
    """
    name = release_name(release.name)
    earlier = approved[approved.index(release) + 1 :]
    for other in earlier:
        its = release_name(other.name)
        if its.first_version == name.first_version and other.state is not State.WITHDRAWN:
            return other
        if other.state is State.APPROVED and (its.quarter is None) == (name.quarter is None):
            return other
    return None


def changes(last: Released, released: Released) -> Changes:
    """What a reader of the last release finds otherwise in this one."""
    is_correction = last.period == released.period
    then, now = tables_in(last.published), tables_in(released.published)
    both = [table for table in now if table in then]
    tables = [beside(last, released, table) for table in both]
    before, after = protection(last), protection(released)
    return Changes(
        last.release,
        is_correction,
        tuple(text for text in before if text not in after),
        tuple(text for text in after if text not in before),
        tuple(counted_otherwise(last, released)),
        {} if is_correction else revised(last, released, both),
        tuple(table for table in tables if not is_correction or differs(table)),
        tuple(table_name(table, released.indicators) for table in now if table not in then),
        tuple(table_name(table, last.indicators) for table in then if table not in now),
    )


def beside(last: Released, released: Released, table: TableKey) -> TableChange:
    """The figures of each release's own period, a line for each that either of them gives."""
    now, then = (answered_in(scope_of(each), card_of(table)) for each in (released, last))
    new, old = figures_of(now), figures_of(then)
    lines = list(dict.fromkeys((*new, *old)))
    heads = [release_title(each.release) for each in (last, released)]
    columns = {
        now.title: lines,
        heads[0]: [old.get(line, NOT_GIVEN) for line in lines],
        heads[1]: [new.get(line, NOT_GIVEN) for line in lines],
    }
    notes = [f"{head}: {each.together}" for head, each in zip(heads, (then, now), strict=True) if each.together]
    return TableChange(table, table_name(table, released.indicators), columns, () if alike(then, now) else tuple(notes))


def alike(then: Answer, now: Answer) -> bool:
    """Whether both count the same together."""
    return then.together == now.together


def differs(table: TableChange) -> bool:
    """Whether a figure of the table is not what it was."""
    _, old, new = table.columns.values()
    return old != new


def figures_of(answered: Answer) -> dict[str, str]:
    """The figures of a table in words: what each is of -> the figure."""
    few = answered.scope.few
    return {line_of(answered, row): answered.presenter.brief(row, few) for row in answered.table.rows}


def line_of(answered: Answer, row: Row) -> str:
    """What a row is of: "Care, 8 to 24 hours"; the whole is "All"."""
    group = group_name(answered.table.breakdown, row.group) if row.group else ""
    category = category_name(answered.indicator, row.category) if row.category else ""
    return ", ".join(part for part in (group, category) if part) or "All"


def revised(last: Released, released: Released, tables: Sequence[TableKey]) -> Columns:
    """The figures of one period that the releases give otherwise: none, as a rule, since months are closed for good."""
    found = [
        (table_name(table, released.indicators), period, old, new)
        for table in tables
        for period, (old, new) in in_both(last, released, table).items()
        if old != new
    ]
    heads = ("Figure", "Period", release_title(last.release), release_title(released.release))
    return {head: list(cells) for head, cells in zip(heads, zip(*found, strict=True), strict=True)} if found else {}


def in_both(last: Released, released: Released, table: TableKey) -> dict[str, tuple[str, str]]:
    """The figures of a table that both give of one period and part: what it is of -> as it was, as it is."""
    old, new = (every_figure(each, table) for each in (last, released))
    return {line: (old[line], new[line]) for line in old if line in new}


def every_figure(released: Released, table: TableKey) -> dict[str, str]:
    """The figures of a table in every period that a release gives it for: "April to June 2026, Care" -> the figure."""
    slug, unit, breakdown = table
    presenter = presenter_of(released.indicators[slug])
    answered = answered_in(scope_of(released), card_of(table))
    rows = released.published.table(slug, Unit(unit), breakdown=breakdown).rows
    return {
        f"{period_name(row.period)}: {line_of(answered, row)}".removesuffix(": All"): presenter.brief(row, released.few)
        for row in rows
    }


def counted_otherwise(last: Released, released: Released) -> list[tuple[str, str, str]]:
    """What is counted otherwise than it was: of which figure, as it was, as it is."""
    slugs = dict.fromkeys(slug for slug, _, _ in tables_in(released.published))
    told = []
    for slug in (slug for slug in slugs if slug in last.indicators):
        was, now = counts(last.indicators[slug]), counts(released.indicators[slug])
        title = released.indicators[slug].definition.title
        told += [
            (f"{title}: {part.lower()}", was.get(part, "not said"), now.get(part, "not said"))
            for part in dict.fromkeys((*was, *now))
            if was.get(part) != now.get(part)
        ]
    return told

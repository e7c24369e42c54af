"""The audit of rounded tables: what a reader can work out is found, whether one table gives it away or two do."""

from datetime import date, datetime
from itertools import product

import polars as pl
import pytest

from analytics.disclosure.auditing.audit import Audit, Auditor, said_by
from analytics.disclosure.auditing.knowledge import Figure
from analytics.disclosure.gate import rounded
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published
from analytics.model import Audience
from data.settings import Settings
from tests.builders import through_the_gate

SETTINGS = Settings()
POLICY = policy_for(Audience.SCRUTINY, SETTINGS)
START, END = date(2026, 7, 1), date(2026, 10, 1)
Counts = dict[str, int]


def table(counts: Counts, shown: dict[str, str] | None = None, snapshot: str = "1") -> Published:
    """Children by sex, as exact rows; `shown` says which of them are hidden or few."""
    total = sum(counts.values())
    rows = [
        ("sex", "child", "quarter", START, END, "", "", sex, count, total, None, (shown or {}).get(sex, "shown"))
        for sex, count in counts.items()
    ]
    frame = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")
    return through_the_gate(frame, Audience.SCRUTINY, as_of=datetime(2027, 1, 1), snapshot=snapshot)


def released(counts: Counts, hidden: tuple[str, ...] = ()) -> Published:
    """The same as the public sees it."""
    shown = {sex: "hidden" if sex in hidden else "few" for sex, count in counts.items() if sex in hidden or count < 8}
    public = table(counts, shown)
    number = pl.when(pl.col("shown") == "shown").then("numerator").alias("numerator")
    return rounded(through_the_gate(public.rows.with_columns(number), Audience.SCRUTINY, as_of=public.as_of), POLICY)


def audited(counts: Counts, published: Published, *before: Published) -> Audit:
    auditor = Auditor(table(counts), POLICY.hide_up_to, SETTINGS)
    return auditor(*(said_by(item, POLICY, SETTINGS) for item in (published, *before)))


def sex(name: str) -> Figure:
    return Figure("child", "missing", frozenset({("sex", name)}), START, END)


def by_trying(counts: Counts, published: Published) -> set[int]:
    """Every value of the children of unknown sex that fits what is shown, by trying all."""
    rows = {row["category"]: row for row in published.rows.iter_rows(named=True)}
    total = next(iter(rows.values()))["denominator"]
    fits = {
        name: range(8)
        if row["shown"] == "few"
        else range(200)
        if row["numerator"] is None
        else range(row["numerator"] - 2, row["numerator"] + 3)
        for name, row in rows.items()
    }
    return {
        unknown
        for girls, boys, unknown in product(*(fits[name] for name in counts))
        if abs(girls + boys + unknown - total) <= 2
    }


@pytest.mark.parametrize(
    "counts",
    [
        {"F": 40, "M": 30, "unknown": 3},
        {"F": 43, "M": 33, "unknown": 0},
        {"F": 38, "M": 28, "unknown": 7},
        {"F": 37, "M": 32, "unknown": 4},
        {"F": 42, "M": 31, "unknown": 1},
        {"F": 43, "M": 33, "unknown": 6},
        {"F": 47, "M": 52, "unknown": 0},
    ],
)
@pytest.mark.parametrize("hidden", [(), ("M",), ("unknown",), ("M", "unknown")])
def test_the_audit_fails_what_trying_every_value_finds_too_narrow(counts: Counts, hidden: tuple[str, ...]):
    published = released(counts, hidden)
    fitting = by_trying(counts, published)
    is_safe = len(fitting) >= 3 and not (min(fitting) >= 1 and max(fitting) <= 7)
    assert (sex("unknown") not in audited(counts, published).given_away) == is_safe


def test_some_of_these_are_given_away_and_some_are_not():
    assert audited({"F": 43, "M": 33, "unknown": 0}, released({"F": 43, "M": 33, "unknown": 0})).passed is False
    assert audited({"F": 40, "M": 30, "unknown": 3}, released({"F": 40, "M": 30, "unknown": 3})).passed


def test_what_gives_a_figure_away_is_named():
    counts = {"F": 43, "M": 33, "unknown": 0}
    given = audited(counts, released(counts)).given_away[sex("unknown")]
    assert set(given.pinned_by) <= {sex("F"), sex("M"), sex("F")._replace(groups=frozenset())}
    assert given.pinned_by


def test_two_releases_give_away_what_neither_does():
    counts = {"F": 43, "M": 33, "unknown": 0}
    one, other = released(counts, ("M",)), released(counts, ("F",))
    assert audited(counts, one).passed
    assert audited(counts, other).passed
    assert not audited(counts, one, other).passed


def test_an_earlier_release_of_records_that_have_changed_tells_of_those_records():
    then, now = {"F": 43, "M": 60, "unknown": 0}, {"F": 43, "M": 33, "unknown": 0}
    assert audited(now, released(now, ("M",)), released(then, ("F",))).passed

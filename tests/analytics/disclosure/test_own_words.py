"""A source's own words, areas and providers: any text loads, none ends the process, and those of few stay inside."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.hiding.sums import Fact, fact_named
from analytics.exports.export import published_export
from analytics.measuring.breakdowns import PROVIDER
from analytics.model import Period, PeriodKind, Selection, period_around
from analytics.refresh import refresh
from analytics.reports.quarterly import quarter_named, quarterly_report
from analytics.reports.quarterly_book import workbook
from analytics.reports.quarterly_pdf import pdf
from analytics.reports.quarterly_word import word
from analytics.views.view import Part, board_view, coordinator_view, published_parts
from data.formats.dates import local_now
from data.load import Delivery
from data.settings import demonstration_settings
from data.snapshots import Snapshot, Store
from data.warehouse import warehouse
from tests.data.builders import MAPPING, ROW, a_mapping

SETTINGS = demonstration_settings()
QUARTER = period_around(date(2016, 9, 1), PeriodKind.QUARTER)
MANY = "Barnardo\u2019s, Leeds = [north] @ \x1fhome"
FEW = ("Jo Bloggs (mother)", "14 Mill Lane, home of Jo Bloggs")
words = st.text(max_size=12)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three quarters; in the last, one provider and one area of few."""
    folder = tmp_path_factory.mktemp("words")
    rows = [
        {
            "id": f"E{number}",
            "child": f"C{number % 60}",
            "start": f"2016-{number % 9 + 1:02d}-{number % 28 + 1:02d} 20:00",
            "end": f"2016-{number % 9 + 1:02d}-{number % 28 + 1:02d} 23:00",
            "outcome": "accepted_completed",
            "held": f"2016-{number % 9 + 1:02d}-{number % 28 + 1:02d} 23:30",
            "provider": FEW[0] if number in {8, 17} else MANY,
            "area": FEW[1] if number == 26 else "Stoke, North",
        }
        for number in range(360)
    ]
    ours = {"interview_provider": "provider", "missing_from_area": "area", "interview_completed_at": "held"}
    mapping = MAPPING.replace("[columns]", "\n".join(["[columns]", *(f'{field} = "{ours[field]}"' for field in ours)]))
    file = folder / "police.csv"
    with file.open("w", encoding="utf-8", newline="") as written:
        sheet = csv.DictWriter(written, [*ROW, "provider", "area", "held"])
        sheet.writeheader()
        sheet.writerows({**ROW, **row} for row in rows)
    delivery = Delivery((file,), a_mapping(folder, mapping))
    store = Store(folder / "store")
    # A large council in small: number by number, where one of so few children would withhold whole tables.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("analytics.disclosure.small_numbers.MOST_SMALL", 1.0)
        patched.setattr("analytics.disclosure.small_numbers.MOST_HIDDEN_OF_A_TABLE", 1.0)
        refresh(store, [delivery], SETTINGS, key=b"k" * 32)
    return store


@given(
    st.lists(st.tuples(st.sampled_from(["provider", "area", "sex"]), words), max_size=3, unique_by=lambda one: one[0])
)
def test_a_fact_is_named_whatever_its_groups_are_called(groups: list[tuple[str, str]]):
    fact = Fact("episode", "missing", tuple(sorted(groups)), "2016-07-01 to 2016-10-01")
    assert fact_named(fact.name) == fact


def test_words_with_commas_and_characters_that_no_paper_may_hold_are_loaded_published_and_reported(store: Store):
    snapshot = store.live()
    rows = board_view(snapshot, SETTINGS, QUARTER, Part()).published.rows
    assert any(group.startswith("Barnardo\u2019s, Leeds") and "\x1f" not in group for group in rows["group"])
    assert "Stoke, North" in rows["category"].to_list()
    report = quarterly_report(snapshot, SETTINGS, quarter_named(snapshot, "2016-17-Q2"), local_now())
    assert all(make(report) for make in (pdf, word, workbook))


def test_a_word_of_few_is_nowhere_that_a_board_reads(store: Store):
    snapshot = store.live()
    rows = board_view(snapshot, SETTINGS, QUARTER, Part()).published.rows
    assert not {*rows["group"], *rows["category"]} & {*FEW}
    assert not few_in(published_export(snapshot, SETTINGS, Period(date(2016, 1, 1), date(2017, 1, 1))).write_csv())
    parts = published_parts(snapshot, ["interview-in-time", "missing-episodes"], QUARTER)
    assert not {part.group for part in parts} & {*FEW}
    report = quarterly_report(snapshot, SETTINGS, quarter_named(snapshot, "2016-17-Q2"), local_now())
    assert not few_in(repr(report))


def test_the_co_ordinator_reads_it(store: Store):
    snapshot = store.live()
    selection = Selection(QUARTER, local_now())
    view = coordinator_view(snapshot, SETTINGS, selection, ["interview-in-time", "police-area"], by=[PROVIDER])
    assert few_in(str(view.published.rows.write_csv()))


def test_the_words_of_few_are_there_to_be_left_out(store: Store):
    """Else the tests above would prove nothing."""
    assert few_in(stored(store.live()))


def stored(snapshot: Snapshot) -> str:
    """Every word of the published file."""
    return warehouse(snapshot.published).query("SELECT * FROM published").write_csv()


def few_in(text: str) -> list[str]:
    return [word for word in FEW if word in text]

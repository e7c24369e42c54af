"""The co-ordinator's lists: what one source alone has, and which rows broke which rule."""

from datetime import date
from pathlib import Path

import polars as pl

from analytics.casework.reconcile import alone, alone_csv, headline, month_columns, seen_by_month, sources_alone
from analytics.casework.rules import rows_csv, rows_of_rule, rule_columns, rule_counts
from analytics.exports.quality_rows import quality_rows
from analytics.model import Period
from data.formats.mapping import parse_mapping
from data.formats.mapping_text import with_labels
from data.settings import demonstration_settings
from data.snapshots import Snapshot, Store
from data.warehouse import Warehouse
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, load_files

JUNE = Period(date(2016, 6, 1), date(2016, 7, 1))


def two_sources(folder: Path) -> Store:
    """Three episodes by the police; social care has one of them 60 minutes off, one 61, and not the third."""
    store = a_store(folder)
    police = [{"child": child, "start": f"2016-06-0{day} 10:00"} for child, day in (("A1", 1), ("A2", 2), ("A3", 3))]
    load_files(store, [a_file(folder, *police)], a_mapping(folder))
    theirs = [{"child": "A1", "start": "2016-06-01 11:00"}, {"child": "A2", "start": "2016-06-02 11:01"}]
    text = MAPPING.replace('"police"', '"social_care"')
    load_files(
        store,
        [a_file(folder, *theirs, {"start": "never"}, name="social-care.csv")],
        a_mapping(folder, text, "social-care.toml"),
    )
    return store


def live_of(store: Store) -> Snapshot:
    live = store.current()
    assert live is not None
    return live


def test_episodes_are_told_of_by_two_sources_or_by_one_alone(tmp_path: Path) -> None:
    episodes = Warehouse(live_of(two_sources(tmp_path)).episodes)
    seen = seen_by_month(episodes, JUNE)
    assert sources_alone(seen) == ["police", "social_care"]
    assert month_columns(seen, sources_alone(seen)) == {
        "Month": ["June 2016"],
        "All": ["4"],
        "Two sources or more": ["1"],
        "Only police": ["2"],
        "Only social care": ["1"],
        "Agree": ["25%"],
    }
    assert headline(seen) == "Two or more sources tell of 1 of 4 missing episodes (25%)."
    rows = alone(episodes, JUNE, "police")
    assert [(row["file"], row["line"], row["started"].day) for row in rows.to_dicts()] == [
        ("police.csv", 3, 2),
        ("police.csv", 4, 3),
    ]
    assert alone_csv(rows, "000002") != alone_csv(rows, "000002")
    assert alone(episodes, Period(date(2016, 7, 1), date(2016, 8, 1)), "police").is_empty()
    episodes.close()


def test_one_source_agrees_and_disagrees_with_none(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_files(store, [a_file(tmp_path, {}, {"id": "2", "child": "A2"})], a_mapping(tmp_path))
    seen = seen_by_month(Warehouse(live_of(store).episodes), JUNE)
    assert headline(seen) == "Only one source tells of missing episodes in this period (2): there is none to compare."
    assert month_columns(seen, sources_alone(seen))["Agree"] == ["One source"]


def test_rules_are_counted_now_and_before_and_their_rows_can_be_sent_back(tmp_path: Path) -> None:
    store = two_sources(tmp_path)
    now, refused = Warehouse(live_of(store).episodes), Warehouse(live_of(store).refused)
    before = Warehouse(store.snapshots()[0].episodes)
    columns = rule_columns(rule_counts(now, before))
    refused_at = columns["The rows were"].index("refused")
    assert [column[refused_at] for column in columns.values()] == [
        "Social care",
        "1004: the start is not a date",
        "refused",
        "1",
        "0",
    ]
    rows = rows_of_rule(now, refused, "1004")
    assert rows["file_name"].to_list() == ["social-care.csv"]
    assert b"never" in rows_csv(rows, "000002")
    assert set(rule_columns(rule_counts(now, None))["Before"]) == {"-"}
    for item in (now, refused, before):
        item.close()


def test_a_label_that_somebody_explained_is_in_the_mapping() -> None:
    text = (
        MAPPING
        + '\n[values.placement]\nfoster = "Carers"\n[values."missing_from_place"]\n"Bus \\"station\\"" = ["x"]\n'
    )
    told = with_labels(text, {("category", 'MISPER "L"'): "missing", ("placement", "Res. unit"): "own_residential"})
    told = with_labels(told, {("placement", "Kin"): "foster"})
    settings = demonstration_settings()
    mapping, before = parse_mapping(told.encode(), "m", settings), parse_mapping(text.encode(), "m", settings)
    assert mapping.codes["category"]['misper"l"'] == "missing"
    assert mapping.codes["placement"]["res.unit"] == "own_residential"
    assert {mapping.codes["placement"][label] for label in ("kin", "carers")} == {"foster"}
    assert (mapping.columns, mapping.source, mapping.renamed) == (before.columns, before.source, before.renamed)


def test_an_export_says_which_rows_broke_which_rule() -> None:
    tables = {
        "sources": pl.DataFrame({"system": ["police", "police"], "rows_in": [60, 40]}),
        "refused": pl.DataFrame({"system": ["police"], "rule": ["1004"], "rows": [3]}),
        "findings": pl.DataFrame({"system": ["police"], "rule": ["574"], "rows": [2]}),
    }
    rows = [row[4:10] for row in quality_rows(tables, JUNE)]
    assert rows == [
        ("source", "police", "refused:1004", 3, 100, 0.03),
        ("source", "police", "doubted:574", 2, 100, 0.02),
    ]

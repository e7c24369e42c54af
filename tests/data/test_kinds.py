"""Files of every mapped kind: what becomes of their rows, alone and together."""

from pathlib import Path

import pytest

from data.erasure import erase
from data.errors import BadMapping
from data.settings import demonstration_settings
from data.snapshots import Store
from data.summary import Summary
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask, begun_with, load_files, nothing_to_publish
from tests.sizes import orders

NOTIFICATIONS = """
[source]
system = "police"
kind = "notifications"
dates = "iso"
as_of = "2016-12-31"
[columns]
child = "person"
report = "report"
reported_at = "when"
category = "as"
found_postcode = "found in"
"""
INTERVIEWS = """
[source]
system = "provider"
kind = "interviews"
dates = "iso"
as_of = "2016-12-31"
[columns]
child = "child"
episode = "episodes"
returned_at = "back"
interview_offered_at = "offered"
interview_completed_at = "held"
interview_outcome = "outcome"
interview_provider = "by"
"""
SUPPORT = """
[source]
system = "social_care"
kind = "support"
dates = "iso"
as_of = "2016-12-31"
[columns]
child = "child"
support = "what"
started_on = "from"
ended_on = "to"
"""
CARE = """
[source]
system = "fostering"
kind = "care_periods"
dates = "day-first"
as_of = "2016-12-31"
[columns]
child = "child"
started_on = "from"
ended_on = "to"
placement = "where"
placement_postcode = "postcode"
"""
CHILDREN = """
[source]
system = "social_care"
kind = "children"
dates = "iso"
as_of = "2016-12-31"
[columns]
child = "child"
date_of_birth = "dob"
sex = "sex"
ethnicity = "ethnicity"
"""


def load_text(folder: Path, name: str, text: str, mapping: str) -> Summary:
    """Loads a file with this text into the folder's store."""
    (folder / name).write_text(text, encoding="utf-8")
    return load_files(a_store(folder), [folder / name], a_mapping(folder, mapping, f"{name}.toml"))


def episodes(store: Store) -> list[tuple[object, ...]]:
    return ask(store, "SELECT category, started_at::VARCHAR, ended_at::VARCHAR FROM episode_facts ORDER BY started_at")


# --- notifications ---------------------------------------------------------------------------------------------------


def test_a_missing_and_a_found_report_make_an_episode(tmp_path: Path) -> None:
    text = (
        "person,report,when,as,found in\n"
        "A1,Missing,2016-06-07 10:00,missing,\n"
        "A1,Found,2016-06-07 18:00,,B31 1AA\n"
        "A1,missing,2016-06-09 10:00,absent,\n"
    )
    summary = load_text(tmp_path, "n.csv", text, NOTIFICATIONS)
    assert (summary.total("loaded"), summary.findings_by_rule) == (3, {})
    assert episodes(a_store(tmp_path)) == [
        ("missing", "2016-06-07 10:00:00", "2016-06-07 18:00:00"),
        ("absent", "2016-06-09 10:00:00", None),
    ]
    assert ask(a_store(tmp_path), "SELECT found_district FROM episode_facts ORDER BY started_at") == [
        ("B31",),
        ("unknown",),
    ]


def test_reports_without_their_other_half_are_said(tmp_path: Path) -> None:
    text = (
        "person,report,when,as,found in\n"
        "A1,found,2016-06-01 09:00,,\n"
        "A1,missing,2016-06-07 10:00,,\n"
        "A1,missing,2016-06-08 10:00,,\n"
        "A1,found,2016-06-08 18:00,,\n"
        "A1,seen,2016-06-08 18:00,,\n"
    )
    summary = load_text(tmp_path, "n.csv", text, NOTIFICATIONS)
    assert summary.refused_by_rule == {"report_not_understood": 1}
    assert summary.findings_by_rule == {"574": 1, "found_not_missing": 1, "missing_not_found": 1}
    assert episodes(a_store(tmp_path)) == [
        ("missing", "2016-06-07 10:00:00", None),
        ("missing", "2016-06-08 10:00:00", "2016-06-08 18:00:00"),
    ]


@pytest.mark.long
def test_a_found_report_of_a_later_file_ends_the_episode(tmp_path: Path) -> None:
    heading = "person,report,when,as,found in\n"
    parts = {
        "1.csv": heading + "A1,missing,2016-06-07 10:00,,\n",
        "2.csv": heading + "A1,found,2016-06-08 18:00,,\nA2,found,2016-06-08 19:00,,\n",
        "3.csv": heading + "A2,missing,2016-06-08 09:00,,\n",
    }
    stores = []
    for number, order in enumerate(orders([*parts], 3)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in order:
            load_text(folder, name, parts[name], NOTIFICATIONS)
        store = a_store(folder)
        stores.append((episodes(store), ask(store, "SELECT rule FROM finding")))
    assert stores[0] == (
        [
            ("missing", "2016-06-07 10:00:00", "2016-06-08 18:00:00"),
            ("missing", "2016-06-08 09:00:00", "2016-06-08 19:00:00"),
        ],
        [],
    )
    assert all(store == stores[0] for store in stores)


def test_a_found_report_with_a_date_alone_comes_after_the_missing_one_of_that_day(tmp_path: Path) -> None:
    text = "person,report,when,as,found in\nA1,missing,2016-06-07 10:00,,\nA1,found,2016-06-07,,\n"
    load_text(tmp_path, "n.csv", text, NOTIFICATIONS)
    assert episodes(a_store(tmp_path)) == [("missing", "2016-06-07 10:00:00", "2016-06-07 00:00:00")]


# --- interviews ------------------------------------------------------------------------------------------------------


def interviews_of(folder: Path, *lines: str) -> dict[str, tuple[object, ...]]:
    """Day of the episode's start -> outcome, completed at, provider; three episodes on three days in a row."""
    rows = [{"id": f"E{day}", "start": f"2016-06-0{day} 10:00", "end": f"2016-06-0{day} 18:00"} for day in (1, 2, 3)]
    store = begun_with(folder, *rows)
    text = "\n".join(["child,episodes,back,offered,held,outcome,by", *lines]) + "\n"
    load_text(folder, "i.csv", text, INTERVIEWS)
    return {
        str(day): tuple(rest)
        for day, *rest in ask(
            store,
            "SELECT day(started_at), interview_outcome, interview_completed_at::VARCHAR, provider FROM episode_facts",
        )
    }


NONE = ("unknown", None, "unknown")
HELD = ("accepted_completed", "2016-06-04 12:00:00", "Charity")


def test_one_interview_covers_every_return_that_it_still_follows_in_time(tmp_path: Path) -> None:
    # 72 hours before 12:00 on 4 June is 12:00 on 1 June: all three returns, at 18:00, are within.
    result = interviews_of(tmp_path, "A1,,,,2016-06-04 12:00,completed,Charity")
    assert result == {"1": HELD, "2": HELD, "3": HELD}


def test_an_interview_long_after_is_about_the_last_return_alone(tmp_path: Path) -> None:
    result = interviews_of(tmp_path, "A1,,,,2016-06-20 12:00,completed,Charity")
    assert result == {"1": NONE, "2": NONE, "3": ("accepted_completed", "2016-06-20 12:00:00", "Charity")}


def test_an_interview_may_name_its_episodes_or_its_return(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path,
        "A1,E1; E3,,,2016-06-04 12:00,completed,Charity",
        "A1,,2016-06-02,2016-06-03 09:00,,declined,Charity",
    )
    assert result == {"1": HELD, "2": ("declined_child", None, "Charity"), "3": HELD}


def test_of_one_that_was_declined_and_one_that_was_held_the_held_one_counts(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path,
        "A1,E2,,2016-06-02 19:00,,declined,Police",
        "A1,E2,,2016-06-04 10:00,2016-06-04 12:00,completed,Charity",
    )
    assert result["2"] == HELD


@pytest.mark.parametrize(
    ("police", "social_care", "provider", "believed"),
    [
        # Police are believed before social care, and social care before a provider.
        ("declined_child", "", "completed", "accepted_completed"),
        ("", "accepted_completed", "declined", "accepted_completed"),
        ("not_required", "", "completed", "accepted_completed"),
        ("not_required", "", "declined", "not_required"),
        ("not_required", "pending", "", "not_required"),
        ("pending", "not_required", "", "pending"),
        ("not_offered_no_contact", "not_required", "", "not_offered_no_contact"),
        ("pending", "", "not required", "pending"),
        ("", "pending", "declined", "declined_child"),
        ("", "not_offered_no_contact", "declined", "declined_child"),
        ("declined_child", "pending", "", "declined_child"),
        ("pending", "declined_child", "", "declined_child"),
        ("", "not_required", "", "not_required"),
    ],
)
def test_what_became_of_an_interview_of_several_words(
    tmp_path: Path, police: str, social_care: str, provider: str, believed: str
) -> None:
    """A child is on no list once no interview is required: that is heard of whoever is believed most."""
    store = begun_with(tmp_path, {"id": "E1", "outcome": police})
    mapping = a_mapping(tmp_path, MAPPING.replace('"police"', '"social_care"'), "social_care.toml")
    load_files(store, [a_file(tmp_path, {"id": "E1", "outcome": social_care}, name="social_care.csv")], mapping)
    if provider:
        held = "2016-06-08 12:00" if provider == "completed" else ""
        text = f"child,episodes,back,offered,held,outcome,by\nA1,E1,,2016-06-08 09:00,{held},{provider},Charity\n"
        load_text(tmp_path, "i.csv", text, INTERVIEWS)
    assert ask(store, "SELECT interview_outcome FROM episode_facts") == [(believed,)]


def test_an_interview_that_follows_nothing_is_said(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert interviews_of(tmp_path, "A9,,,,2016-06-04 12:00,completed,Charity")["3"] == NONE
    assert ask(store, "SELECT rule FROM finding") == [("interview_without_episode",)]


# --- children, periods of care, support ------------------------------------------------------------------------------


def test_what_is_known_of_a_child_comes_from_a_file_of_children(tmp_path: Path) -> None:
    load_files(a_store(tmp_path), [a_file(tmp_path, {"sex": "", "ethnicity": ""})], a_mapping(tmp_path))
    load_text(tmp_path, "c.csv", "child,dob,sex,ethnicity\nA1,2002-05-06,Female,Pakistani\n", CHILDREN)
    assert ask(a_store(tmp_path), "SELECT sex, ethnicity FROM episode_facts") == [("F", "asian")]


def test_a_mapped_period_of_care_gives_the_setting_and_the_placement(tmp_path: Path) -> None:
    load_files(a_store(tmp_path), [a_file(tmp_path, {"where": ""})], a_mapping(tmp_path))
    load_text(tmp_path, "f.csv", "child,from,to,where,postcode\nA1,01/06/2016,,foster,LS1 1AA\n", CARE)
    assert ask(a_store(tmp_path), "SELECT setting, placement, in_area FROM episode_facts") == [
        ("care", "foster", "out")
    ]


def test_the_most_that_was_done_for_the_child_is_the_support_of_the_episode(tmp_path: Path) -> None:
    rows = [{"child": "A1"}, {"child": "A2"}, {"child": "A3"}, {"child": "A4"}]
    load_files(a_store(tmp_path), [a_file(tmp_path, *rows)], a_mapping(tmp_path))
    text = (
        "child,what,from,to\n"
        "A1,Letter,2016-06-08,2016-06-08\nA1,Intensive support,2016-07-05,\n"  # 28 days after the return
        "A2,phone,2016-07-06,\n"  # 29
        "A3,phone,2016-01-01,2016-06-06\n"  # ended the day before
        "A4,mentor,2016-06-01,\n"
    )
    summary = load_text(tmp_path, "s.csv", text, SUPPORT)
    assert [(label.field, label.label) for label in summary.files[0].unknown_labels] == [("support", "mentor")]
    rows_of = dict(ask(a_store(tmp_path), "SELECT support, count(*) FROM episode_facts GROUP BY ALL"))
    assert rows_of == {"intensive": 1, "not_recorded": 2, "other": 1}


def test_support_that_was_not_given_is_refused_and_counts_for_nobody(tmp_path: Path) -> None:
    load_files(a_store(tmp_path), [a_file(tmp_path, {"child": "A1"})], a_mapping(tmp_path))
    words = ("declined", "Not offered", "none", "n/a", "No", "DNA")
    text = "child,what,from,to\n" + "".join(f"A1,{word},2016-06-08,\n" for word in words)
    (file,) = load_text(tmp_path, "s.csv", text, SUPPORT).files
    assert (file.rows_in, file.loaded, file.refused_by_rule) == (6, 0, {"no_support_given": 6})
    first = file.first_refused[0]
    assert first.line == 2
    assert first.message.startswith("'what' is 'declined': no support was given.")
    assert ask(a_store(tmp_path), "SELECT support FROM episode_facts") == [("not_recorded",)]
    mapped = SUPPORT + '[values.support]\ncontacted = ["DNA"]\n'
    assert load_text(tmp_path, "s2.csv", "child,what,from,to\nA1,DNA,2016-06-08,\n", mapped).files[0].loaded == 1


@pytest.mark.parametrize(
    ("begins", "ends", "counted"),
    # The return is on the seventh of June: three days on is by the landmark, four are not.
    [
        ("2016-06-10", "2016-07-10", "intensive"),
        ("2016-06-11", "2016-07-11", "not_recorded"),
        ("2016-05-01", "", "intensive"),
        ("2016-05-01", "2016-06-07", "intensive"),
        ("2016-05-01", "2016-06-06", "not_recorded"),
    ],
)
def test_support_counts_towards_what_follows_only_where_it_had_begun_by_the_third_day(
    tmp_path: Path, begins: str, ends: str, counted: str
) -> None:
    begun_with(tmp_path, {"child": "A1"})
    text = f"child,what,from,to\nA1,Intensive support,{begins},{ends}\n"
    load_text(tmp_path, "s.csv", text, SUPPORT)
    assert ask(a_store(tmp_path), "SELECT after_support FROM episode_facts") == [(counted,)]


# --- mappings and linking --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (SUPPORT.replace("started_on =", "started_at ="), "not a field of support"),
        (SUPPORT + '[flags]\ncse = "cse"\n', "has no place in a file of support"),
        (SUPPORT.replace('kind = "support"', 'kind = "support"\nspeaks_of = ["absent"]'), "may speak of: support"),
    ],
)
def test_a_mapping_of_a_kind_takes_the_fields_of_that_kind(tmp_path: Path, mapping: str, said: str) -> None:
    with pytest.raises(BadMapping, match=said):
        load_text(tmp_path, "s.csv", "child,what,from,to\n", mapping)


def test_sources_that_disagree_about_the_category_are_listed_and_missing_is_taken(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_files(store, [a_file(tmp_path, {"category": "absent"})], a_mapping(tmp_path))
    other = a_mapping(tmp_path, a_mapping(tmp_path).read_text().replace('"police"', '"social_care"'), "sc.toml")
    load_files(store, [a_file(tmp_path, {"start": "2016-06-07 10:30"}, name="sc.csv")], other)
    assert ask(store, "SELECT category, seen_by FROM episode_facts") == [("missing", "several")]
    assert ask(store, "SELECT file_name, rule FROM finding") == [("police.csv", "category_conflict")]


def test_an_erased_child_is_in_no_table_of_any_kind(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    child = "PERSON-123456"
    lines = (f"{child},missing,2016-06-07 10:00,,", f"{child},found,2016-06-08 10:00,,", "B2,found,2016-06-01,,")
    load_text(tmp_path, "n.csv", "\n".join(["person,report,when,as,found in", *lines]) + "\n", NOTIFICATIONS)
    load_text(tmp_path, "s.csv", f"child,what,from,to\n{child},phone,2016-06-08,\nB2,phone,2016-06-08,\n", SUPPORT)
    text = f"child,episodes,back,offered,held,outcome,by\n{child},,,,2016-06-09,completed,Charity\n"
    load_text(tmp_path, "i.csv", text, INTERVIEWS)
    assert ask(store, "SELECT interview_outcome, support FROM episode_facts") == [("accepted_completed", "contacted")]
    done = erase(
        store, child, demonstration_settings(), reason="a request", requested_by="an officer", finish=nothing_to_publish
    )
    assert {name: done.rows[name] for name in ("notification", "interview", "support")} == {
        "notification": 2,
        "interview": 1,
        "support": 1,
    }
    assert ask(store, "SELECT child_id = 'x', says FROM notification") == [(False, "found")]
    assert ask(store, "SELECT count(*) FROM interview") == [(0,)]
    assert ask(store, "SELECT count(*) FROM support") == [(1,)]
    assert done.still_in == ()
    # The found report that is left was doubtful before, and is again.
    assert ask(store, "SELECT rule FROM finding") == [("found_not_missing",)]


def test_a_large_file_that_does_not_say_what_it_covers_is_loaded(tmp_path: Path) -> None:
    rows = [{"id": str(number), "child": f"A{number % 100}"} for number in range(60_000)]
    summary = load_files(a_store(tmp_path), [a_file(tmp_path, *rows)], a_mapping(tmp_path))
    assert summary.total("loaded") == 60_000


def test_a_doubt_about_a_row_of_a_list_of_children_is_kept(tmp_path: Path) -> None:
    text = "child,dob,sex,ethnicity\nA1,#REF!,Female,Pakistani\nA2,in May,F,\n"
    assert load_text(tmp_path, "c.csv", text, CHILDREN).findings_by_rule == {"birth_not_understood": 1, "error_cell": 1}
    load_text(tmp_path, "n.csv", "person,report,when,as,found in\nA1,missing,2016-06-07 10:00,,\n", NOTIFICATIONS)
    kept = ask(a_store(tmp_path), "SELECT row_number, rule FROM finding ORDER BY 1")
    assert kept == [(2, "error_cell"), (3, "birth_not_understood")]

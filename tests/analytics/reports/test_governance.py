"""Papers for those who must sign: each says what the settings and the store say, and marks what neither tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

import cli
from analytics.reports.governance import impact, processing
from analytics.reports.governance.accessibility import HELD_BY
from analytics.reports.governance.files import as_word, governance_papers, write_governance
from analytics.reports.governance.known import ANOTHER_SENDER, Known, sources_of, what_is_known
from analytics.reports.governance.notices import LOGGED, SAID_TO_CHILDREN
from analytics.reports.governance.paper import Blank, GovernancePaper
from analytics.reports.governance.pieces import KEPT_AS, SPECIAL
from analytics.reports.grid import Grid
from data.audit_log import Act
from data.errors import CannotExport
from data.formats.guessing.field_words import FIELD_WORDS
from data.settings import Settings, parse_settings
from data.snapshots import Store
from data.tables import TABLES
from tests.data.builders import a_store, begun_with
from tests.test_security_table import is_there

DAY = date(2026, 12, 2)
OFFICER = 'decided_by = "The director"\ndecided_on = 2026-04-01\nreason = "Our policy"\n'
MAIL = (
    '[messages]\naddress = "https://missing.council.example"\n[messages.mail]\nhost = "mail.council.example"\n'
    'sender = "m@council.example"\nto = ["a@council.example", "b@council.example"]\n'
)
ROLES = '[sign_in]\nboard = ["Missing.Board"]\ncoordinator = ["Missing.Coordinator"]\n'
ASSESSMENT, RECORD = "data-protection-impact-assessment.docx", "record-of-processing.docx"
CHILDREN, STAFF, ACCESS = "privacy-notice-children.docx", "privacy-notice-staff.docx", "accessibility-statement.docx"

# Settings of a council -> the paper -> what it then says, and says of no other council.
CHANGES = [
    ('[council]\nname = "Otherton"', RECORD, "Otherton (official code"),
    ('[council]\nboard = "Otherton Partnership"', RECORD, "What is published goes to Otherton Partnership."),
    ('[council]\nauthority = "E99000001"', RECORD, "official code E99000001"),
    ("[retention]\nmonths = 84", RECORD, "nothing was heard for 84 months is removed"),
    ("[retention]\nmonths = 85", CHILDREN, "We take it away 7 years and 1 month after"),
    ("[snapshots]\nkeep = 3", RECORD, "3 earlier snapshots stay"),
    ("[disclosure]\nhide_up_to = 9", ASSESSMENT, "counts of 1 to 9 children are hidden"),
    ("[disclosure]\nhide_up_to = 9", CHILDREN, "never see a number of 9 children or fewer"),
    ("[disclosure]\nscrutiny_hide_up_to = 11", CHILDREN, "fewer than 12"),
    ("[disclosure]\nscrutiny_round_to = 10", ASSESSMENT, "rounded to the nearest 10"),
    ("[disclosure]\nscrutiny_smallest_base = 30", ASSESSMENT, "only out of 30 or more"),
    ("[disclosure]\nscrutiny_largest_share = 0.4", ASSESSMENT, "one child has more than 40%"),
    ("[disclosure]\ndays_until_published = 40", ASSESSMENT, "published once, 40 days after it ends"),
    (f"[disclosure.board_agreement]\n{OFFICER}", RECORD, "The board reads every number, under an information-sharing"),
    (
        f"[disclosure.board_agreement]\n{OFFICER}",
        ASSESSMENT,
        "agreement decided by The director on 01/04/2026. Our policy.",
    ),
    (
        f'[disclosure]\nnot_recorded = "always_hidden"\n[disclosure.not_recorded_decision]\n{OFFICER}',
        ASSESSMENT,
        "is hidden too: decided by The director on 01/04/2026. Our policy.",
    ),
    ('[releases]\napprovers = ["Head of service"]', STAFF, "named to the public by role: Head of service"),
    (ROLES, ASSESSMENT, "Missing.Coordinator"),
    (f"{ROLES}hours = 4", STAFF, "A sign-in is believed for 4 hours"),
    (f"{ROLES}hours = 4", ACCESS, "runs out after 4 hours"),
    (f'{ROLES}claim = "groups"', RECORD, "from the claim “groups”"),
    (MAIL, RECORD, "by mail through mail.council.example, over TLS, to 2 addresses. It holds numbers, dates"),
    (MAIL, STAFF, "The settings hold 2 addresses"),
    (MAIL, ACCESS, "at https://missing.council.example"),
    (MAIL.replace("[messages.mail]", "counts = false\n[messages.mail]"), RECORD, "It holds no number but dates"),
    (MAIL, RECORD, "asks mail.council.example, and no other machine"),
    ('[weekly]\nfolder = "/srv/reports"', RECORD, "writes the weekly report into /srv/reports"),
    ('[initials]\nfile = "/secure/initials.csv"', RECORD, "the council’s own file /secure/initials.csv"),
    ('[initials]\nfile = "/secure/initials.csv"', CHILDREN, "a made-up code, and your initials"),
    ("[top_five]\nsize = 10", ASSESSMENT, "names the 10 children of most concern"),
    ("[top_five.points]\npolice_high = 7", ASSESSMENT, "police high|7"),
    ('[[rules]]\nname = "9 in 9 days"\ncount = 9\ndays = 9', ASSESSMENT, "in every child’s episodes: 9 in 9 days."),
    ("[linking]\ntolerance_minutes = 45", ASSESSMENT, "no more than 45 minutes apart"),
    ('[quarterly]\nmarking = "OFFICIAL"', ASSESSMENT, "marking: OFFICIAL|"),
]
# What these papers do not speak of: how figures are counted, drawn and listed.
OF_FIGURES_AND_PAGES = {
    *("areas", "maps", "bands", "counting", "absences", "deadlines", "triage", "population", "changes", "now"),
    *("by_hand", "triggers", "connections", "ethnic_groups", "homes"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of two children, one of whom stands in a file's name and in a line that was refused."""
    return begun_with(tmp_path_factory.mktemp("papers"), {"child": "A1"}, {"child": "ANNA-SMITH", "start": "never"})


@pytest.fixture(autouse=True)
def nobody_signs_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STREAMLIT_SECRETS_FILES", raising=False)
    monkeypatch.chdir(tmp_path)


def words(paper: GovernancePaper) -> str:
    """All that stands in a paper."""
    return "\n".join([f"marking: {paper.marking}|", *lines(paper)])


def lines(paper: GovernancePaper) -> Iterator[str]:
    for section in paper.sections:
        yield section.title
        for piece in section.pieces:
            match piece:
                case Grid():
                    yield from ("|".join(row) for row in piece.rows)
                case Blank():
                    yield piece.words
                case _:
                    yield piece


def all_words(store: Store, text: str = "") -> dict[str, str]:
    """File name -> all that stands in it, with these settings."""
    known = what_is_known(store, parse_settings(text, "council.toml"), DAY)
    return {paper.file_name: words(paper) for paper in governance_papers(known)}


@pytest.fixture(scope="module")
def usual(store: Store) -> dict[str, str]:
    return all_words(store)


@pytest.mark.parametrize(("text", "file", "said"), CHANGES)
def test_a_setting_that_is_changed_changes_what_the_paper_says(
    store: Store, usual: dict[str, str], text: str, file: str, said: str
) -> None:
    assert said not in usual[file]
    assert said in all_words(store, text)[file]


def test_every_section_of_the_settings_is_told_or_is_of_figures_alone() -> None:
    told = {
        name
        for text, _, _ in CHANGES
        for name in parse_settings(text, "council.toml").model_dump(exclude_unset=True)
        if name != "council" or "[council]" in text
    }
    assert told | OF_FIGURES_AND_PAGES == set(Settings.model_fields)
    assert not told & OF_FIGURES_AND_PAGES


def test_what_is_loaded_is_told_by_sender_kind_field_and_days(usual: dict[str, str]) -> None:
    for paper in (ASSESSMENT, RECORD):
        assert (
            "the police|a missing episode, with its start and its end|1 June 2016 to before 1 July 2016" in usual[paper]
        )
        assert "date of birth|the month of birth, and the age at each episode; not the day|no" in usual[paper]
        assert "ethnicity|as the source gives it|racial or ethnic origin (Article 9)" in usual[paper]
    assert "• your ethnic group" in usual[CHILDREN]
    assert "what you told them" not in usual[CHILDREN]
    assert "It comes from the police." in usual[CHILDREN]


def test_an_empty_store_leaves_marked_blanks(tmp_path: Path) -> None:
    papers = all_words(a_store(tmp_path))
    assert "nothing is loaded yet — Missing co-ordinator]" in papers[RECORD]
    assert "[To be written: how long it is kept; no time is set yet — Data protection officer]" in papers[CHILDREN]
    assert "It comes from" not in papers[CHILDREN]


def test_a_name_that_a_source_or_a_risk_was_given_is_not_repeated() -> None:
    load = {"system": "Ann Smith House", "kind": "episodes", "fields": ["flag ann_smith", "sex"]}
    (source,) = sources_of([load | {"covers_from": "2026-04-01", "covers_to": "2026-07-01 00:00:00"}])
    assert source.sender == ANOTHER_SENDER
    known = Known(parse_settings("", "council.toml"), Path("/srv/store"), False, (source,), "", DAY, "1")
    text = words(processing.record_of_processing(known))
    assert "another risk mark" in text
    assert "|1 April 2026 to before 1 July 2026" in text
    assert "smith" not in text.lower()


def test_nothing_of_a_child_is_in_them(usual: dict[str, str]) -> None:
    everything = "\n".join(usual.values())
    for secret in ("A1", "ANNA", "police.csv", "2002"):
        assert secret not in everything


def test_notices_that_are_given_out_name_no_folder_and_no_machine(store: Store) -> None:
    papers = all_words(store, MAIL + '[weekly]\nfolder = "/srv/reports"\n[initials]\nfile = "/secure/initials.csv"')
    for name in (CHILDREN, STAFF, ACCESS):
        for hidden in (str(store.folder), "/srv/reports", "/secure", "mail.council.example"):
            assert hidden not in papers[name]
    assert str(store.folder) in papers[ASSESSMENT]


def test_the_provider_is_named_by_its_host_and_no_secret_with_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[auth]\nclient_secret = "hush"\nserver_metadata_url = "https://login.example/x/.well-known"\n')
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    papers = all_words(store, ROLES)
    assert "Readers sign in at login.example, and are asked again after 8 hours." in papers[ASSESSMENT]
    assert "which identity provider" not in papers[ASSESSMENT]
    assert "hush" not in "".join(papers.values())
    monkeypatch.delenv("STREAMLIT_SECRETS_FILES")
    assert "[To be written: which identity provider signs readers in" in all_words(store, ROLES)[ASSESSMENT]


def test_a_shared_store_says_who_may_read_it(store: Store) -> None:
    known = what_is_known(store, parse_settings("", "council.toml"), DAY)
    shared = words(processing.record_of_processing(replace(known, is_shared=True)))
    assert "Its group may read what is published" in shared
    assert "for their owner’s account alone" in words(processing.record_of_processing(known))


def test_what_is_said_to_be_kept_is_what_the_tables_hold() -> None:
    columns = {column for table in TABLES.values() for column in table}
    assert {name for _, names in KEPT_AS.values() for name in names} <= columns
    assert not {column for column in columns if "postcode" in column or "date_of_birth" in column or column == "name"}
    fields = {*FIELD_WORDS, "until", "placement_code"}
    assert {*KEPT_AS, *SPECIAL, *(field for named in SAID_TO_CHILDREN.values() for field in named)} <= fields


def test_staff_are_told_of_everything_that_is_logged() -> None:
    assert set(LOGGED) == set(Act)


@pytest.mark.parametrize("test", HELD_BY.values())
def test_what_the_statement_promises_is_held_by_a_test_that_is_there(test: str) -> None:
    assert is_there(test)


def test_every_command_that_they_name_is_there(usual: dict[str, str]) -> None:
    named = {word.split("`")[0] for text in usual.values() for word in text.split("`missing ")[1:]}
    assert named == {"erase", "subject-access"}
    assert named <= set(cli.COMMANDS[""])


def test_the_command_writes_five_word_files_and_says_whose_task_the_rest_is(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISSING_STORE", str(store.folder))
    monkeypatch.delenv("MISSING_SETTINGS", raising=False)
    done = CliRunner().invoke(cli.app, ["documents", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.glob("*.docx")} == {ASSESSMENT, RECORD, CHILDREN, STAFF, ACCESS}
    assert "Data protection officer: " in done.stdout


def test_blanks_are_marked_in_the_file_and_listed_at_its_end(store: Store) -> None:
    known = what_is_known(store, parse_settings("", "council.toml"), DAY)
    paper = impact.impact_assessment(known)
    document = Document(BytesIO(as_word(paper, known)))
    marked = [run.text for part in document.paragraphs for run in part.runs if run.font.highlight_color]
    assert marked == [blank.words for blank in paper.blanks]
    listed = [(row.cells[0].text, row.cells[1].text) for row in document.tables[-1].rows[1:]]
    assert sorted(listed) == sorted((blank.whose.value, blank.what) for blank in paper.blanks)


def test_a_folder_that_is_not_there_is_one_sentence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="Name a file in a folder that exists"):
        write_governance(store, parse_settings("", "council.toml"), tmp_path / "nowhere")

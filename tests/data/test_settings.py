"""A council's settings: what is refused, and how it is said."""

from pathlib import Path

import pytest

from analytics.indicators.registry import indicators
from data.errors import BadSetting
from data.settings import Settings, load_settings, parse_settings

EXAMPLE = Path(__file__).parents[2] / "docs" / "council.example.toml"


def test_the_example_is_what_the_product_does_without_settings():
    written = parse_settings(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    assert written.model_dump(exclude={"council", "areas"}) == Settings().model_dump(exclude={"council", "areas"})


def test_a_council_of_its_own_is_no_demonstration():
    assert Settings().council.demonstration
    assert not parse_settings("", "council.toml").council.demonstration


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[bands]\nhours = [24, 8]", "hours must rise"),
        ("[absences]\ntimes_missing = [1, 1]", "times_missing must rise"),
        ('[top_five]\norder = ["still_missing"]', "top_five.order.0 is 'still_missing': Input should be 'missing_for'"),
        ('[top_five]\norder = ["points"]', 'order must hold "missing_for"'),
        ('[top_five]\norder = ["missing_for", "points", "points"]', "order must name each thing once"),
        ("[top_five]\nmissing_hours = [24, 72]", "missing_hours must fall"),
        ("[top_five]\nmissing_hours = []", "top_five.missing_hours is []"),
        ("[top_five.points]\nexploitation = -1", "top_five.points.exploitation is -1"),
        ("[top_five.points]\nredness = 1", "top_five.points.redness is not a setting. It may be: exploitation, "),
        ("[disclosure.board_agreement]\nby = 1", "by is not a setting. It may be: decided_by, decided_on, reason"),
        ("[disclosure]\nhide_up_to = 0", "disclosure.hide_up_to is 0: Input should be greater than or equal to 1"),
        (
            "[disclosure]\nhide = 5",
            "disclosure.hide is not a setting. It may be: board_agreement, days_until_published, hide_up_to",
        ),
        ("[releases]\napprovers = []", "releases.approvers is []"),
        ("[disclosure]\nscrutiny_largest_share = 0", "should be greater than 0"),
        ("colour = 1", "colour is not a setting. It may be: absences, areas, bands, by_hand, changes, connections"),
        ("council = 3", "council is 3"),
        ("[ethnic_groups]\nwhite = ['ZZZZ']", "not official ethnic codes"),
        ("[areas]\nA = ['B1']\nB = ['B1']", "already in 'A'"),
        ("bands = [", "is not TOML"),
        ("[[changes]]\nat = 2024-04-01", "changes.0.what is"),
        ("[[changes]]\nat = 'May'\nwhat = 'x'", "changes.0.at is 'May'"),
        ("[[changes]]\nat = 2024-04-01\nwhat = 'x'\nwhen = 3", "is not a setting. It may be: at, indicators, what"),
        ("[messages.mail]\nhost = 'm'", "messages.mail: Value error, a host needs a sender and at least one address"),
        ("[messages.mail]\nto = ['a@b.example, c@d.example']", "write one address of plain letters"),
        ('[messages.mail]\nsender = "a@b.example\\nBcc: c@d.example"', "write one address of plain letters"),
        ("[messages.mail]\nto = ['Ann <a@b.example>']", "write one address of plain letters"),
        ("[messages.mail]\nuser = 'u'", "user and password_from go together"),
        (
            "[messages.mail]\nsecurity = 'none'\nuser = 'u'\npassword_from = 'env:P'",
            "would send the password in the open",
        ),
        (
            "[messages.mail]\nsecurity = 'none'\nhost = 'm'\nsender = 'a@b.example'\nto = ['a@b.example']",
            "on this machine",
        ),
        ("[messages.mail]\nport = 0", "messages.mail.port is 0"),
        ("[messages.teams]\nurl_from = 'env:T'", "address is needed for the link"),
        ("[messages]\naddress = 'http://missing.council.example'", "beginning with https://"),
        ("[messages]\naddress = 'https://missing.council.example/?child=1'", "the app's address alone"),
        ("[messages]\nspeak_of = []", "messages.speak_of is []"),
        ("[messages]\nspeak_of = ['names']", "messages.speak_of.0 is 'names': Input should be 'interviews_overdue'"),
    ],
)
def test_a_bad_setting_is_refused_with_the_key_and_what_would_be_right(text: str, said: str):
    with pytest.raises(BadSetting, match=r"council\.toml") as refused:
        parse_settings(text, "council.toml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "[messages.mail]\npassword = 'Tr0ub4dor'",
        "[messages.mail]\npassword_from = 'Tr0ub4dor'",
        "[messages.mail]\nuser = 'u'\nhost = 'smtp://u:Tr0ub4dor@mail.example'",
        "[messages.teams]\nurl = 'https://flow.example/?sig=Tr0ub4dor'",
        "[messages.teams]\nurl_from = 'https://flow.example/?sig=Tr0ub4dor'",
        "[messages.teams]\nurl_from = 'file:/etc/missing/teams\\nTr0ub4dor'".replace("'", '"'),
        "[messages]\naddress = 'https://u:Tr0ub4dor@missing.council.example'",
    ],
)
def test_a_secret_that_stands_where_none_should_is_refused_and_not_said_again(text: str):
    with pytest.raises(BadSetting) as refused:
        parse_settings(text, "council.toml")
    assert "Tr0ub4dor" not in str(refused.value)


def test_who_is_sent_messages_is_no_part_of_what_figures_are_made_with():
    """The manifest of a snapshot holds these, and the board's process may read it."""
    told = parse_settings(
        "[messages]\naddress = 'https://missing.council.example'\n"
        "[messages.mail]\nhost = 'mail.example'\nsender = 'a@b.example'\nto = ['c@d.example']\n",
        "council.toml",
    )
    assert told.messages.is_on
    assert told.of_figures() == parse_settings("", "council.toml").of_figures()


def test_a_byte_order_mark_is_forgiven_and_another_encoding_is_not(tmp_path: Path):
    file = tmp_path / "council.toml"
    file.write_bytes(b"\xef\xbb\xbf[council]\nname = 'X'")
    assert load_settings(file).council.name == "X"
    file.write_bytes("[council]\nname = '\xe9'".encode("cp1252"))
    with pytest.raises(BadSetting, match="UTF-8"):
        load_settings(file)


def test_a_change_of_practice_may_concern_only_indicators_that_there_are():
    text = "[[changes]]\nat = 2024-04-01\nwhat = 'New system'\nindicators = ['missing-episodes']"
    assert indicators(parse_settings(text, "council.toml"))["missing-episodes"]
    with pytest.raises(
        BadSetting, match=r"\['missing-episode'\]: not indicators\. It may hold: missing-episodes, child"
    ):
        indicators(parse_settings(text.replace("episodes'", "episode'"), "council.toml"))

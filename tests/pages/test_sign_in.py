"""What a signed-in reader's claims open: one audience, or nothing."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from analytics.model import Audience
from data.errors import BadSetting
from data.settings import SignIn, parse_settings
from pages.common.sign_in import (
    NotAdmitted,
    NotSignedIn,
    approving_role,
    audience_of,
    name_of,
    refuse_expired,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = SignIn(board=("Board", "Board.Chair"), coordinator=("Coordinator",), scrutiny=("Scrutiny",), hours=8)


def opened(roles: object, *, age: timedelta = timedelta(minutes=1), rules: SignIn = RULES) -> Audience:
    return audience_of({"roles": roles, "iat": (NOW - age).timestamp()}, rules, NOW)


@pytest.mark.parametrize(
    ("roles", "audience"),
    [
        (["Board"], Audience.BOARD),
        (["Board", "Board.Chair"], Audience.BOARD),
        (["Board", "Board"], Audience.BOARD),
        (["Coordinator"], Audience.COORDINATOR),
        (("Scrutiny",), Audience.SCRUTINY),
        (["offline_access", "Scrutiny"], Audience.SCRUTINY),
        # Some providers give one role as text, not as a list of one.
        ("Coordinator", Audience.COORDINATOR),
    ],
)
def test_the_roles_of_one_audience_open_its_pages(roles: object, audience: Audience):
    assert opened(roles) is audience


@pytest.mark.parametrize(
    "roles",
    [
        None,
        [],
        "",
        ["Unknown"],
        ["board"],
        [" Board"],
        ["coordinator"],
        "Board,Coordinator",
        "Board Coordinator",
        "xCoordinatorx",
        '["Coordinator"]',
        {"Coordinator": True},
        {"roles": ["Coordinator"]},
        [["Coordinator"]],
        ["Board", None],
        ["Board", 1],
        True,
        1,
        b"Coordinator",
    ],
)
def test_missing_unknown_and_unreadable_roles_open_nothing(roles: object):
    with pytest.raises(NotAdmitted, match="none of your roles"):
        opened(roles)


@pytest.mark.parametrize("pair", list(combinations(("Board", "Coordinator", "Scrutiny"), 2)))
def test_roles_of_two_audiences_open_nothing(pair: tuple[str, str]):
    with pytest.raises(NotAdmitted, match="more than one audience"):
        opened(list(pair))


def test_a_sign_in_is_believed_for_so_many_hours_and_not_a_second_longer():
    assert opened(["Board"], age=timedelta(hours=8, seconds=-1)) is Audience.BOARD
    for age in (timedelta(hours=8), timedelta(days=30)):
        with pytest.raises(NotSignedIn, match="run out"):
            opened(["Board"], age=age)
    with pytest.raises(NotSignedIn, match="run out"):
        opened(["Board"], age=timedelta(hours=1), rules=RULES.model_copy(update={"hours": 1}))


def test_a_sign_in_from_the_future_is_refused_beyond_what_clocks_differ():
    assert opened(["Board"], age=timedelta(minutes=-5)) is Audience.BOARD
    with pytest.raises(NotSignedIn, match="future"):
        opened(["Board"], age=timedelta(minutes=-6))


@pytest.mark.parametrize("issued_at", [None, "", "now", str(int(NOW.timestamp())), True, [NOW.timestamp()]])
def test_a_sign_in_without_a_time_of_issue_is_refused(issued_at: object):
    with pytest.raises(NotSignedIn, match="when it was made"):
        audience_of({"roles": ["Board"], "iat": issued_at}, RULES, NOW)


@pytest.mark.parametrize("issued_at", [float("nan"), float("inf"), float("-inf"), 0, -1, 10**18])
def test_a_time_of_issue_that_is_no_time_is_refused(issued_at: float):
    with pytest.raises(NotSignedIn):
        audience_of({"roles": ["Board"], "iat": issued_at}, RULES, NOW)


def test_only_the_claim_that_the_settings_name_counts():
    rules = RULES.model_copy(update={"claim": "app_roles"})
    claims: dict[str, object] = {"roles": ["Coordinator"], "app_roles": ["Board"], "iat": NOW.timestamp()}
    assert audience_of(claims, rules, NOW) is Audience.BOARD


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"sub": "s1"}, "s1"),
        ({"sub": "s1", "oid": "o1"}, "o1"),
        ({"sub": "s1", "oid": "o1", "preferred_username": "a@council.example"}, "a@council.example (o1)"),
        ({"sub": "s1", "preferred_username": 7}, "s1"),
        ({"sub": "s1", "preferred_username": "a\nforged line\x00"}, "aforged line (s1)"),
    ],
)
def test_a_readers_name_holds_what_never_becomes_anothers(claims: dict[str, object], name: str):
    assert name_of(claims) == name


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": None}, {"sub": "\n"}, {"preferred_username": "a"}])
def test_a_reader_without_an_id_is_not_admitted(claims: dict[str, object]):
    with pytest.raises(NotAdmitted, match="who you are"):
        name_of(claims)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('board = ["A"]\ncoordinator = ["A"]', "['A'] stands more than once"),
        ('board = ["A", "A"]', "['A'] stands more than once"),
        ('board = [""]', "sign_in.board.0 is ''"),
        ('board = "A"', "sign_in.board is 'A'"),
        ("hours = 0", "sign_in.hours is 0"),
        ("hours = 25", "sign_in.hours is 25"),
        ('claim = ""', "sign_in.claim is ''"),
        (
            'public = ["A"]',
            "It may be: approvers, board, claim, coordinator, hours, idle_minutes, scrutiny",
        ),
    ],
)
def test_a_bad_sign_in_section_is_refused(text: str, said: str):
    with pytest.raises(BadSetting) as refused:
        parse_settings(f"[sign_in]\n{text}", "council.toml")
    assert said in str(refused.value)


def test_who_may_sign_in_changes_no_figure():
    assert parse_settings("", "a").of_figures() == parse_settings('[sign_in]\nboard = ["A"]', "b").of_figures()


APPROVING = SignIn(coordinator=("Coordinator",), approvers={"Approver": "Director of Children’s Services"})


@pytest.mark.parametrize(
    ("roles", "printed"),
    [
        (["Coordinator", "Approver"], "Director of Children’s Services"),
        (["Coordinator"], ""),
        (["approver"], ""),
        ([["Approver"]], ""),
        (None, ""),
    ],
)
def test_whoever_has_a_role_that_approves_does_so_in_the_role_that_the_settings_name(roles: object, printed: str):
    assert approving_role({"roles": roles}, APPROVING) == printed


def test_an_approver_is_of_a_role_that_the_council_lets_approve():
    with pytest.raises(BadSetting, match=r"sign_in.approvers names .*Clerk"):
        parse_settings('[sign_in.approvers]\n"Approver" = "Clerk"', "council.toml")
    with pytest.raises(BadSetting, match=r"releases.accounts names .*Clerk"):
        parse_settings('[releases.accounts]\n"ann" = "Clerk"', "council.toml")


@pytest.mark.parametrize(("seconds", "is_let_in"), [(3600, True), (-299, True), (-300, False), (-3600, False)])
def test_a_token_that_has_expired_opens_nothing(seconds: int, is_let_in: bool):
    """Clocks may differ by five minutes."""
    with nullcontext() if is_let_in else pytest.raises(NotSignedIn, match="run out"):
        refuse_expired(NOW.timestamp() + seconds, NOW)


@pytest.mark.parametrize("until", ["later", True, float("nan"), [], {}])
def test_an_expiry_that_is_no_time_opens_nothing(until: object):
    with pytest.raises(NotSignedIn):
        refuse_expired(until, NOW)

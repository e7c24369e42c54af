"""Who gets in with sign-in: a round trip in a browser, and every door tried by hand, byte by byte."""

import json
import re
import shutil
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from playwright.sync_api import Browser, Cookie, expect
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.exceptions import InvalidStatus

from analytics.measuring.breakdowns import FILTERS
from analytics.model import Audience
from data.audit_log import Act, AuditLog
from data.snapshots import Store
from pages.common.filters import KINDS
from pages.common.frame import ENTRIES
from tests.e2e.council import COOKIE_SECRET, ROLES, SETTINGS, Council, council
from tests.e2e.provider import Provider, provider
from tests.e2e.reader import Reading, reading
from tests.e2e.server import running
from tests.e2e.wire import Answer, signed, wired

ASKED_TO_SIGN_IN = "Sign in with your council account"
HOUR = 3600
ADDRESSES = list(dict.fromkeys(entry.address for entries in ENTRIES.values() for entry in entries))
# A dozen to a process: all ask within milliseconds and none is answered within a second, so it is fresh for each.
TOGETHER = [ADDRESSES[first : first + 12] for first in range(0, len(ADDRESSES), 12)]
# What stands in the sidebar of each audience's pages.
SIGNED_IN = {
    Audience.BOARD: b"Signed in: Board",
    Audience.COORDINATOR: b"Signed in: Co-ordinator",
    Audience.SCRUTINY: b"Signed in: Scrutiny committee",
}
FIRST_HEADING = {
    Audience.BOARD: "Overview",
    Audience.COORDINATOR: "Now",
    Audience.SCRUTINY: "Children missing from home and care",
}
PROTECTION = {b"Board view", b"Exact figures", b"Public view"}
# What no frame of theirs may say. The co-ordinator's page on the data says what the board may know of it.
NEVER_SAID = {
    None: PROTECTION | set(SIGNED_IN.values()),
    Audience.BOARD: {b"Exact figures", b"Public view"},
    Audience.COORDINATOR: {b"Public view"},
    Audience.SCRUTINY: {b"Exact figures", b"Board view"},
}


def may_read(audience: Audience | None, address: str) -> bool:
    return audience is not None and address in {entry.address for entry in ENTRIES[audience]}


@pytest.fixture(scope="module")
def people() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(scope="module")
def warm(councils_own: Path, people: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """One process for all audiences, in which everybody has read everything already."""
    with council(councils_own, tmp_path_factory.mktemp("warm"), people.metadata_url) as one:
        for audience, entries in ENTRIES.items():
            with one.as_(audience) as wire:
                for entry in entries:
                    assert SIGNED_IN[audience] in wire.ask(entry.address).sent
        yield one


def assert_nothing_of_it(answer: Answer) -> None:
    """No page, no name of a page, no figure."""
    assert answer.title == "Children missing"
    assert answer.pages == {}
    assert not any(words in answer.sent for words in NEVER_SAID[None])
    assert answer.numbers_in_words() == set()


# --- in a browser


@pytest.mark.browser
def test_readers_sign_in_by_a_cookie_see_their_own_pages_and_sign_out(
    browser: Browser, warm: Council, councils_own: Path, people: Provider
):
    signed_out_before = people.signed_out
    with reading(browser) as reader:
        button = reader.page.get_by_role("button", name="Sign in")
        reader.open(warm.server.url)
        for audience, role in ROLES.items():
            expect(reader.page.get_by_text(ASKED_TO_SIGN_IN)).to_be_visible()
            people.person = {"roles": [role], "preferred_username": f"{audience}@council.example"}
            button.click()
            expect(reader.page.locator("[data-testid=stSidebar]")).to_contain_text(SIGNED_IN[audience].decode())
            # One heading of a page, none of an error.
            expect(reader.page.locator("h1")).to_have_text(FIRST_HEADING[audience])
            assert_cookie_is_no_scripts_and_lives_a_working_day(reader)
            reader.page.get_by_role("button", name="Sign out").click()
            expect(button).to_be_visible()
        people.person = {"roles": list(ROLES.values())}
        button.click()
        expect(reader.page.get_by_text("Your roles are of more than one audience")).to_be_visible()
        reader.page.get_by_role("button", name="Sign out").click()
        expect(button).to_be_visible()
        # The button is drawn before the browser has been to where it loses its cookie.
        assert within_seconds(10, lambda: not cookies_of_who_signed_in(reader))
        assert reader.foreign_hosts() == set()
    assert within_seconds(10, lambda: people.signed_out == signed_out_before + 4)
    log = warm.server.log.read_text()
    came = {(line.who, line.audience) for line in AuditLog(Store(councils_own)).lines() if line.act == Act.SIGN_IN}
    assert ("coordinator@council.example (7f3a)", "coordinator") in came
    assert "Traceback" not in log


def within_seconds(limit: float, holds: Callable[[], bool]) -> bool:
    """Whether it holds at some moment of the next `limit` seconds."""
    until = time.monotonic() + limit
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def cookies_of_who_signed_in(reader: Reading) -> list[Cookie]:
    return [each for each in reader.page.context.cookies() if each["name"].startswith("_streamlit_user")]


def assert_cookie_is_no_scripts_and_lives_a_working_day(reader: Reading) -> None:
    cookies = cookies_of_who_signed_in(reader)
    assert cookies
    assert all(each["httpOnly"] and each["sameSite"] == "Lax" for each in cookies)
    assert all(7.9 * HOUR < each["expires"] - time.time() <= 8 * HOUR for each in cookies)


# --- every address, by everybody whom it is not for


@pytest.mark.parametrize("addresses", TOGETHER, ids=" ".join)
def test_a_page_asked_for_first_on_a_fresh_process_shows_the_wrong_reader_nothing_of_it(
    councils_own: Path, tmp_path: Path, addresses: list[str]
):
    """The first request of a process once ran a page without the frame. All of them ask at once, first."""
    asked = [
        (reader, address) for address in addresses for reader in (None, *Audience) if not may_read(reader, address)
    ]
    with council(councils_own, tmp_path / "council") as fresh, ExitStack() as sessions:
        wires = [sessions.enter_context(fresh.as_(reader)) for reader, _ in asked]
        for wire, (_, address) in zip(wires, asked, strict=True):
            wire.send(address)
        for wire, (reader, address) in zip(wires, asked, strict=True):
            assert_not_for(reader, address, wire.receive())
        assert "Traceback" not in fresh.server.log.read_text()


def assert_not_for(reader: Audience | None, address: str, answer: Answer) -> None:
    """Neither the page nor a word of another audience's; of nobody's, nothing but the door."""
    if reader is None:
        assert_nothing_of_it(answer)
        assert ASKED_TO_SIGN_IN in answer.said
    else:
        assert address not in answer.pages
        assert SIGNED_IN[reader] in answer.sent
        assert not any(words in answer.sent for words in NEVER_SAID[reader])


@pytest.mark.parametrize("address", ["", *ADDRESSES])
def test_nobody_sees_nothing_of_any_page_on_a_warm_process(warm: Council, address: str):
    with warm.as_(None) as nobody:
        answer = nobody.ask(address)
    assert_nothing_of_it(answer)
    assert ASKED_TO_SIGN_IN in answer.said


def test_a_page_of_others_opens_neither_by_its_address_nor_by_its_hash(warm: Council):
    for audience in Audience:
        with warm.as_(audience) as wire:
            hashes = wire.ask().pages
        assert hashes
        for stranger in (None, *Audience):
            for address, page_hash in hashes.items():
                if may_read(stranger, address or ENTRIES[audience][0].address):
                    continue
                with warm.as_(stranger) as wire:
                    answer = wire.ask(address, page_hash=page_hash)
                assert not any(words in answer.sent for words in NEVER_SAID[stranger])
                assert not answer.failed


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"roles": [ROLES[Audience.COORDINATOR]], "iat": time.time() - 9 * HOUR}, "run out"),
        ({"roles": [ROLES[Audience.COORDINATOR]], "iat": time.time() + HOUR}, "in the future"),
        ({"roles": [ROLES[Audience.COORDINATOR]], "iat": None}, "does not say when"),
        ({"roles": [ROLES[Audience.COORDINATOR]], "sub": None}, "does not say who"),
        ({"roles": list(ROLES.values())[:2]}, "more than one audience"),
        ({"roles": ["Missing.Unknown"]}, "none of your roles"),
        ({"roles": "Missing.Board Missing.Coordinator"}, "none of your roles"),
        ({"roles": [ROLES[Audience.BOARD], {"and": ROLES[Audience.COORDINATOR]}]}, "none of your roles"),
        ({"roles": [ROLES[Audience.COORDINATOR]], "iss": "https://elsewhere.example"}, "another identity provider"),
        ({"groups": [ROLES[Audience.COORDINATOR]]}, "none of your roles"),
        ({"audience": "coordinator", "demonstration_audience": "coordinator"}, "none of your roles"),
    ],
)
def test_a_reader_whose_claims_are_not_in_order_sees_nothing(warm: Council, claims: dict[str, object], said: str):
    with warm.as_(None, **claims) as wire:
        for address in ("", "duration", "summary"):
            answer = wire.ask(address, "demonstration_audience=coordinator")
            assert_nothing_of_it(answer)
            assert said in answer.said
    if "role" in said or "audience" in said:
        assert re.search(f"7f3a was turned away: .*{said}", warm.server.log.read_text())


def test_a_cookie_that_the_app_did_not_sign_for_itself_signs_nobody_in(warm: Council):
    url = warm.server.url
    claims: dict[str, object] = {"sub": "7f3a", "iat": time.time(), "roles": [ROLES[Audience.COORDINATOR]]}
    honest = signed(claims, url, COOKIE_SECRET)
    forged = [
        signed(claims, url, "another secret of forty characters......"),
        signed(claims, "http://elsewhere.example", COOKIE_SECRET),
        honest[:-2] + ("AA" if not honest.endswith("AA") else "BB"),
        honest.split(".")[0],
        "",
    ]
    for cookie in forged:
        with wired(url, cookie, Roles=ROLES[Audience.COORDINATOR]) as wire:
            assert_nothing_of_it(wire.ask("duration"))
    with wired(url, honest) as wire:
        assert SIGNED_IN[Audience.COORDINATOR] in wire.ask("duration").sent


def test_nobody_takes_over_a_session_by_its_id(warm: Council):
    """A browser that lost its connection comes back with its session's id. So may whoever learnt it."""
    with warm.as_(Audience.COORDINATOR) as wire:
        session = wire.ask("duration").session
        with wired(warm.server.url, session=session) as thief:
            assert_nothing_of_it(thief.ask("duration"))
        assert SIGNED_IN[Audience.COORDINATOR] in wire.ask("duration").sent
    board = signed({"sub": "7f3a", "iat": time.time(), "roles": ["Missing.Board"]}, warm.server.url, COOKIE_SECRET)
    for cookie in ("", board):
        with wired(warm.server.url, cookie, session=session) as thief:
            answer = thief.ask("duration")
            assert session not in answer.session
            assert not any(words in answer.sent for words in NEVER_SAID[Audience.BOARD])


def test_another_site_gets_no_connection_and_a_program_without_a_site_no_reader(warm: Council):
    honest = signed({"sub": "1", "iat": time.time(), "roles": ["Missing.Board"]}, warm.server.url, COOKIE_SECRET)
    for elsewhere in ("https://elsewhere.example", "http://127.0.0.1:1", "http://localhost", "null"):
        with pytest.raises(InvalidStatus, match="403"), wired(warm.server.url, honest, origin=elsewhere):
            pytest.fail("another site was let in")
        request = Request(f"{warm.server.url}/_stcore/health", headers={"Origin": elsewhere})  # noqa: S310
        with pytest.raises(HTTPError, match="403"):
            urlopen(request, timeout=10)  # noqa: S310
    # Streamlit would have asked a server on the internet who we are.
    log = warm.server.log.read_text()
    assert "external IP" not in log
    assert "A request of another site was refused: 'https://elsewhere.example', for '/_stcore/stream'" in log
    with wired(warm.server.url, honest, origin=None) as wire:
        assert_nothing_of_it(wire.ask("duration"))


def test_a_copy_of_the_cookie_is_worth_nothing_once_its_reader_has_signed_out(warm: Council):
    cookie = signed({"sub": "2", "iat": time.time(), "roles": ["Missing.Board"]}, warm.server.url, COOKIE_SECRET)
    with wired(warm.server.url, cookie) as reader, wired(warm.server.url, cookie) as other_tab:
        page = reader.ask("duration")
        assert SIGNED_IN[Audience.BOARD] in other_tab.ask("duration").sent
        reader.ask("duration", widgets=[pressed(page, "Sign out")])
        answer = other_tab.ask("duration")
        assert_nothing_of_it(answer)
        assert "You have signed out" in answer.said
    with wired(warm.server.url, cookie) as thief:
        assert_nothing_of_it(thief.ask("duration"))


def pressed(answer: Answer, label: str) -> WidgetState:
    """The button of this label, pressed."""
    buttons = [element.button for element in answer.elements if element.WhichOneof("type") == "button"]
    return WidgetState(id=next(button.id for button in buttons if button.label == label), trigger_value=True)


@pytest.mark.parametrize("audience", [None, *Audience])
def test_a_file_is_taken_of_a_co_ordinator_alone(warm: Council, audience: Audience | None):
    with warm.as_(audience) as wire:
        assert sent_a_file(warm.server.url, wire.ask("overview").session) == (
            204 if audience is Audience.COORDINATOR else 403
        )
    assert sent_a_file(warm.server.url, "no-session") == 403
    assert "A file of somebody who is no co-ordinator was refused" in warm.server.log.read_text()


def sent_a_file(url: str, session: str) -> int:
    """The status that answers a file for this session, sent as its own page would."""
    token = generate_xsrf_token_string()
    headers = {
        "Cookie": f"_streamlit_xsrf={token}",
        "X-Xsrftoken": token,
        "Content-Type": "multipart/form-data; boundary=edge",
    }
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nrow\r\n--edge--\r\n'
    request = Request(f"{url}/_stcore/upload_file/{session}/1", body, headers, method="PUT")  # noqa: S310
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


# --- a provider's answers that are not in order, by the addresses of a sign-in themselves


class Steps:
    """Somebody at the steps of a sign-in, one by one, with the cookies that these leave."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(trust_env=False, timeout=30)
        self.url = url

    def begin(self) -> str:
        """Where the provider is asked."""
        claims = {"provider": "default", "exp": int(time.time()) + 100}
        word = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(COOKIE_SECRET))
        return self.client.get(f"{self.url}/auth/login", params={"provider": word}).headers["Location"]

    def come_back(self, address: str) -> str:
        """The cookie of who signed in after this answer of the provider's; empty where nobody did."""
        self.client.get(address)
        return self.client.cookies.get("_streamlit_user") or ""

    def sign_in(self) -> str:
        """Both, with what the provider answers."""
        return self.come_back(self.client.get(self.begin()).headers["Location"])


def unsigned(claims: dict[str, object]) -> str:
    """A token of the algorithm "none"."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims))
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in parts), ""])


def by_another(claims: dict[str, object]) -> str:
    """A token of another provider's key, under the number of the right one."""
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, RSAKey.generate_key(2048, {"kid": "1"}))


def by_our_secret(claims: dict[str, object]) -> str:
    """A token signed by a secret that both know, where a key of the provider's alone was agreed."""
    return jwt.encode({"alg": "HS256", "kid": "1"}, claims, OctKey.import_key("of the tests"))


def an_access_token(claims: dict[str, object], key: RSAKey) -> str:
    """A token of the provider's own for this service, to be shown to a resource: it answers no sign-in."""
    kept = {name: value for name, value in claims.items() if name != "nonce"} | {"scp": "openid profile"}
    return jwt.encode({"alg": "RS256", "kid": "1", "typ": "at+jwt"}, kept, key)


def test_answers_of_a_provider_that_are_not_in_order_sign_nobody_in(warm: Council, people: Provider):
    """Each is one thing away from an answer that does."""
    in_order = {"roles": [ROLES[Audience.BOARD]]}
    answers: dict[str, tuple[dict[str, object], Callable[[dict[str, object]], str] | None]] = {
        "for another service": ({"aud": "another"}, None),
        "of another provider": ({"iss": "https://elsewhere.example"}, None),
        "of another sign-in": ({"nonce": "of yesterday"}, None),
        "expired": ({"exp": int(time.time()) - HOUR}, None),
        "unsigned": ({}, unsigned),
        "by another key": ({}, by_another),
        "by a shared secret": ({}, by_our_secret),
        "an access token in its place": ({}, lambda claims: an_access_token(claims, people.key)),
        "no token at all": ({}, lambda _: "of-no-use"),
    }
    believed = []
    for name, (claims, forge) in answers.items():
        people.person, people.forge = in_order | claims, forge
        if Steps(warm.server.url).sign_in():
            believed.append(name)
    people.forge = None
    assert believed == []
    assert warm.server.log.read_text().count("OAuth token exchange failed") == len(answers)
    people.person = dict(in_order)
    somebody = Steps(warm.server.url)
    cookie = somebody.sign_in()
    with wired(warm.server.url, cookie) as wire:
        assert SIGNED_IN[Audience.BOARD] in wire.ask("duration").sent
    # Each sign-in has a cookie of its own.
    assert somebody.sign_in() != cookie
    # With the new one, that of before is worth nothing.
    with wired(warm.server.url, cookie) as thief:
        assert_nothing_of_it(thief.ask("duration"))
    with wired(warm.server.url, somebody.client.cookies["_streamlit_user"]) as wire:
        assert SIGNED_IN[Audience.BOARD] in wire.ask("duration").sent
    assert "Traceback" not in warm.server.log.read_text()


def test_a_provider_whose_metadata_name_another_signs_nobody_in(councils_own: Path, tmp_path: Path):
    """Its tokens are in order for the library, which takes the metadata at their word."""
    with provider() as impostor, council(councils_own, tmp_path / "council", impostor.metadata_url) as fresh:
        impostor.issuer, impostor.person = "https://elsewhere.example", {"roles": [ROLES[Audience.BOARD]]}
        with wired(fresh.server.url, Steps(fresh.server.url).sign_in()) as wire:
            answer = wire.ask("duration")
        assert_nothing_of_it(answer)
        assert "another identity provider" in answer.said


def test_only_the_browser_that_began_a_sign_in_ends_it_and_once(warm: Council, people: Provider):
    people.person = {"roles": [ROLES[Audience.BOARD]]}
    victim, attacker = Steps(warm.server.url), Steps(warm.server.url)
    # An answer to the attacker's own sign-in, laid before somebody else.
    answer = attacker.client.get(attacker.begin()).headers["Location"]
    victim.begin()
    assert victim.come_back(answer) == ""
    assert victim.come_back(f"{warm.server.url}/oauth2callback?code=guessed&state=guessed") == ""
    assert attacker.come_back(answer)
    attacker.client.cookies.delete("_streamlit_user")
    assert attacker.come_back(answer) == ""


# --- one process, several audiences


def drawn(answer: Answer) -> list[bytes]:
    """What the reader sees, without what differs from one session to the next: the addresses of downloads."""
    elements = []
    for element in answer.elements:
        seen = Element.FromString(element.SerializeToString())
        if seen.WhichOneof("type") == "download_button":
            seen.download_button.ClearField("deferred_file_id")
        elements.append(seen.SerializeToString(deterministic=True))
    return elements


def test_a_board_reads_the_same_whoever_else_has_read(
    warm: Council, councils_own: Path, tmp_path_factory: pytest.TempPathFactory
):
    """What the process keeps of a co-ordinator's reading never reaches others: a process without one says the same."""
    exact: set[bytes] = set()
    with council(councils_own, tmp_path_factory.mktemp("cold")) as cold:
        for audience in (Audience.BOARD, Audience.SCRUTINY):
            for entry in ENTRIES[audience]:
                with warm.as_(Audience.COORDINATOR) as other, warm.as_(audience) as late, cold.as_(audience) as first:
                    exact |= other.ask(entry.address).numbers_in_words()
                    warmed, clean = late.ask(entry.address), first.ask(entry.address)
                assert drawn(warmed) == drawn(clean)
                exact -= clean.numbers_in_words()
                assert not exact & warmed.numbers_in_words()
    assert exact


def test_small_counts_that_a_co_ordinator_reads_are_in_no_frame_of_others(warm: Council):
    """Planted: every "1 of n" to "5 of n" that free filters give a co-ordinator in the same process."""
    small: set[bytes] = set()
    few = {b"1", b"2", b"3", b"4", b"5"}
    for entry in ENTRIES[Audience.COORDINATOR]:
        for narrow in ("ages=12&ages=13", "ages=14&ages=14"):
            with warm.as_(Audience.COORDINATOR) as wire:
                phrases = wire.ask(entry.address, narrow).numbers_in_words()
            small |= {phrase for phrase in phrases if phrase.split()[0] in few}
    assert len(small) >= 10
    for audience in (Audience.BOARD, Audience.SCRUTINY):
        for entry in ENTRIES[audience]:
            with warm.as_(audience) as wire:
                assert not small & wire.ask(entry.address, "ages=12&ages=13").numbers_in_words()


def test_a_process_of_the_board_needs_no_exact_figures_and_serves_nobody_else(councils_own: Path, tmp_path: Path):
    """MISSING_SERVES: such a process runs as a system user who cannot read the exact file or the key."""
    store = tmp_path / "store"
    shutil.copytree(councils_own, store)
    for file in [store / "pseudonym.key", *store.rglob("episodes.duckdb"), *store.rglob("hashes.json")]:
        file.unlink()
    with council(
        store, tmp_path / "council", MISSING_SERVES="board, scrutiny", MISSING_LOG=str(tmp_path / "log")
    ) as served:
        for audience in (Audience.BOARD, Audience.SCRUTINY):
            with served.as_(audience) as wire:
                for entry in ENTRIES[audience]:
                    answer = wire.ask(entry.address)
                    assert SIGNED_IN[audience] in answer.sent
                    assert not answer.failed
        with served.as_(Audience.COORDINATOR) as wire:
            answer = wire.ask("duration")
        assert_nothing_of_it(answer)
        assert "This address serves the board and scrutiny committee only" in answer.said
        assert "Traceback" not in served.server.log.read_text()


def test_a_page_that_fails_shows_and_logs_nothing_of_what_it_met(councils_own: Path, tmp_path: Path):
    """The database quotes what it cannot read; neither the reader nor the log gets to see it."""
    store = tmp_path / "store"
    shutil.copytree(councils_own, store)
    for file in store.rglob("published.duckdb"):
        file.write_text("CHILD-4711")
        file.with_name("hashes.json").unlink()
    with council(store, tmp_path / "council") as broken, broken.as_(Audience.BOARD) as wire:
        answer = wire.ask("duration")
        log = broken.server.log.read_text()
    assert not answer.failed
    assert b"This page cannot be shown just now" in answer.sent
    assert not any(words in answer.sent for words in (b"IOException", b"published.duckdb", b"warehouse", b"CHILD-4711"))
    assert "IOException: (its words are kept out of the log)" in log
    assert "published.duckdb" not in log
    assert "CHILD-4711" not in log


@pytest.mark.parametrize(
    ("settings", "secrets", "variables", "said"),
    [
        (SETTINGS, "", {}, r"the secrets have no \[auth\]"),
        ("", "", {"STREAMLIT_SERVER_TRUSTED_USER_HEADERS": '{"Roles": "roles"}'}, r"server\.trustedUserHeaders"),
    ],
)
def test_a_start_that_would_leave_a_door_open_is_refused(
    councils_own: Path, tmp_path: Path, settings: str, secrets: str, variables: dict[str, str], said: str
):
    (tmp_path / "council.toml").write_text(settings)
    (tmp_path / "secrets.toml").write_text(secrets)
    options = ("--secrets.files", str(tmp_path / "secrets.toml"))
    with (
        pytest.raises(RuntimeError, match=said),
        running(councils_own, tmp_path / "log", *options, MISSING_SETTINGS=str(tmp_path / "council.toml"), **variables),
    ):
        pytest.fail("the app started")


# --- nonsense in every filter

NONSENSE = [
    "' OR 1=1 --",
    "'); DROP TABLE published; ATTACH '/etc/passwd' AS p; --",
    "<script>alert(1)</script>",
    "../../episodes.duckdb",
    "\x00\ud7ff\u202e",
    "9" * 5000,
    "-1",
    "null",
    "0001-01-01",
    "9999-12-31",
    "NaN,Infinity",
    "[]",
]
FILTER_KEYS = [
    "period",
    "show",
    "from",
    "to",
    "ages",
    "demonstration_audience",
    "audience",
    *(kind.value for kind in KINDS),
    *(filtered.slug for filtered in FILTERS),
]


@pytest.mark.parametrize("audience", list(Audience))
def test_nonsense_in_every_filter_of_an_address_is_taken_for_nothing(warm: Council, audience: Audience):
    page = ENTRIES[audience][0].address
    with warm.as_(audience) as wire:
        honest = drawn(wire.ask(page))
    for nonsense in NONSENSE:
        with warm.as_(audience) as wire:
            answer = wire.ask(page, urlencode(dict.fromkeys(FILTER_KEYS, nonsense)))
        # That the period of the link is not there is said; nothing of it is repeated.
        told = [each for each in drawn(answer) if b"The period of the link is not on offer" not in each]
        assert told == honest, nonsense
    assert "Traceback" not in warm.server.log.read_text()


@pytest.mark.parametrize("audience", list(Audience))
def test_nonsense_that_no_widget_would_send_shows_nothing_more(warm: Council, audience: Audience):
    page = ENTRIES[audience][0].address
    with warm.as_(audience) as wire:
        honest = wire.ask(page)
    for nonsense in NONSENSE:
        with warm.as_(audience) as wire:
            wire.ask(page)
            answer = wire.ask(page, widgets=widgets_holding(honest, nonsense))
        assert not any(words in answer.sent for words in NEVER_SAID[audience])
        if audience is not Audience.COORDINATOR:
            assert answer.numbers_in_words() <= honest.numbers_in_words()
        assert nonsense.encode() not in warm.server.log.read_bytes() or len(nonsense) < 5


def widgets_holding(answer: Answer, nonsense: str) -> list[WidgetState]:
    """Every filter of the page, answered with the nonsense or with numbers that are none."""
    states = []
    for element in answer.elements:
        kind = element.WhichOneof("type")
        if kind not in ("selectbox", "multiselect", "slider", "date_input"):
            continue
        state = WidgetState(id=getattr(element, kind).id)
        match kind:
            case "selectbox":
                state.string_value = nonsense
            case "slider":
                state.double_array_value.data.extend([-1e308, float("nan")])
            case _:
                state.string_array_value.data.append(nonsense)
        states.append(state)
    return states

"""What every answer and every cookie is given on its way out."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import anyio
import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from pages.common.headers import SecurityHeaders, is_own_site


async def leave_cookies(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that leaves Streamlit's cookies, as Streamlit writes them."""
    response = Response("body")
    response.set_cookie("_streamlit_user", "signed", max_age=2_592_000, httponly=True, samesite="lax")
    response.set_cookie("_streamlit_user_1", "part", max_age=2_592_000, httponly=True, samesite="lax")
    response.headers.append("Set-Cookie", "_streamlit_xsrf=token; Path=/; SameSite=Lax; Secure")
    response.delete_cookie("_streamlit_user_tokens")
    await response(scope, receive, send)


def headers_of(*, is_https: bool, path: str = "/", cookies: str = "", seen: list[Headers] | None = None) -> Headers:
    """The headers of the answer to a request for this path; those that reached the app are added to `seen`."""
    sent: list[Message] = []
    given = [(b"cookie", cookies.encode())] if cookies else []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        if seen is not None:
            seen.append(Headers(scope=scope))
        await leave_cookies(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    app = SecurityHeaders(inside, is_https=is_https, sign_in_hours=8)
    asked = partial(app, {"type": "http", "path": path, "method": "GET", "headers": given}, receive, send)
    # In a thread of its own: a browser test may have left this one with a loop that runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, asked).result()
    return Headers(raw=sent[0]["headers"])


def cookies(*, is_https: bool) -> list[str]:
    return headers_of(is_https=is_https).getlist("set-cookie")


def test_by_https_every_cookie_is_secure_once():
    left = cookies(is_https=True)
    assert len(left) == 4
    assert [cookie.lower().count("secure") for cookie in left] == [1, 1, 1, 1]


def test_on_this_machine_alone_cookies_work_without_https():
    assert sum("secure" in cookie.lower() for cookie in cookies(is_https=False)) == 1  # the one that asked for it


def test_by_https_every_cookie_is_of_one_host_and_has_what_its_name_asks_for():
    """RFC 6265bis: a browser drops a __Host- cookie without Secure and Path=/, or with a Domain."""
    left = cookies(is_https=True)
    assert [cookie.partition("=")[0] for cookie in left] == [
        "__Host-_streamlit_user",
        "__Host-_streamlit_user_1",
        "__Host-_streamlit_xsrf",
        "__Host-_streamlit_user_tokens",
    ]
    for cookie in left:
        attributes = [part.strip().lower() for part in cookie.split(";")[1:]]
        assert (attributes.count("path=/"), attributes.count("secure")) == (1, 1)
        assert not any(each.startswith("domain") or each == "path=/under" for each in attributes)
        assert "samesite=lax" in attributes
        assert ("httponly" in attributes) == ("streamlit_user" in cookie and "tokens" not in cookie)


def test_on_this_machine_alone_cookies_keep_their_names():
    assert all(cookie.startswith("_streamlit_") for cookie in cookies(is_https=False))


def test_by_https_a_cookie_without_the_hosts_name_is_not_believed_and_is_taken_back():
    seen: list[Headers] = []
    forged, ours = "_streamlit_user=forged; _streamlit_x", "__Host-_streamlit_user=ours; __Host-_streamlit_xsrf=a"
    sent = f"{forged}; {ours}; theirs=b; __Host-c=d"
    answer = headers_of(is_https=True, cookies=sent, seen=seen)
    assert seen[0]["cookie"] == "_streamlit_user=ours; _streamlit_xsrf=a; theirs=b; __Host-c=d"
    gone = [cookie for cookie in answer.getlist("set-cookie") if cookie.startswith("_streamlit")]
    assert gone == [f"{name}=; Path=/; Max-Age=0; Secure" for name in ("_streamlit_user", "_streamlit_x")]
    headers_of(is_https=False, cookies="_streamlit_user=mine", seen=seen)
    assert seen[1]["cookie"] == "_streamlit_user=mine"


def test_who_signed_in_is_kept_as_long_as_it_is_believed():
    user, part, xsrf, deleted = cookies(is_https=True)
    assert "Max-Age=28800;" in user
    assert "Max-Age=28800;" in part
    assert "Max-Age" not in xsrf
    assert "Max-Age=0;" in deleted


@pytest.mark.parametrize("is_https", [True, False])
def test_browsers_are_told_to_stay_with_https_only_where_there_is_https(is_https: bool):
    told = headers_of(is_https=is_https).get("strict-transport-security")
    assert told == ("max-age=31536000; includeSubDomains" if is_https else None)


def test_the_content_policy_takes_no_object_and_no_base() -> None:
    policy = headers_of(is_https=True)["content-security-policy"].split("; ")
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy)


@pytest.mark.parametrize(
    "path", ["/media/file.csv", "/auth/login", "/auth/logout", "/oauth2callback", "/under/media/a.csv"]
)
def test_downloads_and_steps_of_signing_in_are_never_kept(path: str):
    assert headers_of(is_https=True, path=path)["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/media/SourceSans.6b1d.woff2", "/under/static/media/SourceSans.6b1d.woff2"])
def test_fonts_of_the_pages_are_kept_as_long_as_they_are_sent_to_be(path: str):
    assert "cache-control" not in headers_of(is_https=True, path=path)


@pytest.mark.parametrize(
    ("origin", "host", "is_own"),
    [
        (None, "missing.example", True),
        ("https://missing.example", "missing.example", True),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://127.0.0.1:8502", "127.0.0.1:8501", False),
        ("http://localhost:8501", "127.0.0.1:8501", False),
        ("https://missing.example.elsewhere.example", "missing.example", False),
        ("https://elsewhere.example/missing.example", "missing.example", False),
        ("https://missing.example@elsewhere.example", "missing.example", False),
        ("https://missing.example", None, False),
        ("null", "missing.example", False),
        ("", "", True),
        ("", "missing.example", False),
    ],
)
def test_only_pages_of_the_host_itself_are_its_own(origin: str | None, host: str | None, is_own: bool):
    given = {"origin": origin, "host": host}
    assert is_own_site(Headers({name: value for name, value in given.items() if value is not None})) is is_own

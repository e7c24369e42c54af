"""Teams against a real web server on this machine: what is posted, what is refused, and no word of the address."""

import json
import time

import pytest

from data.errors import CannotSend
from data.message_settings import Teams
from data.messages.message import CARD
from data.messages.teams import post
from tests.messages.servers import Certificate, Workflow, silent, workflow
from tests.messages.test_mail import MESSAGE

SECRET = Teams(url_from="env:MISSING_TEAMS")


@pytest.fixture
def where(monkeypatch: pytest.MonkeyPatch):
    """Says where the workflow is."""
    return lambda address: monkeypatch.setenv("MISSING_TEAMS", address)


def refused() -> str:
    with pytest.raises(CannotSend) as error:
        post(SECRET, MESSAGE.card)
    said = str(error.value)
    assert not any(part in said for part in ("Tr0ub4dor", "sig=", "https://localhost", "workflows/9f"))
    assert error.value.__suppress_context__ or error.value.__context__ is None
    return said


@pytest.mark.parametrize("status", [200, 202])
def test_a_card_arrives_as_a_workflow_takes_it(certificate: Certificate, where, status: int):
    with workflow(certificate) as flow:
        flow.status = status
        where(flow.address)
        post(SECRET, MESSAGE.card)
    ((path, headers, body),) = flow.took
    assert path.endswith("?sig=Tr0ub4dor")
    assert headers["Content-Type"] == "application/json"
    document = json.loads(body)
    (attachment,) = document["attachments"]
    assert (document["type"], attachment["contentType"], attachment["content"]["type"]) == (
        "message",
        CARD,
        "AdaptiveCard",
    )
    texts = [block["text"] for block in attachment["content"]["body"]]
    assert texts == [
        MESSAGE.title,
        *MESSAGE.said,
        *(f"• {point}" for point in MESSAGE.points),
        *MESSAGE.below,
    ]
    assert attachment["content"]["actions"] == [
        {"type": "Action.OpenUrl", "title": "Look here", "url": "https://missing.council.example/now"}
    ]
    assert len(body) < 28_000


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "did not take the message (400)."),
        (401, "(401): whoever made it may have let only signed-in people call it"),
        (404, "(404): it is gone"),
        (429, "(429): it is asked too often; the next run tries again"),
        (500, "did not take the message (500)."),
    ],
)
def test_what_the_workflow_answers_is_said_by_its_number_and_asked_once(
    certificate: Certificate, where, status: int, said: str
):
    with workflow(certificate) as flow:
        flow.status, flow.headers = status, {"Retry-After": "1"}
        where(flow.address)
        assert said in refused()
    assert len(flow.took) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_sent_elsewhere(certificate: Certificate, where, status: int):
    with workflow(certificate) as other, workflow(certificate) as flow:
        flow.status, flow.headers = status, {"Location": other.address}
        where(flow.address)
        assert "points to another address, which is not followed" in refused()
    assert (len(flow.took), other.took) == (1, [])


def test_a_workflow_that_never_answers_is_left_in_time(where):
    began = time.monotonic()
    with silent() as port:
        where(Workflow(port).address)
        assert "did not answer in time" in refused()
    assert time.monotonic() - began < 5


def test_a_workflow_that_answers_too_late_is_left_in_time(certificate: Certificate, where):
    with workflow(certificate) as flow:
        flow.seconds = 3
        where(flow.address)
        assert "did not answer in time" in refused()


def test_a_workflow_that_nobody_vouches_for_gets_nothing(made: Certificate, where):
    with workflow(made) as flow:
        where(flow.address)
        assert "its certificate is not trusted here" in refused()
    assert flow.took == []


def test_nobody_there_is_said(certificate: Certificate, where):
    with workflow(certificate) as flow:
        where(flow.address)
    assert "was not reached: Connection refused" in refused()


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/Tr0ub4dor",
        "file:///etc/passwd?Tr0ub4dor",
        "https://localhost/a b?Tr0ub4dor",
        "https://u:Tr0ub4dor@localhost/",
        "https://localhost:port/Tr0ub4dor",
        "Tr0ub4dor",
    ],
)
def test_what_is_no_address_of_a_workflow_is_refused(where, address: str):
    where(address)
    assert "is no address of a workflow" in refused()

"""What a co-ordinator does in a browser stands in the audit log, and what a board does there does not."""

from pathlib import Path

import pytest

from analytics.model import Audience
from data.audit_log import AuditLog, Line
from data.snapshots import Store
from tests.e2e.conftest import Servers
from tests.e2e.reader import Reading
from tests.e2e.wire import wired

pytestmark = pytest.mark.browser


def lines(demonstration: Path) -> list[Line]:
    return [line for line in AuditLog(Store(demonstration)).lines() if line.act in ("view", "download")]


def test_a_co_ordinators_views_and_downloads_are_logged_and_a_boards_are_not(
    reader: Reading, servers: Servers, demonstration: Path
):
    before = len(lines(demonstration))
    with wired(servers[Audience.BOARD].url) as board:
        assert board.ask("overview").title == "Overview"
    assert len(lines(demonstration)) == before
    reader.open(f"{servers[Audience.COORDINATOR].url}/duration")
    (view,) = lines(demonstration)[before:]
    assert (view.act, view.audience, view.purpose) == ("view", "coordinator", "routine monitoring")
    assert (view.what["page"], "duration-hours" in view.what["indicators"]) == ("Duration", True)
    reader.page.get_by_role("tab", name="Download").first.click()
    # On a busy machine a click on what is about to be drawn again is lost.
    reader.settle()
    with reader.page.expect_download() as downloaded:
        reader.page.get_by_role("button", name="Download these figures").first.click()
    assert Path(downloaded.value.path()).stat().st_size > 0
    reader.wait()
    _, download = lines(demonstration)[before:]
    assert (download.act, download.what["page"]) == ("download", "Duration")
    assert AuditLog(Store(demonstration)).verify() is None

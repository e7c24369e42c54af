"""Charts outside of cards are files too: what is drawn is what is offered, as PNG and as SVG."""

from pathlib import Path

import pytest

from tests.demonstration import a_copy_of_the_demonstration
from tests.pages.opened import opened, stands_alone


@pytest.fixture
def demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_copy_of_the_demonstration(tmp_path)
    stands_alone(monkeypatch, tmp_path)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("audience", ["board", "coordinator"])
@pytest.mark.parametrize(
    ("page", "tabs", "tab"),
    [
        ("board/compared.py", "tabs-compared-0", "Beside neighbours"),
        ("board/interviews.py", "tabs-funnel", "Chart"),
    ],
)
def test_a_chart_that_is_seen_is_offered_as_files(
    monkeypatch: pytest.MonkeyPatch, audience: str, page: str, tabs: str, tab: str
):
    shown = opened(monkeypatch, audience, page)
    shown.session_state[tabs] = tab
    shown.run()
    assert not shown.exception
    offered = [button.proto.label for button in shown.get("download_button")]
    assert "PNG of this chart" in offered
    assert "SVG of this chart" in offered

"""Names of releases, and which of those in a store the public reads."""

from pathlib import Path

import pytest

from data.errors import CannotRelease, NoSuchRelease
from data.releases import Releases, State, release_name
from data.snapshots import Store


@pytest.mark.parametrize("text", ["2025-26", "2026-27-Q2", "1999-00", "2025-26-v2", "2026-27-Q4-v12"])
def test_a_release_is_named_after_a_year_or_a_quarter_and_its_version(text: str):
    assert str(release_name(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "../2025-26", "2025-26/..", "2025-26/", "/2025-26", "2025-26\n", " 2025-26", "2025-26\0",
        "2025-27", "2025-2026", "2025-26-Q5", "2025-26-Q0", "2025-26-v1", "2025-26-v0", "2025-26-v02", "2025-26-q2",
        "2025-26-Q2-V2", "draft-2025-26", "2025-26.withdrawn", "2025-26 ",
        "٢٠٢٥-٢٦", "2025-26-Q2-v2-v3", "2025-26%2F..", "2025-26\\..", "*",
    ],
)  # fmt: skip
def test_nothing_else_is_a_name(tmp_path: Path, text: str):
    releases = Releases(Store(tmp_path))
    for ask in (release_name, releases.draft, releases.release):
        with pytest.raises(CannotRelease):
            ask(text)


def folders(store: Path, *names: str) -> Releases:
    for name in names:
        (store / "releases" / name).mkdir(parents=True)
    return Releases(Store(store))


def states(releases: Releases) -> dict[str, State]:
    return {release.name: release.state for release in releases.approved()}


def test_the_newest_period_comes_first_and_a_correction_before_what_it_corrects(tmp_path: Path):
    releases = folders(tmp_path, "2025-26", "2025-26-Q4", "2026-27-Q1", "2025-26-v2", "2025-26-v10", "2024-25")
    assert list(states(releases)) == ["2026-27-Q1", "2025-26-Q4", "2025-26-v10", "2025-26-v2", "2025-26", "2024-25"]


def test_only_the_last_correction_is_shown(tmp_path: Path):
    releases = folders(tmp_path, "2025-26", "2025-26-v2", "2026-27-Q1")
    assert [release.name for release in releases.shown()] == ["2026-27-Q1", "2025-26-v2"]
    assert states(releases)["2025-26"] is State.SUPERSEDED


def test_withdrawing_a_correction_does_not_bring_back_what_it_corrected(tmp_path: Path):
    releases = folders(tmp_path, "2025-26", "2025-26-v2")
    releases.withdraw(releases.release("2025-26-v2"), {"reason": "a slip"})
    assert states(releases) == {"2025-26-v2": State.WITHDRAWN, "2025-26": State.SUPERSEDED}
    assert releases.shown() == ()
    assert (releases.release("2025-26-v2").withdrawal() or {})["reason"] == "a slip"


def test_what_is_in_the_making_or_a_draft_is_no_release(tmp_path: Path):
    releases = folders(tmp_path, "draft-2025-26", "making-2026-27-Q1", "gone-2025-26", "2025-26 copy")
    assert releases.approved() == ()
    assert [draft.name for draft in releases.drafts()] == ["2025-26"]
    with pytest.raises(NoSuchRelease, match="None was yet"):
        releases.release("2025-26")


def test_a_store_without_releases_has_none(tmp_path: Path):
    releases = Releases(Store(tmp_path))
    assert releases.shown() == releases.drafts() == ()
    with pytest.raises(NoSuchRelease, match="Prepare it first"):
        releases.draft("2025-26")

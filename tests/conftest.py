"""Rules for every test run."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import FOLDER_VARIABLE
from tests.sizes import LONG_VARIABLE

TESTS = Path(__file__).parent
# What `-m quick` runs, simulations left out: layout, words, settings, dates, figures of the papers, statistics,
# disclosure by hand, and a few small loads.
QUICK = {
    TESTS / name
    for name in (
        "analytics/disclosure/test_audit.py",
        "analytics/measuring/test_coverage.py",
        "analytics/presenting/test_presenting.py",
        "analytics/cards/test_headlines.py",
        "analytics/statistics/test_statistics.py",
        "analytics/words/test_words.py",
        "data/test_annex_a.py",
        "data/test_dates.py",
        "data/test_mapping.py",
        "data/test_settings.py",
        "data/test_tables.py",
        "test_glossary.py",
        "test_layout.py",
        "test_published_figures.py",
    )
}


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what is made once; the processes that pytest starts inherit its name and the run's size."""
    if gone := sorted(file.name for file in QUICK if not file.exists()):
        raise pytest.UsageError(f"QUICK in tests/conftest.py names files that are not there: {', '.join(gone)}.")
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="missing-tests-")
        if config.option.markexpr == "long":
            os.environ[LONG_VARIABLE] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER_VARIABLE))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The quick run does not even import the other files; None leaves it to pytest."""
    is_other_file = collection_path.suffix == ".py" and collection_path not in QUICK
    return True if config.option.markexpr == "quick" and is_other_file else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is quick, before pytest chooses by marks; what a browser does gets a second chance on a busy machine.

    A fault of ours fails both times; how often the second chance was taken stands in the last line.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.path in QUICK and not item.get_closest_marker("long"):
            item.add_marker(pytest.mark.quick)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """In CI a skipped test is a failed one: what was not run was not shown to work."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def settings_are_read_anew() -> Iterator[None]:
    """Pages read the settings once a process: each test reads its own, and leaves none behind for the next."""
    forget_settings()
    yield
    forget_settings()


def forget_settings() -> None:
    # Most tests draw no page, and do not wait for what pages import.
    if council := sys.modules.get("pages.common.council"):
        getattr(council.settings, "cache_clear", lambda: None)()

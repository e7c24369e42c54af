"""Rules for every test run."""

import os
import shutil
import tempfile

import pytest

from tests.shared import FOLDER_VARIABLE
from tests.sizes import LONG_VARIABLE


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what is made once; the processes that pytest starts inherit its name and the run's size."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="missing-tests-")
        if config.option.markexpr == "long":
            os.environ[LONG_VARIABLE] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER_VARIABLE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """In CI a skipped test is a failed one: what was not run was not shown to work."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be skipped in CI: {report.longrepr}"
    return report

"""The log says what went wrong and where, and quotes no data."""

import io
import logging
from collections.abc import Iterator

import polars as pl
import pytest
from authlib.integrations.base_client.errors import OAuthError

from data.errors import DashboardError
from pages.common.quiet_log import keep_values_out_of_the_log

PLANTED = "CHILD-4711"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log has written since."""
    before = logging.getLogRecordFactory()
    keep_values_out_of_the_log()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    log.addHandler(handler)
    yield out
    log.removeHandler(handler)
    logging.setLogRecordFactory(before)


log = logging.getLogger("tests.of.the.log")


def fail(error: BaseException) -> None:
    raise error


def test_an_exceptions_own_words_are_not_written_and_where_it_was_raised_is(written: io.StringIO):
    try:
        fail(ValueError(PLANTED))
    except ValueError:
        log.exception("Uncaught app execution")
    assert "Uncaught app execution\nValueError: (its words are kept out of the log)" in written.getvalue()
    assert "in fail" in written.getvalue()
    assert PLANTED not in written.getvalue()


def test_neither_are_those_of_what_led_to_it(written: io.StringIO):
    try:
        try:
            fail(KeyError(PLANTED))
        except KeyError as error:
            raise RuntimeError(f"while reading {PLANTED}") from error
    except RuntimeError as error:
        log.error("failed", exc_info=error)
    assert "RuntimeError" in written.getvalue()
    assert "which came from\nKeyError" in written.getvalue()
    assert PLANTED not in written.getvalue()


def test_a_value_that_polars_quotes_is_not_written(written: io.StringIO):
    with pytest.raises(pl.exceptions.PolarsError, match=PLANTED) as raised:
        pl.Series([PLANTED]).cast(pl.Int64)
    log.warning("Failed: %s", raised.value, exc_info=raised.value)
    log.error(raised.value)
    assert "InvalidOperationError" in written.getvalue()
    assert PLANTED not in written.getvalue()


def test_an_error_written_for_readers_is_written_as_it_is(written: io.StringIO):
    log.error("refused: %s", DashboardError("Load a file first."))
    assert written.getvalue() == "refused: DashboardError: Load a file first.\n"


def test_what_sign_in_stumbles_over_is_written_as_it_is(written: io.StringIO):
    log.warning("OAuth token exchange failed", exc_info=OAuthError("invalid_client", "AADSTS7000215: Invalid secret"))
    assert "AADSTS7000215" in written.getvalue()


def test_an_ordinary_line_is_written_as_it_is(written: io.StringIO):
    log.warning("%s reads as %s", "someone", "board")
    log.warning("%(who)s", {"who": "someone"})
    assert written.getvalue() == "someone reads as board\nsomeone\n"

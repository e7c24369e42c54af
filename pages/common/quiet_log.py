"""A log that says what went wrong and where, and never in the exception's own words, which may quote a child's row."""

import logging
import traceback
from typing import Any, Final

from data.errors import DashboardError

# Libraries of sign-in, which never meet a row: without their words nobody can mend a wrong secret or address.
MEETS_NO_ROW: Final = ("authlib", "httpcore", "httpx", "joserfc")
WITHHELD: Final = "(its words are kept out of the log)"


def keep_values_out_of_the_log() -> None:
    """From now on every logged exception, by whichever library, is told by `told` alone."""
    make = logging.getLogRecordFactory()

    def quiet(*given: Any, **named: Any) -> logging.LogRecord:
        record = make(*given, **named)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = told(record.exc_info[1])
        record.exc_info = None
        record.msg = short(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(short(value) for value in record.args)
        return record

    logging.setLogRecordFactory(quiet)


def short(value: Any) -> Any:
    """A value of a log line, an exception by its kind alone."""
    return in_one_line(value) if isinstance(value, BaseException) else value


def in_one_line(error: BaseException) -> str:
    """The kind of an error, and its text where that was written for readers or by a library that meets no row."""
    package = type(error).__module__.partition(".")[0]
    may_be_told = isinstance(error, DashboardError) or package in MEETS_NO_ROW
    return f"{type(error).__qualname__}: {error if may_be_told else WITHHELD}"


def told(error: BaseException) -> str:
    """The kinds of an error and of what led to it, the latest first, with the lines of code that they went through."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = "".join(traceback.format_tb(error.__traceback__))
    before = f"\nwhich came from\n{told(cause)}" if cause else ""
    return f"{in_one_line(error)}\n{lines.rstrip()}{before}"

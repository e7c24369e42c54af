"""What a file says is put in no pattern, format or template as anything but data (ASVS 1.2.9, 1.3.7 and 1.3.10)."""

import ast
import re
from collections.abc import Iterator

import polars as pl
import pytest

from data.erasure import escaped
from data.formats.plain_lines import whole_record
from tests.test_layout import APP, SOURCES, named, nodes

# Of values that are put in a pattern by code, those that are of ours already, and why.
PUT_IN_PATTERNS = {
    ("data/erasure.py", "noughts"): "either of two texts of ours",
    ("data/erasure.py", "escaped(item)"): "escaped",
    ("data/erasure.py", "form"): "escaped two lines above",
    ("data/formats/plain_lines.py", "mark"): "escaped one line above",
    ("data/formats/plain_lines.py", "field"): "made of constants and what is escaped",
    ("data/formats/plain_lines.py", "width - 1"): "a number",
    ("data/formats/guessing/shapes.py", "'|'.join(MONTHS)"): "a constant",
    ("data/handover/references.py", "''.join(About)"): "letters of ours",
    ("data/proxy.py", "name"): "a directive that our own code names",
}
# Of texts that are filled in by `format` and are no constant in capital letters, what they are.
FILLED_IN = {
    ("analytics/casework/order.py", "short"): "of RULE_WORDS",
    ("analytics/casework/order.py", "RULE_WORDS[order]"): "a constant",
    ("analytics/casework/placed.py", "begin"): "either of two texts of ours",
    ("analytics/disclosure/small_numbers.py", "self.sentence"): "of a rule, which is code",
    ("analytics/presenting/counts.py", "definition.says"): "of an indicator, which is code",
    ("analytics/presenting/shares.py", "wording"): "of an indicator, which is code",
    ("analytics/presenting/shares.py", "wording.replace(' ({percent})', '')"): "of an indicator, which is code",
    ("data/formats/guessing/mapping_text.py", "item"): "of ABOVE",
}
MADE_OF_TEXT = {"from_string", "Template", "Formatter", "vformat"}
HOSTILE = "a.*(b|[c]){2}$^+?\\d"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """The place of each call of our code, and the call."""
    for path in (APP, *SOURCES):
        yield from ((named(path), node) for node in nodes(path) if isinstance(node, ast.Call))


def is_constant(value: ast.expr) -> bool:
    """Whether it is a text as it stands, or the name of one."""
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id.isupper())


def is_raw(written: bytes) -> bool:
    """Whether a text begins as patterns do in our code: rf"...", or r"..." before another part."""
    return written[:2].lower() in (b"rf", b"fr", b'r"')


def test_what_is_put_in_a_pattern_is_escaped_or_ours():
    met = set()
    for path in (APP, *SOURCES):
        lines = path.read_bytes().splitlines()
        for text in (node for node in nodes(path) if isinstance(node, ast.JoinedStr)):
            if is_raw(lines[text.lineno - 1][text.col_offset :]):
                values = [part.value for part in text.values if isinstance(part, ast.FormattedValue)]
                met |= {(named(path), ast.unparse(value)) for value in values if not is_constant(value)}
    assert met == set(PUT_IN_PATTERNS)


def test_a_text_that_is_filled_in_is_a_constant_or_of_the_code():
    receivers = [
        (place, call.func.value)
        for place, call in calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr == "format" and ast.unparse(call.func.value) != "pl"
    ]
    assert {(place, ast.unparse(text)) for place, text in receivers if not is_constant(text)} == set(FILLED_IN)


def test_no_template_is_made_of_text():
    """Templates are files of the package: no code makes one of what it holds."""
    used = [
        (place, name)
        for place, call in calls()
        if (name := getattr(call.func, "attr", getattr(call.func, "id", ""))) in MADE_OF_TEXT
    ]
    assert used == []


@pytest.mark.parametrize("text", [HOSTILE, 'x"y', "1+1"])
def test_an_id_is_looked_for_as_it_is_written(text: str):
    assert re.fullmatch(escaped(text), text)
    lines = pl.Series([f"before {text} after", "abbbcc1", "11"])
    assert lines.str.contains(escaped(text)).to_list() == [True, False, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "]"])
def test_a_delimiter_is_a_letter_and_no_pattern(delimiter: str):
    lines = pl.Series([f"a{delimiter}b", "ab", f"a{delimiter}b{delimiter}c"])
    assert lines.str.contains(whole_record(delimiter, 2)).to_list() == [True, False, False]

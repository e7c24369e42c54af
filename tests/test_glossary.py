"""The glossary's words are the code's: every place that it names is there."""

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

GLOSSARY = (Path(__file__).parents[1] / "GLOSSARY.md").read_text(encoding="utf-8")
ROWS = [line.split("|") for line in GLOSSARY.splitlines() if line.startswith("| ") and "`" in line]
NAMED = sorted({re.findall(r"`([\w.:]+)`", row[-2])[0] for row in ROWS})


@pytest.mark.parametrize("named", NAMED)
def test_the_code_defines_what_the_glossary_names(named: str):
    module, _, symbol = named.partition(":")
    assert reduce(getattr, symbol.split(".") if symbol else [], import_module(module)) is not None


def test_a_word_stands_in_the_glossary_once():
    words = [row[1].strip() for row in ROWS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip())
def test_a_word_is_explained_in_short_sentences(row: list[str]):
    sentences = re.split(r"(?<=[.:;]) ", row[2].strip())
    assert all(len(sentence.split()) <= 25 for sentence in sentences)

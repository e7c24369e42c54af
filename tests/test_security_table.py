"""The table of OWASP ASVS 5 in docs/security.md: whole, and every test and document that it names is there.

And three of its items that are true of all our code, or of none.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from tests.test_layout import APP, ROOT, SOURCES, imported, named, nodes

PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+) \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE)
ANSWERS = {"met", "not applicable", "the council", "**not met**"}
DOCUMENT = re.compile(r"((?:docs/)?[A-Za-z-]+\.md)(?:, section (\d+))?")
# Section by section the level of its first, second ... item in version 5.0.0; those of level 3 are not in the table.
LEVELS = """
1.1:22 1.2:111112222 1.3:11222222222 1.4:222 1.5:12 2.1:122 2.2:112 2.3:1222 2.4:2 3.2:11 3.3:1222 3.4:112222
3.5:11122 3.7:22 4.1:122 4.2:2 4.3:22 4.4:1222 5.1:2 5.2:112 5.3:11 5.4:222 6.1:122 6.2:111111112222 6.3:1122
6.4:1122 6.5:22222 6.6:222 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:22 7.6:22 8.1:12 8.2:112 8.3:1 8.4:2
9.1:111 9.2:1222 10.1:22 10.2:22 10.3:2222 10.4:11111222222 10.5:22222 10.6:22 10.7:222 11.1:22 11.2:222 11.3:112
11.4:1222 11.5:2 11.6:2 12.1:122 12.2:11 12.3:2222 13.1:2 13.2:22222 13.3:22 13.4:12222 14.1:22 14.2:1222 14.3:122
15.1:122 15.2:122 15.3:1222222 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:222 17.1:2 17.2:2222 17.3:22
"""
RUN = {"eval", "exec", "compile", "__import__"}
SHELLS = {"system", "popen"}
WRITES_HTML = {"unsafe_allow_html", "allow_html", "unsafe_allow_javascript"}
RUN_BY_LIBRARIES = {"pickle", "marshal", "shelve", "yaml", "dill", "joblib"}


def rows() -> list[tuple[str, ...]]:
    """Item, level, what it asks, the answer, how, and what holds it."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests of a file; none where there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    found = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def is_there(test: str) -> bool:
    """Whether a test, as file::name, is there."""
    file, _, name = test.partition("::")
    return name in names_in(file)


def test_every_item_of_both_levels_stands_in_it_once_and_no_other() -> None:
    sections = (part.split(":") for part in LEVELS.split())
    wanted = {
        f"{section}.{number}": level
        for section, levels in sections
        for number, level in enumerate(levels, start=1)
        if level != "3"
    }
    assert Counter(wanted.values()) == {"1": 70, "2": 183}
    assert [(item, level) for item, level, *_ in rows()] == list(wanted.items())


def test_every_answer_is_one_of_four_and_says_how() -> None:
    assert {answer for _, _, _, answer, _, _ in rows()} <= ANSWERS
    assert all(asks.strip() and how.strip() for _, _, asks, _, how, _ in rows())


def test_what_is_met_is_held_by_a_test_or_a_document_that_is_there() -> None:
    lacking = [item for item, _, _, answer, how, by in rows() if answer == "met" and not (by or documents_in(how))]
    gone = [(item, by) for item, _, _, _, _, by in rows() if by and not is_there(f"tests/{by.strip('`')}")]
    assert (lacking, gone) == ([], [])


def test_every_document_and_section_that_it_names_is_there() -> None:
    assert [(item, how) for item, _, _, _, how, _ in rows() if not all(map(has_section, documents_in(how)))] == []


def documents_in(how: str) -> list[tuple[str, str]]:
    """Each document with the number of its section; a word in quotation marks is a heading of this page."""
    own = [("docs/security.md", heading) for heading in re.findall(r'"(\w+)" below', how)]
    return [*DOCUMENT.findall(how), *own]


def has_section(document: tuple[str, str]) -> bool:
    """Whether the document is there, and has that section."""
    path, section = ROOT / document[0], document[1]
    if not path.is_file():
        return False
    begins = f"## {section}." if section.isdigit() else f"## {section}"
    return not section or any(line.startswith(begins) for line in path.read_text(encoding="utf-8").splitlines())


def test_the_sum_that_it_says_is_that_of_its_rows() -> None:
    count = Counter(answer for _, _, _, answer, _, _ in rows())
    met, absent, council, lacking = (count[name] for name in ("met", "not applicable", "the council", "**not met**"))
    said = (
        f"Of the 253 items {met} are met, {absent} are not applicable, {council} are the council's, "
        f"and {lacking} are not met."
    )
    assert said in PAGE.read_text(encoding="utf-8")


def test_nothing_is_run_that_is_text_and_no_page_writes_html() -> None:
    """No eval, no shell, no object made of bytes, and no HTML."""
    met = [(named(path), fault) for path in (APP, *SOURCES) for fault in faults_of(path)]
    assert met == []


def faults_of(path: Path) -> list[str]:
    """What a module does that could run a text."""
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    run = [call.func.id for call in calls if isinstance(call.func, ast.Name) and call.func.id in RUN]
    words = {word.arg for call in calls for word in call.keywords if word.arg}
    shell = [call.func.attr for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in SHELLS]
    return [*run, *shell, *words & {"shell", *WRITES_HTML}, *imported(path) & RUN_BY_LIBRARIES]


def test_secrets_are_of_the_systems_own_chance_and_no_old_hash_is_used() -> None:
    """Only what is invented, and draws of statistics, use chance that can be foreseen."""
    chance = {named(path) for path in (APP, *SOURCES) if "random" in imported(path)}
    assert {place for place in chance if not place.startswith("data/demo/")} == set()
    old = {"md5", "sha1", "MD5", "SHA1"}
    used = [named(path) for path in (APP, *SOURCES) for node in nodes(path) if getattr(node, "attr", "") in old]
    assert used == []

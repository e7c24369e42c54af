"""The house rules that import-linter cannot say: where things stand, and what a page may hold."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "pages", "analytics", "data", "geo")
PAGE_FILES = sorted(
    path for folder in ("board", "scrutiny", "coordinator") for path in (ROOT / "pages" / folder).glob("[!_]*.py")
)
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
APP = ROOT / "app.py"
FRONTS = [APP, ROOT / "missing_children.py", *sorted((ROOT / "cli").glob("*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=named(path))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Every node of a module; several rules look at them."""
    return list(ast.walk(tree(path)))


@cache
def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def statements(path: Path) -> Iterator[ast.stmt]:
    """The statements of a module, its docstring and imports left out."""
    for node in tree(path).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring and not isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def test_there_are_pages_to_look_at():
    assert PAGE_FILES


@pytest.mark.parametrize("path", PAGE_FILES, ids=named)
def test_the_first_thing_a_page_does_is_ask_who_is_reading(path: Path):
    first = next(statements(path))
    value = first.value if isinstance(first, ast.Assign | ast.Expr) else None
    assert isinstance(value, ast.Call), f"{named(path)} does something before require(...)"
    assert isinstance(value.func, ast.Name)
    assert value.func.id == "require"
    assert value.args, "require() names the audiences that may read the page"


@pytest.mark.parametrize("path", PAGE_FILES, ids=named)
def test_a_page_is_composed_of_cards_and_holds_no_machinery(path: Path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    assert tops(path).isdisjoint({"polars", "plotly", "duckdb", "pydeck", "pandas", "data"})
    assert not any(isinstance(node, ast.Try | ast.FunctionDef | ast.ClassDef) for node in nodes(path))
    assert "unsafe_allow_html" not in text
    assert "<style" not in text
    assert not any(word in text for word in ("SELECT ", "FROM "))


@pytest.mark.parametrize("path", PAGE_FILES, ids=named)
def test_no_page_stands_beside_the_entry_script(path: Path):
    """Streamlit serves a `pages` folder beside the script without the frame: there must be none."""
    assert not (ROOT / "pages" / "pages").exists()
    assert path.parent.parent == ROOT / "pages"


def test_streamlit_only_in_app_and_pages():
    others = [path for path in SOURCES if not path.is_relative_to(ROOT / "pages")]
    assert [named(path) for path in others if "streamlit" in tops(path)] == []


@pytest.mark.parametrize("path", FRONTS, ids=named)
def test_the_fronts_use_the_house_and_no_database_or_chart_of_their_own(path: Path):
    assert tops(path).isdisjoint({"duckdb", "plotly", "pydeck", "pandas", "geopandas", "vl_convert"})


@pytest.mark.parametrize("path", FRONTS[1:], ids=named)
def test_the_command_line_does_not_use_the_pages(path: Path):
    assert "pages" not in tops(path)


GATE = ROOT / "analytics" / "disclosure" / "gate.py"
BEHIND_THE_GATE = {"Safe", "_rows", "_protection", "_with", "_let_through", "__new__", "__setattr__", "__setstate__"}


def test_only_the_gate_reaches_behind_what_is_published():
    """The type checker refuses to construct it elsewhere: this holds that nobody goes round the type."""
    behind = [
        f"{named(path)}:{node.lineno}"
        for path in (*SOURCES, APP)
        for node in nodes(path)
        if isinstance(node, ast.Name | ast.Attribute)
        and getattr(node, "id", getattr(node, "attr", "")) in BEHIND_THE_GATE
        and path not in {GATE, GATE.with_name("published.py")}
    ]
    assert behind == []


def test_only_the_gate_writes_what_others_read():
    rooms = [path for path in SOURCES if path.is_relative_to(ROOT / "analytics")]
    assert [path for path in rooms if path != GATE and "write_tables" in path.read_text(encoding="utf-8")] == []


ROOM_OF_SMALL_NUMBERS = ROOT / "analytics" / "disclosure"
# Where small numbers end, and what answers whether one is small.
THRESHOLDS = {
    "hide_up_to",
    "most_hidden",
    "fewest_shown",
    "round_to",
    "smallest_base",
    "largest_share",
    "few",
    "fewest",
}
ANSWERS = {"allows", "hides", "hides_column", "hides_nothing", "disclosure"}
ORDERS = {"is_between", "lt", "le", "gt", "ge"}
# Comparisons of children with a number that protect nobody, and why they are there.
OTHER_COMPARISONS = {
    ("analytics/measuring/recorded.py", "FEWEST_CHILDREN"): "whether a column that is empty was ever filled",
    ("analytics/measuring/counting.py", "LARGEST_GRID"): "how much memory a count may take",
    ("data/retention.py", "MOST_UNSEEN"): "how many children a timer may take out unseen",
    ("data/formats/exchanged.py", "fewest"): "how many dates show whether a file writes the month first",
}


def words_in(node: ast.AST) -> set[str]:
    """The names, attributes and texts of an expression."""
    return {
        word
        for part in ast.walk(node)
        for word in (getattr(part, "id", ""), getattr(part, "attr", ""), getattr(part, "value", ""))
        if isinstance(word, str)
    }


def limits_in(node: ast.AST) -> set[str]:
    """The numbers above one, and the constants by name, of an expression: what children may be compared with."""
    numbers = {
        str(part.value)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and type(part.value) in {int, float} and part.value > 1
    }
    return numbers | {word for word in words_in(node) if word.isidentifier() and word.isupper()}


def small_number_comparisons(module: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Line and limits of whatever decides, or reads, whether a number is too small to be shown."""
    for node in ast.walk(module):
        is_order = isinstance(node, ast.Compare) and not all(
            isinstance(operator, ast.In | ast.NotIn | ast.Is | ast.IsNot) for operator in node.ops
        )
        is_order |= isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ORDERS
        if is_order and (met := words_in(node) & THRESHOLDS):
            yield node.lineno, met
        elif is_order and "children" in words_in(node) and (limits := limits_in(node)):
            yield node.lineno, limits
        elif isinstance(node, ast.Attribute) and node.attr in ANSWERS:
            yield node.lineno, {node.attr}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Threshold":
            yield node.lineno, {"Threshold"}


def test_only_the_room_of_small_numbers_decides_what_is_small():
    """Everybody else calls a rule of `analytics/disclosure/small_numbers.py` by its name."""
    rooms = (ROOM_OF_SMALL_NUMBERS, ROOT / "data" / "demo")
    met = [
        f"{named(path)}:{line} {', '.join(limits)}"
        for path in (*SOURCES, APP)
        if not any(path.is_relative_to(room) for room in rooms)
        for line, limits in small_number_comparisons(tree(path))
        if not any((named(path), limit) in OTHER_COMPARISONS for limit in limits)
    ]
    assert not met


@pytest.mark.parametrize(
    "decides",
    [
        "enough = children > 5",
        "rows.filter(pl.col('children') > settings.scrutiny.hide_up_to)",
        "rows.filter(pl.col('children').is_between(1, most))\nMOST = 5\npl.col('children').lt(MOST)",
        "kept = [flow for flow in flows if flow.children >= fewest]",
        "kept = [flow for flow in flows if len(flow.children) >= 6]",
        "few = settings.disclosure.hide_up_to",
        "kept = policy.threshold.allows(count)",
        "kept = Threshold(5)",
        "is_large = base >= policy.smallest_base",
    ],
)
def test_a_small_number_comparison_is_met(decides: str):
    assert list(small_number_comparisons(ast.parse(decides)))


@pytest.mark.parametrize(
    "harmless", ["if not children: go()", "are_any = children > 0", "Unit.CHILD is unit", "age < 18"]
)
def test_whether_there_is_anybody_is_no_small_number(harmless: str):
    assert not list(small_number_comparisons(ast.parse(harmless)))


def test_every_other_comparison_is_still_there():
    met = {
        (named(path), limit)
        for path in SOURCES
        for _, limits in small_number_comparisons(tree(path))
        for limit in limits
    }
    assert set(OTHER_COMPARISONS) <= met


SQL_WORDS = ("SELECT ", "INSERT ", "CREATE ", "DELETE ", "UPDATE ", "ATTACH ", "COPY ", "PRAGMA ")


def test_sql_is_fixed_text_with_bound_parameters():
    """None is built from pieces."""
    built = [
        f"{named(path)}:{node.lineno}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.JoinedStr) and any(word in fixed_text(node) for word in SQL_WORDS)
    ]
    assert built == []


def fixed_text(node: ast.JoinedStr) -> str:
    """What stands in an f-string as it is."""
    return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))


def test_no_error_is_swallowed():
    swallowed = [
        f"{named(path)}:{node.lineno}"
        for path in (*SOURCES, APP)
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler) and swallows(node)
    ]
    assert swallowed == []


def swallows(node: ast.ExceptHandler) -> bool:
    """Whether it takes every error and does nothing of it."""
    is_broad = node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"}
    return is_broad and all(isinstance(statement, ast.Pass) for statement in node.body)

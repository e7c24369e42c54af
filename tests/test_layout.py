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
FRONTS = [APP, *sorted((ROOT / "cli").glob("*.py"))]


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


def test_only_publication_makes_a_published():
    others = [path for path in (*SOURCES, APP) if path != ROOT / "analytics" / "disclosure" / "gate.py"]
    made = [
        f"{named(path)}:{node.lineno}"
        for path in others
        for node in nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Published"
    ]
    assert made == []


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

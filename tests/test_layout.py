"""The house rules that import-linter cannot say: where things stand, and what a page may hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("pages", "analytics", "data", "geo")
PAGE_FILES = sorted(
    path for folder in ("board", "scrutiny", "coordinator") for path in (ROOT / "pages" / folder).glob("[!_]*.py")
)
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FRONTS = [ROOT / "app.py", ROOT / "cli.py"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=named(path))


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
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
    nodes = list(ast.walk(tree(path)))
    assert len(text.splitlines()) <= 50
    assert tops(path).isdisjoint({"polars", "plotly", "duckdb", "pydeck", "pandas", "data"})
    assert not any(isinstance(node, ast.Try | ast.FunctionDef | ast.ClassDef) for node in nodes)
    assert "unsafe_allow_html" not in text
    assert "<style" not in text
    assert not any(word in text for word in ("SELECT ", "FROM "))


@pytest.mark.parametrize("path", PAGE_FILES, ids=named)
def test_no_page_stands_beside_the_entry_script(path: Path):
    """Streamlit serves a `pages` folder beside the script without the frame: there must be none."""
    assert not (ROOT / "pages" / "pages").exists()
    assert path.parent.parent == ROOT / "pages"


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "cli.py"], ids=named)
def test_streamlit_only_in_app_and_pages(path: Path):
    assert path.is_relative_to(ROOT / "pages") or "streamlit" not in tops(path)


@pytest.mark.parametrize("path", FRONTS, ids=named)
def test_the_fronts_use_the_house_and_no_database_or_chart_of_their_own(path: Path):
    assert tops(path).isdisjoint({"duckdb", "plotly", "pydeck", "pandas", "geopandas", "vl_convert"})


def test_the_command_line_does_not_use_the_pages():
    assert "pages" not in tops(ROOT / "cli.py")


GATE = ROOT / "analytics" / "disclosure" / "gate.py"


@pytest.mark.parametrize("path", [*SOURCES, *FRONTS], ids=named)
def test_only_the_gate_reaches_behind_what_is_published(path: Path):
    """The type checker refuses to construct it elsewhere: this holds that nobody goes round the type."""
    names = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree(path))}
    behind = names & {"Safe", "_rows", "_let_through", "__new__"}
    assert not behind or path in {GATE, GATE.with_name("published.py")}


SQL_WORDS = ("SELECT ", "INSERT ", "CREATE ", "DELETE ", "UPDATE ", "ATTACH ", "COPY ", "PRAGMA ")


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_sql_is_fixed_text_with_bound_parameters(path: Path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            assert not any(word in text for word in SQL_WORDS), f"{named(path)}:{node.lineno} builds SQL from pieces"


@pytest.mark.parametrize("path", [*SOURCES, *FRONTS], ids=named)
def test_no_error_is_swallowed(path: Path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            is_broad = node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"}
            only_passes = all(isinstance(statement, ast.Pass) for statement in node.body)
            assert not (is_broad and only_passes), f"{named(path)}:{node.lineno}"

"""The command line, `missing COMMAND ...`: a module of this folder for each family of commands.

Exit status: 0 when rows were loaded or the command did its work, 1 when nothing was loaded or something is amiss, 2 for
a file, mapping or store that cannot be used.
"""

import ast
import sys
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from data.errors import DashboardError, EmptyStore, NeedsMapping

# Where each command is, by its group: a function of a module of this folder. Such a module imports all that its
# commands need, which takes up to a second, so it is imported only when one of them is called.
COMMANDS = {
    "": {
        "check": "checking:check",
        "load": "loading:load",
        "map": "checking:map_file",
        "serve": "serving:serve",
        "doctor": "doctor:doctor",
        "documents": "documents:documents",
        "status": "store:status",
        "morning": "messages:morning",
        "audit": "release:audit",
        "rollback": "store:rollback",
        "upgrade": "store:upgrade",
        "export": "exports:export",
        "bundle": "region:make_bundle",
        "refused": "handover:refused",
        "erase": "people:erase",
        "check-annex-a": "inspection:check_annex_a",
        "subject-access": "people:subject_access",
        "purge": "people:purge",
        "demo": "loading:demo",
    },
    "sessions": {"list": "sessions:list_sessions", "end": "sessions:end"},
    "log": {"verify": "log:verify", "show": "log:show"},
    "release": {
        "prepare": "release:prepare_release",
        "show": "release:show_release",
        "approve": "release:approve_release",
        "withdraw": "release:withdraw_release",
        "list": "release:list_releases",
        "publish": "release:publish_releases",
    },
    "publication": {"publish": "publication:publish_tables", "withdraw": "publication:withdraw_tables"},
    "report": {
        "foi": "reports:foi",
        "weekly": "reports:weekly",
        "daily": "reports:daily",
        "monthly": "reports:monthly",
        "quarterly": "reports:quarterly",
        "scrutiny": "reports:scrutiny",
    },
    "inspection": {"annex-a": "inspection:annex_a", "jtai": "inspection:jtai"},
    "region": {
        "check": "region:check_bundles",
        "compact": "region:compact_bundles",
        "show": "region:show_indicator",
        "paper": "region:write_paper",
    },
    "handover": {"interviews": "handover:interviews", "differences": "handover:differences"},
}
GROUPS = {
    "sessions": "Sign-ins: who reads the pages, and ending one reader's.",
    "log": "The audit log: who saw, took or changed what.",
    "release": "Figures for the scrutiny committee: prepared, audited, approved.",
    "publication": "The board's tables, which are published once.",
    "report": "Reports that are asked for by name.",
    "inspection": "Lists that inspectors ask for, child by child.",
    "region": "Many councils' published tables side by side.",
    "handover": "Workbooks to hand over, which come back filled in.",
}


LOOK_AT_IT = "What is wrong with this machine or the store: missing doctor"


class LateGroup(TyperGroup):
    """Commands that are listed without their modules; the module of a command that is called is imported then."""

    def __init__(self, *, name: str, commands: dict[str, Any], **settings: Any) -> None:
        listed = {command: TyperCommand(command, help=help_of(place)) for command, place in COMMANDS[name].items()}
        super().__init__(name=name, commands=listed | commands, **settings)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names, ready to run, and the words after it."""
        name, command, rest = super().resolve_command(ctx, args)
        place = COMMANDS[self.name or ""].get(name or "")
        return name, command_at(place, name) if place else command, rest


def help_of(place: str) -> str:
    """The docstring of a command, read from the text of its module."""
    module, _, function = place.partition(":")
    return docstrings(module)[function]


@cache
def docstrings(module: str) -> dict[str, str]:
    """The docstring of each function of a module of this folder, which is not imported."""
    text = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {function.name: ast.get_docstring(function) or "" for function in functions}


def command_at(place: str, name: str | None) -> Any:
    """The command of that name, from its module, which is imported now."""
    holder = typer.Typer(add_completion=False)
    holder.command(name)(resolve_name(f"cli.{place}"))
    return get_command(holder)


app = typer.Typer(
    cls=LateGroup,
    help="What a council's own records say about children who go missing from home and care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group, help_text in GROUPS.items():
    app.add_typer(typer.Typer(cls=LateGroup, help=help_text, no_args_is_help=True), name=group)


def main() -> None:
    """Runs a command; an error written for the reader is printed without a traceback."""
    print_as_utf8()
    try:
        app()
    except DashboardError as error:
        typer.echo(" ".join([str(error), *hints(error)]), err=True)
        sys.exit(2)
    except OSError as error:
        typer.echo(f"{error.filename or 'A file'} cannot be read or written: {error.strerror}. {LOOK_AT_IT}", err=True)
        sys.exit(2)


def print_as_utf8() -> None:
    """Windows gives a program that reads the output an encoding that has not every letter of a name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def hints(error: DashboardError) -> list[str]:
    """What to type next, where the error itself cannot say it: it is read on pages too."""
    match error:
        case NeedsMapping():
            return ["Give one with --mapping; have one written with: missing map FILE"]
        case EmptyStore():
            return ["Type: missing load FILE --mapping MAPPING"]
    return []

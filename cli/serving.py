"""The pages, for whoever sits at this machine, or for a proxy of it."""

import os
import runpy
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

APP: Final = Path(__file__).parents[1] / "app.py"
# Whoever wants others to read it puts a proxy in front (docs/deploying.md): no option or variable changes this.
LOOPBACK: Final = "127.0.0.1"
# What app.py looks at when it is about to answer.
BROWSER_VARIABLE: Final = "MISSING_BROWSER"
CHECK_VARIABLE: Final = "MISSING_ONLY_CHECK"


def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="The port to answer at; else 8501, or the next that is free.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the pages in a browser, where there is one.")
    ] = True,
) -> None:
    """Serve the pages to this machine alone, print their address, and open it. Ends with Ctrl+C."""
    os.environ[BROWSER_VARIABLE] = "open" if browser else ""
    chosen = ["--server.port", str(port)] if port else []
    sys.argv = ["streamlit", "run", str(APP), "--server.address", LOOPBACK, *chosen]
    # In this process, so that whatever ends it ends the server.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)

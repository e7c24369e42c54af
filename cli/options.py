"""Arguments and options that several commands take."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

DAY = ["%Y-%m-%d"]
MOMENT = [*DAY, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]

Files = Annotated[list[Path], typer.Argument(help="CSV or XLSX files.", metavar="FILE...")]
Mapping = Annotated[
    Path | None,
    typer.Option("--mapping", "-m", help="Which column is which field (TOML). Not needed for a looked-after return."),
]
Extracted = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=MOMENT, help="When the files were extracted, in local time."),
]
Child = Annotated[str, typer.Argument(help="The source's id of the child, or the pseudonym; - reads it from input.")]
Ids = Annotated[str, typer.Option(help="Whose number the id is: `child_ids` of the mapping.")]
Audience = Annotated[str, typer.Option(help="coordinator, board or scrutiny.")]
First = Annotated[datetime, typer.Option("--from", formats=DAY, help="First day.")]
Until = Annotated[datetime, typer.Option("--to", formats=DAY, help="Day after the last.")]
Purpose = Annotated[str, typer.Option(help="Why; kept in the audit log.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of printing.")]
Workbook = Annotated[Path, typer.Option("--out", help="The workbook to write.")]


def folder_of(what: str) -> Any:
    """The option that names the folder to write some files into."""
    return typer.Option("--out", help=f"The folder to write {what} into.")

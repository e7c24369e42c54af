"""Many councils' published tables side by side, on this machine: docs/region.md."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.files import as_csv
from cli.exports import hand_out
from cli.options import Out
from data.region import compact, rows_of

Compacted = Annotated[Path, typer.Option("--file", help="The compacted file.")]


def compact_bundles(
    folder: Annotated[Path, typer.Argument(help="A folder of bundles, at any depth.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path("region.parquet"),
) -> None:
    """Write the newest bundles of a folder as one sorted Parquet file."""
    typer.echo(f"{out}: {compact(folder, out):,} rows.")


def show_indicator(
    slug: Annotated[str, typer.Argument(help="An indicator, such as missing-episodes.")],
    file: Compacted = Path("region.parquet"),
    unit: Annotated[str, typer.Option(help="episode, child or interview.")] = "episode",
    breakdown: Annotated[str, typer.Option(help="Such as setting; empty for the whole.")] = "",
    out: Out = None,
) -> None:
    """Print one indicator of every council as CSV, as each published it."""
    hand_out(as_csv(rows_of(file, slug, unit, breakdown)), out)

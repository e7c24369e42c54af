"""Many councils' published tables side by side, on this machine: docs/region.md."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.files import as_csv, write
from analytics.publishing.bundle import signer_of, write_bundle
from analytics.regions.paper import as_word, region_paper
from cli.exports import hand_out
from cli.options import Out, folder_of
from data.errors import CannotExport
from data.formats.dates import local_now
from data.region import compact, read_bundle, rows_of
from data.snapshots import Store, store_folder

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


def write_paper(
    name: Annotated[str, typer.Argument(metavar="PERIOD", help="2025-26, 2026-27-Q2")],
    file: Compacted = Path("region.parquet"),
    out: Annotated[Path, folder_of("the paper")] = Path(),
) -> None:
    """Write the councils of a region side by side as a Word document: every question of a quarter or year."""
    into = out / f"region-{name}.docx"
    write(into, as_word(region_paper(file, name, local_now())))
    typer.echo(into)


def make_bundle(
    name: Annotated[str, typer.Argument(metavar="NAME", help="2025-26, 2026-27-Q2")],
    out: Annotated[Path, typer.Option("--out", help="The folder that the bundle's own folder goes into.")] = Path(),
) -> None:
    """Write what is published to the board of a period as files that travel: protected tables, signed."""
    into = write_bundle(Store(store_folder()), name, out)
    typer.echo(f"{into}\nIts key, which whoever receives it compares with what you tell them: {signer_of(into)}")


def check_bundles(folder: Annotated[Path, typer.Argument(help="A folder of bundles, at any depth.")]) -> None:
    """Say whose each bundle is and by which key it is signed; 1 when one is damaged, changed or not signed."""
    amiss = 0
    for about in sorted(folder.rglob("bundle.json")):
        bundle = read_bundle(about.parent)
        try:
            signed = f"signed by {signer_of(about.parent)}"
        except CannotExport as error:
            signed, amiss = str(error), amiss + 1
        typer.echo(f"{bundle.council}  {bundle.publication}  {signed}")
    if amiss:
        raise typer.Exit(1)

"""Files before they are loaded: what loading would do, and a mapping to load them by."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.words.mapping_words import proposal_words
from cli.options import AsJson, Extracted, Files, Mapping
from cli.summaries import tell_summary
from cli.terminal import json_text, tell
from data.formats.guessing.mapping_text import proposal_text, write_proposal
from data.formats.guessing.propose_file import propose_file
from data.load import Delivery
from data.load import check as check_files
from data.settings import load_settings
from data.snapshots import Store, store_folder


def check(files: Files, mapping: Mapping = None, as_of: Extracted = None, as_json: AsJson = False) -> None:
    """Say what loading the files would do, and change nothing."""
    settings = load_settings()
    summary = check_files(
        Store(store_folder()), [Delivery(tuple(files), mapping)], settings, as_of=as_of, progress=tell
    )
    tell_summary(summary, settings, as_json, "Nothing was changed: this was a check.")


def map_file(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file of one sender.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the mapping; else beside you, by the file's name.")
    ] = None,
    system: Annotated[
        str, typer.Option(help="Who sent it: police, social_care, provider, fostering, or a name of yours.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a mapping that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a mapping for a file from what it looks like: each guess with its reason, and what is left to ask."""
    proposal = propose_file(file, load_settings(), system)
    # A program that asks for JSON has the mapping in it.
    path = out or (None if as_json else Path(f"{file.stem}.toml"))
    if path:
        write_proposal(path, proposal, force=force)
    if as_json:
        typer.echo(json_text({**proposal.as_json(), "mapping": proposal_text(proposal)}))
    else:
        typer.echo(proposal_words(proposal, str(path)))

"""Messages that a timer sends."""

from typing import Annotated

import typer

from analytics.messages.runs import run_morning, try_morning
from analytics.messages.standing import run_words, trial_words
from data.settings import load_settings
from data.snapshots import Store, store_folder


def morning(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the message and who would get it; send nothing.")
    ] = False,
) -> None:
    """Send the morning message of clocks that have run out: counts and a link, by the ways that the settings name.

    For a timer. It ends with 1 where somebody was not reached; the next run tries again.
    """
    store, settings = Store(store_folder()), load_settings()
    if dry_run:
        typer.echo(trial_words(*try_morning(store, settings), settings.messages))
        return
    done = run_morning(store, settings)
    typer.echo(run_words(done))
    raise typer.Exit(1 if done.is_failed else 0)

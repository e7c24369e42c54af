"""Reports: for freedom of information, for a day, a week, a month, a quarter, and for the scrutiny committee."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics import model
from analytics.exports.export import Asked, refuse_unknown
from analytics.files import WRITERS
from analytics.messages.runs import run_weekly
from analytics.messages.standing import weekly_run_words
from analytics.reports.daily_files import write_daily
from analytics.reports.foi import as_text, foi_answer, last_years
from analytics.reports.quarterly_files import write_monthly, write_quarterly
from analytics.reports.scrutiny_files import write_scrutiny
from analytics.reports.weekly_files import newest_week, write_weekly
from cli.exports import hand_out, log_export
from cli.options import DAY, Audience, Out, Purpose, folder_of
from data.settings import Settings, load_settings
from data.snapshots import Store, store_folder

# Of the monthly report: exact, or as it is published.
EDITIONS = [model.Audience.COORDINATOR, model.Audience.BOARD]


def foi(
    years: Annotated[int, typer.Option(min=1, max=10, help="How many financial years that are over.")] = 3,
    audience: Audience = "coordinator",
    kind: Annotated[str, typer.Option("--format", help="text, json, csv or xlsx.")] = "text",
    out: Out = None,
) -> None:
    """Print children, episodes, interviews in time and declined: all, in care and out of area, year by year."""
    refuse_unknown("--audience", [audience], list(model.Audience))
    refuse_unknown("--format", [kind], ["text", *WRITERS])
    store = Store(store_folder())
    snapshot = store.live()
    answer = foi_answer(store, snapshot, load_settings(), model.Audience(audience), years)
    content = f"{as_text(answer)}\n".encode() if kind == "text" else WRITERS[kind](answer.frame)
    periods = last_years(datetime.fromisoformat(snapshot.manifest["as_of"]).date(), years)
    log_export(store, snapshot.name, Asked(periods[-1].start, periods[0].end, audience, ("foi",), kind=kind))
    hand_out(content, out)


def weekly(
    week_ending: Annotated[
        datetime | None, typer.Option(formats=DAY, help="The Sunday on which the week ended; else the newest.")
    ] = None,
    purpose: Purpose = "weekly meeting",
    out: Annotated[Path, folder_of("both files")] = Path(),
    if_due: Annotated[
        bool,
        typer.Option("--if-due", help="For a timer: the newest, once, into the settings' folder; and tell people."),
    ] = False,
) -> None:
    """Write the weekly report of a week that is over, for co-ordinators: a tagged PDF and a Word document."""
    store, settings = Store(store_folder()), load_settings()
    if if_due:
        write_if_due(store, settings)
        return
    snapshot = store.live()
    sunday = week_ending.date() if week_ending else newest_week(snapshot)
    files = write_weekly(store, snapshot, settings, sunday, out, purpose=purpose)
    typer.echo("\n".join(map(str, files)))


def write_if_due(store: Store, settings: Settings) -> None:
    """Writes the newest week's report where no timer has, and tells whoever is to know."""
    done = run_weekly(store, settings)
    typer.echo(weekly_run_words(done.sunday, done.files, done.run))
    raise typer.Exit(1 if done.run.is_failed else 0)


def daily(purpose: Purpose = "daily meeting", out: Annotated[Path, folder_of("the file")] = Path()) -> None:
    """Write the sheet for today's meeting, for co-ordinators: a tagged PDF of one page or two."""
    store = Store(store_folder())
    typer.echo(write_daily(store, store.live(), load_settings(), out, purpose=purpose))


def quarterly(
    quarter: Annotated[str, typer.Option(help="A quarter that is over, such as 2026-27-Q2; else the newest.")] = "",
    out: Annotated[Path, folder_of("the files")] = Path(),
) -> None:
    """Write the sub-group's report of a quarter: PDF, Word and workbook, of what is published to the board alone."""
    store = Store(store_folder())
    files = write_quarterly(store, store.live(), load_settings(), quarter, out)
    typer.echo("\n".join(map(str, files)))


def monthly(
    month: Annotated[str, typer.Argument(help="A month that is over, such as 2026-10; else the newest.")] = "",
    audience: Annotated[str, typer.Option(help="coordinator: exact; board: as published.")] = "coordinator",
    out: Annotated[Path, folder_of("the files")] = Path(),
) -> None:
    """Write the operational group's report of a month, two pages: PDF, Word and workbook."""
    refuse_unknown("--audience", [audience], EDITIONS)
    store = Store(store_folder())
    files = write_monthly(store, store.live(), load_settings(), month, out, audience=model.Audience(audience))
    typer.echo("\n".join(map(str, files)))


def scrutiny(
    release: Annotated[str, typer.Option(help="The approved release; without it, the newest.")] = "",
    out: Annotated[Path, folder_of("the file")] = Path(),
) -> None:
    """Write a committee's paper of an approved release, as Word: four sides at most, and every table behind them."""
    typer.echo(write_scrutiny(Store(store_folder()), release, out))

"""The audit log: who saw, took or changed what."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from cli.options import DAY, AsJson
from cli.terminal import json_text
from data.audit_log import Act, AuditLog, Line
from data.errors import DashboardError
from data.snapshots import Store, store_folder


def verify(
    seen: Annotated[str | None, typer.Option(help="A line that was written down earlier, as NUMBER:HASH.")] = None,
) -> None:
    """Say whether the audit log is as it was written, and where it is not."""
    log = AuditLog(Store(store_folder()))
    if broken := log.verify(noted_line(seen) if seen else None):
        typer.echo(f"The log is broken. Line {broken.line} {broken.how}", err=True)
        raise typer.Exit(1)
    last = log.head()
    typer.echo(
        f"The log is whole: {last.number:,} lines. Write down and keep elsewhere: {last.number}:{last.hash}"
        if last
        else "The log is empty."
    )


def show(
    act: Annotated[list[str] | None, typer.Option(help="Only this act, such as export; may be repeated.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=DAY, help="From this day on, in UTC.")] = None,
    child: Annotated[str | None, typer.Option(help="Only lines about the child of this pseudonym.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the audit log, oldest line first."""
    if unknown := sorted(set(act or ()) - set(Act)):
        raise DashboardError(f"--act {unknown[0]!r} is not known. It may be: {', '.join(sorted(Act))}.")
    lines = AuditLog(Store(store_folder())).found(acts=act or (), since=since, child=child)
    if as_json:
        typer.echo(json_text([asdict(line) for line in lines]))
        return
    for line in lines:
        typer.echo(log_line_text(line))


def noted_line(seen: str) -> tuple[int, str]:
    """The number and hash that somebody wrote down. Raises DashboardError."""
    number, _, noted = seen.partition(":")
    if not number.isdigit() or not noted:
        raise DashboardError(f"--seen is {seen!r}: give it as `missing log verify` printed it, NUMBER:HASH.")
    return int(number), noted


def log_line_text(line: Line) -> str:
    """One line of the audit log for a person."""
    what = ", ".join(f"{name} {in_short(value)}" for name, value in line.what.items())
    purpose = f" · {line.purpose}" if line.purpose else ""
    return f"{line.number:>6}  {line.at[:19]}  {line.act:<13} {line.who} ({line.audience}){purpose} · {what}"


def in_short(value: Any) -> str:
    """A value of the audit log on one line: of several things with parts of their own, how many."""
    if isinstance(value, list):
        has_parts = any(isinstance(part, dict) for part in value)
        return str(len(value)) if has_parts else " ".join(map(str, value))
    return str(value)
